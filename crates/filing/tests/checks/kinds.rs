//! Findings that depend on the kind of filing and of sponsor.

use super::*;

#[test]
fn an_individual_business_is_told_which_way_to_file() {
    let issues = {
        let mut draft = company();
        draft.sponsor.document.number = Some("92440101MA59ABC21Y".into());
        check::check(&draft, &new_filing())
    };
    let info = issues.iter().find(|issue| issue.code == "individual_business.enterprise");
    assert_eq!(info.map(|issue| issue.severity), Some(Severity::Info));
    assert_eq!(
        warnings(individual(), |d| {
            d.sponsor.officer.remark_bureau = Some("个体工商户无工商字号".into());
        }),
        one("/sponsor/officer/remark_bureau", "individual_business.registration_number")
    );
}

#[test]
fn an_individual_from_elsewhere_is_asked_for_the_residence_permit() {
    assert_eq!(
        warnings(individual(), |d| {
            d.sponsor.document.number = Some("110105194912310021".into());
            d.sponsor.document.number = Some("11010519491231002X".into());
            d.sponsor.let_officer_follow();
            d.services[0].officer = d.sponsor.officer.clone();
        }),
        one("/sponsor/document/number", "residence_permit.expected")
    );
}

#[test]
fn each_kind_reads_only_the_parts_it_carries() {
    let context = |kind| CheckContext::shipped(kind, now());
    let mut cancel = Draft { cancel_reason: Some(1), ..Draft::default() };
    cancel.target.sponsor_number = Some("粤ICP备2024000001号".into());
    let dossier = complete(&cancel, &context(FilingKind::CancelSponsor)).expect("no errors");
    assert_eq!(dossier.sponsor(), None);
    assert_eq!(dossier.services(), []);
    assert_eq!(dossier.cancel_reason(), Some(1));
    assert_eq!(dossier.target().sponsor_number.as_deref(), Some("粤ICP备2024000001号"));

    let mut access = Draft { services: company().services, ..Draft::default() };
    access.services[0].contents.clear();
    access.services[0].home_url = None;
    access.target.service_number = Some("粤ICP备2024000001号-1".into());
    let dossier = complete(&access, &context(FilingKind::AddAccess)).expect("no errors");
    assert_eq!(dossier.target().sponsor_number.as_deref(), Some("粤ICP备2024000001号"));
    assert_eq!(dossier.services()[0].access.ip_ranges.len(), 1);
    let of_sponsor = errors_of(&access, &new_filing());
    assert!(of_sponsor.iter().filter(|(path, _)| path.starts_with("/sponsor")).count() > 5);
}

#[test]
fn a_target_is_the_right_sort_of_number() {
    let mut draft = Draft { cancel_reason: Some(1), ..Draft::default() };
    let context = CheckContext::shipped(FilingKind::CancelService, now());
    draft.target.service_number = Some("粤ICP备2024000001号".into());
    assert_eq!(
        errors_of(&draft, &context),
        one("/target/service_number", "filing_number.not_service")
    );
    draft.target.service_number = Some("粤ICP备2024000001号-1".into());
    draft.target.sponsor_number = Some("粤ICP备2024000002号".into());
    assert_eq!(
        errors_of(&draft, &context),
        one("/target/sponsor_number", "filing_number.other_sponsor")
    );
    draft.target.sponsor_number = None;
    draft.cancel_reason = Some(99);
    assert_eq!(errors_of(&draft, &context), one("/reason", "required"));
    draft.cancel_reason = None;
    assert_eq!(errors_of(&draft, &context), one("/cancel_reason", "required"));
}

#[test]
fn a_move_goes_to_another_sponsor() {
    let mut draft = company();
    draft.reason = Some("域名已转让".into());
    draft.target.service_number = Some("粤ICP备2024000001号-1".into());
    draft.target.receiving_sponsor_number = Some("粤ICP备2024000001号".into());
    let context = CheckContext {
        initiator: Initiator::Provider,
        ..CheckContext::shipped(FilingKind::MigrateDomain, now())
    };
    assert_eq!(
        errors_of(&draft, &context),
        one("/target/receiving_sponsor_number", "filing_number.same_sponsor")
    );
    draft.target.receiving_sponsor_number = Some("粤ICP备2024000002号".into());
    assert_eq!(errors_of(&draft, &context), []);
    let mut filed = draft.clone();
    filed.target.sponsor_number = Some("粤ICP备2024000002号".into());
    let context = CheckContext { record: Some(&filed), ..context };
    draft.services[0].names = vec!["样例科技新站".into()];
    assert_eq!(errors_of(&draft, &context), [], "the service is the receiver's to describe");
    draft.sponsor.address = Some("新路2号".into());
    assert_eq!(errors_of(&draft, &context), one("/sponsor/address", "sponsor.differs_from_record"));
    draft.services.push(service(2));
    assert!(
        errors_of(&draft, &context).contains(&("/services".into(), "migration.one_service".into()))
    );
}

#[test]
fn a_service_does_not_move_to_an_individual_but_a_domain_may() {
    let mut draft = individual();
    draft.reason = Some("网站已转让".into());
    draft.target.service_number = Some("粤ICP备2024000001号-1".into());
    draft.target.receiving_sponsor_number = Some("粤ICP备2024000002号".into());
    let found = |kind| {
        let shipped = CheckContext::shipped(kind, now());
        errors_of(&draft, &CheckContext { initiator: Initiator::Provider, ..shipped })
    };
    assert_eq!(
        found(FilingKind::MigrateService),
        one("/target/receiving_sponsor_number", "migration.not_to_individual")
    );
    assert_eq!(found(FilingKind::MigrateDomain), []);
}

#[test]
fn a_change_changes_something_of_its_own_kind() {
    let mut record = company();
    record.target.sponsor_number = Some("粤ICP备2024000001号".into());
    record.target.service_number = Some("粤ICP备2024000001号-1".into());
    let change = |kind, edit: fn(&mut Draft)| {
        let mut draft = record.clone();
        edit(&mut draft);
        let context = CheckContext { record: Some(&record), ..CheckContext::shipped(kind, now()) };
        errors_of(&draft, &context)
    };
    use FilingKind::{ChangeAccess, ChangeFiling, ChangeService, ChangeSponsor};
    assert_eq!(change(ChangeFiling, |_| ()), one("", "change.nothing_changed"));
    assert_eq!(change(ChangeSponsor, |d| d.sponsor.address = Some("新路2号".into())), []);
    assert_eq!(
        change(ChangeSponsor, |d| d.services[0].names = vec!["样例科技新站".into()]),
        one("/services/0", "change.not_of_this_kind")
    );
    assert_eq!(
        change(ChangeService, |d| d.services[0].access.ip_ranges = vec!["8.8.8.9".into()]),
        one("/services/0/access", "change.not_of_this_kind")
    );
    assert_eq!(
        change(ChangeAccess, |d| d.services[0].access.ip_ranges = vec!["8.8.8.9".into()]),
        []
    );
    assert_eq!(
        change(ChangeFiling, |d| d.sponsor.document.number = Some("91440101MA59ABC3XR".into())),
        one("/sponsor/document/number", "change.document_number")
    );
    assert_eq!(
        change(ChangeFiling, |d| d.services.push(service(2))),
        one("/services", "change.not_of_this_kind")
    );
}
