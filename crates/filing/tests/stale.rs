//! Which evidence an edit makes stale (handbook §6.4).

use crate::golden;
use filing::{
    draft::{Draft, ServiceDraft, ServiceKind},
    id::ServiceId,
    verification::{Makes, STALE_TABLE, StaleEvidence, stale_evidence},
    words::{Language, lookup},
};

fn id(n: u128) -> ServiceId {
    ServiceId::from_uuid(uuid::Uuid::from_u128(n))
}

/// One officer for the sponsor and the first service, another for the second.
fn draft() -> Draft {
    let mut draft = Draft::default();
    let officer = &mut draft.sponsor.officer;
    officer.name = Some("测试人甲".into());
    officer.document_type = Some(2);
    officer.document_number = Some("110101199003070732".into());
    for (n, number) in [(1, "110101199003070732"), (2, "110101199003071890")] {
        let mut service = ServiceDraft::new(id(n), ServiceKind::Website);
        service.officer.document_type = Some(2);
        service.officer.document_number = Some(number.into());
        draft.services.push(service);
    }
    draft
}

fn after(edit: fn(&mut Draft)) -> Vec<StaleEvidence> {
    let mut edited = draft();
    edit(&mut edited);
    stale_evidence(&draft(), &edited)
}

#[test]
fn the_table_is_the_approved_one() {
    let mut printed = String::new();
    for row in STALE_TABLE {
        let makes: Vec<_> = row
            .makes
            .iter()
            .map(|makes| match makes {
                Makes::SponsorStage => "主体核验",
                Makes::ServiceStage => "网站核验",
                Makes::ServiceStageOfSamePerson => "网站核验(同一人)",
                Makes::Phone => "手机核验",
                Makes::EverySheet => "全部核验单",
                Makes::Sheet => "本网站核验单",
            })
            .collect();
        let changed = lookup(Language::Chinese, "stale", row.name).expect("has words");
        printed += &format!("{changed} | {}\n", makes.join(" "));
    }
    golden::compare("stale.txt", &printed);
}

#[test]
fn the_sponsors_identity_is_verified_again_with_every_sheet() {
    use StaleEvidence::{Sheet, Sponsor};
    assert_eq!(
        after(|d| d.sponsor.name = Some("新名".into())),
        [Sponsor, Sheet(id(1)), Sheet(id(2))]
    );
    assert_eq!(
        after(|d| d.sponsor.document.address = Some("新址".into())),
        [Sponsor, Sheet(id(1)), Sheet(id(2))]
    );
}

#[test]
fn the_sponsors_officer_takes_the_services_of_the_same_person_along() {
    use StaleEvidence::{Service, Sheet, Sponsor};
    assert_eq!(
        after(|d| d.sponsor.officer.document_number = Some("110101199003076739".into())),
        [Sponsor, Service(id(1)), Sheet(id(1)), Sheet(id(2))]
    );
}

#[test]
fn a_services_officer_concerns_its_own_service_only() {
    use StaleEvidence::{Phone, Service, Sheet};
    assert_eq!(
        after(|d| d.services[1].officer.name = Some("新人".into())),
        [Service(id(2)), Sheet(id(2))]
    );
    assert_eq!(
        after(|d| d.services[1].officer.mobile = Some("13900000002".into())),
        [Phone(id(2)), Sheet(id(2))]
    );
}

#[test]
fn what_the_sheet_names_makes_only_the_sheet_stale() {
    use StaleEvidence::Sheet;
    assert_eq!(after(|d| d.services[0].domains.push("example.com".into())), [Sheet(id(1))]);
    assert_eq!(after(|d| d.services[0].access.methods.push(1)), [Sheet(id(1))]);
    assert_eq!(after(|d| d.services[0].contents.push(1)), [Sheet(id(1))]);
}

#[test]
fn phones_mailboxes_and_remarks_of_the_sponsor_make_nothing_stale() {
    assert_eq!(
        after(|d| {
            d.sponsor.officer.mobile = Some("13900000003".into());
            d.sponsor.officer.email = Some("a@example.com".into());
            d.sponsor.officer.remark_bureau = Some("备注".into());
            d.sponsor.address = Some("新通信地址".into());
            d.services[0].officer.email = Some("b@example.com".into());
        }),
        []
    );
}

#[test]
fn a_service_that_is_new_or_gone_has_no_evidence_to_lose() {
    assert_eq!(
        after(|d| {
            d.services.remove(0);
            d.services.push(ServiceDraft::new(id(3), ServiceKind::App));
        }),
        []
    );
}

#[test]
fn a_filing_of_the_sponsor_alone_still_has_a_sponsor_stage() {
    let before = Draft::default();
    let mut edited = before.clone();
    edited.sponsor.name = Some("新名".into());
    assert_eq!(stale_evidence(&before, &edited), [StaleEvidence::Sponsor]);
}
