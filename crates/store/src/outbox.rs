//! The state of the outbox as a whole: one row, changed by the one who sends.

use crate::{
    Error, Result, Tx,
    accounts::found,
    column::{from_json, maybe_at, to_json},
    link::{on, reads},
};
use filing::{
    id::FilingId,
    kind::FilingKind,
    state::{FilingState, Upload},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why nothing is sent until somebody acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The bureau's answer, where one led to it.
    pub code: Option<i32>,
    /// Finding with words.
    pub reason: String,
    pub args: Vec<String>,
    pub since: Timestamp,
    /// Keyed hash of the account it was sent with: another account goes on by itself.
    pub account: String,
}

/// Until when nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub code: Option<i32>,
    /// Finding with words.
    pub reason: String,
    pub until: Timestamp,
}

/// The outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxRow {
    pub held: Option<Held>,
    pub waiting: Option<Waiting>,
    /// Waits in a row.
    pub waits: i32,
    /// When the bureau last said what it took last.
    pub synced_at: Option<Timestamp>,
    pub bureau_sequence: Option<i64>,
    /// Bytes of XML of a file, where the bureau refused a file that V3.0 allows.
    pub most_bytes: Option<i64>,
}

const HELD: &str = "outbox.held";
const WAITING: &str = "outbox.waiting";
type Raw = (Option<String>, Option<String>, i32, Option<i64>, Option<i64>, Option<i64>);

/// Approved, and in no file that is to be sent.
const TO_REPORT: FilingState = FilingState::AwaitingUpload { upload: Upload::Waiting };

reads! {
    /// How the outbox stands.
    pub async fn outbox(&mut self) -> OutboxRow {
        let (held, waiting, waits, synced_at, bureau_sequence, most_bytes): Raw = on!(self, c => {
            sqlx::query_as(
                "SELECT held, waiting, waits, synced_at, bureau_sequence, most_bytes FROM outbox",
            )
            .fetch_one(c).await?
        });
        Ok(OutboxRow {
            held: held.map(|text| from_json(&text, HELD)).transpose()?,
            waiting: waiting.map(|text| from_json(&text, WAITING)).transpose()?,
            waits,
            synced_at: maybe_at(synced_at),
            bureau_sequence,
            most_bytes,
        })
    }

    /// Approved filings that are in no file yet, those waiting longest first.
    pub async fn filings_to_report(&mut self, limit: u32) -> Vec<(FilingId, FilingKind)> {
        let state = to_json(&TO_REPORT, "filing.state_json")?;
        let raw: Vec<(Uuid, String)> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, kind FROM filing WHERE state = 'awaiting_upload' AND state_json = $1 \
                 AND NOT EXISTS (SELECT 1 FROM upload_filing AS carried JOIN upload AS file \
                 ON file.id = carried.upload WHERE carried.filing = filing.id \
                 AND file.state IN ('prepared', 'sending')) \
                 ORDER BY queued_at, id LIMIT $2",
            )
            .bind(state).bind(i64::from(limit)).fetch_all(c).await?
        });
        let row = |(id, kind)| Ok((FilingId::from_uuid(id), crate::column::from_word(kind, "filing.kind")?));
        raw.into_iter().map(row).collect()
    }
}

impl Tx {
    /// Saves how the outbox stands.
    pub async fn save_outbox(&mut self, row: &OutboxRow) -> Result<()> {
        let held = row.held.as_ref().map(|held| to_json(held, HELD)).transpose()?;
        let waiting = row.waiting.as_ref().map(|wait| to_json(wait, WAITING)).transpose()?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE outbox SET held = $1, waiting = $2, waits = $3, synced_at = $4, \
                 bureau_sequence = $5, most_bytes = $6",
            )
            .bind(held)
            .bind(waiting)
            .bind(row.waits)
            .bind(row.synced_at.map(Timestamp::millis))
            .bind(row.bureau_sequence)
            .bind(row.most_bytes)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Whether a filing is still as it was read, and in no file. Nobody changes it until this
    /// transaction ends.
    pub async fn still_to_report(&mut self, id: FilingId, version: i64) -> Result<bool> {
        let state = to_json(&TO_REPORT, "filing.state_json")?;
        let lock = "SELECT 1 FROM filing WHERE id = $1 FOR UPDATE";
        self.link.lock(lock, Some(id.uuid())).await?;
        Ok(on!(self.link, c => {
            sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM filing WHERE id = $1 AND version = $2 \
                 AND state_json = $3) AND NOT EXISTS (SELECT 1 FROM upload_filing AS carried \
                 JOIN upload AS file ON file.id = carried.upload WHERE carried.filing = $1 \
                 AND file.state IN ('prepared', 'sending'))",
            )
            .bind(id.uuid())
            .bind(version)
            .bind(state)
            .fetch_one(c)
            .await?
        }))
    }

    /// Keeps the numbers that a filing's parts have on the wire. Returns the new version; the
    /// filing was read at `version`.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between.
    pub async fn save_wire_ids(
        &mut self,
        id: FilingId,
        version: i64,
        ids: &serde_json::Value,
    ) -> Result<i64> {
        let ids = to_json(ids, "filing.wire_ids")?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE filing SET wire_ids = $3, version = version + 1 \
                 WHERE id = $1 AND version = $2",
            )
            .bind(id.uuid())
            .bind(version)
            .bind(ids)
            .execute(c)
            .await?
            .rows_affected()
        });
        if done == 1 { Ok(version + 1) } else { Err(Error::Stale { current: version + 1 }) }
    }

    /// Raises a counter that has given out less than `last`: numbers up to it belong to the system
    /// that reported before this one.
    pub async fn raise_counter(&mut self, name: &str, last: i64) -> Result<()> {
        if self.counter(name).await? < last {
            self.set_counter(name, last).await?;
        }
        Ok(())
    }
}
