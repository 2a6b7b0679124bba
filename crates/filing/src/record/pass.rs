//! What the bureau's yes makes of a record.

use super::{Record, RecordState, RecordedService, migration, same_number as same};
use crate::{
    dossier::{Dossier, Service},
    id::ServiceId,
    kind::FilingKind,
};
use serde::{Deserialize, Serialize};

/// Numbers and ids the bureau gave (BASJ: `Baxh`, `Ztid`, `Wzid`, `Jrid`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BureauPass {
    pub sponsor_number: Option<String>,
    pub sponsor_wire_id: Option<i64>,
    pub services: Vec<PassedService>,
    /// The filing brought evidence of the sponsor.
    #[serde(default)]
    pub sponsor_verified: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedService {
    pub service: ServiceId,
    pub number: Option<String>,
    pub wire_id: Option<i64>,
    pub access_wire_ids: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("the bureau's yes names no number for the sponsor")]
    NoSponsorNumber,
    #[error("{} needs the record it is about", .0.name())]
    NoRecord(FilingKind),
    #[error("the record has no service of that number")]
    UnknownService,
    /// The answer belongs to another filing.
    #[error("the bureau's yes is about another sponsor")]
    OtherSponsor,
    #[error("another filing about the record is underway")]
    InFlight,
}

/// The record after the bureau accepted a filing. `record` is what was on record before; for moves
/// the giving sponsor's. Repeating it with the same answer gives the same record.
///
/// # Errors
/// When the record or its number is missing, or they don't belong together. Nothing is changed.
pub fn apply_bureau_pass(
    record: Option<&Record>,
    dossier: &Dossier,
    pass: &BureauPass,
) -> Result<Record, RecordError> {
    use FilingKind as K;
    let kind = dossier.kind();
    let mut next = match (record, kind) {
        (Some(record), _) => record.clone(),
        // A first filing makes the record; a first access brings one that others filed.
        (None, K::NewFiling | K::AddService | K::AddAccess) => Record {
            state: RecordState::Active,
            sponsor_number: number_of(dossier, pass)?,
            sponsor_wire_id: pass.sponsor_wire_id,
            sponsor: None,
            services: Vec::new(),
            verified: None,
            underway: None,
        },
        (None, _) => return Err(RecordError::NoRecord(kind)),
    };
    if let Some(number) = &pass.sponsor_number
        && !same(number, &next.sponsor_number)
    {
        return Err(RecordError::OtherSponsor);
    }
    next.end();
    next.sponsor_wire_id = pass.sponsor_wire_id.or(next.sponsor_wire_id);
    if let Some(sponsor) = dossier.sponsor().filter(|_| pass.sponsor_verified) {
        next.verified = Some(sponsor.clone());
    }
    match kind {
        K::NewFiling
        | K::AddService
        | K::AddAccess
        | K::ChangeFiling
        | K::ChangeSponsor
        | K::ChangeService
        | K::ChangeAccess => {
            if let Some(sponsor) = dossier.sponsor() {
                next.sponsor = Some(sponsor.clone());
            }
            for service in dossier.services() {
                put(&mut next, service, dossier, pass);
            }
            next.state = RecordState::Active;
        }
        K::CancelSponsor => {
            next.state = RecordState::Cancelled;
            for service in &mut next.services {
                service.state = RecordState::Cancelled;
            }
        }
        K::CancelService => {
            target(&mut next, dossier)?.state = RecordState::Cancelled;
            next.settle();
        }
        K::CancelAccess => {
            let service = target(&mut next, dossier)?;
            service.access_wire_ids.clear();
            service.state = match service.other_accesses {
                0 => RecordState::Shell,
                // Others go on serving it: it only left this provider.
                _ => RecordState::Active,
            };
        }
        K::MigrateDomain => {
            let gone = dossier.services().iter().flat_map(|service| &service.domains);
            let gone: Vec<_> = gone.map(|domain| domain.ascii.clone()).collect();
            migration::give_domains(&mut next, wanted(dossier), &gone)?;
        }
        K::MigrateService => {
            migration::give_service(&mut next, wanted(dossier))?;
        }
        K::TransferRecord => {}
    }
    Ok(next)
}

fn number_of(dossier: &Dossier, pass: &BureauPass) -> Result<String, RecordError> {
    pass.sponsor_number
        .clone()
        .or_else(|| dossier.target().sponsor_number.clone())
        .ok_or(RecordError::NoSponsorNumber)
}

/// The service as filed now, with what the bureau gave; what it doesn't repeat stays. A new access
/// carries only enough to recognise the service: what is on record of it stays, too.
fn put(record: &mut Record, service: &Service, dossier: &Dossier, pass: &BureauPass) {
    let passed = pass.services.iter().find(|passed| passed.service == service.id);
    let is_access = dossier.kind() == FilingKind::AddAccess;
    let number = dossier.target().service_number.as_deref().filter(|_| is_access);
    let old = record.services.iter().position(|old| {
        old.service.id == service.id || number.is_some_and(|number| old.has_number(number))
    });
    let mut next = match old {
        Some(at) if is_access => {
            let kept = &record.services[at];
            let service = Service { access: service.access.clone(), ..kept.service.clone() };
            RecordedService { state: RecordState::Active, service, ..kept.clone() }
        }
        Some(at) => RecordedService {
            state: RecordState::Active,
            service: service.clone(),
            ..record.services[at].clone()
        },
        None => RecordedService {
            state: RecordState::Active,
            number: number.map(str::to_owned),
            wire_id: None,
            access_wire_ids: Vec::new(),
            other_accesses: 0,
            service: service.clone(),
        },
    };
    if let Some(passed) = passed {
        next.number = passed.number.clone().or(next.number);
        next.wire_id = passed.wire_id.or(next.wire_id);
        if !passed.access_wire_ids.is_empty() {
            next.access_wire_ids.clone_from(&passed.access_wire_ids);
        }
    }
    match old {
        Some(at) => record.services[at] = next,
        None => record.services.push(next),
    }
}

fn wanted(dossier: &Dossier) -> &str {
    dossier.target().service_number.as_deref().unwrap_or_default()
}

fn target<'r>(
    record: &'r mut Record,
    dossier: &Dossier,
) -> Result<&'r mut RecordedService, RecordError> {
    numbered(record, wanted(dossier))
}

/// The service of this number.
pub(super) fn numbered<'r>(
    record: &'r mut Record,
    wanted: &str,
) -> Result<&'r mut RecordedService, RecordError> {
    record
        .services
        .iter_mut()
        .find(|service| service.number.as_deref().is_some_and(|number| same(number, wanted)))
        .ok_or(RecordError::UnknownService)
}
