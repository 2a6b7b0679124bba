//! Every finding about a draft, and the one way to a dossier.

use crate::{
    golden,
    sample::{self, BOY, FIRST, SECOND, app, company, individual, now, service},
};
use filing::{
    check::{self, CODES, CheckContext, check_field, complete},
    draft::{Draft, ServiceKind},
    id::MaterialId,
    issue::Severity,
    kind::{FilingKind, Initiator},
    number::IpBlock,
    words::{self, Language},
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn new_filing() -> CheckContext<'static> {
    CheckContext::shipped(FilingKind::NewFiling, now())
}

/// Path and code of the findings of a severity.
fn found(draft: &Draft, context: &CheckContext<'_>, severity: Severity) -> Vec<(String, String)> {
    check::check(draft, context)
        .into_iter()
        .filter(|issue| issue.severity == severity)
        .map(|issue| (issue.path, issue.code.into_owned()))
        .collect()
}

fn errors_of(draft: &Draft, context: &CheckContext<'_>) -> Vec<(String, String)> {
    found(draft, context, Severity::Error)
}

/// The errors of a first filing after one spoiling edit.
fn errors(draft: Draft, spoil: impl FnOnce(&mut Draft)) -> Vec<(String, String)> {
    let mut draft = draft;
    spoil(&mut draft);
    errors_of(&draft, &new_filing())
}

fn warnings(draft: Draft, spoil: impl FnOnce(&mut Draft)) -> Vec<(String, String)> {
    let mut draft = draft;
    spoil(&mut draft);
    assert_eq!(errors_of(&draft, &new_filing()), []);
    found(&draft, &new_filing(), Severity::Warning)
}

fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

#[test]
fn a_complete_draft_has_no_errors_and_becomes_a_dossier() {
    for draft in [company(), individual(), app()] {
        assert_eq!(errors_of(&draft, &new_filing()), []);
        let dossier = complete(&draft, &new_filing()).expect("no errors");
        assert_eq!(dossier.kind(), FilingKind::NewFiling);
        assert_eq!(dossier.services()[0].domains[0].ascii, "example1.com");
        assert_eq!(dossier.sponsor().map(|s| s.region.county), Some(Some(440_106)));
    }
}

#[test]
fn the_complete_company_has_no_warnings_either() {
    assert_eq!(warnings(company(), |_| ()), []);
}

#[test]
fn an_empty_draft_is_told_everything_at_once() {
    let mut draft = Draft::default();
    draft
        .services
        .push(filing::draft::ServiceDraft::new(sample::service_id(1), ServiceKind::Website));
    let issues = check::check(&draft, &new_filing());
    let mut printed = String::new();
    for issue in &issues {
        printed += &format!("{:?} {} {}\n", issue.severity, issue.path, issue.code);
    }
    golden::compare("empty_draft.txt", &printed);
    assert!(complete(&draft, &new_filing()).is_err());
}

#[test]
fn numbers_are_kept_in_normal_form() {
    let mut draft = company();
    draft.sponsor.officer.mobile = Some("+86 139 0000 0001".into());
    draft.sponsor.document.number = Some(" 91440101ma59abc137".into());
    draft.services[0].domains = vec!["EXAMPLE1.com".into()];
    let dossier = complete(&draft, &new_filing()).expect("no errors");
    let sponsor = dossier.sponsor().expect("carried");
    assert_eq!(sponsor.officer.mobile.reveal(), "13900000001");
    assert_eq!(sponsor.document_number.reveal(), "91440101MA59ABC137");
    assert_eq!(dossier.services()[0].domains[0].ascii, "example1.com");
}

#[test]
fn another_province_has_no_electronic_verification() {
    let elsewhere = |draft: &mut Draft| {
        let region = &mut draft.sponsor.region;
        region.province = Some("110000".into());
        region.city = Some("110100".into());
        region.county = Some("110105".into());
    };
    assert_eq!(
        errors(company(), elsewhere),
        one("/sponsor/region/province", "region.no_electronic_verification")
    );
    // A filing that brings no evidence needs none.
    let mut draft = Draft { cancel_reason: Some(1), ..Draft::default() };
    elsewhere(&mut draft);
    draft.target.service_number = Some("京ICP备2024000001号-1".into());
    let context = CheckContext::shipped(FilingKind::CancelService, now());
    assert_eq!(errors_of(&draft, &context), []);
}

#[test]
fn each_level_of_the_region_lies_in_the_one_above() {
    assert_eq!(
        errors(company(), |d| d.sponsor.region.county = Some("440305".into())),
        one("/sponsor/region/county", "region.mismatch")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.region.county = None),
        one("/sponsor/region/county", "region.incomplete")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.region.province = Some("四川".into())),
        one("/sponsor/region/province", "region.shape")
    );
    // 东莞 has no counties.
    let dongguan = |d: &mut Draft| {
        d.sponsor.region.city = Some("441900".into());
        d.sponsor.region.county = None;
    };
    assert_eq!(errors(company(), dongguan), []);
}

#[test]
fn a_document_belongs_to_its_kind_of_sponsor_and_its_number_to_it() {
    assert_eq!(
        errors(company(), |d| d.sponsor.document.type_ = Some(2)),
        [
            ("/sponsor/document/type".into(), "document_type.not_for_kind".into()),
            ("/sponsor/document/number".into(), "document_number.looks_like_uscc".into()),
        ]
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.document.number = Some("91440101MA59ABC138".into())),
        one("/sponsor/document/number", "uscc.check_digit")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.kind = Some(7)),
        one("/sponsor/kind", "code.unknown")
    );
}

#[test]
fn lengths_of_the_interface_are_kept() {
    assert_eq!(
        errors(company(), |d| d.sponsor.name = Some("长".repeat(256).into())),
        one("/sponsor/name", "text.too_long")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.address = Some("1号".repeat(513).into())),
        one("/sponsor/address", "text.too_long")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.officer.remark_bureau = Some("注".repeat(1025))),
        one("/sponsor/officer/remark_bureau", "text.too_long")
    );
    assert_eq!(
        errors(company(), |d| {
            d.services[0].hosts = (0..20).map(|n| format!("host-{n}.www.example1.com")).collect();
        }),
        one("/services/0/hosts", "hosts.too_long")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.name = Some("名\u{7}称".into())),
        one("/sponsor/name", "text.control_characters")
    );
}

#[test]
fn a_services_officer_shows_the_resident_card_only() {
    let errors = errors(company(), |d| {
        d.services[0].officer.document_type = Some(7);
        d.services[0].officer.document_number = Some("E12345678".into());
    });
    assert_eq!(errors, one("/services/0/officer/document_type", "document_type.resident_id_only"));
}

#[test]
fn an_officer_under_sixteen_is_refused_in_guangdong() {
    let errors = errors(company(), |d| {
        d.services[0].officer.document_number = Some(BOY.into());
    });
    assert_eq!(errors, one("/services/0/officer/document_number", "officer.too_young"));
}

#[test]
fn an_organisation_names_an_office_phone_and_an_individual_need_not() {
    assert_eq!(
        errors(company(), |d| d.sponsor.officer.phone = None),
        one("/sponsor/officer/phone", "required")
    );
    assert_eq!(errors(individual(), |d| d.services[0].officer.phone = None), []);
}

#[test]
fn the_phone_for_emergencies_is_another_than_the_mobile() {
    assert_eq!(
        errors(company(), |d| d.sponsor.officer.emergency_phone = Some("13900000001".into())),
        one("/sponsor/officer/emergency_phone", "emergency_phone.is_mobile")
    );
    assert_eq!(
        warnings(company(), |d| d.sponsor.officer.emergency_phone = Some("13900000002".into())),
        one("/sponsor/officer/emergency_phone", "emergency_phone.is_mobile_of_other")
    );
    assert_eq!(
        errors(company(), |d| d.sponsor.officer.emergency_phone = Some("110".into())),
        one("/sponsor/officer/emergency_phone", "emergency_phone.shape")
    );
}

#[test]
fn an_individual_is_its_own_officer() {
    let errors = errors(individual(), |d| {
        d.sponsor.officer.name = Some("测试人乙".into());
        d.sponsor.officer.document_number = Some(SECOND.into());
    });
    assert_eq!(
        errors,
        [
            ("/sponsor/officer/name".into(), "officer.not_the_sponsor".into()),
            ("/sponsor/officer/document_number".into(), "officer.not_the_sponsor".into()),
        ]
    );
    let mut follows = individual();
    follows.sponsor.name = Some("测试人丙".into());
    follows.sponsor.let_officer_follow();
    assert_eq!(follows.sponsor.officer.name, follows.sponsor.name);
    let mut company = company();
    let before = company.sponsor.officer.clone();
    company.sponsor.let_officer_follow();
    assert_eq!(company.sponsor.officer, before);
}

#[test]
fn two_people_who_share_phone_or_mailbox_are_pointed_out() {
    assert_eq!(
        warnings(company(), |d| {
            d.services[0].officer.mobile = d.sponsor.officer.mobile.clone();
            d.services[0].officer.email = Some("OFFICER0001@example.com".into());
        }),
        [
            ("/services/0/officer/mobile".into(), "officer.shared_mobile".into()),
            ("/services/0/officer/email".into(), "officer.shared_email".into()),
        ]
    );
    assert_eq!(
        warnings(company(), |d| {
            d.services[0].officer.document_number = Some(FIRST.into());
            d.services[0].officer.mobile = d.sponsor.officer.mobile.clone();
        }),
        one("/services/0/officer/name", "officer.same_document_other_name")
    );
}

#[test]
fn hosts_and_home_page_lie_under_the_domains() {
    assert_eq!(
        errors(company(), |d| d.services[0].hosts = vec!["www.other.com".into()]),
        one("/services/0/hosts/0", "host.outside_domains")
    );
    assert_eq!(
        errors(company(), |d| d.services[0].home_url = Some("https://www.other.com/".into())),
        one("/services/0/home_url", "home_url.outside_domains")
    );
    assert_eq!(
        errors(company(), |d| {
            d.services[0].home_url = Some("https://shop.example1.com:8443/index".into());
        }),
        []
    );
    assert_eq!(
        errors(company(), |d| d.services[0].home_url = Some("index.html/".into())),
        one("/services/0/home_url", "home_url.shape")
    );
    assert_eq!(
        errors(company(), |d| d.services[0].domains = vec!["www.example1.com".into()]),
        one("/services/0/domains/0", "domain.www")
    );
}

#[test]
fn a_domain_belongs_to_one_service() {
    assert_eq!(
        errors(company(), |d| {
            let mut second = service(2);
            second.domains.push("Example1.COM".into());
            d.services.push(second);
        }),
        one("/services/1/domains/1", "domain.duplicate")
    );
}

#[test]
fn addresses_are_public_ours_and_listed_once() {
    let ours: Vec<IpBlock> = vec!["8.8.8.0/24".parse().expect("a block")];
    let context = CheckContext { pools: &ours, ..new_filing() };
    let of = |ranges: &[&str]| {
        let mut draft = company();
        draft.services[0].access.ip_ranges = ranges.iter().map(|r| (*r).to_owned()).collect();
        errors_of(&draft, &context)
    };
    assert_eq!(of(&["8.8.8.1-8.8.8.9"]), []);
    assert_eq!(of(&["8.8.4.1"]), one("/services/0/access/ip_ranges/0", "ip_range.not_ours"));
    assert_eq!(of(&["192.168.1.1"]), one("/services/0/access/ip_ranges/0", "ip_range.not_public"));
    assert_eq!(
        of(&["8.8.8.1-8.8.8.9", "8.8.8.5"]),
        one("/services/0/access/ip_ranges/1", "ip_range.overlap")
    );
}

#[test]
fn a_prior_approval_has_type_number_and_scans() {
    let scan = MaterialId::from_uuid(uuid::Uuid::from_u128(5));
    let approval = |scans: usize| filing::draft::PriorApprovalDraft {
        type_: Some(1),
        number: Some("文号1".into()),
        materials: vec![scan; scans],
    };
    assert_eq!(errors(company(), |d| d.services[0].prior_approvals = vec![approval(1)]), []);
    assert_eq!(
        errors(company(), |d| d.services[0].prior_approvals = vec![approval(0), approval(11)]),
        [
            ("/services/0/prior_approvals/0/materials".into(), "prior_approval.no_scan".into()),
            ("/services/0/prior_approvals/1/type".into(), "prior_approval.duplicate".into()),
            (
                "/services/0/prior_approvals/1/materials".into(),
                "prior_approval.too_many_scans".into()
            ),
        ]
    );
    assert!(
        warnings(company(), |d| d.services[0].contents = vec![8, 5])
            .iter()
            .any(|(_, code)| code == "prior_approval.by_content")
    );
}

#[test]
fn an_app_says_what_an_app_must() {
    let platform = |d: &mut Draft, print: &str| {
        let app = d.services[0].app.as_mut().expect("an app");
        app.platforms[0].fingerprint = Some(print.into());
    };
    let at = "/services/0/app/platforms/0/fingerprint";
    assert_eq!(
        errors(app(), |d| platform(d, &"ab:".repeat(20))),
        one(at, "app.fingerprint_is_other")
    );
    assert_eq!(errors(app(), |d| platform(d, "xyz")), one(at, "app.fingerprint_shape"));
    assert_eq!(errors(app(), |d| d.services[0].app = None), one("/services/0/app", "app.missing"));
    assert_eq!(
        errors(app(), |d| {
            let app = d.services[0].app.as_mut().expect("an app");
            app.platforms.push(app.platforms[0].clone());
            app.uses_sdk = None;
        }),
        [
            ("/services/0/app/platforms/1/platform".into(), "app.platform_twice".into()),
            ("/services/0/app/uses_sdk".into(), "required".into()),
        ]
    );
    let dossier = {
        let mut draft = app();
        platform(&mut draft, "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF");
        complete(&draft, &new_filing()).expect("colons are fine")
    };
    let print =
        dossier.services()[0].app.as_ref().and_then(|app| app.platforms[0].fingerprint.clone());
    assert_eq!(print.as_deref(), Some("0123456789abcdef0123456789abcdef"));
}

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

#[test]
fn the_findings_of_one_field_are_those_at_it_and_below() {
    let mut draft = company();
    draft.sponsor.officer.mobile = Some("1".into());
    draft.sponsor.name = None;
    let at = |pointer| check_field(&draft, pointer, &new_filing()).len();
    assert_eq!(at("/sponsor/officer/mobile"), 1);
    assert_eq!(at("/sponsor/name"), 1);
    // With the info that an enterprise's officer is its legal representative.
    assert_eq!(at("/sponsor/officer"), 2);
    assert_eq!(at("/sponsor/off"), 0);
    assert_eq!(at("/services"), 0);
}

#[test]
fn no_finding_repeats_what_was_typed_about_a_person() {
    let mut draft = company();
    let secret = "秘密内容";
    draft.sponsor.officer.mobile = Some(secret.into());
    draft.sponsor.officer.email = Some(secret.into());
    draft.sponsor.officer.document_number = Some(secret.into());
    draft.sponsor.officer.emergency_phone = Some(secret.into());
    draft.services[0].officer.phone = Some(secret.into());
    let issues = check::check(&draft, &new_filing());
    assert!(issues.len() >= 5);
    let json = serde_json::to_string(&issues).expect("JSON");
    assert!(!json.contains(secret));
}

#[test]
fn every_code_of_the_checks_has_words_that_say_what_to_do() {
    for code in CODES {
        for language in Language::ALL {
            assert!(words::lookup(language, "issue", code).is_some(), "{language:?} {code}");
        }
        let text = words::issue(code).expect("looked up");
        assert!(text.contains('请') || text.contains("无需"), "{code}: {text}");
    }
}

/// Any value where a draft may have one: right, wrong or strange.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("440106198503120015")),
        Just(json!("440000")),
        Just(json!("粤ICP备2024000001号-1")),
        Just(json!("www.example1.com")),
        Just(json!("8.8.8.1-8.8.8.9")),
        Just(json!("\u{0}")),
        "[0-9;，。 -]{0,300}".prop_map(Value::from),
        (0..60_u32).prop_map(Value::from),
        prop::collection::vec("\\PC{0,6}".prop_map(Value::from), 0..4).prop_map(Value::from),
        prop::collection::vec((0..40_u32).prop_map(Value::from), 0..70).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ]
}

/// Pointers to every leaf of a draft.
fn leaves(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(key, child)| leaves(child, &format!("{at}/{key}"), into));
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items
                .iter()
                .enumerate()
                .for_each(|(n, child)| leaves(child, &format!("{at}/{n}"), into));
        }
        _ => into.push(at.to_owned()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is typed: the check ends, each finding points into the draft and has words, and a
    /// dossier is made exactly when no error was found.
    #[test]
    fn whatever_is_typed_is_checked_and_a_dossier_has_no_errors(
        which in 0..3_usize,
        kind in 0..13_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), anything()), 0..6),
    ) {
        let whole = [company(), individual(), app()][which].clone();
        let mut json = serde_json::to_value(&whole).expect("JSON");
        for (place, value) in edits {
            let mut places = Vec::new();
            leaves(&json, "", &mut places);
            let before = json.clone();
            let at: &String = place.get(&places);
            *json.pointer_mut(at).expect("a leaf") = value;
            if serde_json::from_value::<Draft>(json.clone()).is_err() {
                json = before;
            }
        }
        let draft: Draft = serde_json::from_value(json).expect("tried before");
        let context = CheckContext::shipped(FilingKind::ALL[kind], now());
        let issues = check::check(&draft, &context);
        for issue in &issues {
            prop_assert!(issue.path.is_empty() || issue.path.starts_with('/'));
            prop_assert!(words::issue(&issue.code).is_some(), "{} has no words", issue.code);
        }
        let blocked = issues.iter().any(|issue| issue.blocks());
        prop_assert_eq!(complete(&draft, &context).is_err(), blocked);
        let _ = filing::draft::mask_draft(&draft);
        let _ = draft.texts().count();
    }
}
