//! Findings about a sponsor and the officers.

use super::*;

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
