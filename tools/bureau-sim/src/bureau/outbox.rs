//! Files for a provider 下发数据: written when something happens, kept until acknowledged.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::Bureau;
use super::confirmation::PersonState;
use crate::codes::{self, Operation};
use crate::rules::Finding;
use crate::wire::writing::Xml;

/// A file waiting for its provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct Parcel {
    /// `return_FileName`: digits only.
    pub name: String,
    /// The XML.
    pub document: String,
}

/// The files of one provider, in order.
#[derive(Default, Serialize, Deserialize)]
pub struct Outbox {
    pub(super) waiting: VecDeque<Parcel>,
    pub(super) acknowledged: BTreeSet<String>,
    last: u64,
}

impl Bureau {
    /// Put a document into a provider's outbox.
    pub(super) fn post(&mut self, provider: i64, document: String) {
        let now = self.now();
        let Some(account) = self.state.accounts.get_mut(&provider) else { return };
        account.outbox.last += 1;
        let name = format!("{provider}{}{:08}", now.compact(), account.outbox.last);
        account.outbox.waiting.push_back(Parcel { name, document });
        self.dirty = true;
    }

    /// Files that wait for a provider, in order.
    pub fn waiting(&self, provider: i64) -> impl Iterator<Item = &Parcel> {
        self.state.accounts.get(&provider).into_iter().flat_map(|a| &a.outbox.waiting)
    }

    /// Tell a provider how the SMS confirmation of a case stands (`Dxhyzt` of our dialect).
    pub(super) fn tell_sms_state(&mut self, id: u64) {
        let Some(case) = self.state.cases.get(&id) else { return };
        let Some(confirmation) = &case.confirmation else { return };
        // Done, for better or worse: all confirmed, one failed (the filing is returned), or all late.
        let waits = confirmation.people.iter().any(|p| p.state == PersonState::Waiting);
        let failed = confirmation.people.iter().any(|p| p.state == PersonState::Failed);
        let complete = !waits || failed;
        let mut xml = icp();
        xml.open_with("Dxhyzt", &[("version", "beian-1")]);
        xml.open("Hyzt");
        xml.leaf("IspZtid", &case.label);
        xml.leaf("Sfwc", i64::from(complete));
        xml.leaf("Jzsj", confirmation.deadline.text());
        for person in &confirmation.people {
            xml.open("Ry");
            xml.leaf("Js", person.confirmer.role.word());
            xml.leaf("Zt", person.state.wire());
            xml.leaf("Cs", i64::from(person.wrong));
            xml.leaf("Cf", i64::from(person.resent()));
            xml.close();
        }
        let provider = case.provider;
        self.post(provider, xml.finish());
    }

    /// Tell a provider that a record has data errors: `BAJG` with one `Jgxx` a finding.
    pub(super) fn tell_findings(
        &mut self,
        provider: i64,
        operation: Operation,
        label: &str,
        findings: &[Finding],
    ) {
        let mut xml = icp();
        xml.open("BAJG");
        xml.open("Jg_xx");
        for finding in findings {
            result(&mut xml, finding.code, finding.text());
        }
        xml.leaf("Czlx", operation.czlx());
        xml.maybe("Bs", Some(label).filter(|label| !label.is_empty()));
        let places: Vec<&str> = findings.iter().map(|f| f.place.as_str()).collect();
        xml.leaf("Bz", places.join("；"));
        self.post(provider, xml.finish());
    }

    /// Tell a provider that a whole file could not be taken: `BAJG` with a 5001… code, the file's name as
    /// the description, and every fault in `Bz`.
    pub(super) fn tell_file_error(
        &mut self,
        provider: i64,
        operation: Operation,
        code: u16,
        file: &str,
        why: &str,
    ) {
        let mut xml = icp();
        xml.open("BAJG");
        xml.open("Jg_xx");
        let words = codes::message(code).replace("当前版本信息", super::intake::VERSION);
        result(&mut xml, code, if code == 5001 { file } else { &words });
        xml.leaf("Czlx", operation.czlx());
        xml.leaf("Bz", why);
        self.post(provider, xml.finish());
    }

    /// Offer the code tables (`JCDM`) to a provider.
    pub fn offer_code_tables(&mut self, provider: i64) {
        let mut xml = Xml::gbk_document();
        xml.open("DownloadData");
        xml.open("JCDM");
        xml.open("Jcdm_xx");
        table(&mut xml, "Dwxz_dms", "Dwxz_xx", "nature", |_, _| {});
        table(&mut xml, "Zjlx_dms", "Zjlx_xx", "cert_type", |xml, extra| xml.leaf("Dwflid", extra));
        approvals(&mut xml);
        with_operational_id(&mut xml, "Wzfwlx_dms", "Wzfwlx_xx", "service_content");
        with_operational_id(&mut xml, "Wzjrfs_dms", "Wzjrfs_xx", "access_mode");
        table(&mut xml, "Fjytlx_dms", "Fjzjlx", "attachment_kind", |xml, extra| {
            // The table of the interface demands a number from 1 here while its text says 0 and 1:
            // written as 1 sponsor, 2 service, as in uploads.
            xml.leaf("Ssdxlx", extra.parse::<i64>().unwrap_or(0) + 1);
        });
        table(&mut xml, "Yylb_dms", "Yylb", "language", |_, _| {});
        self.post(provider, xml.finish());
    }
}

/// A document up to and including `DownloadData/ICP`.
pub(super) fn icp() -> Xml {
    let mut xml = Xml::gbk_document();
    xml.open("DownloadData");
    xml.open("ICP");
    xml
}

/// One `Jgxx`.
pub(super) fn result(xml: &mut Xml, code: u16, text: &str) {
    xml.open("Jgxx");
    xml.leaf("Jgdm", code);
    xml.leaf("Dmms", text.chars().take(255).collect::<String>());
    xml.close();
}

fn table(
    xml: &mut Xml,
    outer: &'static str,
    row: &'static str,
    name: &str,
    extra: impl Fn(&mut Xml, &str),
) {
    xml.open(outer);
    for code in
        codes::table(name).iter().filter(|code| name != "cert_type" || !code.extra.is_empty())
    {
        xml.open(row);
        xml.leaf("Id", code.id);
        xml.leaf("Mc", code.name);
        extra(xml, code.extra);
        xml.leaf("Sfyx", 1);
        xml.close();
    }
    xml.close();
}

fn with_operational_id(xml: &mut Xml, outer: &'static str, row: &'static str, name: &str) {
    xml.open(outer);
    for code in codes::table(name) {
        xml.open(row);
        xml.leaf("Id", code.id);
        xml.leaf("Ysid", code.extra);
        xml.leaf("Mc", code.name);
        xml.leaf("Sfyx", 1);
        xml.close();
    }
    xml.close();
}

fn approvals(xml: &mut Xml) {
    xml.open("Wzjylx_dms");
    for code in codes::table("pre_approval") {
        xml.open("Wzjylx_xx");
        xml.leaf("Id", code.id);
        xml.leaf("Ysid", code.extra);
        xml.leaf("Mc", code.name);
        xml.leaf("Sfqzsp", 1);
        xml.leaf("Sfyx", 1);
        xml.close();
    }
    xml.close();
}
