//! Files for a provider 下发数据: written when something happens, kept until acknowledged.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::Bureau;
use super::confirmation::{Confirmation, PersonState};
use crate::codes::{self, Operation};
use crate::modes::Mode;
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

/// What there is to say about the records of one upload.
#[derive(Default)]
pub(super) struct Gathered {
    /// Refuse every second record with this code (mode `partial_success`).
    partial: Option<u16>,
    records: usize,
    results: Vec<RecordResult>,
    confirmations: Vec<u64>,
}

impl Gathered {
    /// Nothing yet.
    pub(super) fn new(partial: Option<u16>) -> Self {
        Self { partial, ..Self::default() }
    }

    /// Whether the record that is looked at now is refused because of the mode.
    pub(super) fn refuses_this_one(&mut self) -> Option<u16> {
        self.records += 1;
        self.partial.filter(|_| self.records.is_multiple_of(2))
    }
}

/// One `Jg_xx`.
struct RecordResult {
    operation: Operation,
    label: String,
    findings: Vec<Finding>,
}

impl Bureau {
    /// Put a document into a provider's outbox, also one that no clerk would write.
    /// Returns the file's name; `None` when there is no such provider.
    pub fn post(&mut self, provider: i64, document: String) -> Option<String> {
        let now = self.now();
        let account = self.state.accounts.get_mut(&provider)?;
        account.outbox.last += 1;
        let name = format!("{provider}{}{:08}", now.compact(), account.outbox.last);
        let twice = document.contains("<BAJG>").then(|| document.clone());
        account.outbox.waiting.push_back(Parcel { name: name.clone(), document });
        self.dirty = true;
        if let Some(document) =
            twice.filter(|_| self.modes.strikes(Mode::DuplicateResults).is_some())
        {
            let account = self.state.accounts.get_mut(&provider)?;
            account.outbox.last += 1;
            let name = format!("{provider}{}{:08}", now.compact(), account.outbox.last);
            account.outbox.waiting.push_back(Parcel { name, document });
        }
        Some(name)
    }

    /// Put results about a record of another provider before everything else that waits (mode
    /// `foreign_results`).
    pub(super) fn post_foreign_results(&mut self, provider: i64) {
        let foreign = self.state.cases.values().find(|case| case.provider != provider);
        let (operation, label) = foreign.map_or_else(
            || (Operation::NewFiling, "990000001".to_owned()),
            |case| (case.operation, case.label.clone()),
        );
        let mut xml = icp();
        xml.open("BAJG");
        xml.open("Jg_xx");
        result(&mut xml, 1001, codes::message(1001));
        xml.leaf("Czlx", operation.czlx());
        xml.leaf("Bs", label);
        self.post(provider, xml.finish());
        let account = self.state.accounts.get_mut(&provider);
        if let Some(outbox) = account.map(|account| &mut account.outbox) {
            outbox.waiting.rotate_right(1);
        }
    }

    /// Files that wait for a provider, in order.
    pub fn waiting(&self, provider: i64) -> impl Iterator<Item = &Parcel> {
        self.state.accounts.get(&provider).into_iter().flat_map(|a| &a.outbox.waiting)
    }

    /// Tell a provider how the SMS confirmation of a case stands (`Dxhyzt` of our dialect).
    pub(super) fn tell_sms_state(&mut self, id: u64) {
        match &mut self.gathered {
            Some(gathered) => gathered.confirmations.push(id),
            None => self.tell_sms_states(&[id]),
        }
    }

    fn tell_sms_states(&mut self, ids: &[u64]) {
        let mut xml = icp();
        xml.open_with("Dxhyzt", &[("version", "beian-1")]);
        let mut provider = None;
        for id in ids {
            let Some(case) = self.state.cases.get(id) else { continue };
            let Some(confirmation) = &case.confirmation else { continue };
            provider = Some(case.provider);
            sms_state(&mut xml, &case.label, confirmation);
        }
        if let Some(provider) = provider {
            self.post(provider, xml.finish());
        }
    }

    /// Tell a provider what is to be said about a record at once: `BAJG` with one `Jgxx` a finding.
    pub(super) fn tell_findings(
        &mut self,
        provider: i64,
        operation: Operation,
        label: &str,
        findings: &[Finding],
    ) {
        let result =
            RecordResult { operation, label: label.to_owned(), findings: findings.to_vec() };
        match &mut self.gathered {
            Some(gathered) => gathered.results.push(result),
            None => self.tell_results(provider, &[result]),
        }
    }

    fn tell_results(&mut self, provider: i64, results: &[RecordResult]) {
        let mut xml = icp();
        xml.open("BAJG");
        for RecordResult { operation, label, findings } in results {
            xml.open("Jg_xx");
            for finding in findings {
                result(&mut xml, finding.code, finding.text());
            }
            xml.leaf("Czlx", operation.czlx());
            xml.maybe("Bs", Some(label).filter(|label| !label.is_empty()));
            let places: Vec<&str> = findings.iter().map(|f| f.place.as_str()).collect();
            xml.leaf("Bz", places.join("；"));
            xml.close();
        }
        self.post(provider, xml.finish());
    }

    /// Tell a provider what was gathered while its file was taken in: all results in one file, all
    /// confirmations in the next.
    pub(super) fn tell_gathered(&mut self, provider: i64, gathered: Gathered) {
        if !gathered.results.is_empty() {
            self.tell_results(provider, &gathered.results);
        }
        if !gathered.confirmations.is_empty() {
            self.tell_sms_states(&gathered.confirmations);
        }
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
}

/// One `Hyzt`.
fn sms_state(xml: &mut Xml, label: &str, confirmation: &Confirmation) {
    // Done, for better or worse: all confirmed, one failed (the filing is returned), or all late.
    let waits = confirmation.people.iter().any(|p| p.state == PersonState::Waiting);
    let failed = confirmation.people.iter().any(|p| p.state == PersonState::Failed);
    let complete = !waits || failed;
    xml.open("Hyzt");
    xml.leaf("IspZtid", label);
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
    xml.close();
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
