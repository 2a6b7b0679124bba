//! What one administrator proposes and another one decides (双人复核).

use crate::{
    Error, Keys, Result, Store, Tx,
    column::{at, from_json, from_word, maybe_at, to_json, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::{FilingId, ProposalId, RecordId, StaffId},
    proposal::{Matter, ProposalKind, ProposalState},
    time::Timestamp,
};
use uuid::Uuid;

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalRow {
    pub id: ProposalId,
    pub kind: ProposalKind,
    pub state: ProposalState,
    /// The migration that it is about.
    pub filing: Option<FilingId>,
    /// The records it would change.
    pub records: Vec<RecordId>,
    /// Sealed.
    pub matter: Matter,
    pub proposed_by: StaffId,
    pub proposed_at: Timestamp,
    /// The first instant at which it is too late.
    pub until: Option<Timestamp>,
    /// Absent while it is open, and when it ended by itself.
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Timestamp>,
    /// Why it was refused or taken back. Sealed.
    pub note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    kind: String,
    state: String,
    filing: Option<Uuid>,
    records: String,
    matter: Vec<u8>,
    proposed_by: Uuid,
    proposed_at: i64,
    until: Option<i64>,
    decided_by: Option<Uuid>,
    decided_at: Option<i64>,
    note: Option<Vec<u8>>,
}

const KIND: &str = "proposal.kind";
const STATE: &str = "proposal.state";
const RECORDS: &str = "proposal.records";
const MATTER: &str = "proposal.matter";
const NOTE: &str = "proposal.note";

impl Raw {
    fn row(self, keys: &Keys) -> Result<ProposalRow> {
        let note = self.note.as_deref().map(|note| keys.open_json(NOTE, self.id, note));
        Ok(ProposalRow {
            id: ProposalId::from_uuid(self.id),
            kind: from_word(self.kind, KIND)?,
            state: from_word(self.state, STATE)?,
            filing: self.filing.map(FilingId::from_uuid),
            records: from_json(&self.records, RECORDS)?,
            matter: keys.open_json(MATTER, self.id, &self.matter)?,
            proposed_by: StaffId::from_uuid(self.proposed_by),
            proposed_at: at(self.proposed_at),
            until: maybe_at(self.until),
            decided_by: self.decided_by.map(StaffId::from_uuid),
            decided_at: maybe_at(self.decided_at),
            note: note.transpose()?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, state, filing, records, matter, proposed_by, proposed_at, until, \
             decided_by, decided_at, note FROM proposal ",
            $rest
        )
    };
}

reads! {
    /// One proposal. Inside a transaction the row is locked until its end, so that of two who decide
    /// the second one sees the first one's decision.
    pub async fn proposal(&mut self, id: ProposalId) -> Option<ProposalRow> {
        self.lock("SELECT 1 FROM proposal WHERE id = $1 FOR UPDATE", Some(id.uuid())).await?;
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// Every proposal about a filing, newest first.
    pub async fn proposals_of_filing(&mut self, filing: FilingId) -> Vec<ProposalRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 ORDER BY proposed_at DESC, id DESC"))
                .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// Every proposal about a record, newest first. Inside a transaction, two that ask for the same
    /// record go one after the other.
    pub async fn proposals_about(&mut self, record: RecordId) -> Vec<ProposalRow> {
        self.lock(
            "SELECT pg_advisory_xact_lock(hashtextextended('proposal:' || $1::text, 0))",
            Some(record.uuid()),
        ).await?;
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE id IN (SELECT proposal FROM proposal_record WHERE record = $1) \
                 ORDER BY proposed_at DESC, id DESC"
            ))
            .bind(record.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Store {
    /// Proposals in a state as it is written down, newest first.
    pub async fn proposals(
        &self,
        state: ProposalState,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ProposalRow>> {
        let after = after.unwrap_or(Cursor::END);
        let mut link = self.read().await?;
        let state = word(&state, STATE)?;
        let raw: Vec<Raw> = on!(link, c => {
            sqlx::query_as(select!(
                "WHERE state = $1 AND (proposed_at, id) < ($2, $3) \
                 ORDER BY proposed_at DESC, id DESC LIMIT $4"
            ))
            .bind(&state)
            .bind(after.position)
            .bind(after.id)
            .bind(rows_to_fetch(limit))
            .fetch_all(c)
            .await?
        });
        let keys = self.keys();
        let rows = raw.into_iter().map(|raw| raw.row(keys)).collect::<Result<Vec<_>>>()?;
        let cursor =
            |row: &ProposalRow| Cursor { position: row.proposed_at.millis(), id: row.id.uuid() };
        Ok(Page::cut(rows, limit, cursor))
    }
}

impl Tx {
    /// Adds a proposal.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `id`; [`Error::Sql`] when a record or its filing is not there.
    pub async fn insert_proposal(&mut self, row: &ProposalRow) -> Result<()> {
        let keys = &self.link.keys;
        let id = row.id.uuid();
        let matter = keys.seal_json(MATTER, id, &row.matter)?;
        let note = row.note.as_ref().map(|note| keys.seal_json(NOTE, id, note)).transpose()?;
        let (kind, state) = (word(&row.kind, KIND)?, word(&row.state, STATE)?);
        let records = to_json(&row.records, RECORDS)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO proposal (id, kind, state, filing, records, matter, proposed_by, \
                 proposed_at, until, decided_by, decided_at, note) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(id)
            .bind(kind)
            .bind(state)
            .bind(row.filing.map(FilingId::uuid))
            .bind(records)
            .bind(matter)
            .bind(row.proposed_by.uuid())
            .bind(row.proposed_at.millis())
            .bind(row.until.map(Timestamp::millis))
            .bind(row.decided_by.map(StaffId::uuid))
            .bind(row.decided_at.map(Timestamp::millis))
            .bind(note)
            .execute(&mut *c)
            .await
            .map_err(Error::on_unique(&["id"]))?;
            for record in &row.records {
                sqlx::query("INSERT INTO proposal_record (record, proposal) VALUES ($1, $2)")
                    .bind(record.uuid())
                    .bind(id)
                    .execute(&mut *c)
                    .await?;
            }
        });
        Ok(())
    }

    /// Writes a decision down. True when the proposal was open; false when somebody decided it
    /// before, and then nothing is changed.
    pub async fn decide_proposal(&mut self, row: &ProposalRow) -> Result<bool> {
        let id = row.id.uuid();
        let keys = &self.link.keys;
        let note = row.note.as_ref().map(|note| keys.seal_json(NOTE, id, note)).transpose()?;
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE proposal SET state = $2, decided_by = $3, decided_at = $4, note = $5 \
                 WHERE id = $1 AND state = 'open'",
            )
            .bind(id)
            .bind(state)
            .bind(row.decided_by.map(StaffId::uuid))
            .bind(row.decided_at.map(Timestamp::millis))
            .bind(note)
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }
}
