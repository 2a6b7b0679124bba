//! A clock that jumps (F16). The bureau's goes on as it should.

use crate::{desk::Desk, world::World};
use filing::{
    state::{FilingState, ReturnedBy, Stage},
    time::Duration,
};

const BACK: i64 = -25 * 3600;

#[tokio::test]
async fn a_clock_set_back_by_25_hours_leaves_no_work_lying() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 551).await;
    let id = desk.approved().await;
    // Queued by the clock before: a look at the bureau, the sending of the file.
    world.turn_clock(BACK);
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    world.turn_clock(BACK);
    assert!(world.answer_sms(&desk.head).is_good());
    world.advance(Duration::minutes(1));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    world.clerk_approves();
    world.advance(Duration::minutes(1));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Filed);
    world.check().await;
}

#[tokio::test]
async fn what_a_dead_worker_held_is_free_after_the_clock_was_set_back() {
    let mut world = World::blind().await;
    let desk = Desk::enterprise(&world, 552).await;
    let id = desk.approved().await;
    world.dies_at("send.sequence.after").await;
    world.turn_clock(BACK);
    world.pass(Duration::minutes(2)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    world.check().await;
}

#[tokio::test]
async fn a_clock_set_back_over_the_deadline_reopens_nothing() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 553).await;
    let id = desk.asked().await;
    world.pass(Duration::hours(24)).await;
    let returned = FilingState::Returned { by: ReturnedBy::SmsTimeout };
    assert_eq!(world.row(id).await.state, returned);
    world.turn_clock(BACK);
    world.pass(Duration::hours(1)).await;
    assert_eq!(world.row(id).await.state, returned);
    world.pass(Duration::hours(25)).await;
    assert_eq!(world.row(id).await.state, returned, "nor does the deadline come twice");
    world.check().await;
}
