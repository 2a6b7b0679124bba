//! Every state a record was in (备案记录的历史): written with each save of a record, never changed.

use crate::{
    Keys, RecordRow, Result, Tx,
    column::{at, from_word, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::{FilingId, RecordId},
    record::RecordChange,
    time::Timestamp,
};
use uuid::Uuid;

/// One state of a record, and why it came to be.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordHistoryRow {
    pub id: Uuid,
    pub record: RecordId,
    pub at: Timestamp,
    pub change: RecordChange,
    /// The filing that changed it, if one did.
    pub filing: Option<FilingId>,
    /// The record's version after the change.
    pub version: i64,
    /// [`RecordRow::data`] after the change. Sealed.
    pub snapshot: serde_json::Value,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    record: Uuid,
    at: i64,
    event: String,
    filing: Option<Uuid>,
    version: i64,
    snapshot: Vec<u8>,
}

const EVENT: &str = "record_history.event";
const SNAPSHOT: &str = "record_history.snapshot";

impl Raw {
    fn row(self, keys: &Keys) -> Result<RecordHistoryRow> {
        Ok(RecordHistoryRow {
            id: self.id,
            record: RecordId::from_uuid(self.record),
            at: at(self.at),
            change: from_word(self.event, EVENT)?,
            filing: self.filing.map(FilingId::from_uuid),
            version: self.version,
            snapshot: keys.open_json(SNAPSHOT, self.id, &self.snapshot)?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, record, at, event, filing, version, snapshot FROM record_history ",
            $rest
        )
    };
}

reads! {
    /// The history of a record, newest first.
    pub async fn record_history(&mut self, record: RecordId, after: Option<Cursor>, limit: u32) -> Page<RecordHistoryRow> {
        let after = after.unwrap_or(Cursor::END);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE record = $1 AND version < $2 ORDER BY version DESC LIMIT $3"))
                .bind(record.uuid()).bind(after.position).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        let rows = raw.into_iter().map(|raw| raw.row(&self.keys)).collect::<Result<Vec<_>>>()?;
        let cursor = |row: &RecordHistoryRow| Cursor { position: row.version, id: row.id };
        Ok(Page::cut(rows, limit, cursor))
    }

    /// The record as it was at an instant; nothing before it was known.
    pub async fn record_at(&mut self, record: RecordId, instant: Timestamp) -> Option<RecordHistoryRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE record = $1 AND at <= $2 ORDER BY version DESC LIMIT 1"))
                .bind(record.uuid()).bind(instant.millis()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }
}

impl Tx {
    /// Written by [`Tx::save_record`] alone.
    pub(crate) async fn add_record_history(
        &mut self,
        row: &RecordRow,
        version: i64,
        change: RecordChange,
        filing: Option<FilingId>,
    ) -> Result<()> {
        let id = (self.link.ids)();
        let snapshot = self.link.keys.seal_json(SNAPSHOT, id, &row.data)?;
        let event = word(&change, EVENT)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO record_history (id, record, at, event, filing, version, snapshot) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(id)
            .bind(row.id.uuid())
            .bind(row.updated_at.millis())
            .bind(event)
            .bind(filing.map(FilingId::uuid))
            .bind(version)
            .bind(snapshot)
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
