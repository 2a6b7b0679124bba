//! Downloads, acknowledgements, and the two questions about what is filed.

use super::Bureau;
use super::calls::Said;
use crate::codes;
use crate::config::Provider;
use crate::ledger;
use crate::modes::Mode;
use crate::record::Service;
use crate::record::library::Record;
use crate::wire::envelope::{self, AesKey};
use crate::wire::soap::{self, Call};
use crate::wire::writing::Xml;

/// A filing password may be tried this often (return code 22).
const PASSWORD_TRIES: u32 = 5;

impl Bureau {
    /// `isp_download`: the oldest file not yet acknowledged; code 2 when there is none, 3 when more wait
    /// behind it, 1 when it is the last.
    pub(super) fn download(&mut self, provider: &Provider) -> Said {
        let mut mode = None;
        if self.modes.strikes(Mode::ForeignResults).is_some() {
            self.post_foreign_results(provider.isp_id);
            mode = Some(Mode::ForeignResults);
        }
        let count = self.waiting(provider.isp_id).count();
        let next = match self.modes.strikes(Mode::ReorderedDownloads).filter(|_| count > 1) {
            Some(_) => {
                mode = Some(Mode::ReorderedDownloads);
                count - 1
            }
            None => 0,
        };
        let Some(parcel) = self.waiting(provider.isp_id).nth(next).cloned() else {
            return Said::code(2);
        };
        let code = if count > 1 { 3 } else { 1 };
        let (zip, spoilt) = match self.pack(&parcel) {
            Ok(packed) => packed,
            Err(error) => {
                tracing::error!(%error, "a file could not be packed");
                return Said::code(999);
            }
        };
        mode = spoilt.or(mode);
        let mut content = zip;
        if self.modes.strikes(Mode::BadZip).is_some() {
            mode = Some(Mode::BadZip);
            for byte in &mut content {
                *byte ^= 0x5a;
            }
        }
        let mut hash = envelope::md5_base64(&content);
        if self.modes.strikes(Mode::WrongHash).is_some() {
            mode = Some(Mode::WrongHash);
            hash = envelope::md5_base64(b"another file");
        }
        let mut key = provider.key.clone();
        if self.modes.strikes(Mode::WrongKey).is_some() {
            mode = Some(Mode::WrongKey);
            key = match key {
                Some(key) => Some(key.another()),
                // A provider without a key gets a file it cannot open.
                None => AesKey::from_text("0000000000000000", "0102030405060708").ok(),
            };
        }
        let algorithm = i64::from(key.is_some());
        if let Some(key) = key {
            content = key.encrypt(&content);
        }
        let mut xml = soap::outcome(code, codes::message(code));
        xml.open("fileInfos");
        xml.leaf("hashAlgorithm", 0);
        xml.leaf("compressionFormat", 0);
        xml.leaf("encryptAlgorithm", algorithm);
        xml.leaf("return_FileName", &parcel.name);
        xml.leaf("beianInfo", envelope::to_base64(&content));
        xml.leaf("beianInfoHash", &hash);
        Said {
            hash: Some(hash),
            records: vec![parcel.name.clone()],
            told: ledger::told(&parcel.document),
            mode,
            ..Said::xml(code, xml.finish())
        }
    }

    /// `isp_downloadack`: the file is not handed out again. Acknowledging twice is fine; a name that never
    /// was is 999, no name is 21.
    pub(super) fn acknowledge(&mut self, provider: &Provider, name: &str) -> Said {
        if name.is_empty() {
            return Said::code(21);
        }
        let again = self.modes.strikes(Mode::DuplicateDownload).is_some();
        let later = self.modes.strikes(Mode::LostAck).is_some();
        let outbox = &mut self.state.accounts.entry(provider.isp_id).or_default().outbox;
        let known =
            outbox.acknowledged.contains(name) || outbox.waiting.iter().any(|p| p.name == name);
        let mut said = Said::code(if known { 0 } else { 999 });
        if again && known {
            said = said.because(Mode::DuplicateDownload);
        } else if known {
            let place = outbox.waiting.iter().position(|parcel| parcel.name == name);
            let parcel = place.and_then(|place| outbox.waiting.remove(place));
            outbox.acknowledged.insert(name.to_owned());
            self.dirty = true;
            if let Some(parcel) = parcel.filter(|_| later) {
                outbox.waiting.push_back(parcel);
                said = said.because(Mode::LostAck);
            }
        }
        said.records = vec![name.to_owned()];
        said
    }

    /// `isp_querybeianstatus`: `Bazt` 0 filed, 1 not filed; by domain (0) or certificate number (1–11, the
    /// same numbers as the certificate kinds of V3.0).
    pub(super) fn query_status(&self, call: &Call) -> Said {
        let Some(kind @ 0..=11) = call.int("queryConditionType") else { return Said::code(999) };
        let condition = call.text("queryCondition").trim();
        if condition.is_empty() {
            return Said::code(999);
        }
        let mut xml = soap::outcome(0, codes::message(0));
        let library = &self.state.library;
        if kind == 0 {
            let found = library.by_domain(condition);
            status(
                &mut xml,
                kind,
                condition,
                found.map(|(record, service)| (record, Some(service))),
            );
        } else {
            let certificate = |r: &&Record| {
                r.sponsor.certificate.kind == kind
                    && r.sponsor.certificate.number.eq_ignore_ascii_case(condition)
            };
            status(
                &mut xml,
                kind,
                condition,
                library.records().find(certificate).map(|record| (record, None)),
            );
        }
        Said::xml(0, xml.finish())
    }

    /// `isp_verifybamm`: `VerifyRes` 0 right, 1 wrong; code 22 when tried too often. A number that is not on
    /// file, or has no password, has none that could be right.
    pub(super) fn verify_password(&mut self, provider: &Provider, call: &Call) -> Said {
        let (number, password) = (call.text("baxh").trim(), call.text("bamm").trim());
        let library = &self.state.library;
        let of_service = || library.service_by_number(number).map(|(record, _)| record);
        let record = library.by_number(number).or_else(of_service);
        let on_file = record.and_then(|record| record.password.as_deref());
        let right = on_file.is_some_and(|p| p.eq_ignore_ascii_case(password));
        let account = self.state.accounts.entry(provider.isp_id).or_default();
        let tried = account.password_tries.entry(number.to_owned()).or_insert(0);
        if *tried >= PASSWORD_TRIES {
            let text = codes::message(22).replace('X', &PASSWORD_TRIES.to_string());
            return Said::xml(22, soap::outcome(22, &text).finish());
        }
        *tried = if right { 0 } else { *tried + 1 };
        self.dirty = true;
        let mut xml = soap::outcome(0, codes::message(0));
        xml.leaf("VerifyRes", i64::from(!right));
        Said::xml(0, xml.finish())
    }
}

fn status(xml: &mut Xml, kind: i64, condition: &str, found: Option<(&Record, Option<&Service>)>) {
    xml.open("StatusInfo");
    xml.leaf("Cxtjlx", kind);
    xml.leaf("Cxtj", condition);
    if let Some((record, service)) = found {
        xml.maybe("Wzmc", service.map(|s| s.name.as_str()));
        xml.maybe("Ztbah", record.sponsor.number.as_deref());
        xml.maybe("Wzbah", service.and_then(|s| s.number.as_deref()));
    }
    xml.leaf("Bazt", if found.is_some() { 0 } else { 1 });
    xml.close();
}
