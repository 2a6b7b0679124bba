//! A worker that slept past its lease, and two processes on one database (F18, F19).

use crate::{desk::Desk, world::World};
use app::jobs::run_due;
use bureau::Operation;
use filing::{state::Stage, time::Duration};
use std::collections::BTreeSet;

/// Another worker takes over what the first one slept over; then the first goes on.
async fn goes_on_after_its_sleep(place: &'static str) {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 521).await;
    let id = desk.approved().await;
    let (bed, sleeper) = world.sleeps_at(place).await;
    world.advance(Duration::seconds(61));
    world.work().await;
    world.pass(Duration::minutes(2)).await;
    let stage = world.stage(id).await;
    assert_eq!(stage, Stage::SmsVerification, "{place}: the second worker went on");
    bed.wake();
    // Whatever it finds, it ends by itself and its process lives.
    sleeper.await.unwrap_or_else(|end| panic!("{place}: {end}"));
    world.pass(Duration::minutes(10)).await;
    assert_eq!(world.taken_in().len(), world.taken_in().iter().collect::<BTreeSet<_>>().len());
    world.through_the_bureau(id, &[&desk.head]).await;
    world.pass(Duration::minutes(2)).await;
    world.check().await;
}

macro_rules! sleeps {
    ($($test:ident: $place:literal,)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
        async fn $test() { goes_on_after_its_sleep($place).await; })+
    };
}

sleeps! {
    a_worker_that_slept_between_a_files_object_and_its_row_makes_no_second_file: "report.object.put",
    a_worker_that_slept_before_the_call_does_not_send_again: "send.sequence.after",
    a_worker_that_slept_after_the_call_undoes_nothing: "send.call.after",
    a_worker_that_slept_over_a_kept_download_hears_it_once: "poll.row.after",
    a_worker_that_slept_before_its_mark_acknowledges_once_more_at_worst: "poll.acknowledged.after",
}

#[tokio::test]
async fn two_processes_on_one_database_send_and_look_once() {
    let world = World::blind().await;
    let mut filings = Vec::new();
    for seed in [531, 532, 533] {
        let desk = Desk::enterprise(&world, seed).await;
        filings.push(desk.approved().await);
    }
    let other = world.beside_us().await;
    let both = async || {
        let ctx = world.system();
        let queued = tokio::join!(world.app.schedule(&ctx), other.schedule(&ctx));
        queued.0.expect("work is queued");
        queued.1.expect("work is queued");
        loop {
            let now = world.now();
            let ran = tokio::join!(run_due(&world.app, "one", now), run_due(&other, "other", now));
            if ran.0.expect("jobs run") + ran.1.expect("jobs run") == 0 {
                break;
            }
        }
    };
    for _ in 0..8 {
        both().await;
        world.advance(Duration::seconds(30));
    }
    for id in &filings {
        assert_eq!(world.stage(*id).await, Stage::SmsVerification);
    }
    assert_eq!(world.taken_in().len(), 3);
    let told: Vec<String> = world.inbox.all().iter().map(|sms| sms.out_id.clone()).collect();
    assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len(), "each message once");
    // Nothing waits at the bureau: from now on there is one look a minute, whoever makes it.
    let looked = world.line.tried(Operation::Download);
    for _ in 0..10 {
        both().await;
        world.advance(Duration::seconds(30));
    }
    let more = world.line.tried(Operation::Download) - looked;
    assert!((5..=6).contains(&more), "{more} looks in five minutes");
    world.check().await;
}
