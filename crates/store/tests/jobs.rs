use crate::{each_engine, sample};
use filing::time::Duration;
use std::collections::HashSet;
use store::{Job, NewJob, Store};

const LEASE: Duration = Duration::seconds(60);

async fn queue(store: &Store, job: &NewJob) -> bool {
    let mut tx = store.begin().await.unwrap();
    let queued = tx.queue(job, sample::NOW).await.unwrap().is_some();
    tx.commit().await.unwrap();
    queued
}

async fn claim_one(store: &Store, worker: &str, seconds: i64) -> Option<Job> {
    store.claim(worker, sample::after(seconds), LEASE, 1).await.unwrap().pop()
}

#[tokio::test]
async fn a_job_waits_for_its_time_and_runs_once() {
    each_engine(async |store| {
        let mut job = sample::job("upload", None);
        job.run_at = sample::after(10);
        assert!(queue(&store, &job).await);
        assert_eq!(store.next_due().await.unwrap(), Some(sample::after(10)));
        assert!(!store.any_due(sample::after(9)).await.unwrap());
        assert_eq!(claim_one(&store, "w", 9).await, None);
        let claimed = claim_one(&store, "w", 10).await.unwrap();
        assert_eq!((&*claimed.kind, &claimed.payload), ("upload", &job.payload));
        assert_eq!((claimed.attempts, claimed.max_attempts), (1, 3));
        assert!(!store.quiet(sample::after(10)).await.unwrap(), "it runs");
        assert_eq!(claim_one(&store, "w", 10).await, None);
        assert!(store.finish(&claimed, "w", sample::after(11), Ok(())).await.unwrap());
        assert!(store.quiet(sample::after(100_000)).await.unwrap());
        assert_eq!(store.next_due().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_second_job_with_the_same_key_is_not_queued_until_the_first_is_over() {
    each_engine(async |store| {
        let job = sample::job("poll", Some("poll"));
        assert!(queue(&store, &job).await);
        assert!(!queue(&store, &job).await, "waits");
        assert!(queue(&store, &sample::job("poll", Some("other"))).await);
        let jobs = store.claim("w", sample::NOW, LEASE, 9).await.unwrap();
        assert_eq!(jobs.len(), 2);
        assert!(!queue(&store, &job).await, "runs");
        for claimed in &jobs {
            store.finish(claimed, "w", sample::NOW, Ok(())).await.unwrap();
        }
        assert!(queue(&store, &job).await, "over");
    })
    .await;
}

#[tokio::test]
async fn pauses_grow_and_a_job_out_of_tries_is_laid_aside_until_somebody_revives_it() {
    each_engine(async |store| {
        queue(&store, &sample::job("upload", Some("u"))).await;
        let mut now = 0;
        for (attempt, pause) in [(1, 2), (2, 4)] {
            let job = claim_one(&store, "w", now).await.unwrap();
            assert_eq!(job.attempts, attempt);
            let failed = Err("管局系统繁忙".to_owned());
            assert!(store.finish(&job, "w", sample::after(now), failed).await.unwrap());
            assert!(!store.any_due(sample::after(now + pause - 1)).await.unwrap(), "pauses");
            now += pause;
            assert!(store.any_due(sample::after(now)).await.unwrap());
        }
        let job = claim_one(&store, "w", now).await.unwrap();
        let failed = Err("管局系统繁忙".repeat(1000));
        store.finish(&job, "w", sample::after(now), failed).await.unwrap();
        assert!(store.quiet(sample::after(1_000_000)).await.unwrap());
        let dead = store.dead_jobs(None, 10).await.unwrap().items;
        assert_eq!(dead.len(), 1);
        assert_eq!((dead[0].job.id, dead[0].died_at), (job.id, sample::after(now)));
        assert!(dead[0].last_error.starts_with("管局系统繁忙"));
        assert_eq!(dead[0].last_error.chars().count(), 500);

        let mut tx = store.begin().await.unwrap();
        assert!(tx.revive_job(job.id, sample::after(now)).await.unwrap());
        assert!(!tx.revive_job(job.id, sample::after(now)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim_one(&store, "w", now).await.unwrap().attempts, 1);
        assert!(store.dead_jobs(None, 10).await.unwrap().items.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_dead_job_whose_key_is_in_use_again_stays_dead() {
    each_engine(async |store| {
        let mut new = sample::job("upload", Some("u"));
        new.max_attempts = 1;
        queue(&store, &new).await;
        let job = claim_one(&store, "w", 0).await.unwrap();
        store.finish(&job, "w", sample::NOW, Err("no".into())).await.unwrap();
        assert!(queue(&store, &new).await);
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.revive_job(job.id, sample::NOW).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_worker_whose_lease_ran_out_can_not_end_the_others_run() {
    each_engine(async |store| {
        queue(&store, &sample::job("upload", None)).await;
        let slow = claim_one(&store, "slow", 0).await.unwrap();
        assert_eq!(claim_one(&store, "quick", 59).await, None, "the lease holds");
        let taken = claim_one(&store, "quick", 60).await.unwrap();
        assert_eq!((taken.id, taken.attempts), (slow.id, 2));
        assert!(!store.heartbeat(&slow, "slow", sample::after(61), LEASE).await.unwrap());
        assert!(!store.finish(&slow, "slow", sample::after(61), Ok(())).await.unwrap());
        assert!(!store.quiet(sample::after(61)).await.unwrap(), "the other still runs");
        assert!(store.finish(&taken, "quick", sample::after(62), Ok(())).await.unwrap());
        assert!(!store.finish(&taken, "quick", sample::after(62), Ok(())).await.unwrap(), "once");
    })
    .await;
}

/// The same worker name after a restart is another run all the same.
#[tokio::test]
async fn the_fence_knows_two_runs_of_one_worker_apart() {
    each_engine(async |store| {
        queue(&store, &sample::job("upload", None)).await;
        let before = claim_one(&store, "w", 0).await.unwrap();
        let again = claim_one(&store, "w", 60).await.unwrap();
        assert!(!store.finish(&before, "w", sample::after(61), Ok(())).await.unwrap());
        assert!(store.finish(&again, "w", sample::after(61), Ok(())).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_heartbeat_prolongs_the_lease() {
    each_engine(async |store| {
        queue(&store, &sample::job("upload", None)).await;
        let job = claim_one(&store, "w", 0).await.unwrap();
        assert!(store.heartbeat(&job, "w", sample::after(50), LEASE).await.unwrap());
        assert_eq!(claim_one(&store, "other", 100).await, None);
        assert!(claim_one(&store, "other", 110).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_kills_its_worker_every_time_ends_as_dead() {
    each_engine(async |store| {
        queue(&store, &sample::job("poison", None)).await;
        for run in 0..3 {
            assert!(claim_one(&store, "w", run * 60).await.is_some());
        }
        assert_eq!(claim_one(&store, "w", 180).await, None);
        let dead = store.dead_jobs(None, 10).await.unwrap().items;
        assert_eq!(dead[0].last_error, "the worker did not come back");
    })
    .await;
}

#[tokio::test]
async fn what_a_job_did_and_that_it_is_done_commit_together() {
    each_engine(async |store| {
        queue(&store, &sample::job("number", None)).await;
        let job = claim_one(&store, "w", 0).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.next("n", 1).await.unwrap();
        assert!(tx.finish(&job, "w", sample::NOW, Ok(())).await.unwrap());
        drop(tx);
        assert_eq!(store.counter("n").await.unwrap(), 0);
        assert!(!store.quiet(sample::NOW).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        tx.next("n", 1).await.unwrap();
        tx.finish(&job, "w", sample::NOW, Ok(())).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.counter("n").await.unwrap(), 1);
        assert!(store.quiet(sample::NOW).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_claimers_never_get_the_same_job() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        for _ in 0..120 {
            tx.queue(&sample::job("upload", None), sample::NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        let workers: Vec<_> = (0..4)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let (worker, mut mine) = (format!("w{number}"), Vec::new());
                    loop {
                        let jobs = store.claim(&worker, sample::NOW, LEASE, 7).await.unwrap();
                        if jobs.is_empty() && !store.any_due(sample::NOW).await.unwrap() {
                            return mine;
                        }
                        for job in jobs {
                            assert!(
                                store.finish(&job, &worker, sample::NOW, Ok(())).await.unwrap()
                            );
                            mine.push(job.id);
                        }
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        assert_eq!(all.len(), 120);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 120);
    })
    .await;
}

/// While a writer holds SQLite, an idle worker's question is still answered.
#[tokio::test]
async fn asking_for_work_takes_no_write_lock_while_there_is_none() {
    each_engine(async |store| {
        let tx = store.begin().await.unwrap();
        let ask = store.claim("w", sample::NOW, LEASE, 9);
        let jobs = tokio::time::timeout(std::time::Duration::from_secs(2), ask).await.unwrap();
        assert!(jobs.unwrap().is_empty());
        drop(tx);
    })
    .await;
}

#[tokio::test]
async fn after_the_clock_was_set_back_work_is_as_near_as_it_was() {
    each_engine(async |store| {
        let made = sample::after(25 * 3600);
        let mut tx = store.begin().await.unwrap();
        let soon = NewJob { run_at: made, ..sample::job("poll", Some("poll")) };
        tx.queue(&soon, made).await.unwrap();
        let dated = NewJob { run_at: sample::after(49 * 3600), ..sample::job("expire", None) };
        tx.queue(&dated, made).await.unwrap();
        tx.commit().await.unwrap();
        let taken = store.claim("gone", made, LEASE, 1).await.unwrap();
        assert_eq!(taken.len(), 1);

        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.follow_clock(sample::NOW).await.unwrap(), 1);
        assert_eq!(tx.follow_clock(sample::NOW).await.unwrap(), 0, "once");
        tx.commit().await.unwrap();
        assert_eq!(claim_one(&store, "w", 59).await, None, "the worker may still live");
        assert_eq!(claim_one(&store, "w", 60).await.unwrap().kind, "poll");
        assert_eq!(
            claim_one(&store, "w", 49 * 3600 - 1).await.map(|job| job.kind),
            Some("poll".into())
        );
        assert_eq!(claim_one(&store, "w", 49 * 3600).await.unwrap().kind, "expire", "its own date");
    })
    .await;
}
