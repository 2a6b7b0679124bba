//! What the bureau ends by itself (ZXSJ without a filing of ours).

use super::{Record, RecordEvent, RecordState};
use crate::id::ServiceId;

/// A part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordPart {
    Sponsor,
    Service(ServiceId),
    /// `Jrid` of an access that this provider gives.
    Access(i64),
}

impl Record {
    /// A part is gone, by the bureau's word alone. A filing that was underway has nothing to be about
    /// any more; what becomes of it the bureau will say. Answers what that means for the state;
    /// nothing when the part was gone before, or never there.
    pub fn gone(&mut self, part: RecordPart) -> Option<RecordEvent> {
        let is_there = match part {
            RecordPart::Sponsor => self.state != RecordState::Cancelled,
            RecordPart::Service(id) => self.service(id).is_some_and(|service| service.is_live()),
            RecordPart::Access(id) => self.services.iter().any(|s| s.access_wire_ids.contains(&id)),
        };
        if !is_there {
            return None;
        }
        self.end();
        let cancel = |state: &mut RecordState| {
            // The bureau's word stands, whatever the state was.
            *state = state.apply(RecordEvent::Cancelled).unwrap_or(RecordState::Cancelled);
        };
        match part {
            RecordPart::Sponsor => {
                cancel(&mut self.state);
                self.services.iter_mut().for_each(|service| cancel(&mut service.state));
                Some(RecordEvent::Cancelled)
            }
            RecordPart::Service(id) => {
                let service = self.services.iter_mut().find(|s| s.service.id == id)?;
                cancel(&mut service.state);
                self.settle();
                Some(RecordEvent::Cancelled)
            }
            RecordPart::Access(id) => {
                let mut services = self.services.iter_mut();
                let service = services.find(|s| s.access_wire_ids.contains(&id))?;
                service.access_wire_ids.retain(|own| *own != id);
                if service.access_wire_ids.is_empty() && service.other_accesses == 0 {
                    let gone = service.state.apply(RecordEvent::LastPartGone);
                    service.state = gone.unwrap_or(service.state);
                }
                Some(RecordEvent::LastPartGone)
            }
        }
    }
}
