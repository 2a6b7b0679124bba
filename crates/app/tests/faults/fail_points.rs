//! The process ends at each place beside a commit or a call, once (F1–F3).

use crate::{desk::Desk, world::World};
use app::fail_points::ALL;
use bureau::Operation;
use bureau_sim::modes::{Mode, Setting};
use filing::{
    state::Stage,
    time::{Duration, Timestamp},
};
use std::{collections::BTreeSet, path::Path};

/// Places that only a bureau in trouble leads to, and the trouble.
const TROUBLE: &[(&str, Mode, Option<i64>)] = &[
    ("send.postponed.after", Mode::TooMany, None),
    ("send.unanswered.after", Mode::RefuseUpload, None),
    ("send.refused.after", Mode::RefuseUpload, Some(17)),
    ("sequence.met.before", Mode::Gap, None),
    ("sequence.met.after", Mode::Gap, None),
];

/// One filing goes the whole way though the process ends at `place` once.
async fn goes_on_after(place: &'static str) {
    let mut world = World::blind().await;
    // The bureau took one in before: it can lose it.
    let before = Desk::enterprise(&world, 501).await;
    let first = before.asked().await;
    let desk = Desk::enterprise(&world, 502).await;
    let id = desk.approved().await;
    let head = desk.head.clone();
    if let Some((_, mode, value)) = TROUBLE.iter().find(|(of, ..)| *of == place) {
        let setting = Setting { times: Some(1), value: *value };
        world.simulator.with(|bureau| bureau.modes.switch_on(*mode, setting));
    }
    world.dies_at(place).await;
    world.pass(Duration::minutes(10)).await;
    if world.stage(id).await == Stage::UploadFailed {
        let version = world.row(id).await.version;
        world.app.retry_upload(&world.reviewer(), id, version).await.expect("it failed");
    }
    world.through_the_bureau(id, &[&head]).await;
    assert_eq!(world.stage(first).await, Stage::SmsVerification, "{place}: the other one stays");
    world.pass(Duration::minutes(2)).await;
    world.check().await;
}

macro_rules! places {
    ($($test:ident: $place:literal,)+) => {
        $(#[tokio::test] async fn $test() { goes_on_after($place).await; })+
        /// The places that a test takes.
        const TAKEN: &[&str] = &[$($place),+];
    };
}

places! {
    before_the_numbers_of_a_file_are_kept: "report.numbers.before",
    after_the_numbers_of_a_file_are_kept: "report.numbers.after",
    between_a_files_object_and_its_row: "report.object.put",
    after_a_file_lies_in_the_outbox: "report.row.after",
    before_a_file_has_its_number: "send.sequence.before",
    between_a_files_number_and_the_call: "send.sequence.after",
    between_the_bureaus_answer_and_its_record: "send.call.after",
    after_an_accepted_file_is_recorded: "send.accepted.after",
    after_a_file_was_put_off: "send.postponed.after",
    after_a_file_stayed_unanswered: "send.unanswered.after",
    after_a_file_was_refused: "send.refused.after",
    before_the_bureaus_count_is_followed: "sequence.met.before",
    after_the_bureaus_count_is_followed: "sequence.met.after",
    after_a_download_came_and_nothing_is_kept: "poll.download.after",
    between_a_downloads_object_and_its_row: "poll.object.put",
    after_a_download_is_kept: "poll.row.after",
    before_what_a_download_says_is_true: "poll.processed.before",
    between_what_a_download_says_and_its_acknowledgement: "poll.processed.after",
    between_an_acknowledgement_and_its_mark: "poll.acknowledged.after",
    after_a_download_is_done_with: "poll.marked.after",
    between_the_gateways_yes_and_its_record: "message.call.after",
    between_a_jobs_work_and_its_end: "job.done.before",
    after_a_jobs_end: "job.done.after",
}

#[test]
fn every_place_in_the_code_is_listed_and_taken_by_a_test() {
    let listed: BTreeSet<&str> = ALL.iter().copied().collect();
    assert_eq!(listed.len(), ALL.len(), "a place is listed twice");
    let mut written = Vec::new();
    places_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut written);
    let once: BTreeSet<&str> = written.iter().map(String::as_str).collect();
    assert_eq!(once, listed, "what stands in the code and what is listed");
    let taken: BTreeSet<&str> = TAKEN.iter().copied().collect();
    assert_eq!(taken, listed, "what a test takes and what is listed");
}

/// The names in `fail_point!("…")` of every source below a folder; the macro's own file apart.
fn places_in(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path()) {
        if entry.is_dir() {
            places_in(&entry, found);
        } else if !entry.ends_with("fail_points.rs") {
            let text = std::fs::read_to_string(&entry).expect("a source file");
            let after = text.split("crate::fail_point!(\"").skip(1);
            found.extend(after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
}

#[tokio::test]
async fn a_file_whose_answer_was_not_recorded_is_asked_for_and_not_sent_again() {
    let mut world = World::blind().await;
    let desk = Desk::enterprise(&world, 503).await;
    let id = desk.approved().await;
    world.dies_at("send.call.after").await;
    assert_eq!(world.stage(id).await, Stage::Sending);
    world.pass(Duration::minutes(10)).await;
    assert_eq!(world.line.tried(Operation::Upload), 1);
    assert_eq!(world.line.tried(Operation::PreviousUpload), 1);
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    world.check().await;
}

#[tokio::test]
async fn an_object_whose_row_never_came_is_swept_and_nothing_else_is() {
    let mut world = World::blind().await;
    let desk = Desk::enterprise(&world, 504).await;
    let id = desk.approved().await;
    let head = desk.head.clone();
    let end_of_days = Timestamp::from_millis(4_000_000_000_000);
    for place in ["report.object.put", "poll.object.put"] {
        if world.stage(id).await == Stage::SmsVerification {
            assert!(world.answer_sms(&head).is_good());
            world.advance(Duration::minutes(1));
        }
        world.dies_at(place).await;
        let (store, objects) = (&world.app.store, &world.app.objects);
        let left = objects.unreferenced(store, end_of_days).await.expect("objects");
        assert_eq!(left.len(), 1, "{place}");
        assert_eq!(objects.sweep(store, end_of_days).await.expect("objects"), 1);
        world.pass(Duration::minutes(10)).await;
    }
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    world.check().await;
}
