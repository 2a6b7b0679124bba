use super::row::{FilingRow, FilingSummary, Raw, RawSummary, summaries, whole};
use crate::{
    Indexes, Result, Store,
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::id::{AccountId, FilingId, RecordId};
use uuid::Uuid;

reads! {
    /// One filing, whole. Inside a transaction the row is locked until its end, so that reading,
    /// deciding and saving belong together.
    pub async fn filing(&mut self, id: FilingId) -> Option<FilingRow> {
        self.lock("SELECT 1 FROM filing WHERE id = $1 FOR UPDATE", Some(id.uuid())).await?;
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(whole!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// One filing if it is this account's; another's is as good as none.
    pub async fn filing_of(&mut self, account: AccountId, id: FilingId) -> Option<FilingRow> {
        Ok(self.filing(id).await?.filter(|row| row.account == account))
    }

    /// An account's filings, newest first.
    pub async fn filings_of(&mut self, account: AccountId, after: Option<Cursor>, limit: u32) -> Page<FilingSummary> {
        let after = after.unwrap_or(Cursor::END);
        let raw: Vec<RawSummary> = on!(self, c => {
            sqlx::query_as(summaries!(
                "WHERE account = $1 AND (created_at, id) < ($2, $3) \
                 ORDER BY created_at DESC, id DESC LIMIT $4"
            ))
            .bind(account.uuid()).bind(after.position).bind(after.id).bind(rows_to_fetch(limit))
            .fetch_all(c).await?
        });
        let rows = raw.into_iter().map(RawSummary::row).collect::<Result<Vec<_>>>()?;
        let cursor = |row: &FilingSummary| Cursor { position: row.created_at.millis(), id: row.id.uuid() };
        Ok(Page::cut(rows, limit, cursor))
    }

    /// The oldest unfinished filing of the sponsor with this document ([`crate::Keys::document_indexes`])
    /// that was submitted or is in verification, and whose it is. Inside a transaction, two that
    /// ask for the same document go one after the other.
    pub async fn inflight(&mut self, document: &Indexes, except: Option<FilingId>) -> Option<(FilingId, AccountId)> {
        let key = Uuid::from_slice(&document.current()[..16]).expect("16 of 32 bytes");
        self.lock("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", Some(key)).await?;
        let except = except.map_or(Uuid::nil(), FilingId::uuid);
        for index in document.all() {
            let found: Option<(Uuid, Uuid)> = on!(self, c => {
                sqlx::query_as(
                    "SELECT id, account FROM filing WHERE document_index = $1 AND in_flight \
                     AND id <> $2 ORDER BY created_at, id LIMIT 1",
                )
                .bind(&index[..]).bind(except).fetch_optional(c).await?
            });
            if let Some((id, account)) = found {
                return Ok(Some((FilingId::from_uuid(id), AccountId::from_uuid(account))));
            }
        }
        Ok(None)
    }

    /// Unfinished filings about a record that were handed over once or are in verification, oldest
    /// first.
    pub async fn inflight_of_record(&mut self, record: RecordId) -> Vec<FilingId> {
        let found: Vec<Uuid> = on!(self, c => {
            sqlx::query_scalar(
                "SELECT id FROM filing WHERE record = $1 AND in_flight ORDER BY created_at, id",
            )
            .bind(record.uuid()).fetch_all(c).await?
        });
        Ok(found.into_iter().map(FilingId::from_uuid).collect())
    }

    /// Filings about a record that have not ended, those that are still typed included, oldest first.
    pub async fn unfinished_of_record(&mut self, record: RecordId) -> Vec<FilingId> {
        let found: Vec<Uuid> = on!(self, c => {
            sqlx::query_scalar(
                "SELECT id FROM filing WHERE record = $1 AND state NOT IN ('filed', 'withdrawn') \
                 ORDER BY created_at, id",
            )
            .bind(record.uuid()).fetch_all(c).await?
        });
        Ok(found.into_iter().map(FilingId::from_uuid).collect())
    }

    /// The same of filings that were handed over about what has this filing number (normal form).
    pub async fn inflight_by_target(&mut self, number: &str) -> Vec<FilingId> {
        let found: Vec<Uuid> = on!(self, c => {
            sqlx::query_scalar(
                "SELECT id FROM filing WHERE target_number = $1 AND in_flight ORDER BY created_at, id",
            )
            .bind(number).fetch_all(c).await?
        });
        Ok(found.into_iter().map(FilingId::from_uuid).collect())
    }
}

impl Store {
    /// Filings in any of `states` (words of [`filing::state::FilingState`], e.g. `provider_review`), those waiting
    /// longest first: by submission, or creation where nothing was submitted yet.
    pub async fn queue(
        &self,
        states: &[&str],
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<FilingSummary>> {
        let after = after.unwrap_or(Cursor::START);
        let mut link = self.read().await?;
        // A state at a time, each straight off its index, then merged: the states are few.
        let mut rows = Vec::new();
        for state in states {
            let raw: Vec<RawSummary> = on!(link, c => {
                sqlx::query_as(summaries!(
                    "WHERE state = $1 AND (queued_at, id) > ($2, $3) \
                     ORDER BY queued_at, id LIMIT $4"
                ))
                .bind(*state)
                .bind(after.position)
                .bind(after.id)
                .bind(rows_to_fetch(limit))
                .fetch_all(c)
                .await?
            });
            for raw in raw {
                rows.push(raw.row()?);
            }
        }
        let cursor = |row: &FilingSummary| Cursor {
            position: row.submitted_at.unwrap_or(row.created_at).millis(),
            id: row.id.uuid(),
        };
        rows.sort_by_key(|row| (cursor(row).position, cursor(row).id));
        rows.dedup_by_key(|row| row.id);
        Ok(Page::cut(rows, limit, cursor))
    }
}
