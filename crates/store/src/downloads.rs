//! Files the bureau gave: kept before they are worked on, acknowledged only when that is done. What
//! was not acknowledged comes again under the same name.

use crate::{
    Error, Keys, MAX_PAGE, ObjectRef, Result, Tx,
    accounts::found,
    column::{at, from_json, maybe_at, size, to_json},
    link::{on, reads},
};
use filing::{id::StaffId, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadRow {
    /// The bureau's name for it; unique.
    pub file_name: String,
    pub object: ObjectRef,
    pub received_at: Timestamp,
    pub processed_at: Option<Timestamp>,
    pub acknowledged_at: Option<Timestamp>,
    /// How often it could not be read or taken in.
    pub failures: i32,
    /// Why, the last time; for a person, never personal data.
    pub last_error: Option<String>,
    /// Parts that made no sense while the others were taken in.
    pub unread: Vec<UnreadPart>,
    /// Staff gave it up: it is acknowledged without being taken in.
    pub skipped: Option<SkipOf>,
}

/// A part of a file that lacks what makes it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadPart {
    /// Which of the file's events.
    pub place: i64,
    pub element: String,
    pub lacks: String,
}

/// Who gave a file up, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkipOf {
    pub at: Timestamp,
    pub by: StaffId,
    pub reason: String,
}

impl DownloadRow {
    /// A file that just came.
    pub fn new(file_name: impl Into<String>, object: ObjectRef, received_at: Timestamp) -> Self {
        Self {
            file_name: file_name.into(),
            object,
            received_at,
            processed_at: None,
            acknowledged_at: None,
            failures: 0,
            last_error: None,
            unread: Vec::new(),
            skipped: None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Raw {
    file_name: String,
    object_key: String,
    object_size: i64,
    object_sha256: String,
    received_at: i64,
    processed_at: Option<i64>,
    acknowledged_at: Option<i64>,
    failures: i32,
    last_error: Option<String>,
    unread: Option<String>,
    skipped_at: Option<i64>,
    skipped_by: Option<Uuid>,
    skip_reason: Option<Vec<u8>>,
}

const UNREAD: &str = "download.unread";
const REASON: &str = "download.skip_reason";

impl Raw {
    fn row(self, keys: &Keys) -> Result<DownloadRow> {
        Ok(DownloadRow {
            file_name: self.file_name,
            object: ObjectRef {
                key: self.object_key,
                size: size(self.object_size, "download.object_size")?,
                sha256: self.object_sha256,
            },
            received_at: at(self.received_at),
            processed_at: maybe_at(self.processed_at),
            acknowledged_at: maybe_at(self.acknowledged_at),
            failures: self.failures,
            last_error: self.last_error,
            unread: self
                .unread
                .map(|text| from_json(&text, UNREAD))
                .transpose()?
                .unwrap_or_default(),
            skipped: match (self.skipped_at, self.skipped_by, self.skip_reason) {
                (Some(skipped_at), Some(by), Some(reason)) => Some(SkipOf {
                    at: at(skipped_at),
                    by: StaffId::from_uuid(by),
                    reason: String::from_utf8(keys.open(REASON, &reason)?)
                        .map_err(|_| Error::Corrupt(REASON))?,
                }),
                _ => None,
            },
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT file_name, object_key, object_size, object_sha256, received_at, processed_at, \
             acknowledged_at, failures, last_error, unread, skipped_at, skipped_by, skip_reason \
             FROM download ",
            $rest
        )
    };
}

reads! {
    /// The file of this name.
    pub async fn download(&mut self, file_name: &str) -> Option<DownloadRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE file_name = $1")).bind(file_name).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// What was received and not yet acknowledged, oldest first, at most a hundred.
    pub async fn unacknowledged_downloads(&mut self) -> Vec<DownloadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE acknowledged_at IS NULL ORDER BY received_at, file_name LIMIT 100"
            ))
            .fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// Files as they came, newest first, older than `before`: the instant and the name of the last
    /// one that was seen.
    pub async fn downloads_page(
        &mut self, before: Option<(Timestamp, &str)>, limit: u32
    ) -> Vec<DownloadRow> {
        let (at, name) = before.map_or((i64::MAX, ""), |(at, name)| (at.millis(), name));
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE (received_at, file_name) < ($1, $2) \
                 ORDER BY received_at DESC, file_name DESC LIMIT $3"
            ))
            .bind(at).bind(name).bind(i64::from(limit.clamp(1, MAX_PAGE))).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// True when the file is new, false when it came before: then nothing is changed.
    pub async fn insert_download_if_new(&mut self, row: &DownloadRow) -> Result<bool> {
        let length =
            i64::try_from(row.object.size).map_err(|_| Error::Corrupt("download.object_size"))?;
        let done = on!(self.link, c => {
            sqlx::query(
                "INSERT INTO download (file_name, object_key, object_size, object_sha256, \
                 received_at, processed_at, acknowledged_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (file_name) DO NOTHING",
            )
            .bind(&row.file_name)
            .bind(&row.object.key)
            .bind(length)
            .bind(&row.object.sha256)
            .bind(row.received_at.millis())
            .bind(row.processed_at.map(Timestamp::millis))
            .bind(row.acknowledged_at.map(Timestamp::millis))
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }

    /// Notes that everything in the file has been applied. In the same transaction as that.
    pub async fn mark_download_processed(&mut self, file_name: &str, at: Timestamp) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query("UPDATE download SET processed_at = $2 WHERE file_name = $1")
                .bind(file_name)
                .bind(at.millis())
                .execute(c)
                .await?
                .rows_affected()
        });
        found(done)
    }

    /// Notes that it could not be read or taken in, and why. Returns how often by now.
    pub async fn note_download_failure(&mut self, file_name: &str, why: &str) -> Result<i32> {
        let failures: Option<i32> = on!(self.link, c => {
            sqlx::query_scalar(
                "UPDATE download SET failures = failures + 1, last_error = $2 \
                 WHERE file_name = $1 AND processed_at IS NULL RETURNING failures",
            )
            .bind(file_name)
            .bind(why)
            .fetch_optional(c)
            .await?
        });
        failures.ok_or(Error::NotFound)
    }

    /// Takes other bytes for a file that came damaged and comes again whole. Not for one that was
    /// processed or skipped: that one is done with.
    pub async fn replace_download(&mut self, file_name: &str, object: &ObjectRef) -> Result<()> {
        let length =
            i64::try_from(object.size).map_err(|_| Error::Corrupt("download.object_size"))?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE download SET object_key = $2, object_size = $3, object_sha256 = $4 \
                 WHERE file_name = $1 AND processed_at IS NULL AND skipped_at IS NULL",
            )
            .bind(file_name)
            .bind(&object.key)
            .bind(length)
            .bind(&object.sha256)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Notes which parts of a file made no sense. In the same transaction as the others.
    pub async fn note_unread_parts(&mut self, file_name: &str, parts: &[UnreadPart]) -> Result<()> {
        let parts = to_json(parts, UNREAD)?;
        let done = on!(self.link, c => {
            sqlx::query("UPDATE download SET unread = $2 WHERE file_name = $1")
                .bind(file_name)
                .bind(parts)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(done)
    }

    /// Gives a file up that was not taken in.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when it was processed or skipped.
    pub async fn skip_download(&mut self, file_name: &str, skip: &SkipOf) -> Result<()> {
        let reason = self.link.keys.seal(REASON, skip.reason.as_bytes());
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE download SET skipped_at = $2, skipped_by = $3, skip_reason = $4 \
                 WHERE file_name = $1 AND processed_at IS NULL AND skipped_at IS NULL",
            )
            .bind(file_name)
            .bind(skip.at.millis())
            .bind(skip.by.uuid())
            .bind(reason)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Notes that the bureau knows we have it.
    ///
    /// # Errors
    /// [`Error::NotFound`] also while the file is neither processed nor skipped: it must not be
    /// acknowledged.
    pub async fn mark_download_acknowledged(
        &mut self,
        file_name: &str,
        at: Timestamp,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE download SET acknowledged_at = $2 \
                 WHERE file_name = $1 AND (processed_at IS NOT NULL OR skipped_at IS NOT NULL)",
            )
            .bind(file_name)
            .bind(at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }
}
