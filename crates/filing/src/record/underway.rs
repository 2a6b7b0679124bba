//! 变更中, 注销中: what a filing that was handed over says about the record until it ends.

use super::{Record, RecordError, RecordEvent, RecordState};
use crate::{
    draft::Draft,
    id::{FilingId, ServiceId},
    kind::{Changed, FilingKind},
};
use serde::{Deserialize, Serialize};

/// The filing that is underway, and how the parts it is about stood before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Underway {
    pub filing: FilingId,
    pub parts: Vec<StateBefore>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateBefore {
    /// Absent for the sponsor.
    pub service: Option<ServiceId>,
    pub state: RecordState,
}

impl Record {
    /// A filing of this kind about the record was handed over. The same filing handed over again
    /// starts anew, since it may be about other parts now. Answers what that means for the state.
    ///
    /// # Errors
    /// [`RecordError::InFlight`] while another filing is underway. Nothing is changed then.
    pub fn begin(
        &mut self,
        filing: FilingId,
        kind: FilingKind,
        draft: &Draft,
    ) -> Result<RecordEvent, RecordError> {
        if self.underway.as_ref().is_some_and(|underway| underway.filing != filing) {
            return Err(RecordError::InFlight);
        }
        self.end();
        let event = match kind {
            FilingKind::CancelSponsor | FilingKind::CancelService => RecordEvent::CancelStarted,
            _ => RecordEvent::ChangeStarted,
        };
        let (sponsor, services) = self.touched(kind, draft);
        let mut parts = Vec::new();
        if sponsor {
            parts.push(StateBefore { service: None, state: self.state });
        }
        for service in self.services.iter().filter(|s| services.contains(&s.service.id)) {
            parts.push(StateBefore { service: Some(service.service.id), state: service.state });
        }
        // What the table does not take stays: an empty sponsor that gets a service is a shell until
        // the bureau accepts, and a record to be corrected is one while it is being corrected.
        parts.retain(|part| self.happens(part.service, event));
        self.underway = Some(Underway { filing, parts });
        Ok(event)
    }

    /// The filing underway ended without changing the record: refused and given up, or taken back.
    /// Its parts are as they were, unless the bureau ended them meanwhile. Answers what that means
    /// for the state; nothing when no filing was underway.
    pub fn end(&mut self) -> Option<RecordEvent> {
        let underway = self.underway.take()?;
        let mut ended = RecordEvent::ChangeEnded;
        for part in underway.parts {
            let event = match self.part(part.service).copied() {
                Some(RecordState::Changing) => RecordEvent::ChangeEnded,
                Some(RecordState::Cancelling) => RecordEvent::CancelEnded,
                _ => continue,
            };
            ended = event;
            self.happens(part.service, event);
            match part.state {
                RecordState::Shell => self.happens(part.service, RecordEvent::LastPartGone),
                RecordState::Rectify => self.happens(part.service, RecordEvent::RectifyAsked),
                _ => true,
            };
        }
        Some(ended)
    }

    /// Which parts a filing is about: the sponsor, and services by id.
    fn touched(&self, kind: FilingKind, draft: &Draft) -> (bool, Vec<ServiceId>) {
        use FilingKind as K;
        let targeted = || {
            let number = draft.target.service_number.as_deref().unwrap_or_default();
            self.service_by_number(number).map(|service| service.service.id).into_iter().collect()
        };
        match kind {
            K::NewFiling | K::TransferRecord => (false, Vec::new()),
            K::AddService => (true, Vec::new()),
            K::AddAccess
            | K::CancelService
            | K::CancelAccess
            | K::MigrateDomain
            | K::MigrateService => (false, targeted()),
            K::CancelSponsor => (true, self.live_services().map(|s| s.service.id).collect()),
            K::ChangeFiling | K::ChangeSponsor | K::ChangeService | K::ChangeAccess => {
                let before = self.as_draft();
                let changed = Changed::between(&before, draft);
                (changed.sponsor, Changed::services_between(&before, draft))
            }
        }
    }

    fn part(&mut self, service: Option<ServiceId>) -> Option<&mut RecordState> {
        match service {
            None => Some(&mut self.state),
            Some(id) => self.services.iter_mut().find(|s| s.service.id == id).map(|s| &mut s.state),
        }
    }

    /// Lets it happen to a part, where the table takes it.
    fn happens(&mut self, service: Option<ServiceId>, event: RecordEvent) -> bool {
        let Some(state) = self.part(service) else { return false };
        match state.apply(event) {
            Ok(next) => {
                *state = next;
                true
            }
            Err(_) => false,
        }
    }
}
