//! What is sent to the bureau: written down before it is sent, so that after a crash it is known
//! what may have arrived. Sequence numbers have no gap (interface V3.0: a gap is refused).

use crate::{
    Error, ObjectRef, Result, Tx,
    accounts::found,
    column::{at, from_json, from_word, maybe_at, size, to_json, word},
    link::{on, reads},
};
use filing::{id::FilingId, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Written down.
    Prepared,
    /// On its way: it may have arrived.
    Sending,
    Accepted,
    Refused,
    /// Taken out of the outbox before it was taken by the bureau; its filings come with another.
    Withdrawn,
}

/// One file for the bureau.
#[derive(Clone, Debug, PartialEq)]
pub struct UploadRow {
    /// `dataSequence`; given by [`Tx::assign_sequence`].
    pub sequence: Option<i64>,
    pub id: Uuid,
    pub filings: Vec<FilingId>,
    /// The bytes as they are sent.
    pub object: ObjectRef,
    /// The bureau's own hash over the file.
    pub hash: String,
    pub state: UploadState,
    /// The bureau's answer.
    pub msg_code: Option<i32>,
    pub attempts: i32,
    /// Sendings that may have arrived: answered with a yes, or not at all.
    pub arrivals: i32,
    /// Sendings whose bytes did not hold at the bureau (7, 8).
    pub damaged: i32,
    /// For a person; never personal data.
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
    /// When the bureau took it the first time. Such a file is sent again only where the bureau lost
    /// it, as it was; it can neither be withdrawn nor lose its number.
    pub accepted_at: Option<Timestamp>,
    /// The bytes are gone; number and hash stay.
    pub file_deleted_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    sequence: Option<i64>,
    id: Uuid,
    filings: String,
    object_key: String,
    object_size: i64,
    object_sha256: String,
    hash: String,
    state: String,
    msg_code: Option<i32>,
    attempts: i32,
    arrivals: i32,
    damaged: i32,
    last_error: Option<String>,
    created_at: i64,
    sent_at: Option<i64>,
    answered_at: Option<i64>,
    accepted_at: Option<i64>,
    file_deleted_at: Option<i64>,
}

const FILINGS: &str = "upload.filings";
const STATE: &str = "upload.state";
/// The counter behind the sequence numbers.
pub(crate) const COUNTER: &str = "upload_sequence";

impl Raw {
    fn row(self) -> Result<UploadRow> {
        Ok(UploadRow {
            sequence: self.sequence,
            id: self.id,
            filings: from_json(&self.filings, FILINGS)?,
            object: ObjectRef {
                key: self.object_key,
                size: size(self.object_size, "upload.object_size")?,
                sha256: self.object_sha256,
            },
            hash: self.hash,
            state: from_word(self.state, STATE)?,
            msg_code: self.msg_code,
            attempts: self.attempts,
            arrivals: self.arrivals,
            damaged: self.damaged,
            last_error: self.last_error,
            created_at: at(self.created_at),
            sent_at: maybe_at(self.sent_at),
            answered_at: maybe_at(self.answered_at),
            accepted_at: maybe_at(self.accepted_at),
            file_deleted_at: maybe_at(self.file_deleted_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT sequence, id, filings, object_key, object_size, object_sha256, hash, state, \
             msg_code, attempts, arrivals, damaged, last_error, created_at, sent_at, answered_at, \
             accepted_at, file_deleted_at FROM upload ",
            $rest
        )
    };
}

reads! {
    /// The last sequence number that was given out.
    pub async fn last_sequence(&mut self) -> i64 {
        self.counter(COUNTER).await
    }

    /// One upload.
    pub async fn upload(&mut self, id: Uuid) -> Option<UploadRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id).fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// The upload with this `dataSequence`.
    pub async fn upload_by_sequence(&mut self, sequence: i64) -> Option<UploadRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE sequence = $1")).bind(sequence).fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// What is prepared or on its way, in the order it must be sent: by sequence, then what has
    /// none yet by age.
    pub async fn unfinished_uploads(&mut self) -> Vec<UploadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state IN ('prepared', 'sending') \
                 ORDER BY sequence IS NULL, sequence, created_at, id"
            ))
            .fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// The file whose turn it is: the first of [`Store::unfinished_uploads`].
    pub async fn next_upload(&mut self) -> Option<UploadRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state IN ('prepared', 'sending') \
                 ORDER BY sequence IS NULL, sequence, created_at, id LIMIT 1"
            ))
            .fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// The latest uploads, newest first.
    pub async fn latest_uploads(&mut self, limit: u32) -> Vec<UploadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("ORDER BY created_at DESC, id DESC LIMIT $1"))
                .bind(i64::from(limit)).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// Files that are done with, that were made before `before` and answered or given up before it,
    /// oldest first, and whose bytes are still here.
    pub async fn outlived_uploads(&mut self, before: Timestamp, limit: u32) -> Vec<UploadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE created_at < $1 AND COALESCE(answered_at, created_at) < $1 \
                 AND state IN ('accepted', 'refused', 'withdrawn') AND file_deleted_at IS NULL \
                 ORDER BY created_at, id LIMIT $2"
            ))
            .bind(before.millis()).bind(i64::from(limit)).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// The accepted upload with the greatest sequence.
    pub async fn last_accepted_upload(&mut self) -> Option<UploadRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state = 'accepted' AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"
            ))
            .fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// The uploads that carried a filing, oldest first.
    pub async fn uploads_of(&mut self, filing: FilingId) -> Vec<UploadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE id IN (SELECT upload FROM upload_filing WHERE filing = $1) ORDER BY created_at, id"
            ))
            .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }
}

impl Tx {
    /// Writes an upload down, before it is sent.
    pub async fn insert_upload(&mut self, row: &UploadRow) -> Result<()> {
        let (filings, state) = (to_json(&row.filings, FILINGS)?, word(&row.state, STATE)?);
        let length =
            i64::try_from(row.object.size).map_err(|_| Error::Corrupt("upload.object_size"))?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO upload (sequence, id, filings, object_key, object_size, object_sha256, \
                 hash, state, msg_code, attempts, last_error, created_at, sent_at, answered_at, \
                 arrivals, damaged, accepted_at, file_deleted_at) VALUES ($1, $2, $3, $4, $5, $6, \
                 $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            )
            .bind(row.sequence)
            .bind(row.id)
            .bind(filings)
            .bind(&row.object.key)
            .bind(length)
            .bind(&row.object.sha256)
            .bind(&row.hash)
            .bind(state)
            .bind(row.msg_code)
            .bind(row.attempts)
            .bind(&row.last_error)
            .bind(row.created_at.millis())
            .bind(row.sent_at.map(Timestamp::millis))
            .bind(row.answered_at.map(Timestamp::millis))
            .bind(row.arrivals)
            .bind(row.damaged)
            .bind(row.accepted_at.map(Timestamp::millis))
            .bind(row.file_deleted_at.map(Timestamp::millis))
            .execute(&mut *c)
            .await
            .map_err(Error::on_unique(&["sequence", "id"]))?;
            for filing in &row.filings {
                sqlx::query(
                    "INSERT INTO upload_filing (filing, upload) VALUES ($1, $2) \
                     ON CONFLICT (filing, upload) DO NOTHING",
                )
                .bind(filing.uuid())
                .bind(row.id)
                .execute(&mut *c)
                .await?;
            }
        });
        Ok(())
    }

    /// Gives an upload the next sequence number, or returns the one it has. The number is used up
    /// only if this transaction commits: there is never a gap.
    pub async fn assign_sequence(&mut self, id: Uuid) -> Result<i64> {
        let upload = self.upload(id).await?.ok_or(Error::NotFound)?;
        if let Some(sequence) = upload.sequence {
            return Ok(sequence);
        }
        let next = self.next(COUNTER, 1).await?;
        let assigned: Option<i64> = on!(self.link, c => {
            sqlx::query_scalar(
                "UPDATE upload SET sequence = COALESCE(sequence, $2) WHERE id = $1 RETURNING sequence",
            )
            .bind(id)
            .bind(next)
            .fetch_optional(c)
            .await
            .map_err(Error::on_unique(&["sequence"]))?
        });
        match assigned {
            Some(sequence) if sequence == next => Ok(next),
            // Another transaction was faster: the number just taken goes back with this one.
            Some(_) => Err(Error::Unavailable("the upload was numbered elsewhere".into())),
            None => Err(Error::NotFound),
        }
    }

    /// Where no file had a number yet, the first gets `first`: another system reported before.
    pub async fn begin_sequence(&mut self, first: i64) -> Result<()> {
        if self.counter(COUNTER).await? == 0 {
            self.set_counter(COUNTER, first.max(1) - 1).await?;
        }
        Ok(())
    }

    /// Makes the bureau's last sequence ours: the next upload gets `last + 1`
    /// (`isp_querypreviousupload`).
    pub async fn set_last_sequence(&mut self, last: i64) -> Result<()> {
        self.set_counter(COUNTER, last).await
    }

    /// Saves file, state, answer, attempts and times; sequence and filings stay.
    pub async fn update_upload(&mut self, row: &UploadRow) -> Result<()> {
        let state = word(&row.state, STATE)?;
        let length =
            i64::try_from(row.object.size).map_err(|_| Error::Corrupt("upload.object_size"))?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE upload SET state = $2, msg_code = $3, attempts = $4, last_error = $5, \
                 sent_at = $6, answered_at = $7, object_key = $8, object_size = $9, \
                 object_sha256 = $10, hash = $11, arrivals = $12, damaged = $13, \
                 accepted_at = $14, file_deleted_at = $15 WHERE id = $1",
            )
            .bind(row.id)
            .bind(state)
            .bind(row.msg_code)
            .bind(row.attempts)
            .bind(&row.last_error)
            .bind(row.sent_at.map(Timestamp::millis))
            .bind(row.answered_at.map(Timestamp::millis))
            .bind(&row.object.key)
            .bind(length)
            .bind(&row.object.sha256)
            .bind(&row.hash)
            .bind(row.arrivals)
            .bind(row.damaged)
            .bind(row.accepted_at.map(Timestamp::millis))
            .bind(row.file_deleted_at.map(Timestamp::millis))
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }
}

impl Tx {
    /// Whether [`Tx::give_back_sequence`] leaves no gap: the number was the last one, and the bureau
    /// never took this file under it.
    pub async fn may_give_back(&mut self, row: &UploadRow) -> Result<bool> {
        let last = self.counter(COUNTER).await?;
        Ok(row.accepted_at.is_none() && row.sequence.is_none_or(|sequence| sequence == last))
    }

    /// Takes a file's number away again because the bureau took no file under it: the next file
    /// gets it. Does nothing for a file without a number.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a later number was given meanwhile, which one sender at a time
    /// excludes.
    pub async fn give_back_sequence(&mut self, row: &UploadRow) -> Result<()> {
        let Some(sequence) = row.sequence else { return Ok(()) };
        if self.counter(COUNTER).await? != sequence {
            return Err(Error::Corrupt("upload.sequence"));
        }
        on!(self.link, c => {
            sqlx::query("UPDATE upload SET sequence = NULL WHERE id = $1")
                .bind(row.id)
                .execute(c)
                .await?;
        });
        self.set_counter(COUNTER, sequence - 1).await
    }
}
