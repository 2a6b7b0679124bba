use crate::{each_engine, sample};
use std::sync::{Arc, Mutex};
use store::{Commit, Error, Store};

/// What was told so far; `None` where commits can't be watched.
async fn watched(store: &Store) -> Option<Arc<Mutex<Vec<Commit>>>> {
    let told: Arc<Mutex<Vec<Commit>>> = Arc::default();
    let mine = told.clone();
    match store.watch_commits(move |commit| mine.lock().unwrap().push(commit)).await {
        Ok(()) => Some(told),
        Err(Error::Config(_)) if store.engine() == "postgres" => None,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_commit_is_told_once_with_the_tables_that_it_changed() {
    each_engine(async |store| {
        let Some(told) = watched(&store).await else { return };
        let mut tx = store.begin().await.unwrap();
        tx.queue(&sample::job("notify", None), sample::NOW).await.unwrap().unwrap();
        tx.journal(sample::entry("submit", None)).await.unwrap();
        tx.next("numbers", 1).await.unwrap();
        tx.commit().await.unwrap();
        let tables = ["counter", "job", "journal", "journal_head"].map(str::to_owned).to_vec();
        assert_eq!(*told.lock().unwrap(), [Commit { tables, durable: true }]);
    })
    .await;
}

#[tokio::test]
async fn what_changed_nothing_or_was_undone_is_not_told() {
    each_engine(async |store| {
        let Some(told) = watched(&store).await else { return };
        let once = sample::job("notify", Some("once"));
        let mut tx = store.begin().await.unwrap();
        tx.queue(&once, sample::NOW).await.unwrap().unwrap();
        tx.rollback().await.unwrap();
        assert!(told.lock().unwrap().is_empty(), "a rollback is no commit");
        for _ in 0..3 {
            let mut tx = store.begin().await.unwrap();
            tx.queue(&once, sample::NOW).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(told.lock().unwrap().len(), 1, "the same job is queued once");
    })
    .await;
}

#[tokio::test]
async fn a_repeatable_commit_is_seen_at_once_and_does_not_wait_for_the_disk() {
    each_engine(async |store| {
        let told = watched(&store).await;
        for (n, repeatable) in [true, true, false, true, false].into_iter().enumerate() {
            let mut tx = match repeatable {
                true => store.begin_repeatable().await.unwrap(),
                false => store.begin().await.unwrap(),
            };
            tx.next("numbers", 1).await.unwrap();
            // One that is given up leaves the next one what it was asked to be.
            if n == 3 {
                tx.rollback().await.unwrap();
                continue;
            }
            tx.commit().await.unwrap();
        }
        assert_eq!(store.counter("numbers").await.unwrap(), 4);
        if let Some(told) = told {
            let durable: Vec<bool> = told.lock().unwrap().iter().map(|c| c.durable).collect();
            assert_eq!(durable, [false, false, true, true]);
        }
    })
    .await;
}
