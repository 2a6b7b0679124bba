//! The 24 hours of the confirmation.

use crate::{
    desk::{Desk, on_file},
    papers::Papers,
    phone::Phone,
    world::World,
};
use app::Error;
use filing::{
    state::{FilingState, ReturnedBy, Stage},
    time::Duration,
};

const DAY: Duration = Duration::hours(24);

#[tokio::test]
async fn nobody_confirms_within_24_hours() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 71).await;
    let id = desk.asked().await;
    let deadline = world.deadline(id).await;
    assert_eq!(deadline.since(world.now()), DAY);

    world.pass(Duration::seconds(24 * 3600 - 1)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification, "at 23:59:59 it still waits");
    world.pass(Duration::seconds(1)).await;
    let returned = FilingState::Returned { by: ReturnedBy::SmsTimeout };
    assert_eq!(world.row(id).await.state, returned, "at 24:00:00 it is over");
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.confirmations[0].state, "expired");

    let version = world.row(id).await.version;
    let again = world.app.resubmit_unchanged(&world.reviewer(), id, version).await;
    again.expect("nothing is wrong with it");
    world.run_jobs().await;
    let second = world.deadline(id).await;
    assert_eq!(second.since(world.now()), DAY, "the 24 hours begin anew");
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.confirmations[0].state, "waiting");
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_of_the_hours_that_are_left_and_so_is_the_sponsor() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 72).await;
    let id = desk.asked().await;
    let reminders = |hours: &str| world.inbox.about(&format!("还有 {hours} 小时"));
    assert_eq!(reminders("24"), [desk.officer.mobile.clone(), desk.head.mobile.clone()]);
    world.pass(Duration::hours(12)).await;
    assert!(reminders("12").is_empty(), "at two in the night nobody is woken");
    world.pass(Duration::hours(6)).await;
    assert_eq!(reminders("6"), [desk.officer.mobile.clone(), desk.head.mobile.clone()]);
    assert!(world.answer_sms(&desk.head).is_good());
    world.pass(Duration::hours(3)).await;
    // The sponsor's officer has answered; as the sponsor's contact they hear who is missing.
    assert_eq!(reminders("3"), [desk.officer.mobile.clone(), desk.head.mobile.clone()]);
    assert!(world.answer_sms(&desk.officer).is_good());
    world.pass(Duration::hours(2)).await;
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    world.check().await;
}

#[tokio::test]
async fn an_answer_in_the_last_second_counts_even_if_heard_after_the_deadline() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 73).await;
    let id = desk.asked().await;
    let deadline = world.deadline(id).await;
    world.pass(Duration::hours(23)).await;
    world.line.cut();
    world.pass(Duration::seconds(3599)).await;
    assert_eq!(deadline.since(world.now()), Duration::seconds(1));
    assert!(world.answer_sms(&desk.head).is_good());
    world.pass(Duration::minutes(10)).await;
    assert!(world.now() > deadline);
    assert_eq!(world.stage(id).await, Stage::SmsVerification, "the bureau's word is waited for");
    world.line.mend();
    world.pass(Duration::hours(1)).await;
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.confirmations[0].state, "confirmed");
    world.check().await;
}

#[tokio::test]
async fn the_sixth_wrong_answer_sends_the_filing_back() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 74).await;
    let id = desk.asked().await;
    for _ in 0..6 {
        world.simulator.with(|bureau| bureau.confirm("000000", &desk.head.mobile, "000000"));
    }
    world.work().await;
    let returned = FilingState::Returned { by: ReturnedBy::SmsTimeout };
    assert_eq!(world.row(id).await.state, returned);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.confirmations[0].state, "locked");
    assert_eq!(shown.return_reasons[0].code, "confirmation.locked");
    world.pass(Duration::hours(25)).await;
    assert_eq!(world.row(id).await.state, returned, "the old deadline changes nothing");
    world.check().await;
}

#[tokio::test]
async fn a_type_check_older_than_24_hours_is_made_again_before_submission() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 75).await;
    let id = desk.fill_in().await;
    Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    world.advance(Duration::hours(25));
    world.line.cut();
    let version = world.row(id).await.version;
    let refused = world.app.submit(&desk.ctx(), id, version).await;
    assert!(
        matches!(&refused, Err(Error::Refused { code: "lookup_unavailable", .. })),
        "{refused:?}"
    );
    world.line.mend();
    let other = samples::company(76);
    world.simulator.with(|bureau| {
        bureau.put_on_file(on_file(&other, &[desk.domain()]));
    });
    let refused = world.app.submit(&desk.ctx(), id, version).await;
    assert!(matches!(&refused, Err(Error::Refused { code: "type_changed", .. })), "{refused:?}");
    assert_eq!(world.stage(id).await, Stage::Ready, "nothing was lost");
    world.check().await;
}

#[tokio::test]
async fn pictures_of_a_filing_that_was_given_up_are_gone_after_30_days() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 77).await;
    let id = desk.fill_in().await;
    Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    let pictures = world.app.list_materials(&desk.ctx(), id).await.expect("own pictures");
    let material = pictures[0].id;
    let version = world.row(id).await.version;
    world.app.abandon(&desk.ctx(), id, version).await.expect("given up");
    world.pass(Duration::days(29)).await;
    world.app.show_material(&desk.ctx(), id, material).await.expect("still there");
    world.pass(Duration::days(1)).await;
    assert!(world.app.show_material(&desk.ctx(), id, material).await.is_err());
    assert!(world.app.list_materials(&desk.ctx(), id).await.expect("a list").is_empty());
    let files = std::fs::read_dir(world.path().join("objects")).expect("a folder");
    let left: Vec<_> = files.filter_map(|f| Some(f.ok()?.path())).filter(|p| p.is_file()).collect();
    assert!(left.is_empty(), "{left:?}");
    world.check().await;
}

#[tokio::test]
async fn what_has_expired_is_swept_once_a_day() {
    let world = World::blind().await;
    world.app.draw_captcha(&world.system()).await.expect("a captcha");
    world.pass(Duration::hours(1)).await;
    let waiting = world.app.store.next_due().await.expect("a database").expect("the sweep waits");
    assert_eq!(waiting.millis() % Duration::days(1).as_millis(), 0, "at midnight");
    world.pass(Duration::minutes(1)).await;
    let still = world.app.store.next_due().await.expect("a database");
    assert_eq!(still, Some(waiting), "asked for again and again, it waits once");
    world.pass(Duration::hours(25)).await;
    let left = world.app.store.sweep(world.now(), world.now()).await.expect("a database");
    assert_eq!(left.captchas, 0, "the captcha was taken");
    world.check().await;
}
