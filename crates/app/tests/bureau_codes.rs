//! What each answer to an upload does to filing, file, number and staff, and that the way leads on.

use crate::{crowd::Crowd, world::World};
use bureau::Operation;
use bureau_sim::modes::{Mode, Setting};
use filing::{
    bureau_call::{self, AnswerRule, Course, DAMAGED_SENDINGS, Told},
    id::FilingId,
    state::Stage,
    time::Duration,
    words::{Language, lookup},
};
use store::{AlertAbout, AlertRow, UploadRow, UploadState};

/// In no list.
const UNKNOWN: i32 = 4242;

struct Seen {
    stage: Stage,
    upload: UploadRow,
    alerts: Vec<AlertRow>,
}

async fn look(world: &World, id: FilingId) -> Seen {
    let store = &world.app.store;
    let uploads = store.uploads_of(id).await.expect("a database");
    Seen {
        stage: world.stage(id).await,
        upload: uploads.last().cloned().expect("a file"),
        alerts: store.open_alerts(50).await.expect("a database"),
    }
}

fn refuse(world: &World, code: i32, times: u32) {
    let setting = Setting { times: Some(times), value: Some(i64::from(code)) };
    world.simulator.with(|bureau| bureau.modes.switch_on(Mode::RefuseUpload, setting));
}

/// The staff was told as the table says, in the words of the code.
#[track_caller]
fn told(seen: &Seen, rule: AnswerRule, code: i32) {
    let finding = rule.finding().expect("a code that is no yes has words");
    let found = seen.alerts.iter().find(|alert| alert.code == finding);
    match rule.told {
        Told::Nobody => assert!(found.is_none(), "{code}: {:?}", seen.alerts),
        who => assert_eq!(found.map(|alert| alert.told), Some(who), "{code}"),
    }
}

async fn repair(world: &World, id: FilingId) {
    let version = world.row(id).await.version;
    world.app.retry_upload(&world.reviewer(), id, version).await.expect("the staff may");
}

#[tokio::test]
async fn every_answer_does_what_its_row_says_and_the_way_leads_on() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 600).await;
    let store = &world.app.store;
    for (n, rule) in (601..).zip(bureau_call::rules().filter(|r| r.course != Course::Accept)) {
        let code = rule.code.unwrap_or(UNKNOWN);
        let id = crowd.approved(n..n + 1).await[0];
        let before = store.last_sequence().await.expect("a database");
        let asked = world.line.tried(Operation::PreviousUpload);
        refuse(&world, code, 1);
        world.work().await;
        let seen = look(&world, id).await;
        let outbox = store.outbox().await.expect("a database");
        assert_eq!(seen.upload.msg_code, Some(code));
        let words = lookup(Language::Chinese, "issue", rule.finding().expect("words"));
        match rule.course {
            Course::SendMissing | Course::SendAgain | Course::BackOff | Course::WaitForHours => {
                assert_eq!(seen.stage, Stage::AwaitingUpload, "{code}");
                assert_eq!(seen.upload.state, UploadState::Prepared, "{code}");
                assert_eq!(seen.upload.arrivals, 0, "{code}: the bureau took nothing");
                let waiting = outbox.waiting.as_ref().expect("a wait");
                assert!(waiting.until > world.now(), "{code}");
                assert_eq!(waiting.code, Some(code));
                let board = world.app.bureau_board(&world.reviewer()).await.expect("a board");
                assert_eq!(board.waiting.map(|w| w.text).as_deref(), words, "{code}");
                if rule.course != Course::SendAgain {
                    told(&seen, rule, code);
                }
            }
            Course::AskWhatArrived => {
                assert_eq!(seen.stage, Stage::Sending, "{code}: it may have arrived");
                assert_eq!(seen.upload.state, UploadState::Sending, "{code}");
                assert_eq!(seen.upload.arrivals, 1, "{code}");
                told(&seen, rule, code);
            }
            Course::StopOutbox => {
                assert_eq!(seen.stage, Stage::AwaitingUpload, "{code}: no filing fails");
                assert_eq!(seen.upload.state, UploadState::Prepared, "{code}");
                let held = outbox.held.as_ref().expect("held");
                assert_eq!(held.code, Some(code));
                told(&seen, rule, code);
                let board = world.app.retry_bureau(&world.reviewer()).await.expect("set going");
                assert!(board.held.is_none());
            }
            Course::Split | Course::GiveToStaff => {
                assert_eq!(seen.stage, Stage::UploadFailed, "{code}");
                assert_eq!(seen.upload.state, UploadState::Refused, "{code}");
                assert_eq!(seen.upload.sequence, None, "{code}: its number is the next file's");
                let reasons = world.row(id).await.return_reasons;
                assert_eq!(reasons[0].code, "bureau.upload_refused");
                assert_eq!(reasons[0].args, [code.to_string()]);
                told(&seen, rule, code);
                repair(&world, id).await;
            }
            Course::Accept => unreachable!("left out above"),
        }
        world.pass(Duration::minutes(2)).await;
        let after = look(&world, id).await;
        assert_eq!(after.stage, Stage::SmsVerification, "{code}: the way leads on");
        assert_eq!(after.upload.state, UploadState::Accepted, "{code}");
        let number = after.upload.sequence;
        assert_eq!(number, Some(before + 1), "{code}: no number is burnt");
        assert_eq!(store.last_sequence().await.expect("a database"), before + 1, "{code}");
        if rule.course == Course::AskWhatArrived {
            assert!(world.line.tried(Operation::PreviousUpload) > asked, "{code}: asked first");
        }
        let open = after.alerts.iter().filter(|alert| alert.about == AlertAbout::Outbox);
        assert_eq!(open.count(), 0, "{code}: what is in order is settled");
    }
    let taken = world.taken_in();
    let mut once = taken.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), taken.len(), "nothing was taken twice");
}

#[tokio::test]
async fn bytes_that_never_hold_at_the_bureau_are_the_staffs_after_three_sendings() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 650).await;
    for (n, code) in [(651, 7), (653, 8)] {
        let rule = bureau_call::rule(code);
        let id = crowd.approved(n..n + 1).await[0];
        let tried = world.line.tried(Operation::Upload);
        refuse(&world, code, 100);
        world.pass(Duration::minutes(10)).await;
        let sendings = world.line.tried(Operation::Upload) - tried;
        assert_eq!(i32::try_from(sendings), Ok(DAMAGED_SENDINGS), "{code}");
        let seen = look(&world, id).await;
        assert_eq!((seen.stage, seen.upload.state), (Stage::UploadFailed, UploadState::Refused));
        told(&seen, rule, code);
        // The files behind it go on.
        world.simulator.with(|bureau| bureau.modes.switch_off(Mode::RefuseUpload));
        let next = crowd.approved(n + 1..n + 2).await[0];
        world.pass(Duration::minutes(20)).await;
        assert_eq!(world.stage(next).await, Stage::SmsVerification);
        repair(&world, id).await;
        world.pass(Duration::minutes(2)).await;
        assert_eq!(world.stage(id).await, Stage::SmsVerification);
    }
}

#[tokio::test]
async fn a_bureau_that_stays_silent_is_told_to_the_operator_once() {
    let world = World::blind().await;
    let id = Crowd::of(&world, 660).await.approved(661..662).await[0];
    world.line.cut();
    world.pass(Duration::minutes(1)).await;
    assert!(look(&world, id).await.alerts.is_empty(), "it may be back soon");
    world.pass(Duration::hours(3)).await;
    let alerts = look(&world, id).await.alerts;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!((alerts[0].told, alerts[0].code.as_str()), (Told::Operator, "bureau.out_of_reach"));
    assert!(alerts[0].times > 1);
    world.line.mend();
    world.pass(Duration::hours(1)).await;
    assert!(look(&world, id).await.alerts.is_empty());
}

#[tokio::test]
async fn an_answer_nobody_can_read_is_kept_as_it_came() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 670).await;
    let setting = Setting { times: None, value: None };
    world.simulator.with(|bureau| bureau.modes.switch_on(Mode::GarbageHtml, setting));
    crowd.approved(671..672).await;
    world.work().await;
    let later = world.now() + Duration::seconds(1);
    let kept = world.app.store.unread_answers(later, 10).await.expect("a database");
    assert_eq!(kept.len(), 1);
    let (id, object) = &kept[0];
    let context = format!("unread_answer:{id}");
    let bytes = world.app.objects.get(world.app.store.keys(), &context, object).await;
    assert!(String::from_utf8_lossy(&bytes.expect("sealed and kept")).contains("502 Bad Gateway"));
}
