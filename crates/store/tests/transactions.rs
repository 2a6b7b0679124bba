use crate::{each_engine, sample};
use filing::{state::FilingState, time::Duration};
use store::Error;

/// The promise the rest of the program stands on.
#[tokio::test]
async fn row_entry_and_job_become_true_together() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        let mut tx = store.begin().await.unwrap();
        let mut changed = tx.filing(row.id).await.unwrap().unwrap();
        changed.state = FilingState::ProviderReview;
        changed.submitted_at = Some(sample::NOW);
        assert_eq!(tx.save_state(&changed).await.unwrap(), 2);
        tx.journal(sample::entry("submit", Some(row.id))).await.unwrap();
        tx.queue(&sample::job("notify", None), sample::NOW).await.unwrap().unwrap();

        // Nobody sees it before the commit.
        assert_eq!(store.filing(row.id).await.unwrap().unwrap().version, 1);
        assert_eq!(store.journal_head().await.unwrap().sequence, 0);
        assert!(store.quiet(sample::NOW).await.unwrap());
        tx.commit().await.unwrap();

        assert_eq!(store.filing(row.id).await.unwrap().unwrap().state, FilingState::ProviderReview);
        assert_eq!(store.journal_of(row.id, None, 10).await.unwrap().items.len(), 1);
        assert!(store.any_due(sample::NOW).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_dropped_transaction_keeps_nothing_and_the_next_one_gets_its_turn() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        for rolled_back in [false, true] {
            let mut tx = store.begin().await.unwrap();
            let mut changed = tx.filing(row.id).await.unwrap().unwrap();
            changed.state = FilingState::Withdrawn;
            tx.save_state(&changed).await.unwrap();
            tx.journal(sample::entry("withdraw", Some(row.id))).await.unwrap();
            tx.queue(&sample::job("notify", Some("once")), sample::NOW).await.unwrap().unwrap();
            tx.next("numbers", 5).await.unwrap();
            if rolled_back {
                tx.rollback().await.unwrap();
            } else {
                drop(tx);
            }
        }
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.next("numbers", 1).await.unwrap(), 1, "numbers came back");
        assert_eq!(tx.filing(row.id).await.unwrap().unwrap(), row);
        tx.commit().await.unwrap();
        assert_eq!(store.journal_head().await.unwrap().sequence, 0);
        assert!(store.quiet(sample::NOW).await.unwrap());
        assert_eq!(store.verify_journal().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_error_in_the_middle_undoes_what_came_before_it() {
    each_engine(async |store| {
        sample::stored_account(&store, "taken").await;
        let mut tx = store.begin().await.unwrap();
        tx.insert_account(&sample::account("first")).await.unwrap();
        let error = tx.insert_account(&sample::account("taken")).await.unwrap_err();
        assert!(matches!(error, Error::Duplicate("email" | "username")), "{error}");
        drop(tx);
        assert_eq!(store.account_by_login("first").await.unwrap(), None);
    })
    .await;
}

/// Two that read and then save the same filing go one after the other: nothing is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_at_once_are_all_kept() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let (store, id) = (store.clone(), row.id);
                tokio::spawn(async move {
                    let mut tx = store.begin().await.unwrap();
                    let mut row = tx.filing(id).await.unwrap().unwrap();
                    row.title.push_str(&number.to_string());
                    tx.save_draft(&row).await.unwrap();
                    tx.journal(sample::entry("edit", Some(id))).await.unwrap();
                    tx.commit().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let saved = store.filing(row.id).await.unwrap().unwrap();
        assert_eq!(saved.version, 9);
        assert_eq!(saved.title.len(), row.title.len() + 8, "{}", saved.title);
        assert_eq!(store.journal_head().await.unwrap().sequence, 8);
        assert_eq!(store.verify_journal().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_worker_is_woken_by_the_commit_and_not_by_the_queueing() {
    each_engine(async |store| {
        let soon = std::time::Duration::from_millis(50);
        let mut tx = store.begin().await.unwrap();
        tx.queue(&sample::job("notify", None), sample::NOW).await.unwrap();
        assert!(tokio::time::timeout(soon, store.job_queued()).await.is_err());
        tx.commit().await.unwrap();
        tokio::time::timeout(soon * 20, store.job_queued()).await.unwrap();
        let jobs = store.claim("w", sample::NOW, Duration::seconds(60), 9).await.unwrap();
        assert_eq!(jobs.len(), 1);
    })
    .await;
}

/// Handlers are spawned on threads.
#[test]
fn every_future_can_move_between_threads() {
    fn is_send<T: Send>(_: T) {}
    fn check(store: &store::Store, mut tx: store::Tx, row: &store::FilingRow) {
        is_send(store.filing(row.id));
        is_send(store.queue(&["filed"], None, 1));
        is_send(store.claim("w", sample::NOW, Duration::seconds(1), 1));
        is_send(store.verify_journal());
        is_send(store.migrate());
        is_send(tx.save_draft(row));
        is_send(tx.commit());
    }
    let _ = check;
}

/// PostgreSQL would call this a success and keep nothing, SQLite would keep the rest.
#[tokio::test]
async fn a_commit_after_a_refused_statement_is_an_error_and_keeps_nothing() {
    each_engine(async |store| {
        sample::stored_account(&store, "taken").await;
        let mut tx = store.begin().await.unwrap();
        tx.insert_account(&sample::account("first")).await.unwrap();
        tx.journal(sample::entry("register", None)).await.unwrap();
        assert!(tx.insert_account(&sample::account("taken")).await.is_err());
        assert!(matches!(tx.commit().await, Err(Error::Over)));
        assert_eq!(store.account_by_login("first").await.unwrap(), None);
        assert_eq!(store.journal_head().await.unwrap().sequence, 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_there_is_no_such_row_leaves_the_transaction_whole() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let nobody = filing::id::AccountId::from_uuid(sample::id());
        assert!(matches!(tx.login_failed(nobody, sample::NOW, None).await, Err(Error::NotFound)));
        tx.insert_account(&sample::account("first")).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.account_by_login("first").await.unwrap().is_some());
    })
    .await;
}

/// Two transactions that want each other's filing: SQLite has one writer, PostgreSQL picks a victim,
/// which is told that trying again makes sense.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deadlock_ends_with_a_victim_that_may_try_again() {
    each_engine(async |store| {
        let (one, other) =
            (sample::stored_filing(&store).await.id, sample::stored_filing(&store).await.id);
        let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(2));
        let single_writer = store.engine() == "sqlite";
        let cross = |first, second| {
            let (store, barrier) = (store.clone(), barrier.clone());
            tokio::spawn(async move {
                let mut tx = store.begin().await?;
                tx.filing(first).await?;
                if !single_writer {
                    barrier.wait().await;
                }
                tx.filing(second).await?;
                tx.commit().await
            })
        };
        let (a, b) = (cross(one, other), cross(other, one));
        let ends = [a.await.unwrap(), b.await.unwrap()];
        let victims: Vec<_> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
        assert_eq!(victims.len(), usize::from(!single_writer), "{ends:?}");
        assert!(victims.iter().all(|error| error.is_transient()), "{ends:?}");
    })
    .await;
}

/// Two sponsors' filings for one document, submitted at the same moment: the second sees the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_submit_for_one_document_at_once_do_not_both_find_it_free() {
    each_engine(async |store| {
        let rows = [sample::stored_filing(&store).await, sample::stored_filing(&store).await];
        let submit = |mut row: store::FilingRow| {
            let store = store.clone();
            tokio::spawn(async move {
                let document = store.keys().document_indexes("91350100M000100Y43");
                let mut tx = store.begin().await.unwrap();
                if tx.inflight(&document, Some(row.id)).await.unwrap().is_some() {
                    return false;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                row.state = FilingState::ProviderReview;
                tx.save_state(&row).await.unwrap();
                tx.commit().await.unwrap();
                true
            })
        };
        let [first, second] = rows.map(submit);
        let submitted = [first.await.unwrap(), second.await.unwrap()];
        assert_eq!(submitted.iter().filter(|done| **done).count(), 1);
    })
    .await;
}
