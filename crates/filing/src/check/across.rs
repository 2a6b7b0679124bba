//! What no field says alone: rules between officers, services, the record and the province.

use super::{
    CheckContext,
    findings::{Findings, revealed},
};
use crate::{
    draft::{Draft, OfficerDraft, ServiceDraft, ServiceKind, sponsor_kind},
    issue::Issue,
    kind::{Changed, FilingKind, ServicePart, Wire},
    number::{DomainName, Email, Mobile},
    personal::Personal,
    province::SponsorOfficerRule,
};
use std::collections::BTreeMap;

pub(super) fn look(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    let spec = context.kind.spec();
    if spec.sponsor {
        officer_of_sponsor(draft, context, findings);
    }
    officers(draft, context, findings);
    if spec.services != ServicePart::None {
        domains(draft, context, findings);
        names(draft, findings);
    }
    if spec.wire == Wire::Bgba
        && let Some(record) = context.record
    {
        changes(record, draft, context, findings);
    }
}

/// 企业: the legal representative, or an authorised person where the province takes one. 个人: the
/// sponsor (F25).
fn officer_of_sponsor(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    let sponsor = &draft.sponsor;
    match sponsor.kind {
        Some(sponsor_kind::ENTERPRISE) => {
            let code = match context.rules(draft).sponsor_officer {
                SponsorOfficerRule::LegalRepresentative => "officer.legal_representative",
                SponsorOfficerRule::Authorised => "officer.authorisation_letter",
            };
            findings.info("/sponsor/officer/name", code);
        }
        Some(sponsor_kind::INDIVIDUAL) => {
            let officer = &sponsor.officer;
            let typed = |text: &Option<Personal>| {
                revealed(text).map(|text| text.trim().to_uppercase()).unwrap_or_default()
            };
            for (field, same) in [
                ("name", typed(&sponsor.name) == typed(&officer.name)),
                ("document_type", sponsor.document.type_ == officer.document_type),
                (
                    "document_number",
                    typed(&sponsor.document.number) == typed(&officer.document_number),
                ),
            ] {
                if !same {
                    findings.error(format!("/sponsor/officer/{field}"), "officer.not_the_sponsor");
                }
            }
            let here = sponsor.region.province.as_deref().and_then(|code| code.get(..2));
            let away = home_province(draft).is_some_and(|home| here.is_some_and(|p| p != home));
            if away && context.rules(draft).residence_permit_for_outsiders {
                findings.warning("/sponsor/document/number", "residence_permit.expected");
            }
        }
        _ => {}
    }
}

/// The two digits of the province in an individual's resident ID number.
fn home_province(draft: &Draft) -> Option<String> {
    let number = revealed(&draft.sponsor.document.number)?;
    let number: crate::number::ResidentId = number.parse().ok()?;
    number.reveal().get(..2).map(str::to_owned)
}

/// Different people share neither phone nor mailbox; the phone for emergencies is nobody's mobile;
/// one document has one name (handbook §4.1, cross rules).
fn officers(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    let spec = context.kind.spec();
    let mut all: Vec<(String, &OfficerDraft)> = Vec::new();
    if spec.sponsor {
        all.push(("/sponsor/officer".into(), &draft.sponsor.officer));
    }
    if spec.services != ServicePart::None {
        for (n, service) in draft.services.iter().enumerate() {
            all.push((format!("/services/{n}/officer"), &service.officer));
        }
    }
    let mobile = |officer: &OfficerDraft| revealed(&officer.mobile)?.parse::<Mobile>().ok();
    let email = |officer: &OfficerDraft| revealed(&officer.email)?.parse::<Email>().ok();
    for (n, (at, officer)) in all.iter().enumerate() {
        for (_, earlier) in &all[..n] {
            if earlier.is_same_person(officer) {
                let name = |officer: &OfficerDraft| {
                    revealed(&officer.name).map(str::trim).map(str::to_owned)
                };
                if name(earlier) != name(officer) && officer.name.is_some() {
                    findings.warning(format!("{at}/name"), "officer.same_document_other_name");
                }
                continue;
            }
            if mobile(officer).is_some() && mobile(earlier) == mobile(officer) {
                findings.warning(format!("{at}/mobile"), "officer.shared_mobile");
            }
            let mailboxes = email(earlier).zip(email(officer));
            if mailboxes.is_some_and(|(theirs, own)| theirs.same_mailbox(&own)) {
                findings.warning(format!("{at}/email"), "officer.shared_email");
            }
        }
        let emergency =
            revealed(&officer.emergency_phone).and_then(|phone| phone.parse::<Mobile>().ok());
        let own = mobile(officer);
        if emergency.is_some()
            && emergency != own
            && all.iter().any(|(_, other)| mobile(other) == emergency)
        {
            let at = format!("{at}/emergency_phone");
            findings.warning(at, "emergency_phone.is_mobile_of_other");
        }
    }
}

/// One domain belongs to one service; many need a plan in some provinces (网站建设方案书).
fn domains(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    let mut owners: BTreeMap<DomainName, usize> = BTreeMap::new();
    for (n, service) in draft.services.iter().enumerate() {
        for (m, typed) in service.domains.iter().enumerate() {
            let Ok(domain) = typed.parse::<DomainName>() else { continue };
            if *owners.entry(domain).or_insert(n) != n {
                findings.error(format!("/services/{n}/domains/{m}"), "domain.duplicate");
            }
        }
    }
    let individual = draft.sponsor.is_individual();
    if context.rules(draft).needs_site_plan(owners.len(), individual) {
        let count = owners.len().to_string();
        findings.push(Issue::warning("/services", "domains.site_plan").with(count));
    }
}

/// One app is one service, whatever platforms it runs on (handbook §3.11).
fn names(draft: &Draft, findings: &mut Findings) {
    let apps = || draft.services.iter().enumerate().filter(|(_, s)| s.kind == ServiceKind::App);
    for (n, service) in apps() {
        let twice = apps().take_while(|(m, _)| *m < n).any(|(_, earlier)| {
            let trimmed = |names: &[String]| names.first().map(|name| name.trim().to_owned());
            let own = trimmed(&service.names);
            own.is_some() && own == trimmed(&earlier.names)
        });
        if twice {
            findings.warning(format!("/services/{n}/names/0"), "names.same_app_twice");
        }
    }
}

/// A change changes something, only what its kind is for, and neither province (1046) nor document
/// number: who has another number is another sponsor (handbook §5.5).
fn changes(record: &Draft, draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    let changed = Changed::between(record, draft);
    if !(changed.sponsor || changed.services || changed.access) {
        findings.error("", "change.nothing_changed");
    }
    let (sponsor, services, access) = match context.kind {
        FilingKind::ChangeSponsor => (true, false, false),
        FilingKind::ChangeService => (false, true, false),
        FilingKind::ChangeAccess => (false, false, true),
        _ => (true, true, true),
    };
    if changed.sponsor && !sponsor {
        findings.error("/sponsor", "change.not_of_this_kind");
    }
    for (n, service) in draft.services.iter().enumerate() {
        let alone =
            |service: &ServiceDraft| Draft { services: vec![service.clone()], ..Draft::default() };
        let before = record.services.iter().find(|before| before.id == service.id);
        let Some(before) = before else { continue };
        let own = Changed::between(&alone(before), &alone(service));
        if own.services && !services {
            findings.error(format!("/services/{n}"), "change.not_of_this_kind");
        }
        if own.access && !access {
            findings.error(format!("/services/{n}/access"), "change.not_of_this_kind");
        }
    }
    let ids = |draft: &Draft| {
        let mut ids: Vec<_> = draft.services.iter().map(|service| service.id).collect();
        ids.sort_unstable();
        ids
    };
    if ids(record) != ids(draft) {
        // 变更 excludes 新增网站 and 注销网站 at the same time (handbook §5.5).
        findings.error("/services", "change.not_of_this_kind");
    }
    if changed.province {
        findings.warning("/sponsor/region/province", "change.province");
    }
    let number = |draft: &Draft| {
        let typed = revealed(&draft.sponsor.document.number).unwrap_or_default();
        typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
    };
    if number(record) != number(draft) {
        findings.error("/sponsor/document/number", "change.document_number");
    }
}
