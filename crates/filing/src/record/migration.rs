//! 域名迁移 and 网站迁移: one record gives, another one takes, both at once.

use super::{
    BureauPass, PassedService, Record, RecordError, RecordState, RecordedService,
    pass::{apply_bureau_pass, numbered},
    same_number,
};
use crate::kind::FilingKind;
use crate::{
    dossier::{Dossier, Service},
    id::ServiceId,
    proposal::OutcomeByHand,
};

/// Both records after a migration.
#[derive(Clone, Debug, PartialEq)]
pub struct Migrated {
    pub giver: Record,
    pub receiver: Record,
}

/// Both records after the bureau accepted a migration. The receiver gets the service as filed now;
/// what such a filing does not carry (contents, languages, approvals) comes along from the giver.
///
/// # Errors
/// As [`apply_bureau_pass`], for the giver; [`RecordError::OtherSponsor`] when the yes or the filing
/// is about another receiver. Nothing is changed.
pub fn migrate(
    giver: &Record,
    receiver: &Record,
    dossier: &Dossier,
    pass: &BureauPass,
) -> Result<Migrated, RecordError> {
    let kind = dossier.kind();
    if !matches!(kind, FilingKind::MigrateDomain | FilingKind::MigrateService) {
        return Err(RecordError::NoRecord(kind));
    }
    let named = [&pass.sponsor_number, &dossier.target().receiving_sponsor_number];
    if named.into_iter().flatten().any(|number| !same_number(number, &receiver.sponsor_number)) {
        return Err(RecordError::OtherSponsor);
    }
    let filed = dossier.services().first().ok_or(RecordError::UnknownService)?;
    let target = dossier.target().service_number.as_deref().unwrap_or_default();
    let before = numbered(&mut giver.clone(), target)?.clone();
    let service = as_received(&before.service, filed);
    let own = pass.services.iter().find(|passed| passed.service == filed.id);
    let passed = own.cloned().unwrap_or_else(|| unnamed(filed.id));
    // The giver's part of the yes names no number: it keeps its own.
    let giver = apply_bureau_pass(Some(giver), dossier, &BureauPass::default())?;
    Ok(taken(giver, receiver, kind, before, service, passed))
}

/// Both records after the bureau moved something on paper. `id` names a service that is new under
/// the receiver. The receiver's officer answers for it until the bureau's record says otherwise.
///
/// # Errors
/// [`RecordError::UnknownService`] when the giver has no such service, or not these domains.
pub fn migrate_by_hand(
    giver: &Record,
    receiver: &Record,
    outcome: &OutcomeByHand,
    id: ServiceId,
) -> Result<Migrated, RecordError> {
    let mut giver = giver.clone();
    let before = numbered(&mut giver, &outcome.service_number)?.clone();
    let mut service = before.service.clone();
    if let Some(sponsor) = &receiver.sponsor {
        service.officer = sponsor.officer.clone();
    }
    match outcome.kind {
        FilingKind::MigrateDomain => {
            service.id = id;
            service.domains.retain(|domain| outcome.domains.contains(&domain.ascii));
            if service.domains.is_empty() || service.domains.len() != outcome.domains.len() {
                return Err(RecordError::UnknownService);
            }
            give_domains(&mut giver, &outcome.service_number, &outcome.domains)?;
        }
        FilingKind::MigrateService => give_service(&mut giver, &outcome.service_number)?,
        kind => return Err(RecordError::NoRecord(kind)),
    }
    forget_strangers(&mut service);
    let passed =
        PassedService { number: Some(outcome.new_service_number.clone()), ..unnamed(service.id) };
    Ok(taken(giver, receiver, outcome.kind, before, service, passed))
}

/// Domains go from a service; without one it is cancelled, and its sponsor may be a shell.
pub(super) fn give_domains(
    record: &mut Record,
    number: &str,
    gone: &[String],
) -> Result<(), RecordError> {
    let service = numbered(record, number)?;
    service.service.domains.retain(|domain| !gone.contains(&domain.ascii));
    if service.service.domains.is_empty() {
        service.state = RecordState::Cancelled;
    }
    forget_strangers(&mut service.service);
    record.settle();
    Ok(())
}

/// A service goes whole; its sponsor may be a shell.
pub(super) fn give_service(record: &mut Record, number: &str) -> Result<(), RecordError> {
    let moved = numbered(record, number)?.service.id;
    record.services.retain(|service| service.service.id != moved);
    record.settle();
    Ok(())
}

/// As filed now, with what the filing does not carry as it was.
fn as_received(before: &Service, filed: &Service) -> Service {
    let mut service = Service {
        prior_approvals: before.prior_approvals.clone(),
        contents: before.contents.clone(),
        languages: before.languages.clone(),
        application_types: before.application_types.clone(),
        home_url: before.home_url.clone(),
        app: before.app.clone(),
        ..filed.clone()
    };
    forget_strangers(&mut service);
    service
}

/// Hosts and a home page of domains that the service does not have any more.
fn forget_strangers(service: &mut Service) {
    let own: Vec<String> = service
        .domains
        .iter()
        .flat_map(|domain| [domain.ascii.to_lowercase(), domain.unicode.to_lowercase()])
        .collect();
    let below = |text: &str| {
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = text.split(['/', ':', '?', '#']).next().unwrap_or_default().to_lowercase();
        own.iter().any(|domain| {
            host.strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    };
    service.hosts.retain(|host| below(host));
    service.home_url = service.home_url.take().filter(|url| below(url));
}

fn unnamed(service: ServiceId) -> PassedService {
    PassedService { service, number: None, wire_id: None, access_wire_ids: Vec::new() }
}

fn taken(
    giver: Record,
    receiver: &Record,
    kind: FilingKind,
    before: RecordedService,
    service: Service,
    passed: PassedService,
) -> Migrated {
    // A service that moves whole is the same one for the bureau; a domain makes a new one.
    let (wire_id, access, others) = match kind {
        FilingKind::MigrateService => {
            (before.wire_id, before.access_wire_ids, before.other_accesses)
        }
        _ => (None, Vec::new(), 0),
    };
    let mut receiver = receiver.clone();
    receiver.end();
    receiver.take_in(RecordedService {
        state: RecordState::Active,
        number: passed.number,
        wire_id: passed.wire_id.or(wire_id),
        access_wire_ids: match passed.access_wire_ids.is_empty() {
            true => access,
            false => passed.access_wire_ids,
        },
        other_accesses: others,
        service,
    });
    Migrated { giver, receiver }
}
