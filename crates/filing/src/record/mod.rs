//! 备案记录: what the bureau confirmed. A filing changes it only when the bureau accepts, never
//! before (handbook §6.2).

mod ended;
mod history;
mod migration;
mod pass;
mod possible;
mod prefill;
mod state;
mod underway;
mod verified;

pub use ended::RecordPart;
pub use history::RecordChange;
pub use migration::{Migrated, migrate, migrate_by_hand};
pub use pass::{BureauPass, PassedService, RecordError, apply_bureau_pass};
pub use possible::{Circumstances, PossibleKind, RECORD_REFUSALS};
pub use state::{RecordEvent, RecordState, RecordTransitionError};
pub use underway::{StateBefore, Underway};

use crate::{
    dossier::{Service, Sponsor},
    id::ServiceId,
    number::FilingNumber,
};
use serde::{Deserialize, Serialize};

/// A sponsor with its services, as far as this provider knows them. What the bureau did not tell of
/// a record that others filed is empty in it: a text without letters, a code of 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub state: RecordState,
    /// 主体备案号 in normal form.
    pub sponsor_number: String,
    /// `Ztid`.
    pub sponsor_wire_id: Option<i64>,
    /// Absent when another provider filed it and only an access came here.
    pub sponsor: Option<Sponsor>,
    pub services: Vec<RecordedService>,
    /// The sponsor as this provider last verified it for a filing that the bureau accepted.
    #[serde(default)]
    pub verified: Option<Sponsor>,
    /// The filing about this record that was handed over and has not ended.
    #[serde(default)]
    pub underway: Option<Underway>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedService {
    pub state: RecordState,
    /// 网站备案号 in normal form.
    pub number: Option<String>,
    /// `Wzid`.
    pub wire_id: Option<i64>,
    /// `Jrid`, one an access of this provider.
    pub access_wire_ids: Vec<i64>,
    /// How many accesses other providers give it, as the bureau last said.
    #[serde(default)]
    pub other_accesses: u32,
    pub service: Service,
}

impl RecordedService {
    pub fn is_live(&self) -> bool {
        self.state != RecordState::Cancelled
    }

    /// This provider gives it an access: only then may it change or cancel it (1048).
    pub fn is_served_here(&self) -> bool {
        self.is_live() && !self.access_wire_ids.is_empty()
    }

    /// Whether it has this 网站备案号.
    pub fn has_number(&self, number: &str) -> bool {
        self.number.as_deref().is_some_and(|own| same_number(own, number))
    }
}

impl Record {
    /// Services that aren't cancelled.
    pub fn live_services(&self) -> impl Iterator<Item = &RecordedService> {
        self.services.iter().filter(|service| service.is_live())
    }

    /// Services with an access of this provider.
    pub fn served_services(&self) -> impl Iterator<Item = &RecordedService> {
        self.services.iter().filter(|service| service.is_served_here())
    }

    pub fn service(&self, id: ServiceId) -> Option<&RecordedService> {
        self.services.iter().find(|service| service.service.id == id)
    }

    /// A live service by its 网站备案号.
    pub fn service_by_number(&self, number: &str) -> Option<&RecordedService> {
        self.live_services().find(|service| service.has_number(number))
    }

    /// A service moved here from another sponsor (网站迁移, 域名迁移). Taken in twice, it is here once.
    pub fn take_in(&mut self, service: RecordedService) {
        self.services.retain(|known| known.service.id != service.service.id);
        self.services.push(service);
        if self.state == RecordState::Shell {
            self.state = RecordState::Active;
        }
    }

    /// A sponsor without a live service is a shell (空壳主体).
    pub fn settle(&mut self) {
        let event = match self.live_services().next() {
            None => RecordEvent::LastPartGone,
            Some(_) => RecordEvent::PartAdded,
        };
        // What is being changed, cancelled or corrected keeps saying so while a part is left.
        if let Ok(next) = self.state.apply(event) {
            self.state = next;
        }
    }
}

/// Whether two spellings name the same record; what is no number is compared as it is.
pub fn same_number(a: &str, b: &str) -> bool {
    match (a.parse::<FilingNumber>(), b.parse::<FilingNumber>()) {
        (Ok(a), Ok(b)) => a.same_record(&b),
        _ => a == b,
    }
}
