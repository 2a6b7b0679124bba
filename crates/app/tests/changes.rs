//! 变更: what is on record becomes another, and only what changes is verified and confirmed again.

use crate::{desk::Desk, record_desk::about, world::World};
use app::{Error, record::ProvidersFiling};
use filing::{
    draft::AccessDraft,
    id::{FilingId, RecordId},
    kind::FilingKind,
    record::RecordState::{Active, Changing},
    state::{FilingState, ReturnedBy},
    verification::Step,
};
use samples::Person;
use serde_json::{Value, json};

const SPONSOR: &[Step] = &[Step::SponsorDocument, Step::SponsorOfficerDocument, Step::Commitment];
const SERVICE: &[Step] =
    &[Step::PhoneMatch, Step::ServiceOfficerDocument, Step::Portrait, Step::Commitment];
const BOTH: &[Step] = &[
    Step::SponsorDocument,
    Step::SponsorOfficerDocument,
    Step::PhoneMatch,
    Step::ServiceOfficerDocument,
    Step::Portrait,
    Step::Commitment,
];

/// A change of some fields on its way: started from the record, typed, handed over and approved.
async fn changed(
    desk: &Desk<'_>,
    record: RecordId,
    kind: FilingKind,
    edits: &[(&str, Value)],
    steps: &[Step],
) -> FilingId {
    let service = desk.shown(record).await.services[0].id;
    let is_about = matches!(kind, FilingKind::ChangeService | FilingKind::ChangeAccess);
    let id = desk.start(record, about(kind, is_about.then_some(service))).await;
    for (path, value) in edits {
        desk.change_field(id, path, value.clone()).await;
    }
    assert_eq!(desk.hand_over_typed(id).await, steps, "{kind:?} {edits:?}");
    id
}

#[tokio::test]
async fn the_four_variants_of_a_change_ask_for_what_they_change() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 401).await;
    let record = desk.filed().await;
    let ztid = desk_ztid(&world);
    let address = ("/sponsor/address", json!("体育西路200号"));
    let names = ("/services/0/names", json!(["清风书局"]));
    let ranges = ("/services/0/access/ip_ranges", json!(["1.2.3.10"]));
    let (head, officer): (&Person, &Person) = (&desk.head, &desk.officer);
    type Variant<'v> = (Vec<(&'v str, Value)>, &'v [Step], Vec<&'v Person>, [bool; 2]);
    let variants: [Variant<'_>; 4] = [
        (vec![address.clone()], SPONSOR, vec![head], [true, false]),
        (vec![names.clone()], SERVICE, vec![officer], [false, true]),
        (
            vec![
                ("/sponsor/address", json!("体育东路9号")),
                ("/services/0/names", json!(["清风"])),
            ],
            BOTH,
            vec![head, officer],
            [true, true],
        ),
        (vec![ranges], &[], vec![], [false, true]),
    ];
    let mut history = vec!["filed"];
    for (edits, steps, asked, touched) in variants {
        let id = changed(&desk, record, FilingKind::ChangeFiling, &edits, steps).await;
        let between = touched.map(|touched| if touched { Changing } else { Active });
        assert_eq!(desk.standing(record).await, between, "{edits:?}");
        world.decided(id, &asked).await;
        assert_eq!(world.reported(), ztid, "BGBA names the bureau's own id");
        assert_eq!(desk.standing(record).await, [Active, Active]);
        let shown = desk.shown(record).await;
        let whole = json!({ "sponsor": shown.sponsor, "services": [shown.services[0].filed] });
        for (path, value) in &edits {
            assert_eq!(whole.pointer(path), Some(value), "on record");
        }
        assert!(shown.services[0].number.as_deref().is_some_and(|n| n.ends_with("-1")));
        history.extend(["change_started", "filed"]);
        assert_eq!(desk.history(record).await, history, "nothing is overwritten without a line");
    }
    let on_file = world.simulator.with(|bureau| {
        let record = bureau.library().records().next().expect("a record");
        (record.sponsor.address.detail.clone(), record.services[0].name.clone())
    });
    assert_eq!(on_file, (Some("体育东路9号".into()), "清风".into()), "the bureau has the same");
}

/// What the ledger calls the one record on file.
fn desk_ztid(world: &World) -> String {
    let id = world.simulator.with(|bureau| bureau.library().records().next().map(|r| r.sponsor.id));
    format!("Ztid:{}", id.expect("a record"))
}

#[tokio::test]
async fn a_change_of_the_sponsor_of_the_website_or_of_the_access_keeps_to_its_part() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 402).await;
    let record = desk.filed().await;
    let phone = ("/sponsor/officer/phone", json!("020-87654321"));
    let id = changed(&desk, record, FilingKind::ChangeSponsor, &[phone], SPONSOR).await;
    assert_eq!(desk.standing(record).await, [Changing, Active]);
    world.decided(id, &[&desk.head]).await;

    let names = ("/services/0/names", json!(["清风书局"]));
    let id = changed(&desk, record, FilingKind::ChangeService, &[names], SERVICE).await;
    assert_eq!(desk.standing(record).await, [Active, Changing]);
    world.decided(id, &[&desk.officer]).await;

    let ranges = ("/services/0/access/ip_ranges", json!(["1.2.3.11-1.2.3.12"]));
    let id = changed(&desk, record, FilingKind::ChangeAccess, &[ranges], &[]).await;
    world.decided(id, &[]).await;
    let shown = desk.shown(record).await;
    let sponsor = shown.sponsor.expect("a sponsor");
    assert_eq!(sponsor.officer.phone.as_ref().map(|p| p.reveal()), Some("020-87654321"));
    assert_eq!(sponsor.officer.emergency_phone.as_ref().map(|p| p.reveal()), Some("13900000001"));
    assert_eq!(shown.services[0].filed.names, ["清风书局"]);
    assert_eq!(shown.services[0].filed.access.ip_ranges, ["1.2.3.11-1.2.3.12"]);

    let service = shown.services[0].id;
    let id = desk.start(record, about(FilingKind::ChangeAccess, Some(service))).await;
    desk.change_field(id, "/sponsor/address", json!("体育西路200号")).await;
    let findings = world.app.show_filing(&desk.ctx(), id).await.expect("own filing").findings;
    let found = |path: &str| findings.iter().any(|f| f.path == path && f.code.contains("change."));
    assert!(found("/sponsor"), "{findings:?}");
}

#[tokio::test]
async fn what_the_bureaus_record_can_not_show_is_changed_by_its_word() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 406).await;
    let record = desk.filed().await;
    let phone = ("/sponsor/officer/emergency_phone", json!("13900000002"));
    let id = changed(&desk, record, FilingKind::ChangeSponsor, &[phone], SPONSOR).await;
    world.decided(id, &[&desk.head]).await;
    let sponsor = desk.shown(record).await.sponsor.expect("a sponsor");
    assert_eq!(sponsor.officer.emergency_phone.as_ref().map(|p| p.reveal()), Some("13900000002"));
    // The record that came first could not be told from any other; its yes came after it.
    assert_eq!(desk.history(record).await, ["filed", "change_started", "updated", "filed"]);
}

#[tokio::test]
async fn of_two_websites_only_the_one_that_changes_is_verified() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 407).await;
    let record = desk.filed().await;
    let id = desk.start_second_website(record, &samples::company(408).domain).await;
    desk.hand_over_typed(id).await;
    world.decided(id, &[&desk.head]).await;
    let second = desk.shown(record).await.services[1].id;
    let id = desk.start(record, about(FilingKind::ChangeService, Some(second))).await;
    desk.change_field(id, "/services/1/names", json!(["清风画室"])).await;
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let asked: Vec<_> = shown.services.iter().map(|service| service.service).collect();
    assert_eq!(asked, [second]);
    assert_eq!(desk.hand_over_typed(id).await, SERVICE);
    assert_eq!(desk.standing(record).await, [Active, Active, Changing]);
    world.decided(id, &[&desk.head]).await;
    let services = desk.shown(record).await.services;
    assert_eq!(services[1].filed.names, ["清风画室"]);
    assert_eq!(services[0].filed.names, [crate::desk::SITE], "the other is reported as it was");
    let on_file = world.simulator.with(|bureau| {
        let record = bureau.library().records().next().expect("a record");
        record.services.iter().map(|service| service.name.clone()).collect::<Vec<_>>()
    });
    assert_eq!(on_file, [crate::desk::SITE, "清风画室"]);
}

#[tokio::test]
async fn a_change_that_the_bureau_refuses_stays_underway_until_it_is_given_up() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 403).await;
    let record = desk.filed().await;
    let before = desk.shown(record).await;
    let names = ("/services/0/names", json!(["清风书局"]));
    let id = changed(&desk, record, FilingKind::ChangeService, &[names], SERVICE).await;
    world.asked_and_answered(id, &[&desk.officer]).await;
    world.clerk_refuses(1010, "办公电话无人接听");
    world.pass(filing::time::Duration::minutes(2)).await;
    assert_eq!(world.row(id).await.state, FilingState::Returned { by: ReturnedBy::Bureau });
    assert_eq!(desk.standing(record).await, [Active, Changing], "it may still be corrected");
    desk.abandon(id).await;
    assert_eq!(desk.standing(record).await, [Active, Active]);
    let after = desk.shown(record).await;
    assert_eq!(
        after.services[0].filed, before.services[0].filed,
        "only the bureau's yes changes it"
    );
    assert_eq!(desk.history(record).await, ["filed", "change_started", "change_ended"]);
    // The record is free for the next.
    desk.start(record, about(FilingKind::ChangeFiling, None)).await;
}

#[tokio::test]
async fn a_submission_that_is_taken_back_leaves_the_record_as_it_was() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 404).await;
    let record = desk.filed().await;
    let service = desk.shown(record).await.services[0].id;
    let id = desk.start(record, about(FilingKind::ChangeAccess, Some(service))).await;
    desk.change_field(id, "/services/0/access/ip_ranges", json!(["1.2.3.10"])).await;
    desk.finish(id).await;
    desk.submit(id).await;
    assert_eq!(desk.standing(record).await, [Active, Changing]);
    let version = world.row(id).await.version;
    world.app.withdraw(&desk.ctx(), id, version).await.expect("nobody has it yet");
    assert_eq!(desk.standing(record).await, [Active, Active]);
    desk.submit(id).await;
    world.approve(id).await;
    world.decided(id, &[]).await;
    let expected = ["filed", "change_started", "change_ended", "change_started", "filed"];
    assert_eq!(desk.history(record).await, expected);
}

#[tokio::test]
async fn the_provider_changes_how_it_serves_and_another_reviewer_decides() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 405).await;
    let record = desk.filed().await;
    let service = desk.shown(record).await.services[0].id;
    let starter = world.colleague().await;
    let access = |range: &str| ProvidersFiling {
        kind: FilingKind::ChangeAccess,
        service: Some(service),
        cancel_reason: None,
        reason: None,
        access: Some(AccessDraft {
            server_locations: vec![5],
            methods: vec![3],
            ip_ranges: vec![range.into()],
        }),
    };
    let wrong = world.app.file_for_provider(&starter, record, access("1.2.3.300")).await;
    match wrong {
        Err(Error::Invalid(found)) => {
            assert!(found.iter().any(|f| f.path.starts_with("/services/0/access")), "{found:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.standing(record).await, [Active, Active], "nothing is kept");
    let forbidden = world.app.file_for_provider(&desk.ctx(), record, access("1.2.3.20")).await;
    assert!(matches!(forbidden, Err(Error::Forbidden)), "{forbidden:?}");

    let filed = world.app.file_for_provider(&starter, record, access("1.2.3.20")).await;
    let id = filed.expect("complete").id;
    let own = world.app.claim(&starter, id).await;
    assert!(matches!(own, Err(Error::Refused { code: "started_it_yourself", .. })), "{own:?}");
    let version = world.row(id).await.version;
    let taken = world.app.withdraw(&desk.ctx(), id, version).await;
    assert!(matches!(taken, Err(Error::Forbidden)), "the sponsor only follows it: {taken:?}");
    world.approve(id).await;
    world.decided(id, &[]).await;
    let shown = desk.shown(record).await;
    assert_eq!(shown.services[0].filed.access.ip_ranges, ["1.2.3.20"]);
    assert_eq!(desk.history(record).await, ["filed", "change_started", "filed"]);
}
