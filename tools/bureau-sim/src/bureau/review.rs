//! The clerk's decision 审核, and what it does to the records on file.

use super::Bureau;
use super::case::{Matter, Stage};
use super::outbox::{icp, result};
use crate::codes::{self, Operation};
use crate::record::library::CLERK;
use crate::record::{self, Service};
use crate::wire::writing::Xml;

/// Why the clerk cannot decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such case.
    NoSuchCase,
    /// It is not on the clerk's desk: officers have yet to confirm, or it is decided.
    NotOnTheDesk,
    /// The code is no result code of the interface that refuses.
    NotARefusal,
}

impl Refused {
    /// In Chinese.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NoSuchCase => "没有这个办件",
            Self::NotOnTheDesk => "该办件不在待审核状态",
            Self::NotARefusal => "代码不是可用于退回的结果代码（1002至1999、5001至5999）",
        }
    }
}

/// Whether a result code refuses; 1060 and 1062 are results too, but good ones.
#[must_use]
pub fn refuses(code: u16) -> bool {
    (1002..6000).contains(&code) && codes::is_known(code) && !matches!(code, 1060 | 1062)
}

impl Bureau {
    /// Approve a case: it goes on file, and the provider gets numbers and the result.
    ///
    /// # Errors
    /// When the case is not on the desk.
    pub fn approve(&mut self, id: u64) -> Result<(), Refused> {
        self.tick();
        let case = self.state.cases.get(&id).ok_or(Refused::NoSuchCase)?;
        if !matches!(case.stage, Stage::BureauReview { .. }) {
            return Err(Refused::NotOnTheDesk);
        }
        self.carry_out(id);
        Ok(())
    }

    /// Refuse a case with a result code and the clerk's words (the interface's own when empty).
    ///
    /// # Errors
    /// When the case is not on the desk or the code is no refusal.
    pub fn refuse(&mut self, id: u64, code: u16, text: &str) -> Result<(), Refused> {
        self.tick();
        let case = self.state.cases.get(&id).ok_or(Refused::NoSuchCase)?;
        if !matches!(case.stage, Stage::BureauReview { .. }) {
            return Err(Refused::NotOnTheDesk);
        }
        if !refuses(code) {
            return Err(Refused::NotARefusal);
        }
        let text = text.trim();
        self.refuse_case(id, code, if text.is_empty() { codes::message(code) } else { text });
        Ok(())
    }

    /// Approve what has waited long enough, when the bureau is set up so.
    pub(super) fn approve_by_itself(&mut self) {
        let Some(after) = self.config.auto_approve_after else { return };
        let now = self.now();
        let due = |stage: &Stage| matches!(stage, Stage::BureauReview { since } if now.since(*since) >= after);
        let ids: Vec<u64> =
            self.state.cases.values().filter(|c| due(&c.stage)).map(|c| c.id).collect();
        for id in ids {
            self.carry_out(id);
        }
    }

    fn carry_out(&mut self, id: u64) {
        let now = self.now();
        let prefix = self.config.number_prefix.clone();
        let Some(case) = self.state.cases.get(&id) else { return };
        let (provider, operation) = (case.provider, case.operation);
        let library = &mut self.state.library;
        // What is told to the provider: a sponsor and which of its services.
        let mut told: Option<(i64, Vec<i64>)> = None;
        let mut number = None;
        // A migration changes two sponsors, and may take a service off file.
        let (mut giving, mut gone) = (None, None);
        match &case.matter {
            Matter::NewFiling { sponsor, services } => {
                let id =
                    library.file((**sponsor).clone(), services.clone(), provider, &prefix, now);
                let ids = library.sponsor(id).map(|r| r.services.iter().map(|s| s.id).collect());
                told = Some((id, ids.unwrap_or_default()));
            }
            Matter::AddService { sponsor, services } => {
                let ids = services
                    .iter()
                    .filter_map(|s| library.add_service(*sponsor, s.clone(), now))
                    .collect();
                told = Some((*sponsor, ids));
            }
            Matter::AddAccess { service, access } => {
                library.add_access(*service, access.clone(), now);
                told = library
                    .service(*service)
                    .map(|(record, _)| (record.sponsor.id, vec![*service]));
            }
            Matter::Change { sponsor, services } => {
                let ids = services.iter().map(|s| s.id).collect();
                library.change((**sponsor).clone(), services.clone(), provider, now);
                told = Some((sponsor.id, ids));
            }
            Matter::Migration { giver, service, receiver, whole, moved } => {
                let moved = (**moved).clone();
                let taken = match whole {
                    true => library.move_service(*service, *receiver, moved, provider, now),
                    false => library.move_domains(*service, *receiver, moved, now),
                };
                told = Some((*receiver, taken.into_iter().collect()));
                giving = Some(*giver);
                gone = Some(*service).filter(|id| library.service_was_cancelled(*id));
            }
            Matter::Cancel { id, .. } => match operation {
                Operation::CancelSponsor => {
                    number = library.sponsor(*id).and_then(|r| r.sponsor.number.clone());
                    library.cancel_sponsor(*id);
                }
                Operation::CancelService => {
                    number = library.service(*id).and_then(|(_, s)| s.number.clone());
                    library.cancel_service(*id, now);
                }
                _ => library.cancel_access(*id, now),
            },
        }
        let mut xml = icp();
        if let Some(record) = told.as_ref().and_then(|(id, _)| library.sponsor(*id)) {
            number = match (&case.matter, told.as_ref().map(|(_, ids)| ids.as_slice())) {
                (
                    Matter::AddService { .. } | Matter::AddAccess { .. } | Matter::Migration { .. },
                    Some([first, ..]),
                ) => record.services.iter().find(|s| s.id == *first).and_then(|s| s.number.clone()),
                _ => record.sponsor.number.clone(),
            };
            let ids = told.as_ref().map(|(_, ids)| ids.as_slice()).unwrap_or_default();
            let services: Vec<&Service> =
                record.services.iter().filter(|s| ids.contains(&s.id)).collect();
            xml.open("BASJ");
            record::basj(&mut xml, record, &services, provider);
            // V3.0 has no record without a service: of a giver that has none left nothing is told.
            let giver = giving.and_then(|id| library.sponsor(id));
            if let Some(giver) = giver.filter(|giver| !giver.services.is_empty()) {
                let left: Vec<&Service> = giver.services.iter().collect();
                record::basj(&mut xml, giver, &left, provider);
            }
            xml.close();
        }
        let cancelled = match (&case.matter, cancelled_kind(operation)) {
            (Matter::Cancel { id, .. }, Some(kind)) => Some((*id, kind)),
            _ => gone.map(|id| (id, 1)),
        };
        if let Some((id, kind)) = cancelled {
            xml.open("ZXSJ");
            xml.open("Zxxx");
            xml.leaf("Zxlb", kind);
            xml.leaf("Jlid", id);
            xml.close();
            xml.close();
        }
        self.decide(id, xml, 1001, "审核通过", Stage::Filed { at: now, number });
    }

    /// Refuse a case, whoever refuses it: the clerk, a deadline, too many wrong codes.
    pub(super) fn refuse_case(&mut self, id: u64, code: u16, text: &str) {
        let stage = Stage::Refused { at: self.now(), code, text: text.to_owned() };
        self.decide(id, icp(), code, text, stage);
    }

    /// Set the stage and tell the provider: `BAJG` with the result and a `Gjsh` for each record.
    fn decide(&mut self, id: u64, mut xml: Xml, code: u16, opinion: &str, stage: Stage) {
        let now = self.now();
        let Some(case) = self.state.cases.get_mut(&id) else { return };
        case.stage = stage;
        self.docket.remove(case);
        xml.open("BAJG");
        xml.open("Jg_xx");
        result(&mut xml, code, codes::message(code));
        xml.leaf("Czlx", case.operation.czlx());
        xml.leaf("Bs", &case.label);
        xml.close();
        xml.open("GJSHS");
        for record in &case.record_ids {
            xml.open("Gjsh");
            xml.leaf("Shrxm", CLERK);
            xml.leaf("Shsj", now.text());
            xml.leaf("Shyj", opinion.chars().take(1024).collect::<String>());
            xml.leaf("Shjg", i64::from(code == 1001));
            xml.leaf("Czlx", case.operation.czlx());
            xml.leaf("Jlid", record);
            xml.close();
        }
        xml.close();
        let provider = case.provider;
        self.post(provider, xml.finish());
    }
}

/// `Zxlb` of `ZXSJ`: it knows sponsors and services only, no accesses.
fn cancelled_kind(operation: Operation) -> Option<i64> {
    match operation {
        Operation::CancelSponsor => Some(0),
        Operation::CancelService => Some(1),
        _ => None,
    }
}
