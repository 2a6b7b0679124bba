//! Many filings in one file, one sender, and what the staff sees of it.

use crate::{crowd::Crowd, desk::Desk, world::World};
use app::{Actor, settings::Settings};
use bureau::{Bureau, BureauConfig, Operation};
use bureau_sim::{
    bureau::Blacklist,
    modes::{Mode, Setting},
    wire::writing::Xml,
};
use filing::{
    bureau_call::Told,
    id::{FilingId, StaffId},
    permission::Role,
    state::Stage,
    time::Duration,
};
use std::sync::Arc;
use store::{UploadRow, UploadState};

fn switch_on(world: &World, mode: Mode, times: Option<u32>, value: Option<i64>) {
    world.simulator.with(|bureau| bureau.modes.switch_on(mode, Setting { times, value }));
}

fn with_settings(world: &mut World, change: impl FnOnce(&mut Settings)) {
    let mut settings = Settings::clone(&world.app.settings);
    change(&mut settings);
    world.app.settings = Arc::new(settings);
}

async fn the_upload(world: &World, filing: FilingId) -> UploadRow {
    let uploads = world.app.store.uploads_of(filing).await.expect("a database");
    uploads.last().cloned().expect("a file")
}

async fn stages(world: &World, filings: &[FilingId]) -> Vec<Stage> {
    let mut stages = Vec::new();
    for id in filings {
        stages.push(world.stage(*id).await);
    }
    stages
}

/// Number and records of each file that the bureau took.
fn taken(world: &World) -> Vec<(Option<i64>, usize)> {
    world.simulator.with(|bureau| {
        let entries = bureau.ledger().entries().iter();
        let uploads = entries.filter(|e| e.operation == "isp_upload" && e.code == 0);
        uploads.map(|entry| (entry.sequence, entry.records.len())).collect()
    })
}

#[tokio::test]
async fn approvals_of_a_few_seconds_share_a_file() {
    let mut world = World::blind().await;
    with_settings(&mut world, |settings| settings.outbox.gather_seconds = 5);
    let first = Desk::enterprise(&world, 301).await.hand_over().await;
    let second = Desk::enterprise(&world, 302).await.hand_over().await;
    world.run_jobs().await;
    world.approve(first).await;
    world.approve(second).await;
    world.run_jobs().await;
    assert!(world.app.store.uploads_of(first).await.expect("a database").is_empty(), "it waits");
    world.pass(Duration::seconds(6)).await;
    assert_eq!(taken(&world), [(Some(1), 2)]);
    assert_eq!(stages(&world, &[first, second]).await, [Stage::SmsVerification; 2]);
}

#[tokio::test]
async fn a_filing_taken_back_leaves_its_file_and_the_others_come_with_another() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 310).await;
    let desk = Desk::enterprise(&world, 311).await;
    let back = desk.approved().await;
    let others = crowd.approved(400..402).await;
    switch_on(&world, Mode::Maintenance, None, None);
    world.pass(Duration::minutes(2)).await;
    assert_eq!(the_upload(&world, back).await.filings.len(), 3);
    assert_eq!(the_upload(&world, back).await.sequence, Some(1));
    let version = world.row(back).await.version;
    world.app.recall(&world.reviewer(), back, version).await.expect("nothing was taken");
    assert_eq!(the_upload(&world, back).await.state, UploadState::Withdrawn);
    world.simulator.with(|bureau| bureau.modes.switch_off(Mode::Maintenance));
    world.pass(Duration::hours(1)).await;
    assert_eq!(taken(&world), [(Some(1), 2)], "its number is the next file's");
    assert_eq!(stages(&world, &others).await, [Stage::SmsVerification; 2]);
    assert_eq!(world.stage(back).await, Stage::ProviderReview);
}

#[tokio::test]
async fn a_filing_that_no_file_can_carry_leaves_alone() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 320).await;
    let filings = crowd.approved(410..413).await;
    crowd.with_pictures(&filings[..2]).await;
    // The picture of one is lost.
    let lost = world.app.store.materials_of(filings[0]).await.expect("a database");
    world.app.objects.delete(&lost[0].object).await.expect("deleted");
    world.work().await;
    let expected = [Stage::UploadFailed, Stage::SmsVerification, Stage::SmsVerification];
    assert_eq!(stages(&world, &filings).await, expected);
    assert_eq!(world.row(filings[0]).await.return_reasons[0].code, "bureau.not_in_format");
    let alerts = world.app.store.open_alerts(10).await.expect("a database");
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].told, alerts[0].code.as_str()), (Told::Reviewer, "bureau.upload_failed"));
}

#[tokio::test]
async fn seven_of_ten_are_refused_each_at_its_field_and_the_others_go_on() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 330).await;
    let filings = crowd.approved(420..430).await;
    let black = (420..427).map(|number| crowd.certificate(number)).collect();
    world.simulator.with(|bureau| {
        bureau.blacklist(Blacklist { certificates: black, ..Blacklist::default() });
    });
    world.pass(Duration::minutes(2)).await;
    assert_eq!(taken(&world), [(Some(1), 10)]);
    let stages = stages(&world, &filings).await;
    assert_eq!(stages[..7], [Stage::UploadFailed; 7]);
    assert_eq!(stages[7..], [Stage::SmsVerification; 3]);
    for id in &filings[..7] {
        let reasons = world.row(*id).await.return_reasons;
        assert_eq!(reasons[0].path, "/sponsor");
        assert_eq!(reasons[0].code, "bureau.sponsor_blacklisted");
    }
}

#[tokio::test]
async fn a_sender_that_lost_its_right_writes_nothing() {
    let world = World::blind().await;
    let id = Crowd::of(&world, 340).await.approved(440..441).await[0];
    let (store, later) = (world.app.store.clone(), world.now() + Duration::hours(1));
    world.line.meanwhile(async move {
        let lease = store.acquire_lease("bureau_sender", "another", later, Duration::seconds(60));
        assert!(lease.await.expect("a database").is_some(), "the first had slept too long");
    });
    world.work().await;
    let upload = the_upload(&world, id).await;
    assert_eq!((upload.state, upload.msg_code), (UploadState::Sending, None));
    assert_eq!(world.stage(id).await, Stage::Sending, "its answer was not written down");
    world.pass(Duration::hours(2)).await;
    assert_eq!(the_upload(&world, id).await.state, UploadState::Accepted);
    assert_eq!(taken(&world), [(Some(1), 1)], "the next sender asked first");
    assert_eq!(world.line.tried(Operation::Upload), 1);
}

#[tokio::test]
async fn a_wrong_account_stops_the_outbox_until_the_staff_sets_it_going() {
    let world = World::blind().await;
    let id = Crowd::of(&world, 350).await.approved(450..451).await[0];
    switch_on(&world, Mode::RefuseUpload, None, Some(19));
    world.pass(Duration::hours(5)).await;
    assert_eq!(world.line.tried(Operation::Upload), 1, "nothing is sent while it is held");
    assert_eq!(world.stage(id).await, Stage::AwaitingUpload, "the filing did not fail");
    let board = world.app.bureau_board(&world.reviewer()).await.expect("a reviewer may look");
    let held = board.held.expect("held");
    assert_eq!((held.code, held.reason.as_str()), (Some(19), "bureau.reporting_closed"));
    assert!(held.text.contains("请管理员联系省通信管理局"), "{}", held.text);
    assert_eq!(board.outbox.len(), 1);
    assert_eq!((board.alerts.len(), board.alerts[0].told), (1, Told::Operator));

    world.simulator.with(|bureau| bureau.modes.switch_off(Mode::RefuseUpload));
    let auditor =
        Actor::Staff { staff: StaffId::from_uuid(world.app.store.new_id()), role: Role::Auditor };
    world.app.retry_bureau(&world.ctx(auditor)).await.expect_err("not the auditor's");
    let board = world.app.retry_bureau(&world.reviewer()).await.expect("set going");
    assert!(board.held.is_none() && board.alerts.is_empty());
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert_eq!(taken(&world), [(Some(1), 1)]);
}

#[tokio::test]
async fn another_account_in_the_settings_sets_the_outbox_going() {
    let mut world = World::blind().await;
    let id = Crowd::of(&world, 360).await.approved(460..461).await[0];
    let right = world.app.bureau.clone();
    let random = |n: usize| "abcdefghijABCDEFGHIJ"[..n].to_owned();
    let wrong = BureauConfig { user: "nobody".into(), ..right.config().clone() };
    world.app.bureau = Arc::new(Bureau::new(wrong, world.line.clone(), Arc::new(random)));
    world.pass(Duration::minutes(10)).await;
    let held = world.app.store.outbox().await.expect("a database").held.expect("held");
    assert_eq!(held.code, Some(4));
    assert!(!held.account.contains("demo"), "only a keyed hash");
    let tried = world.line.tried(Operation::Upload);

    world.app.bureau = right;
    world.pass(Duration::minutes(30)).await;
    assert_eq!(world.line.tried(Operation::Upload), tried + 1);
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
}

#[tokio::test]
async fn outside_the_hours_the_next_try_is_when_they_begin() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 370).await;
    world.advance(Duration::hours(4)); // 18:00 in Beijing
    let id = crowd.approved(470..471).await[0];
    switch_on(&world, Mode::OutsideHours, None, None);
    world.work().await;
    let waiting = world.app.store.outbox().await.expect("a database").waiting.expect("a wait");
    assert_eq!(waiting.until, world.now() + Duration::hours(15), "tomorrow at nine");
    assert_eq!(world.stage(id).await, Stage::AwaitingUpload);
    world.simulator.with(|bureau| bureau.modes.switch_off(Mode::OutsideHours));
    world.pass(Duration::hours(14)).await;
    assert_eq!(world.line.tried(Operation::Upload), 1, "not before");
    world.pass(Duration::hours(2)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
}

#[tokio::test]
async fn hours_in_the_settings_are_kept_without_asking() {
    let mut world = World::blind().await;
    with_settings(&mut world, |settings| settings.outbox.reporting_hours = "15:00-16:00".into());
    let id = Crowd::of(&world, 375).await.approved(475..476).await[0];
    world.pass(Duration::minutes(59)).await;
    assert_eq!(world.line.tried(Operation::Upload), 0);
    world.pass(Duration::minutes(3)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
}

#[tokio::test]
async fn a_file_too_large_for_the_bureau_comes_again_in_smaller_ones() {
    let world = World::blind().await;
    let crowd = Crowd::of(&world, 380).await;
    let filings = crowd.approved(480..484).await;
    switch_on(&world, Mode::RefuseUpload, Some(1), Some(18));
    world.pass(Duration::minutes(5)).await;
    let taken = taken(&world);
    assert!(taken.len() > 1, "{taken:?}");
    assert_eq!(taken[0].0, Some(1), "the refused file used up no number");
    assert_eq!(taken.iter().map(|(_, records)| records).sum::<usize>(), 4);
    assert_eq!(stages(&world, &filings).await, [Stage::SmsVerification; 4]);
    let board = world.app.bureau_board(&world.reviewer()).await.expect("may look");
    assert_eq!(board.alerts[0].code, "bureau.file_too_big");
}

#[tokio::test]
async fn a_file_that_the_bureau_wants_and_nobody_here_has_stops_the_outbox() {
    let mut world = World::blind().await;
    with_settings(&mut world, |settings| settings.outbox.first_sequence = 4);
    let id = Crowd::of(&world, 390).await.approved(490..491).await[0];
    world.pass(Duration::minutes(5)).await;
    let board = world.app.bureau_board(&world.reviewer()).await.expect("may look");
    let held = board.held.expect("held");
    assert_eq!((held.code, held.reason.as_str()), (Some(14), "bureau.missing_file"));
    assert!(held.text.contains("序号为 1 的文件"), "{}", held.text);
    assert_eq!((board.sequence, board.bureau_sequence), (4, Some(0)));
    assert_eq!(world.stage(id).await, Stage::AwaitingUpload);
}

#[tokio::test]
async fn a_system_that_takes_over_goes_on_with_the_numbers_of_the_one_before() {
    let old = World::blind().await;
    Crowd::of(&old, 500).await.approved(500..501).await;
    old.work().await;
    assert_eq!(taken(&old), [(Some(1), 1)]);
    let mut world = World::beside(&old).await;
    with_settings(&mut world, |settings| {
        settings.outbox.first_sequence = 2;
        settings.outbox.first_wire_id = 1001;
    });
    let id = Crowd::of(&world, 501).await.approved(501..502).await[0];
    world.work().await;
    assert_eq!(world.line.tried(Operation::Upload), 1, "no gap, no question");
    assert_eq!(world.taken_in()[1], "IspZtid:1001");
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
}

#[tokio::test]
async fn what_the_bureau_says_of_our_own_second_sending_is_no_refusal() {
    let world = World::blind().await;
    let first = Desk::enterprise(&world, 510).await;
    let lost = first.asked().await;
    assert!(world.answer_sms(&first.head).is_good());
    world.work().await;
    assert_eq!(world.stage(lost).await, Stage::BureauReview);
    switch_on(&world, Mode::Gap, Some(1), None);
    Crowd::of(&world, 511).await.approved(511..512).await;
    world.pass(Duration::minutes(5)).await;
    let numbers: Vec<Option<i64>> = taken(&world).iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [Some(1), Some(1), Some(2)]);
    // It answers the second sending with 1052 and 1005: the request is being handled already.
    assert_eq!(world.stage(lost).await, Stage::BureauReview);
    let alerts = world.app.store.open_alerts(10).await.expect("a database");
    assert!(alerts.iter().any(|alert| alert.code == "bureau.heard_before"), "{alerts:?}");
    world.simulator.with(|bureau| {
        let case = bureau.cases().find(|case| case.sequence == 1).expect("the first case").id;
        bureau.approve(case).expect("the clerk may decide");
    });
    world.pass(Duration::minutes(2)).await;
    assert_eq!(world.stage(lost).await, Stage::Filed);
}

/// Files that are accepted while nothing is heard of their filings: the next download can't be read.
pub async fn send_unheard(world: &World) {
    world.line.hand_out("2026112400000001", "<Nothing/>");
    world.work().await;
}

#[tokio::test]
async fn the_same_word_without_a_second_sending_is_a_refusal() {
    let world = World::blind().await;
    let id = Crowd::of(&world, 520).await.approved(520..521).await[0];
    send_unheard(&world).await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    let label = world.taken_in()[0].trim_start_matches("IspZtid:").to_owned();
    world.line.hand_out("2026112400000002", &results(&[(label, 1037)]));
    world.pass(Duration::minutes(1)).await;
    assert!(world.line.was_taken());
    assert_eq!(world.stage(id).await, Stage::UploadFailed);
    let reasons = world.row(id).await.return_reasons;
    assert_eq!(reasons[0].code, "bureau.already_filed");
    assert_eq!(reasons[0].path, "/services/0");
}

#[tokio::test]
async fn a_whole_file_that_is_refused_later_is_the_staffs() {
    for named in [true, false] {
        let world = World::blind().await;
        let filings = Crowd::of(&world, 530).await.approved(530..533).await;
        send_unheard(&world).await;
        let upload = the_upload(&world, filings[0]).await;
        assert_eq!(upload.state, UploadState::Accepted);
        let name = if named { format!("beianinfo{}.xml", upload.id.simple()) } else { "x".into() };
        let mut xml = Xml::gbk_document();
        xml.open("DownloadData");
        xml.open("ICP");
        xml.open("BAJG");
        xml.open("Jg_xx");
        xml.open("Jgxx");
        xml.leaf("Jgdm", 5001);
        xml.leaf("Dmms", name);
        xml.close();
        xml.leaf("Czlx", 1);
        world.line.hand_out("2026112400000003", &xml.finish());
        world.pass(Duration::minutes(1)).await;
        assert_eq!(stages(&world, &filings).await, [Stage::UploadFailed; 3], "{named}");
        let alerts = world.app.store.open_alerts(10).await.expect("a database");
        let told = alerts.iter().find(|alert| alert.code == "bureau.file_refused");
        assert_eq!(told.map(|alert| alert.told), Some(Told::Operator));
    }
}

#[tokio::test]
async fn sent_files_are_kept_for_their_time_and_then_deleted() {
    let world = World::blind().await;
    let id = Crowd::of(&world, 540).await.approved(540..541).await[0];
    world.work().await;
    let sent = the_upload(&world, id).await;
    let there = async || {
        let (objects, keys) = (&world.app.objects, world.app.store.keys());
        objects.get(keys, &format!("upload:{}", sent.id), &sent.object).await.is_ok()
    };
    world.advance(Duration::days(399));
    world.work().await;
    world.advance(Duration::days(1));
    world.run_jobs().await;
    assert!(there().await);
    world.work().await;
    world.advance(Duration::days(2));
    world.run_jobs().await;
    assert!(!there().await);
    let row = the_upload(&world, id).await;
    assert!(row.file_deleted_at.is_some());
    assert_eq!((row.sequence, row.hash), (Some(1), sent.hash), "that it was sent stays known");
    let journal = world.app.store.journal_page(None, 50).await.expect("a journal");
    assert!(journal.items.iter().any(|entry| entry.action == "file_deleted"));
}

/// A file of results, one a record.
pub fn results(of: &[(String, i32)]) -> String {
    let mut xml = Xml::gbk_document();
    xml.open("DownloadData");
    xml.open("ICP");
    xml.open("BAJG");
    for (label, code) in of {
        xml.open("Jg_xx");
        xml.open("Jgxx");
        xml.leaf("Jgdm", code);
        xml.leaf("Dmms", "示例");
        xml.close();
        xml.leaf("Czlx", 1);
        xml.leaf("Bs", label);
        xml.close();
    }
    xml.finish()
}
