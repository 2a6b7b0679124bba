//! 注销 and 取消接入, by the sponsor, by the provider and by the bureau itself.

use crate::{desk::Desk, record_desk::about, world::World};
use app::{Error, record::ProvidersFiling};
use bureau_sim::bureau::handout::{Cancellation, Which};
use filing::{
    classify::Outcome,
    id::{FilingId, RecordId, ServiceId},
    kind::FilingKind,
    record::RecordState::{Active, Cancelled, Cancelling, Shell},
    state::{FilingState, ReturnedBy},
    time::Duration,
};
use serde_json::json;

async fn cancelling(
    desk: &Desk<'_>,
    record: RecordId,
    kind: FilingKind,
    service: Option<ServiceId>,
) -> FilingId {
    let id = desk.start(record, about(kind, service)).await;
    desk.change(id, &json!({ "cancel_reason": 1 })).await;
    assert_eq!(desk.hand_over_typed(id).await, [], "a cancellation asks no evidence");
    id
}

async fn with_two_websites(desk: &Desk<'_>, seed: u64) -> RecordId {
    let record = desk.filed().await;
    let id = desk.start_second_website(record, &samples::company(seed).domain).await;
    desk.hand_over_typed(id).await;
    desk.world.decided(id, &[&desk.head, &desk.officer]).await;
    record
}

#[tokio::test]
async fn a_website_is_cancelled_when_its_officer_confirms_and_the_bureau_agrees() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 501).await;
    let record = with_two_websites(&desk, 502).await;
    let first = desk.shown(record).await.services[0].id;

    let id = cancelling(&desk, record, FilingKind::CancelService, Some(first)).await;
    assert_eq!(desk.standing(record).await, [Active, Cancelling, Active]);
    world.asked_and_answered(id, &[&desk.officer]).await;
    world.clerk_refuses(1002, "材料不全");
    world.pass(Duration::minutes(2)).await;
    assert_eq!(world.row(id).await.state, FilingState::Returned { by: ReturnedBy::Bureau });
    assert_eq!(desk.standing(record).await, [Active, Cancelling, Active]);
    desk.abandon(id).await;
    assert_eq!(desk.standing(record).await, [Active; 3]);

    let id = cancelling(&desk, record, FilingKind::CancelService, Some(first)).await;
    let number = world.decided(id, &[&desk.officer]).await;
    assert!(number.ends_with("号-1"), "{number}");
    assert!(world.reported().starts_with("Wzid:"), "{}", world.reported());
    assert_eq!(desk.standing(record).await, [Active, Cancelled, Active]);
    let history = desk.history(record).await;
    let expected = ["cancel_started", "cancel_ended", "cancel_started", "filed"];
    assert_eq!(history[history.len() - 4..], expected);
    assert!(world.app.store.records_by_domain(desk.domain()).await.expect("a database").is_empty());
    let again = world.app.classify(&desk.ctx(), desk.question()).await.expect("an answer");
    assert_eq!(again.outcome, Outcome::AddService, "its domain is free again");
}

#[tokio::test]
async fn a_sponsor_is_cancelled_with_its_websites_and_may_file_anew() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 503).await;
    let record = with_two_websites(&desk, 504).await;
    let id = cancelling(&desk, record, FilingKind::CancelSponsor, None).await;
    assert_eq!(desk.standing(record).await, [Cancelling; 3]);
    world.decided(id, &[&desk.head]).await;
    assert!(world.reported().starts_with("Ztid:"), "{}", world.reported());
    assert_eq!(desk.standing(record).await, [Cancelled; 3]);
    let shown = desk.shown(record).await;
    assert!(shown.possible.iter().all(|possible| possible.refused.is_some()));
    let again = world.app.classify(&desk.ctx(), desk.question()).await.expect("an answer");
    assert_eq!(again.outcome, Outcome::NewFiling);
}

#[tokio::test]
async fn the_last_website_leaves_an_empty_sponsor_that_can_only_be_cancelled_here() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 505).await;
    let record = desk.filed().await;
    let service = desk.shown(record).await.services[0].id;
    let id = cancelling(&desk, record, FilingKind::CancelService, Some(service)).await;
    world.decided(id, &[&desk.head]).await;
    assert_eq!(desk.standing(record).await, [Shell, Cancelled]);
    let shown = desk.shown(record).await;
    let refused = |kind| {
        let possible = shown.possible.iter().find(|possible| possible.kind == kind);
        possible.expect("listed").refused.as_ref().map(|refusal| refusal.code.clone())
    };
    // Guangdong wants it cancelled before anything else.
    assert_eq!(refused(FilingKind::AddService).as_deref(), Some("shell_first"));
    assert_eq!(refused(FilingKind::ChangeSponsor).as_deref(), Some("record_is_shell"));
    let id = cancelling(&desk, record, FilingKind::CancelSponsor, None).await;
    world.decided(id, &[&desk.head]).await;
    assert_eq!(desk.standing(record).await, [Cancelled, Cancelled]);
}

#[tokio::test]
async fn the_provider_cancels_without_sms_and_the_sponsor_is_told_once() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 506).await;
    let record = with_two_websites(&desk, 507).await;
    let services = desk.shown(record).await.services;
    let starter = world.colleague().await;
    let new = |kind, service, cancel_reason| ProvidersFiling {
        kind,
        service,
        cancel_reason,
        reason: None,
        access: None,
    };
    let (first, last) = (Some(services[0].id), FilingKind::CancelAccess);
    let refused = world.app.file_for_provider(&starter, record, new(last, first, Some(8))).await;
    match refused {
        Err(Error::Refused { code: "kind_not_possible", args }) => {
            assert!(args[0].contains("最后一个接入"), "{args:?}");
        }
        other => panic!("{other:?}"),
    }
    let kind = FilingKind::CancelService;
    let silent = world.app.file_for_provider(&starter, record, new(kind, first, None)).await;
    match silent {
        Err(Error::Invalid(found)) => assert_eq!(found[0].path, "/cancel_reason"),
        other => panic!("{other:?}"),
    }
    let told = world.inbox.all().len();
    let filed = world.app.file_for_provider(&starter, record, new(kind, first, Some(7))).await;
    let id = filed.expect("complete").id;
    assert_eq!(desk.standing(record).await, [Active, Cancelling, Active]);
    world.approve(id).await;
    world.decided(id, &[]).await;
    assert!(world.reported().starts_with("Wzid:"), "{}", world.reported());
    assert_eq!(desk.standing(record).await, [Active, Cancelled, Active]);
    let messages = world.inbox.all()[told..].to_vec();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(messages[0].mobile.reveal(), desk.head.mobile);

    let kind = FilingKind::CancelSponsor;
    let filed = world.app.file_for_provider(&starter, record, new(kind, None, Some(7))).await;
    let id = filed.expect("complete").id;
    world.approve(id).await;
    world.decided(id, &[]).await;
    assert_eq!(desk.standing(record).await, [Cancelled; 3]);
}

#[tokio::test]
async fn what_the_bureau_cancels_by_itself_lands_in_the_record_and_is_told() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 508).await;
    let record = with_two_websites(&desk, 509).await;
    let number = desk.shown(record).await.services[0].number.clone().expect("a number");
    let told = world.inbox.all().len();
    let cancel = |number: &str| {
        let orders = [Cancellation { record: Which(number.to_owned()), remark: None }];
        world.simulator.with(|bureau| bureau.cancel_by_itself(&orders).map(drop).expect("on file"));
    };
    cancel(&number);
    world.work().await;
    assert_eq!(desk.standing(record).await, [Active, Cancelled, Active]);
    assert_eq!(desk.history(record).await.last(), Some(&"cancelled"));
    let messages = world.inbox.all()[told..].to_vec();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].text.contains(&number), "{}", messages[0].text);

    let sponsor = desk.shown(record).await.number;
    cancel(&sponsor);
    world.work().await;
    assert_eq!(desk.standing(record).await, [Cancelled; 3]);
    assert!(world.inbox.all().last().expect("told").text.contains(&sponsor));
}
