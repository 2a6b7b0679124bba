//! `isp_upload` up to the XML: is the envelope right, is it the file's turn (handbook §10.2).

use serde::{Deserialize, Serialize};

use super::Bureau;
use super::calls::Said;
use crate::codes;
use crate::config::Provider;
use crate::modes::Mode;
use crate::wire::envelope;
use crate::wire::soap::{self, Call};

/// The upload accepted last: what `isp_querypreviousupload` tells.
#[derive(Clone, Serialize, Deserialize)]
pub struct LastUpload {
    sequence: i64,
    name: String,
    /// As it came: base64 of the (perhaps encrypted) zip.
    content: String,
    hash: String,
    encrypt_algorithm: i64,
    /// The ones before it, so that a few uploads can be forgotten (modes `gap_14`, `sequence_jump`).
    before: Option<Box<LastUpload>>,
}

/// So many uploads can be forgotten.
const FORGETTABLE: usize = 3;

impl LastUpload {
    /// Drop all but so many uploads before this one.
    fn keep(&mut self, before: usize) {
        match (before, &mut self.before) {
            (0, before) => *before = None,
            (_, Some(last)) => last.keep(before - 1),
            (_, None) => {}
        }
    }

    /// An upload that nobody here made: another system of the provider, to all appearances.
    fn of_somebody_else(sequence: i64) -> Self {
        let xml = b"<?xml version=\"1.0\" encoding=\"GBK\"?><UploadData/>";
        let zip = envelope::zip_one("beianinfo.xml", xml).unwrap_or_default();
        Self {
            sequence,
            name: "beianinfo.xml".to_owned(),
            content: envelope::to_base64(&zip),
            hash: envelope::md5_base64(&zip),
            encrypt_algorithm: 0,
            before: None,
        }
    }
}

impl super::Account {
    /// The last upload never was, if there was one.
    fn forget_upload(&mut self) {
        if self.last_sequence > 0 {
            self.last_sequence -= 1;
            self.last_upload = self.last_upload.take().and_then(|last| last.before).map(|b| *b);
        }
    }
}

impl Bureau {
    pub(super) fn upload(&mut self, provider: &Provider, call: &Call) -> Said {
        if let Some(value) = self.modes.strikes(Mode::RefuseUpload) {
            let code = value.and_then(|v| u16::try_from(v).ok()).unwrap_or(999);
            return Said::code(code).because(Mode::RefuseUpload);
        }
        if self.modes.strikes(Mode::OutsideHours).is_some() {
            let text = format!("{}09:00-17:00", codes::message(20));
            return Said::xml(20, soap::outcome(20, &text).finish()).because(Mode::OutsideHours);
        }
        if self.modes.strikes(Mode::TooMany).is_some() {
            return Said::code(15).because(Mode::TooMany);
        }
        let mut said = match self.open_envelope(provider, call) {
            Ok((sequence, name, xml)) => {
                let seen = self.take_in(provider, sequence, &name, &xml);
                let records = seen.iter().map(|record| record.label.clone()).collect();
                Said { records, seen, ..Said::code(0) }
            }
            Err(said) => said,
        };
        said.hash = Some(call.text("beianInfoHash").trim().to_owned()).filter(|h| !h.is_empty());
        said
    }

    /// Everything about an upload but its XML. On success the sequence number is used up.
    fn open_envelope(
        &mut self,
        provider: &Provider,
        call: &Call,
    ) -> Result<(i64, String, Vec<u8>), Said> {
        let algorithm = call
            .int("encryptAlgorithm")
            .filter(|a| matches!(a, 0 | 1))
            .ok_or_else(|| Said::code(9))?;
        if provider.key.is_some() && algorithm == 0 {
            return Err(Said::code(9));
        }
        if call.int("compressionFormat") != Some(0) {
            return Err(Said::code(11));
        }
        let sequence = self.turn(provider, call.int("dataSequence"))?;
        let content = call.text("beianInfo");
        let sealed = envelope::from_base64(content)
            .ok_or_else(|| Said::code(if algorithm == 1 { 6 } else { 8 }))?;
        if sealed.len() > envelope::LARGEST_FILE {
            return Err(Said::code(18));
        }
        let zip = match (&provider.key, algorithm) {
            (Some(key), 1) => key.decrypt(&sealed).ok_or_else(|| Said::code(6))?,
            (None, 1) => return Err(Said::code(6)),
            _ => sealed,
        };
        let hash = call.text("beianInfoHash").trim();
        if envelope::md5_base64(&zip) != hash {
            return Err(Said::code(7));
        }
        let (name, xml) = envelope::unzip_one(&zip).map_err(Said::code)?;
        let account = self.state.accounts.entry(provider.isp_id).or_default();
        let before = account.last_upload.take().map(|mut last| {
            last.keep(FORGETTABLE - 1);
            Box::new(last)
        });
        account.last_sequence = sequence;
        account.last_upload = Some(LastUpload {
            sequence,
            name: name.clone(),
            content: content.to_owned(),
            hash: hash.to_owned(),
            encrypt_algorithm: algorithm,
            before,
        });
        self.dirty = true;
        Ok((sequence, name, xml))
    }

    /// Whether it is this file's turn: exactly one after the last accepted. Otherwise 14 with the numbers
    /// to send first – for a number that was already accepted, the one expected next.
    fn turn(&mut self, provider: &Provider, sequence: Option<i64>) -> Result<i64, Said> {
        let account = self.state.accounts.entry(provider.isp_id).or_default();
        let mut mode = None;
        if account.last_sequence > 0 && self.modes.strikes(Mode::Gap).is_some() {
            account.forget_upload();
            self.dirty = true;
            mode = Some(Mode::Gap);
        }
        if let Some(value) = self.modes.strikes(Mode::SequenceJump) {
            let jump = value.unwrap_or(3);
            if jump > 0 {
                account.last_sequence = account.last_sequence.saturating_add(jump);
                account.last_upload = Some(LastUpload::of_somebody_else(account.last_sequence));
            }
            for _ in jump..0_i64.min(jump + FORGETTABLE as i64) {
                account.forget_upload();
            }
            self.dirty = true;
            mode = Some(Mode::SequenceJump);
        }
        let expected = account.last_sequence + 1;
        match sequence {
            Some(given) if given == expected => Ok(given),
            given => {
                let last_missing =
                    given.map_or(expected, |given| given.saturating_sub(1).max(expected));
                // A provider that is far ahead need not be told every number at once.
                let missing = (expected..=last_missing).take(1000);
                let mut xml = soap::outcome(14, codes::message(14));
                xml.open("dataSequences");
                for number in missing {
                    xml.leaf("dataSequence", number);
                }
                Err(Said { mode, ..Said::xml(14, xml.finish()) })
            }
        }
    }

    /// `isp_querypreviousupload`: the last accepted file and its number, 0 when there is none.
    pub(super) fn previous_upload(&self, provider: &Provider) -> Said {
        let account = self.state.accounts.get(&provider.isp_id);
        let last = account.and_then(|a| a.last_upload.as_ref());
        let mut xml = soap::outcome(0, codes::message(0));
        xml.open("fileInfos");
        xml.leaf("hashAlgorithm", 0);
        xml.leaf("compressionFormat", 0);
        xml.leaf("encryptAlgorithm", last.map_or(0, |l| l.encrypt_algorithm));
        xml.leaf("dataSequence", account.map_or(0, |a| a.last_sequence));
        xml.leaf("return_FileName", last.map_or("", |l| l.name.as_str()));
        xml.leaf("beianInfo", last.map_or("", |l| l.content.as_str()));
        xml.leaf("beianInfoHash", last.map_or("", |l| l.hash.as_str()));
        let records = last.map(|l| format!("dataSequence:{}", l.sequence)).into_iter().collect();
        Said { records, ..Said::xml(0, xml.finish()) }
    }
}
