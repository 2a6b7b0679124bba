//! A bureau that is away, or not itself.

use crate::{desk::Desk, world::World};
use bureau::Operation;
use bureau_sim::modes::{Mode, Setting};
use filing::{
    id::FilingId,
    state::{FilingState, Stage},
    time::Duration,
};

/// What the outbox says of the filing's file.
async fn last_error(world: &World, id: FilingId) -> String {
    let uploads = world.app.store.uploads_of(id).await.expect("a database");
    uploads.last().and_then(|upload| upload.last_error.clone()).unwrap_or_default()
}

fn switch_on(world: &World, mode: Mode, times: Option<u32>) {
    world.simulator.with(|bureau| bureau.modes.switch_on(mode, Setting { times, value: None }));
}

/// Nothing was taken in twice.
fn each_once(world: &World) {
    let taken = world.taken_in();
    let mut once = taken.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), taken.len(), "{taken:?}");
}

#[tokio::test]
async fn the_bureau_is_down_and_the_filing_waits_where_it_is() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 91).await;
    let id = desk.approved().await;
    world.line.cut();
    world.pass(Duration::hours(3)).await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    let why = last_error(&world, id).await;
    assert!(why.contains("cannot be reached"), "{why}");
    let tried = world.line.tried(Operation::Upload) + world.line.tried(Operation::PreviousUpload);
    assert!((3..60).contains(&tried), "tried again with growing pauses: {tried}");
    assert!(world.taken_in().is_empty());

    world.line.mend();
    world.pass(Duration::hours(1)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert_eq!(last_error(&world, id).await, "");
    each_once(&world);
    assert_eq!(world.taken_in().len(), 1);
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn the_bureau_answers_rubbish() {
    for mode in [Mode::GarbageHtml, Mode::TruncatedXml, Mode::UnknownCode] {
        let world = World::blind().await;
        let desk = Desk::enterprise(&world, 92).await;
        let id = desk.approved().await;
        switch_on(&world, mode, None);
        world.pass(Duration::minutes(30)).await;
        assert_eq!(world.stage(id).await, Stage::Sending, "{mode:?}");
        assert_ne!(last_error(&world, id).await, "", "{mode:?}");
        world.simulator.with(|bureau| bureau.modes.switch_off(mode));
        world.pass(Duration::hours(1)).await;
        assert_eq!(world.stage(id).await, Stage::SmsVerification, "{mode:?}");
        each_once(&world);

        assert!(world.answer_sms(&desk.head).is_good());
        world.pass(Duration::minutes(2)).await;
        assert_eq!(world.stage(id).await, Stage::BureauReview);
        world.clerk_approves();
        switch_on(&world, mode, None);
        world.pass(Duration::minutes(30)).await;
        assert_eq!(world.stage(id).await, Stage::BureauReview, "{mode:?} is no yes");
        world.simulator.with(|bureau| bureau.modes.switch_off(mode));
        world.pass(Duration::hours(1)).await;
        assert_eq!(world.stage(id).await, Stage::Filed, "{mode:?}");
        world.check().await;
    }
}

#[tokio::test]
async fn a_file_whose_answer_never_came_is_asked_for_and_not_sent_twice() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 93).await;
    let id = desk.approved().await;
    switch_on(&world, Mode::AcceptThenHang, Some(1));
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    assert_eq!(world.line.tried(Operation::PreviousUpload), 0);
    world.pass(Duration::minutes(5)).await;
    assert_eq!(world.line.tried(Operation::PreviousUpload), 1);
    assert_eq!(world.line.tried(Operation::Upload), 1);
    assert_eq!(world.taken_in().len(), 1);
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn after_an_unspecified_error_the_bureau_is_asked_before_the_file_goes_again() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 100).await;
    let id = desk.approved().await;
    switch_on(&world, Mode::RefuseUpload, Some(1));
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    assert!(last_error(&world, id).await.contains("999"));
    world.pass(Duration::minutes(5)).await;
    assert_eq!(world.line.tried(Operation::PreviousUpload), 1);
    assert_eq!(world.line.tried(Operation::Upload), 2);
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    world.check().await;
}

#[tokio::test]
async fn a_download_delivered_again_changes_nothing() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 94).await;
    let id = desk.asked().await;
    // The bureau forgets every acknowledgement: each file comes again and again.
    switch_on(&world, Mode::DuplicateDownload, None);
    assert!(world.answer_sms(&desk.head).is_good());
    world.work().await;
    world.simulator.with(|bureau| bureau.modes.switch_off(Mode::DuplicateDownload));
    world.work().await;
    world.clerk_approves();
    switch_on(&world, Mode::DuplicateDownload, None);
    world.work().await;
    let before = world.row(id).await;
    let entries = world.app.store.journal_head().await.expect("a journal").sequence;
    let told = world.inbox.all().len();
    let looked = world.line.tried(Operation::Acknowledge);
    world.advance(Duration::minutes(1));
    world.work().await;
    let again = world.line.tried(Operation::Acknowledge);
    assert!(again > looked, "the file came once more and was acknowledged");
    let after = world.row(id).await;
    assert_eq!((after.version, &after.state), (before.version, &before.state));
    assert!(matches!(after.state, FilingState::Filed { .. }));
    assert_eq!(world.app.store.journal_head().await.expect("a journal").sequence, entries);
    assert_eq!(world.inbox.all().len(), told);
    world.check().await;
}

#[tokio::test]
async fn a_file_that_the_bureau_lost_is_sent_again_as_it_was() {
    let world = World::blind().await;
    let first = Desk::enterprise(&world, 95).await;
    let lost = first.asked().await;
    let hash = world.app.store.uploads_of(lost).await.expect("a database")[0].hash.clone();
    let second = Desk::enterprise(&world, 96).await;
    let id = second.approved().await;
    switch_on(&world, Mode::Gap, Some(1));
    world.pass(Duration::minutes(5)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert_eq!(world.stage(lost).await, Stage::SmsVerification, "nothing happened to the first");
    let sent: Vec<(Option<i64>, Option<String>)> = world.simulator.with(|bureau| {
        let entries = bureau.ledger().entries().iter();
        let uploads = entries.filter(|e| e.operation == "isp_upload" && e.code == 0);
        uploads.map(|entry| (entry.sequence, entry.hash.clone())).collect()
    });
    let numbers: Vec<Option<i64>> = sent.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(numbers, [Some(1), Some(1), Some(2)]);
    assert!(sent[..2].iter().all(|(_, of)| of.as_ref() == Some(&hash)), "the same file: {sent:?}");
    world.check().await;
}

#[tokio::test]
async fn a_bureau_that_counts_further_than_we_do_is_followed() {
    let old = World::blind().await;
    let desk = Desk::enterprise(&old, 97).await;
    let before = desk.asked().await;
    old.through_the_bureau(before, &[&desk.head]).await;

    let world = World::beside(&old).await;
    // Its numbers for sponsors and services are not those of the first system.
    let mut tx = world.app.store.begin().await.expect("a database");
    tx.next("wire_id", 1000).await.expect("a counter");
    tx.commit().await.expect("a database");
    let desk = Desk::enterprise(&world, 98).await;
    let id = desk.approved().await;
    // The first try gets lost: whether it arrived is asked of a bureau that knows another file 1.
    world.line.cut();
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    world.line.mend();
    world.pass(Duration::minutes(5)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification, "another's file is not ours");
    assert_eq!(world.taken_in().len(), 2);
    let uploads = world.app.store.uploads_of(id).await.expect("a database");
    assert_eq!(uploads[0].sequence, Some(2));
    world.through_the_bureau(id, &[&desk.head]).await;
}

#[tokio::test]
async fn an_approval_taken_back_during_maintenance_is_not_sent() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 99).await;
    let id = desk.approved().await;
    switch_on(&world, Mode::Maintenance, None);
    world.pass(Duration::minutes(10)).await;
    assert_eq!(world.stage(id).await, Stage::AwaitingUpload, "the bureau took nothing and said so");
    let why = last_error(&world, id).await;
    assert!(why.contains("901"), "{why}");
    let version = world.row(id).await.version;
    world.app.recall(&world.reviewer(), id, version).await.expect("nothing was sent");
    world.simulator.with(|bureau| bureau.modes.switch_off(Mode::Maintenance));
    world.pass(Duration::hours(2)).await;
    assert_eq!(world.stage(id).await, Stage::ProviderReview);
    assert!(world.taken_in().is_empty());

    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    each_once(&world);
    world.check().await;
}

#[tokio::test]
async fn a_file_whose_sender_had_just_gone_is_found_by_the_schedule() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 89).await;
    let id = desk.approved().await;
    let (store, now) = (&world.app.store, world.now());
    // Builds the file; its sending belongs to another process, which saw none and ends.
    while store.uploads_of(id).await.expect("a database").is_empty() {
        app::jobs::run_due(&world.app, "builder", now).await.expect("jobs run");
    }
    for job in store.claim("other", now, Duration::minutes(1), 50).await.expect("a database") {
        assert!(store.finish(&job, "other", now, Ok(())).await.expect("a database"));
    }
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::AwaitingUpload, "nobody is left to send it");
    world.pass(Duration::minutes(1)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    world.check().await;
}
