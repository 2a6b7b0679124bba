//! What already filed thing a filing is about, and why it ends or moves (handbook §5.5).

use super::{CheckContext, findings::Findings};
use crate::{
    code::CodeTable,
    dossier,
    draft::{Draft, ServiceKind},
    issue::Issue,
    kind::{Channel, FilingKind, ServicePart, Target},
    number::FilingNumber,
    record::same_number,
    region::RegionCode,
};

/// 注销理由 that says nothing by itself.
const OTHER_REASON: &str = "other";

pub(super) fn read(
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<dossier::Target> {
    let spec = context.kind.spec();
    let reasons = reasons(draft, context, findings);
    let typed = &draft.target;
    let sponsor = |findings: &mut Findings| {
        number("/target/sponsor_number", typed.sponsor_number.as_deref(), true, context, findings)
    };
    let service = |findings: &mut Findings| {
        number("/target/service_number", typed.service_number.as_deref(), false, context, findings)
    };
    let as_written = |number: FilingNumber| Some(number.as_str().to_owned());
    let target = match spec.target {
        Target::None => dossier::Target::default(),
        Target::Sponsor => {
            dossier::Target { sponsor_number: as_written(sponsor(findings)?), ..Default::default() }
        }
        Target::Service => {
            let service = service(findings)?;
            dossier::Target {
                sponsor_number: as_written(service.sponsor()),
                service_number: as_written(service),
                ..Default::default()
            }
        }
        Target::ServiceAndReceiver => {
            const RECEIVER: &str = "/target/receiving_sponsor_number";
            let service = service(findings);
            let receiver = typed.receiving_sponsor_number.as_deref();
            let receiver = number(RECEIVER, receiver, true, context, findings);
            let (service, receiver) = (service?, receiver?);
            if service.sponsor().same_record(&receiver) {
                findings.error(RECEIVER, "filing_number.same_sponsor");
            }
            for (at, number) in [("/target/service_number", &service), (RECEIVER, &receiver)] {
                let province = number.province().parse::<RegionCode>().ok();
                if province
                    .is_some_and(|place| !context.provinces.rules(place).migration_between_sponsors)
                {
                    findings.error(at, "migration.not_in_this_province");
                }
            }
            receiver_may_take(draft, context, findings);
            dossier::Target {
                sponsor_number: as_written(service.sponsor()),
                service_number: as_written(service),
                receiving_sponsor_number: as_written(receiver),
            }
        }
    };
    // A sponsor's number typed beside a service's must be its own.
    if let (Some(own), Some(typed)) = (&target.sponsor_number, &typed.sponsor_number)
        && spec.target != Target::Sponsor
        && !typed.trim().is_empty()
    {
        let same = own.parse::<FilingNumber>().ok().zip(typed.parse::<FilingNumber>().ok());
        if !same.is_some_and(|(own, typed)| own.same_record(&typed)) {
            findings.error("/target/sponsor_number", "filing_number.other_sponsor");
        }
    }
    if let Some(record) = context.record {
        on_record(&target, record, context, findings);
    }
    reasons?;
    letter_fits(&target, draft, context, findings);
    Some(target)
}

/// A receiving sponsor takes one service at a time; an individual takes a domain only (handbook §5.5).
fn receiver_may_take(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    if context.kind == FilingKind::MigrateService && draft.sponsor.is_individual() {
        findings.error("/target/receiving_sponsor_number", "migration.not_to_individual");
    }
    if draft.services.len() > 1 {
        findings.error("/services", "migration.one_service");
    }
}

/// Who files about a record files about that record's numbers, not about another sponsor's.
fn on_record(
    target: &dossier::Target,
    record: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) {
    let spec = context.kind.spec();
    let own = record.target.sponsor_number.as_deref().unwrap_or_default();
    let sponsor = target.sponsor_number.as_deref().is_none_or(|typed| same_number(typed, own));
    let service = target.service_number.as_deref().is_none_or(|typed| {
        let known = context.service_numbers;
        known.is_none_or(|known| known.iter().any(|known| same_number(typed, known)))
    });
    let receiver = target.receiving_sponsor_number.as_deref();
    let receiver = receiver.is_none_or(|typed| same_number(typed, own));
    match spec.target {
        Target::Sponsor if !sponsor => {
            findings.error("/target/sponsor_number", "target.not_on_record");
        }
        Target::Service if !(sponsor && service) => {
            findings.error("/target/service_number", "target.not_on_record");
        }
        // Filed about the record that takes; what gives is another one's.
        Target::ServiceAndReceiver if !receiver => {
            findings.error("/target/receiving_sponsor_number", "target.not_on_record");
        }
        _ => {}
    }
}

/// The letter at the number's end says what kind of service it is (handbook §3.8); so does the draft,
/// where it carries the service.
fn letter_fits(
    target: &dossier::Target,
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) {
    const AT: &str = "/target/service_number";
    let number = target.service_number.as_deref().and_then(|n| n.parse::<FilingNumber>().ok());
    let Some((_, of_number)) = number.and_then(|number| number.service()) else { return };
    if context.kind.spec().services == ServicePart::None {
        return;
    }
    let fits = draft.services.iter().any(|service| service.kind == of_number);
    if let (Some(other), false) = (draft.services.first(), fits) {
        let label = |kind: ServiceKind| {
            let row = context.codes.lookup(CodeTable::ServiceKind, u32::from(kind.code()));
            row.map_or("", |row| row.zh.as_str()).to_owned()
        };
        let finding = Issue::error(AT, "filing_number.other_kind");
        findings.push(finding.with(label(of_number)).with(label(other.kind)));
    }
}

fn number(
    at: &str,
    typed: Option<&str>,
    of_sponsor: bool,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<FilingNumber> {
    let typed = findings.required(at, typed)?;
    match FilingNumber::parse_on(typed, context.today()) {
        Ok(number) if number.is_sponsor() == of_sponsor => Some(number),
        Ok(_) => {
            findings.error(
                at,
                match of_sponsor {
                    true => "filing_number.not_sponsor",
                    false => "filing_number.not_service",
                },
            );
            None
        }
        Err(error) => {
            findings.push(Issue::error(at, error.code()));
            None
        }
    }
}

/// A code of 注销理由 for cancellations; in words where the code says nothing, and for moves.
fn reasons(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) -> Option<()> {
    let spec = context.kind.spec();
    let mut in_words = spec.channel == Channel::AdministratorWithSecondPerson;
    if spec.reason {
        let table = CodeTable::CancelReason;
        let code = findings.code(context, table, "/cancel_reason", draft.cancel_reason)?;
        let row = context.codes.lookup(table, code);
        in_words = row.and_then(|row| row.key.as_deref()) == Some(OTHER_REASON);
    }
    match in_words {
        true => findings.text("/reason", draft.reason.as_deref(), 1024).map(drop),
        false => findings.optional("/reason", draft.reason.as_deref(), 1024).ok().map(drop),
    }
}
