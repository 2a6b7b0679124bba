//! 备案记录: what the bureau confirmed. A filing changes it only when the bureau accepts, never
//! before (handbook §6.2).

mod migration;
mod pass;
mod prefill;
mod state;

pub use migration::{Migrated, migrate, migrate_by_hand};
pub use pass::{BureauPass, PassedService, RecordError, apply_bureau_pass};
pub use state::{RecordEvent, RecordState, RecordTransitionError};

use crate::dossier::{Service, Sponsor};
use serde::{Deserialize, Serialize};

/// A sponsor with its services, as far as this provider knows them.
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
    pub service: Service,
}

impl Record {
    /// Services that aren't cancelled.
    pub fn live_services(&self) -> impl Iterator<Item = &RecordedService> {
        self.services.iter().filter(|service| service.state != RecordState::Cancelled)
    }

    /// A service moved here from another sponsor (网站迁移, 域名迁移). Taken in twice, it is here once.
    pub fn take_in(&mut self, service: RecordedService) {
        self.services.retain(|known| known.service.id != service.service.id);
        self.services.push(service);
        if self.state == RecordState::Shell {
            self.state = RecordState::Active;
        }
    }
}
