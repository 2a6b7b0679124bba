//! The kinds of filing against the guide's table.

use chrono::NaiveDate;
use filing::{
    draft::{Draft, ServiceDraft, ServiceKind},
    id::ServiceId,
    kind::{
        Case, Changed, ConfirmationMatrix, Confirmers, FilingKind, Initiator, MatrixError, Party,
        SponsorEvidence, case_of, sms_matrix, who_confirms,
    },
};

const GUANGDONG: u32 = 440_000;
const HUBEI: u32 = 420_000;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The golden file was typed from the guide's table in section 六, not printed.
#[test]
fn the_sms_matrix_is_the_guides_table() {
    let mut printed = String::new();
    for row in sms_matrix() {
        let who: Vec<_> = row
            .confirm
            .iter()
            .map(|party| match party {
                Party::SponsorOfficer => "主体负责人",
                Party::ServiceOfficer => "业务负责人",
            })
            .collect();
        let who = if who.is_empty() { "-".to_owned() } else { who.join(" ") };
        printed += &format!("{} | {} | {who}\n", row.kind.label(), row.case.label());
    }
    assert_eq!(printed.lines().count(), 19);
    assert_eq!(printed, include_str!("golden/sms_matrix.txt"));
}

#[test]
fn every_kind_has_a_name_that_json_uses_too() {
    for kind in FilingKind::ALL {
        let json = serde_json::to_value(kind).expect("a kind is text");
        assert_eq!(json, kind.name());
    }
    assert_eq!(FilingKind::ALL.len(), 13);
}

#[test]
fn every_row_of_the_matrix_names_its_source() {
    assert!(sms_matrix().iter().all(|row| row.source.starts_with("guide 六")));
}

#[test]
fn cases_have_names_that_read_back() {
    for case in Case::ALL {
        let json = serde_json::to_string(case).expect("a case is text");
        assert_eq!(serde_json::from_str::<Case>(&json).expect("its own name"), *case);
    }
    assert!(serde_json::from_str::<Case>("\"sometimes\"").is_err());
}

#[test]
fn a_province_may_differ_from_a_day_on_and_until_a_day() {
    let own = format!(
        "{}\n[[row]]\nkind = \"migrate_domain\"\ncase = \"any\"\nconfirm = []\nprovince = {HUBEI}\n\
         from = \"2025-03-01\"\nuntil = \"2025-12-31\"\nsource = \"test\"\n",
        include_str!("../reference/sms_matrix.toml")
    );
    let matrix = ConfirmationMatrix::parse(&own).expect("a row of a province");
    let who = |province, on| {
        matrix.who_confirms(FilingKind::MigrateDomain, Case::Any, province, day(on)).len()
    };
    assert_eq!(who(HUBEI, "2025-02-28"), 2);
    assert_eq!(who(HUBEI, "2025-03-01"), 0);
    assert_eq!(who(HUBEI, "2025-12-31"), 0);
    assert_eq!(who(HUBEI, "2026-01-01"), 2);
    assert_eq!(who(GUANGDONG, "2025-03-01"), 2);
}

#[test]
fn a_matrix_without_one_of_the_rows_is_refused() {
    let shipped = include_str!("../reference/sms_matrix.toml");
    let without_last = &shipped[..shipped.rfind("[[row]]").expect("rows")];
    assert_eq!(
        ConfirmationMatrix::parse(without_last).expect_err("18 rows"),
        MatrixError::Missing { kind: "cancel_access", case: Case::StartedBy(Initiator::Provider) }
    );
}

#[test]
fn a_matrix_with_a_row_twice_or_of_another_kind_is_refused() {
    let shipped = include_str!("../reference/sms_matrix.toml");
    let row = |case: &str| {
        format!(
            "{shipped}\n[[row]]\nkind = \"add_access\"\ncase = \"{case}\"\nconfirm = []\nsource = \"x\"\n"
        )
    };
    assert!(matches!(
        ConfirmationMatrix::parse(&row("any")),
        Err(MatrixError::Overlapping { kind: "add_access", .. })
    ));
    assert!(matches!(
        ConfirmationMatrix::parse(&row("sponsor_only")),
        Err(MatrixError::Unknown { kind: "add_access", .. })
    ));
    assert!(matches!(ConfirmationMatrix::parse(&row("never")), Err(MatrixError::Unreadable(_))));
}

#[test]
fn the_case_follows_from_what_changed_and_who_started() {
    let changed =
        |sponsor, services, access| Changed { sponsor, services, access, province: false };
    let case = |changed| case_of(FilingKind::ChangeFiling, changed, Initiator::Sponsor);
    assert_eq!(case(changed(true, false, false)), Case::SponsorOnly);
    assert_eq!(case(changed(true, false, true)), Case::SponsorOnly);
    assert_eq!(case(changed(true, true, false)), Case::SponsorAndService);
    assert_eq!(case(changed(false, true, true)), Case::ServiceOnly);
    assert_eq!(case(changed(false, false, true)), Case::AccessOnly);

    let moved = Changed { sponsor: true, province: true, ..Changed::default() };
    assert_eq!(case_of(FilingKind::ChangeSponsor, moved, Initiator::Sponsor), Case::OtherProvince);
    let provider = Initiator::Provider;
    assert_eq!(
        case_of(FilingKind::CancelService, Changed::default(), provider),
        Case::StartedBy(provider)
    );
}

#[test]
fn every_case_a_filing_can_have_is_a_row_of_its_kind() {
    for kind in FilingKind::ALL.iter().filter(|kind| **kind != FilingKind::TransferRecord) {
        for bits in 0..16_u8 {
            let changed = Changed {
                sponsor: bits & 1 != 0,
                services: bits & 2 != 0,
                access: bits & 4 != 0,
                province: bits & 8 != 0,
            };
            for initiator in [Initiator::Sponsor, Initiator::Provider] {
                let case = case_of(*kind, changed, initiator);
                assert!(
                    kind.spec().rows.iter().any(|row| row.case == case),
                    "{} has no row {case}",
                    kind.name()
                );
            }
        }
    }
}

#[test]
fn a_change_is_found_in_the_part_where_it_is() {
    let id = ServiceId::from_uuid(uuid(1));
    let mut before = Draft::default();
    before.services.push(ServiceDraft::new(id, ServiceKind::Website));
    let changed = |edit: fn(&mut Draft)| {
        let mut after = before.clone();
        edit(&mut after);
        Changed::between(&before, &after)
    };
    assert_eq!(changed(|_| ()), Changed::default());
    // Never reported, so nothing to file.
    let remark = changed(|d| d.sponsor.officer.remark_provider = Some("请尽快".into()));
    assert_eq!(remark, Changed::default());
    assert!(changed(|d| d.services[0].access.methods.push(1)).access);
    assert!(!changed(|d| d.services[0].access.methods.push(1)).services);
    assert!(changed(|d| d.services[0].names.push("名".into())).services);
    assert!(changed(|d| d.services.clear()).services);
    let moved = changed(|d| d.sponsor.region.province = Some("110000".into()));
    assert!(moved.sponsor && moved.province && !moved.services);
}

#[test]
fn a_new_access_is_confirmed_by_the_officer_on_the_previous_record() {
    assert_eq!(FilingKind::AddAccess.spec().confirmers, Confirmers::OnRecord);
    assert_eq!(
        who_confirms(FilingKind::AddAccess, Case::Any, GUANGDONG, day("2026-11-24")),
        [Party::ServiceOfficer]
    );
}

#[test]
fn only_what_the_table_names_is_started_by_the_provider() {
    let by_provider: Vec<_> = FilingKind::ALL
        .iter()
        .filter(|kind| kind.may_be_started_by(Initiator::Provider))
        .map(|kind| kind.name())
        .collect();
    assert_eq!(
        by_provider,
        [
            "change_filing",
            "change_access",
            "migrate_domain",
            "migrate_service",
            "cancel_sponsor",
            "cancel_service",
            "cancel_access",
            "transfer_record"
        ]
    );
    assert!(!FilingKind::MigrateDomain.may_be_started_by(Initiator::Sponsor));
}

#[test]
fn a_sponsor_verified_here_is_not_asked_again_for_a_new_service() {
    let asked = FilingKind::AddService.evidence(Case::Any);
    assert_eq!(asked.given(true).sponsor, SponsorEvidence::NotAsked);
    assert_eq!(asked.given(false).sponsor, SponsorEvidence::Asked);
    let first = FilingKind::NewFiling.evidence(Case::Any);
    assert_eq!(first.given(true).sponsor, SponsorEvidence::Asked);
}

#[test]
fn a_change_of_access_and_a_cancellation_bring_no_evidence() {
    assert!(FilingKind::ChangeFiling.evidence(Case::AccessOnly).is_nothing());
    assert!(FilingKind::ChangeAccess.evidence(Case::Any).is_nothing());
    for kind in [FilingKind::CancelSponsor, FilingKind::CancelService, FilingKind::CancelAccess] {
        assert!(kind.evidence(Case::StartedBy(Initiator::Sponsor)).is_nothing());
    }
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}
