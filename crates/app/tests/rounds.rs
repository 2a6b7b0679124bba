//! Rounds: reminders, wrong tries, deadlines seen by two clocks, and the next round.

use crate::{desk::Desk, world::World};
use app::jobs::Work;
use filing::{
    confirmation::Reminder,
    id::FilingId,
    state::{FilingState, ReturnedBy, Stage},
    time::Duration,
};
use store::{MessageRow, RoundState};

const DAY: i64 = 24 * 3600 * 1000;
const MISSED: FilingState = FilingState::Returned { by: ReturnedBy::SmsTimeout };

async fn rounds(world: &World, id: FilingId) -> Vec<(i32, RoundState, bool)> {
    let rounds = world.app.store.rounds_of(id).await.expect("a database");
    rounds.into_iter().map(|round| (round.round, round.state, round.by_bureau)).collect()
}

async fn journal(world: &World, id: FilingId, action: &str) -> usize {
    let history = world.app.history(&world.system(), id, None, 200).await.expect("a history");
    history.items.iter().filter(|entry| entry.action == action).count()
}

#[tokio::test]
async fn a_bureau_that_says_nothing_leaves_the_deadline_to_our_clock() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 401).await;
    let id = desk.asked().await;
    // Only our clock goes on: the bureau has nothing to tell.
    world.our_clock(DAY - 1);
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification, "a millisecond before the end");
    world.our_clock(1);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED, "at 24:00:00");
    assert_eq!(rounds(&world, id).await, [(1, RoundState::Expired, false)]);
}

#[tokio::test]
async fn what_the_bureau_confirms_after_our_clock_called_it_over_counts() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 402).await;
    let id = desk.asked().await;
    // A time server gone wrong: a day ahead.
    world.our_clock(DAY + 3600 * 1000);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED);
    assert!(world.answer_sms(&desk.head).is_good(), "the bureau's hours are not over");
    world.advance(Duration::minutes(1));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    assert_eq!(rounds(&world, id).await, [(1, RoundState::Complete, true)]);
    assert_eq!(journal(&world, id, "sms_reopened").await, 1);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.confirmations[0].state, "confirmed");
    world.clerk_approves();
    world.advance(Duration::minutes(1));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Filed);
}

#[tokio::test]
async fn while_others_are_missing_our_clock_must_agree_before_a_round_goes_on() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 403).await;
    let id = desk.asked().await;
    world.our_clock(DAY + 1000);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED);
    assert!(world.answer_sms(&desk.head).is_good());
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED, "by our clock the other one is too late");

    // The clock is put right; the bureau's next word brings the round back.
    world.our_clock(-DAY);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED, "the clock alone reopens nothing");
    let tail = &desk.officer.id_no[desk.officer.id_no.len() - 6..];
    world.simulator.with(|bureau| bureau.resend(&desk.officer.mobile, tail));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert_eq!(rounds(&world, id).await, [(1, RoundState::Open, false)]);
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    let states: Vec<String> =
        shown.current.expect("a round").people.into_iter().map(|p| p.state).collect();
    assert_eq!(states, ["confirmed", "waiting"]);
    world.through_the_bureau(id, &[&desk.officer]).await;
}

#[tokio::test]
async fn a_clock_put_back_reopens_nothing_and_the_bureaus_time_out_needs_no_clock() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 404).await;
    let id = desk.asked().await;
    world.pass(Duration::hours(20)).await;
    world.our_clock(-25 * 3600 * 1000);
    world.simulator.advance(4 * 3600);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED, "by the bureau's word");
    assert_eq!(rounds(&world, id).await, [(1, RoundState::Expired, true)]);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED);
    let late = world.answer_sms(&desk.head);
    assert!(!late.is_good(), "{late:?}");
}

#[tokio::test]
async fn what_is_confirmed_after_the_sponsor_went_on_overturns_nothing_and_is_told() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 405).await;
    let id = desk.asked().await;
    world.our_clock(DAY);
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED);
    desk.reopen(id).await;
    assert!(world.answer_sms(&desk.head).is_good());
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Entering, "what the sponsor types is not lost");
    assert_eq!(journal(&world, id, "confirmation_unexpected").await, 1);
}

#[tokio::test]
async fn the_sponsor_reports_again_unchanged_and_the_next_round_asks_anew() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 406).await;
    let id = desk.asked().await;
    let first = world.deadline(id).await;
    world.pass(Duration::hours(24)).await;
    assert_eq!(world.row(id).await.state, MISSED);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let offered = shown.actions.iter().find(|action| action.name == "resubmit_unchanged");
    assert!(offered.is_some_and(|action| action.refused.is_none()));
    let help = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing").help;
    assert_eq!(help[0].code, "returned");
    assert!(help[0].lines.iter().any(|line| line.contains("原样重新上报")));

    let version = world.row(id).await.version;
    world.app.resubmit_unchanged(&desk.ctx(), id, version).await.expect("the sponsor may");
    world.run_jobs().await;
    let second = world.deadline(id).await;
    assert_eq!(second.since(world.now()), Duration::hours(24), "24 hours anew");
    assert!(second > first);
    assert_eq!(
        rounds(&world, id).await,
        [(2, RoundState::Open, false), (1, RoundState::Expired, true)]
    );
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.seconds_left, 24 * 3600);
    assert_eq!((shown.current.expect("a round").round, shown.earlier[0].round), (2, 1));
    assert_eq!(shown.earlier[0].people[0].state, "expired");
    world.through_the_bureau(id, &[&desk.head]).await;
}

#[tokio::test]
async fn wrong_tries_and_new_codes_are_counted_as_the_bureau_tells_them() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 407).await;
    let id = desk.asked().await;
    let tail = &desk.head.id_no[desk.head.id_no.len() - 6..];
    let wrong = || {
        world.simulator.with(|bureau| bureau.confirm("000000", &desk.head.mobile, "000000"));
    };
    wrong();
    wrong();
    world.simulator.with(|bureau| bureau.resend(&desk.head.mobile, tail));
    world.work().await;
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    let person = shown.current.expect("a round").people.remove(0);
    assert_eq!((person.wrong, person.wrong_left, person.resent), (2, 3, 1));
    assert_eq!(journal(&world, id, "sms_wrong").await, 2);
    assert_eq!(journal(&world, id, "sms_resent").await, 1);
    let deadline = world.deadline(id).await;
    for _ in 0..3 {
        wrong();
    }
    world.work().await;
    assert_eq!(world.deadline(id).await, deadline, "the deadline does not move");
    wrong();
    world.work().await;
    assert_eq!(world.row(id).await.state, MISSED, "the sixth");
    assert_eq!(rounds(&world, id).await, [(1, RoundState::Locked, true)]);
    assert_eq!(world.row(id).await.return_reasons[0].code, "confirmation.locked");
}

#[tokio::test]
async fn the_sixth_wrong_answer_is_heard_after_the_deadline_too() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 408).await;
    let id = desk.asked().await;
    world.pass(Duration::hours(23)).await;
    world.line.cut();
    for _ in 0..6 {
        world.simulator.with(|bureau| bureau.confirm("000000", &desk.head.mobile, "000000"));
    }
    world.pass(Duration::hours(2)).await;
    world.line.mend();
    world.pass(Duration::hours(2)).await;
    assert_eq!(world.row(id).await.state, MISSED);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let states: Vec<&str> = shown.confirmations.iter().map(|p| p.state.as_str()).collect();
    assert_eq!(states, ["locked", "ended"]);
}

/// Every message about a round: template and mobile.
fn about_rounds(world: &World) -> Vec<(String, String)> {
    let all = world.inbox.all().into_iter().filter(|sms| sms.text.contains("12381"));
    all.map(|sms| (sms.mobile.reveal().to_owned(), sms.text)).collect()
}

#[tokio::test]
async fn nobody_is_told_one_thing_twice_however_often_the_work_is_done() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 409).await;
    let id = desk.asked().await;
    let deadline = world.deadline(id).await;
    let replay = async |reminder: Reminder| {
        // Both orders, and after an answer in between: a lease that was lost, a worker that died.
        for _ in 0..3 {
            let again = Work::RemindConfirmation { filing: id, deadline, reminder };
            let mut tx = world.app.store.begin().await.expect("a database");
            tx.queue(&again.at(world.now()), world.now()).await.expect("queued");
            tx.commit().await.expect("committed");
            world.run_jobs().await;
        }
    };
    replay(Reminder::AtOnce).await;
    assert_eq!(about_rounds(&world).len(), 2, "the officer, and the sponsor about both");
    // The bureau forgets that we acknowledged: every file comes again.
    let again = bureau_sim::modes::Setting { times: None, value: None };
    let mode = bureau_sim::modes::Mode::DuplicateDownload;
    world.simulator.with(|bureau| bureau.modes.switch_on(mode, again));
    for _ in 0..3 {
        world.advance(Duration::minutes(1));
        world.work().await;
    }
    world.simulator.with(|bureau| bureau.modes.switch_off(mode));
    assert_eq!(about_rounds(&world).len(), 2);

    world.pass(Duration::hours(18)).await;
    replay(Reminder::HalfTime).await;
    assert_eq!(about_rounds(&world).len(), 4);
    // The officer answers; the same reminder done again reaches nobody a second time.
    assert!(world.answer_sms(&desk.officer).is_good());
    world.work().await;
    replay(Reminder::HalfTime).await;
    assert_eq!(about_rounds(&world).len(), 4, "the sponsor's officer heard it already");
    world.pass(Duration::hours(3)).await;
    replay(Reminder::LastHours).await;
    let all = about_rounds(&world);
    assert_eq!(all.len(), 5, "whoever is missing, once");
    assert_eq!(all[4].0, desk.head.mobile);
    let mut texts = all.clone();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all.len(), "{all:?}");
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.current.expect("a round").notices.len(), 5);
}

#[tokio::test]
async fn at_night_nobody_is_woken_but_for_the_last_three_hours() {
    let world = World::blind().await;
    // 22:30 in Beijing: the file is taken at night.
    let desk = Desk::enterprise(&world, 410).await;
    let id = desk.approved().await;
    let to_night = 22 * 3600 + 1800 - (world.now().millis() / 1000 + 8 * 3600) % 86_400;
    world.advance(Duration::seconds(to_night));
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert!(about_rounds(&world).is_empty(), "the ministry's own message is enough at night");
    world.pass(Duration::minutes(9 * 60 + 29)).await;
    assert!(about_rounds(&world).is_empty(), "07:59");
    world.pass(Duration::minutes(1)).await;
    assert_eq!(about_rounds(&world).len(), 1, "08:00");
    world.pass(Duration::hours(3)).await;
    assert_eq!(about_rounds(&world).len(), 2, "half of the time is over");
    world.pass(Duration::hours(9)).await;
    assert_eq!(about_rounds(&world).len(), 3, "19:30, three hours are left");
}

#[tokio::test]
async fn a_reminder_says_who_what_where_and_until_when_and_never_the_code() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 411).await;
    let id = desk.asked().await;
    let codes: Vec<String> =
        world.simulator.with(|bureau| bureau.inbox().iter().map(|sms| sms.code.clone()).collect());
    let all = about_rounds(&world);
    for (_, text) in &all {
        for part in ["beian.miit.gov.cn", "短信核验", "12381", "后六位", "还有 24 小时", "****"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(codes.iter().all(|code| !text.contains(code)), "{text}");
        assert!(!text.contains(&desk.head.mobile) && !text.contains(&desk.officer.mobile));
        assert!(!text.contains(&desk.head.name) && !text.contains(&desk.officer.name));
    }
    assert!(all.iter().any(|(to, text)| *to == desk.head.mobile && text.contains("尚未核验")));
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
}

#[tokio::test]
async fn the_board_shows_whose_time_runs_out_first_and_filters_by_hours() {
    let world = World::blind().await;
    let first = Desk::enterprise(&world, 412).await;
    let early = first.asked().await;
    world.pass(Duration::hours(6)).await;
    let second = Desk::with_two_officers(&world, 413).await;
    let late = second.asked().await;
    let board = async |hours| {
        let page = world.app.confirmation_board(&world.reviewer(), hours, None, 10).await;
        page.expect("a reviewer may").items
    };
    let lines = board(None).await;
    assert_eq!(lines.iter().map(|line| line.filing).collect::<Vec<_>>(), [early, late]);
    assert!(lines[0].seconds_left < lines[1].seconds_left);
    assert_eq!(lines[1].people.iter().filter(|person| person.missing).count(), 2);
    assert_eq!(board(Some(19)).await.len(), 1);
    assert_eq!(board(Some(1)).await.len(), 0);
    let refused = world.app.confirmation_board(&first.ctx(), None, None, 10).await;
    assert!(matches!(refused, Err(app::Error::Forbidden)), "no sponsor sees others");
    assert!(world.answer_sms(&first.head).is_good());
    world.work().await;
    assert_eq!(board(None).await.len(), 1, "who has answered is off the board");
}

#[tokio::test]
async fn another_account_does_not_see_whose_phones_are_asked() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 414).await;
    let id = desk.asked().await;
    let other = Desk::enterprise(&world, 415).await;
    let shown = world.app.show_confirmations(&other.ctx(), id).await;
    assert!(matches!(shown, Err(app::Error::NotFound("filing"))));
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    let codes: Vec<&str> = shown.help.iter().map(|help| help.code.as_str()).collect();
    assert_eq!(codes, ["how", "no_sms", "wrong_answers", "number_changed", "officer_left"]);
}

#[tokio::test]
async fn the_good_news_names_the_number() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 416).await;
    let id = desk.asked().await;
    let number = world.through_the_bureau(id, &[&desk.head]).await;
    let told = world.inbox.all().last().cloned().expect("the sponsor is told");
    assert!(told.text.contains(&number), "{}", told.text);
    let kept: Option<MessageRow> =
        world.app.store.message_by_out_id(&told.out_id).await.expect("a database");
    assert_eq!(kept.expect("kept").template, "filed");
}
