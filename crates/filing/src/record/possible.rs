//! What can be filed about a record now, and why not the rest: what a screen offers, and what is held
//! against whoever files anyway.

use super::{Record, RecordState, RecordedService};
use crate::{
    id::ServiceId,
    kind::{Channel, FilingKind, Initiator, Target},
    province::ShellPolicy,
};

/// A kind of filing about a record, or about one of its services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PossibleKind {
    pub kind: FilingKind,
    /// Absent for what is about the sponsor.
    pub service: Option<ServiceId>,
    /// Words: `refusal.<code>`.
    pub refused: Option<&'static str>,
}

/// Codes of refusals, for the word lists.
pub const RECORD_REFUSALS: &[&str] = &[
    "record_cancelled",
    "filing_underway",
    "shell_first",
    "record_is_shell",
    "not_served_here",
    "already_served_here",
    "last_access",
];

/// What the answer depends on beside the record.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    pub initiator: Initiator,
    /// A filing of this sponsor was handed over or is in verification.
    pub in_flight: bool,
    pub shell_policy: ShellPolicy,
}

impl Record {
    /// Every electronic kind about the sponsor, then those about each live service, in the order of
    /// the bureau's table.
    pub fn possible_kinds(&self, now: Circumstances) -> Vec<PossibleKind> {
        let electronic = |kind: &&FilingKind| {
            **kind != FilingKind::NewFiling
                && kind.spec().channel == Channel::Electronic
                && kind.may_be_started_by(now.initiator)
        };
        let kinds = || FilingKind::ALL.iter().filter(electronic).copied();
        let of_sponsor = kinds().filter(|kind| kind.spec().target == Target::Sponsor);
        let mut possible: Vec<PossibleKind> = of_sponsor
            .map(|kind| {
                let refused = self.stands_against(now).or_else(|| self.refuses(kind, now));
                PossibleKind { kind, service: None, refused }
            })
            .collect();
        for service in self.live_services() {
            let of_service = kinds().filter(|kind| kind.spec().target == Target::Service);
            possible.extend(of_service.map(|kind| PossibleKind {
                kind,
                service: Some(service.service.id),
                refused: self.stands_against(now).or_else(|| service.refuses(kind)),
            }));
        }
        possible
    }

    /// What stands against every filing.
    fn stands_against(&self, now: Circumstances) -> Option<&'static str> {
        if self.state == RecordState::Cancelled {
            return Some("record_cancelled");
        }
        (now.in_flight || self.underway.is_some()).then_some("filing_underway")
    }

    fn refuses(&self, kind: FilingKind, now: Circumstances) -> Option<&'static str> {
        let is_shell = self.live_services().next().is_none();
        let is_served = self.served_services().next().is_some();
        match kind {
            FilingKind::AddService if is_shell && now.shell_policy == ShellPolicy::Cancel => {
                Some("shell_first")
            }
            FilingKind::AddService => None,
            // An empty sponsor may always go; one that others serve is theirs to cancel.
            FilingKind::CancelSponsor => (!is_shell && !is_served).then_some("not_served_here"),
            _ if is_shell => Some("record_is_shell"),
            _ => (!is_served).then_some("not_served_here"),
        }
    }
}

impl RecordedService {
    fn refuses(&self, kind: FilingKind) -> Option<&'static str> {
        match (kind, self.is_served_here()) {
            (FilingKind::AddAccess, true) => Some("already_served_here"),
            (FilingKind::AddAccess, false) => None,
            (_, false) => Some("not_served_here"),
            // V3.0 refuses it (1025): who leaves the last provider cancels the service.
            (FilingKind::CancelAccess, true) if self.other_accesses == 0 => Some("last_access"),
            _ => None,
        }
    }
}
