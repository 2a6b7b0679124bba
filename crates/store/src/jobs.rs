//! Work for later, in the database it is about: a job commits with the row it belongs to.
//!
//! Claimed with a lease, fenced by worker and attempt, tried again with growing pauses, laid aside
//! as dead when the tries are used up. Jobs must be repeatable: a worker can die after the work and
//! before it says so. That is why who has a job, and that it is done, need not outlive a power cut
//! ([`Store::begin_repeatable`]); the job itself is as lasting as the row that it came with.

use crate::{
    Result, Store, Tx,
    column::{at, from_json, to_json},
    link::{Link, Raw as Engine, on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::JobId,
    time::{Duration, Timestamp},
};
use serde_json::Value;
use uuid::Uuid;

/// A job to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    pub kind: String,
    /// Ids, never personal data.
    pub payload: Value,
    /// While a job with this key waits or runs, another is not queued. A job that works on a list
    /// therefore looks at the list again before it ends.
    pub dedup: Option<String>,
    pub run_at: Timestamp,
    pub max_attempts: i32,
}

/// A claimed job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    /// Which try this is, from 1.
    pub attempts: i32,
    pub max_attempts: i32,
}

/// A job that is not tried any more.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadJob {
    pub job: Job,
    pub last_error: String,
    pub died_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i32,
    max_attempts: i32,
}

const PAYLOAD: &str = "job.payload";
/// Longest error text that is kept, in characters.
const ERROR_LENGTH: usize = 500;
/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::hours(1);
/// Clocks of several machines may differ so much, and nothing was set back.
const CLOCKS_DIFFER: Duration = Duration::minutes(1);

impl Raw {
    fn job(self) -> Result<Job> {
        Ok(Job {
            id: JobId::from_uuid(self.id),
            kind: self.kind,
            payload: from_json(&self.payload, PAYLOAD)?,
            attempts: self.attempts,
            max_attempts: self.max_attempts,
        })
    }
}

/// The pause after try number `attempts` failed: 2, 4, 8 … seconds, at most an hour.
fn pause(attempts: i32) -> Duration {
    Duration::seconds(1 << attempts.clamp(1, 12)).min(LONGEST_PAUSE)
}

/// `due_at` says when a job wants attention: waiting jobs at `run_at`, running ones when their
/// lease ends, finished ones never. One index serves every question.
const CLAIM_SQLITE: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, due_at = $1, \
     worker = $2 WHERE id IN (SELECT id FROM job WHERE due_at <= $3 ORDER BY due_at, id LIMIT $4) \
     RETURNING id, kind, payload, attempts, max_attempts";
const CLAIM_PG: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, due_at = $1, \
     worker = $2 WHERE id IN (SELECT id FROM job WHERE due_at <= $3 ORDER BY due_at, id LIMIT $4 \
     FOR UPDATE SKIP LOCKED) RETURNING id, kind, payload, attempts, max_attempts";

reads! {
    /// Whether a worker would find something to do at `now`.
    pub async fn any_due(&mut self, now: Timestamp) -> bool {
        Ok(on!(self, c => {
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM job WHERE due_at <= $1)")
                .bind(now.millis()).fetch_one(c).await?
        }))
    }

    /// Whether nothing is due at `now` and nothing runs: what a test waits for.
    pub async fn quiet(&mut self, now: Timestamp) -> bool {
        Ok(on!(self, c => {
            sqlx::query_scalar(
                "SELECT NOT EXISTS (SELECT 1 FROM job WHERE due_at <= $1) \
                 AND NOT EXISTS (SELECT 1 FROM job WHERE due_at IS NOT NULL AND state = 'running')",
            )
            .bind(now.millis()).fetch_one(c).await?
        }))
    }

    /// When the next job wants attention, if any does.
    pub async fn next_due(&mut self) -> Option<Timestamp> {
        let due: Option<i64> = on!(self, c => {
            sqlx::query_scalar("SELECT due_at FROM job WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1")
                .fetch_optional(c).await?
        });
        Ok(due.map(Timestamp::from_millis))
    }

    /// Jobs that are not tried any more, the latest first.
    pub async fn dead_jobs(&mut self, after: Option<Cursor>, limit: u32) -> Page<DeadJob> {
        let before = after.unwrap_or(Cursor::END);
        type Dead = (Uuid, String, String, i32, i32, String, i64);
        let raw: Vec<Dead> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, kind, payload, attempts, max_attempts, COALESCE(last_error, ''), \
                 finished_at FROM job WHERE state = 'dead' AND finished_at IS NOT NULL AND (finished_at, id) < ($1, $2) \
                 ORDER BY finished_at DESC, id DESC LIMIT $3",
            )
            .bind(before.position).bind(before.id).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        let mut rows = Vec::with_capacity(raw.len());
        for (id, kind, payload, attempts, max_attempts, last_error, died_at) in raw {
            let job = Raw { id, kind, payload, attempts, max_attempts }.job()?;
            rows.push(DeadJob { job, last_error, died_at: at(died_at) });
        }
        let cursor = |row: &DeadJob| Cursor { position: row.died_at.millis(), id: row.job.id.uuid() };
        Ok(Page::cut(rows, limit, cursor))
    }
}

impl Store {
    /// Takes up to `n` due jobs for `lease`. A job whose worker let its lease run out is taken too;
    /// if that was its last try, it is laid aside as dead. Asking takes no write lock while nothing
    /// is due.
    pub async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease: Duration,
        n: u32,
    ) -> Result<Vec<Job>> {
        if !self.any_due(now).await? {
            return Ok(Vec::new());
        }
        let until = (now + lease).millis();
        let mut tx = self.begin_repeatable().await?;
        on!(tx.link, c => {
            sqlx::query(
                "UPDATE job SET state = 'dead', due_at = NULL, finished_at = $1, \
                 last_error = 'the worker did not come back' \
                 WHERE due_at <= $1 AND state = 'running' AND attempts >= max_attempts",
            )
            .bind(now.millis())
            .execute(c)
            .await?;
        });
        let raw: Vec<Raw> = match tx.link.raw() {
            Engine::Sqlite(c) => {
                sqlx::query_as(CLAIM_SQLITE)
                    .bind(until)
                    .bind(worker)
                    .bind(now.millis())
                    .bind(i64::from(n))
                    .fetch_all(c)
                    .await?
            }
            Engine::Pg(c) => {
                sqlx::query_as(CLAIM_PG)
                    .bind(until)
                    .bind(worker)
                    .bind(now.millis())
                    .bind(i64::from(n))
                    .fetch_all(c)
                    .await?
            }
        };
        tx.commit().await?;
        let mut jobs = raw.into_iter().map(Raw::job).collect::<Result<Vec<_>>>()?;
        // RETURNING promises no order; ids grow with time.
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    /// [`Tx::finish`] in a transaction of its own.
    pub async fn finish(
        &self,
        job: &Job,
        worker: &str,
        now: Timestamp,
        result: Result<(), String>,
    ) -> Result<bool> {
        let mut tx = self.begin_repeatable().await?;
        let done = tx.finish(job, worker, now, result).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Holds on to a running job. False when its lease went to another: stop.
    pub async fn heartbeat(
        &self,
        job: &Job,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<bool> {
        let mut tx = self.begin_repeatable().await?;
        let done = on!(tx.link, c => {
            sqlx::query(
                "UPDATE job SET due_at = $1 \
                 WHERE id = $2 AND worker = $3 AND attempts = $4 AND state = 'running'",
            )
            .bind((now + lease).millis())
            .bind(job.id.uuid())
            .bind(worker)
            .bind(job.attempts)
            .execute(c)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(done == 1)
    }
}

impl Tx {
    /// Queues a job with this transaction. `None` when one with the same `dedup` key waits or runs.
    pub async fn queue(&mut self, job: &NewJob, now: Timestamp) -> Result<Option<JobId>> {
        let id = (self.link.ids)();
        let payload = to_json(&job.payload, PAYLOAD)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "INSERT INTO job (id, kind, payload, dedup, state, due_at, attempts, max_attempts, \
                 created_at) VALUES ($1, $2, $3, $4, 'ready', $5, 0, $6, $7) \
                 ON CONFLICT (dedup) WHERE due_at IS NOT NULL DO NOTHING",
            )
            .bind(id)
            .bind(&job.kind)
            .bind(payload)
            .bind(&job.dedup)
            .bind(job.run_at.millis())
            .bind(job.max_attempts.max(1))
            .bind(now.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        self.queued |= done == 1;
        Ok((done == 1).then_some(JobId::from_uuid(id)))
    }

    /// Ends a run. An error queues the job again after a pause, or lays it aside as dead. The fence
    /// (worker and attempt) keeps a worker whose lease ran out from ending another's run: then the
    /// answer is false, and what the worker did in this transaction should not be committed.
    pub async fn finish(
        &mut self,
        job: &Job,
        worker: &str,
        now: Timestamp,
        result: Result<(), String>,
    ) -> Result<bool> {
        let error = result.err().map(|text| text.chars().take(ERROR_LENGTH).collect::<String>());
        let (state, due_at) = match &error {
            None => ("done", None),
            Some(_) if job.attempts >= job.max_attempts => ("dead", None),
            Some(_) => ("ready", Some((now + pause(job.attempts)).millis())),
        };
        let finished_at = due_at.is_none().then_some(now.millis());
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE job SET state = $1, last_error = $2, due_at = $3, finished_at = $4, \
                 worker = NULL WHERE id = $5 AND worker = $6 AND attempts = $7 AND state = 'running'",
            )
            .bind(state)
            .bind(error)
            .bind(due_at)
            .bind(finished_at)
            .bind(job.id.uuid())
            .bind(worker)
            .bind(job.attempts)
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }

    /// After the clock was set back: a job that was made later than `now` and was to run within an
    /// hour is as near again as it was when it was made. Jobs with a date of their own keep it.
    /// Answers how many there were.
    pub async fn follow_clock(&mut self, now: Timestamp) -> Result<u64> {
        Ok(on!(self.link, c => {
            sqlx::query(
                "UPDATE job SET due_at = due_at - (created_at - $1), created_at = $1 \
                 WHERE due_at > $1 AND created_at > $2 AND due_at - created_at <= $3",
            )
            .bind(now.millis())
            .bind((now + CLOCKS_DIFFER).millis())
            .bind(LONGEST_PAUSE.as_millis())
            .execute(c)
            .await?
            .rows_affected()
        }))
    }

    /// Gives a dead job its tries back. False when it is not dead, or its key is in use again.
    pub async fn revive_job(&mut self, id: JobId, now: Timestamp) -> Result<bool> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE job SET state = 'ready', attempts = 0, due_at = $2, finished_at = NULL \
                 WHERE id = $1 AND state = 'dead' AND NOT EXISTS (SELECT 1 FROM job AS other \
                 WHERE other.dedup = job.dedup AND other.due_at IS NOT NULL)",
            )
            .bind(id.uuid())
            .bind(now.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        self.queued |= done == 1;
        Ok(done == 1)
    }
}

impl Link {
    /// Forgets jobs that were done before `before`. Dead ones stay for a person to look at.
    pub(crate) async fn forget_done_jobs(&mut self, before: Timestamp) -> Result<u64> {
        Ok(on!(self, c => {
            sqlx::query("DELETE FROM job WHERE state = 'done' AND finished_at < $1")
                .bind(before.millis())
                .execute(c)
                .await?
                .rows_affected()
        }))
    }
}
