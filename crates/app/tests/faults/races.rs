//! Two people decide about one filing at the same moment (F17).

use crate::{desk::Desk, world::World};
use app::{Actor, App, Ctx, Error, account::NewStaff};
use filing::{
    id::FilingId,
    permission::Role,
    review::ReturnItem,
    state::{Action, FilingState, Stage},
};
use std::sync::Arc;
use store::FilingRow;
use tokio::sync::Barrier;

const ROUNDS: usize = 60;

type Outcome = app::Result<FilingRow>;

/// Two people act at the same moment, each on a thread.
async fn race<A, B>(
    app: &App,
    one: impl FnOnce(App) -> A + Send + 'static,
    other: impl FnOnce(App) -> B + Send + 'static,
) -> (Outcome, Outcome)
where
    A: Future<Output = Outcome> + Send + 'static,
    B: Future<Output = Outcome> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(2));
    let (at, app_of_one) = (barrier.clone(), app.clone());
    let one = tokio::spawn(async move {
        at.wait().await;
        one(app_of_one).await
    });
    let app_of_other = app.clone();
    let other = tokio::spawn(async move {
        barrier.wait().await;
        other(app_of_other).await
    });
    (one.await.expect("no panic"), other.await.expect("no panic"))
}

async fn colleague(world: &World) -> Ctx {
    let new =
        NewStaff { username: "colleague".into(), name: "李审核".into(), role: Role::Reviewer };
    world.app.add_staff(&world.system(), new).await.expect("a reviewer");
    let row = world.app.store.staff_by_login("colleague").await.expect("a database");
    let staff = row.expect("a reviewer").id;
    world.ctx(Actor::Staff { staff, role: Role::Reviewer })
}

async fn version(world: &World, id: FilingId) -> i64 {
    world.row(id).await.version
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_reviewers_one_gets_the_case_and_the_other_is_told_who() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 541).await;
    let id = desk.hand_over().await;
    let (first, second) = (world.reviewer(), colleague(&world).await);
    let mut won = [0, 0];
    for _ in 0..ROUNDS {
        let (a, b) = (first.clone(), second.clone());
        let claims = race(
            &world.app,
            move |app: App| async move { app.claim(&a, id).await },
            move |app: App| async move { app.claim(&b, id).await },
        );
        let (winner, lost, name) = match claims.await {
            (Ok(_), Err(lost)) => (0, lost, "审核员"),
            (Err(lost), Ok(_)) => (1, lost, "李审核"),
            (one, other) => panic!("one wins: {:?} {:?}", one.is_ok(), other.is_ok()),
        };
        won[winner] += 1;
        let told = matches!(&lost, Error::Refused { code: "claimed_by", args } if args == &[name]);
        assert!(told, "{lost:?}");
        // Back to the sponsor and handed over again: free for both.
        let winner = if winner == 0 { &first } else { &second };
        let seen = version(&world, id).await;
        let reasons = vec![reason()];
        let back = world.app.return_filing(winner, id, seen, reasons).await;
        back.expect("who has the case decides");
        desk.submit(id).await;
    }
    assert_eq!(won[0] + won[1], ROUNDS);
    world.check().await;
}

fn reason() -> ReturnItem {
    ReturnItem {
        code: "sponsor_name_differs".into(),
        path: Some("/sponsor/name".into()),
        step: None,
        service: None,
        note: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sponsor_who_takes_back_and_a_reviewer_who_takes_the_case_never_both_win() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 542).await;
    let id = desk.hand_over().await;
    for _ in 0..ROUNDS {
        let (sponsor, reviewer) = (desk.ctx(), world.reviewer());
        let seen = version(&world, id).await;
        let outcome = race(
            &world.app,
            move |app: App| async move { app.withdraw(&sponsor, id, seen).await },
            move |app: App| async move { app.claim(&reviewer, id).await },
        );
        match outcome.await {
            (Ok(_), Err(Error::NotNow(_))) => assert_eq!(world.stage(id).await, Stage::Ready),
            (Err(Error::Stale { .. } | Error::Refused { code: "already_claimed", .. }), Ok(_)) => {
                let seen = version(&world, id).await;
                let reviewer = world.reviewer();
                let back = world.app.return_filing(&reviewer, id, seen, vec![reason()]).await;
                back.expect("who has the case decides");
            }
            (one, other) => panic!("one wins: {one:?} {other:?}"),
        }
        desk.submit(id).await;
    }
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_decisions_on_one_version_one_counts_and_the_bureau_gets_one_file() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 543).await;
    let id = desk.hand_over().await;
    world.run_jobs().await;
    world.app.claim(&world.reviewer(), id).await.expect("the case is free");
    for _ in 0..ROUNDS {
        let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
        let ticked: Vec<String> = case.checklist.iter().map(|p| p.item.key.clone()).collect();
        let seen = case.filing.version;
        let (tab, other) = (world.reviewer(), world.reviewer());
        let again = ticked.clone();
        let outcome = race(
            &world.app,
            move |app: App| async move { app.approve(&tab, id, seen, ticked).await },
            move |app: App| async move { app.approve(&other, id, seen, again).await },
        );
        match outcome.await {
            (Ok(_), Err(Error::Stale { .. } | Error::NotNow(_)))
            | (Err(Error::Stale { .. } | Error::NotNow(_)), Ok(_)) => {}
            (one, other) => panic!("one counts: {one:?} {other:?}"),
        }
        let seen = version(&world, id).await;
        world.app.recall(&world.reviewer(), id, seen).await.expect("nothing was sent");
    }
    let moves = FilingState::ProviderReview.apply(Action::Approve, world.now());
    assert!(moves.is_ok(), "it waits with the provider again");
    let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
    let ticked = case.checklist.iter().map(|point| point.item.key.clone()).collect();
    let approved = world.app.approve(&world.reviewer(), id, case.filing.version, ticked).await;
    approved.expect("every point is ticked");
    world.run_jobs().await;
    assert_eq!(world.taken_in().len(), 1);
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}
