//! Files the bureau gave: kept before they are worked on, acknowledged only when that is done. What
//! was not acknowledged comes again under the same name.

use crate::{
    Error, ObjectRef, Result, Tx,
    accounts::found,
    column::{at, maybe_at, size},
    link::{on, reads},
};
use filing::time::Timestamp;

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadRow {
    /// The bureau's name for it; unique.
    pub file_name: String,
    pub object: ObjectRef,
    pub received_at: Timestamp,
    pub processed_at: Option<Timestamp>,
    pub acknowledged_at: Option<Timestamp>,
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
}

impl Raw {
    fn row(self) -> Result<DownloadRow> {
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
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT file_name, object_key, object_size, object_sha256, received_at, processed_at, \
             acknowledged_at FROM download ",
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
        raw.map(Raw::row).transpose()
    }

    /// What was received and not yet acknowledged, oldest first, at most a hundred.
    pub async fn unacknowledged_downloads(&mut self) -> Vec<DownloadRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE acknowledged_at IS NULL ORDER BY received_at, file_name LIMIT 100"
            ))
            .fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
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

    /// Notes that the bureau knows we have it.
    ///
    /// # Errors
    /// [`Error::NotFound`] also while the file is not processed: it must not be acknowledged.
    pub async fn mark_download_acknowledged(
        &mut self,
        file_name: &str,
        at: Timestamp,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE download SET acknowledged_at = $2 \
                 WHERE file_name = $1 AND processed_at IS NOT NULL",
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
