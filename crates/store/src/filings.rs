//! Filings: what was typed, where it stands, what was sent.

use crate::{
    Error, Indexes, Keys, Result, Store, Tx,
    column::{at, from_json, from_word, maybe_at, to_json, word},
    link::{Raw as Engine, on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    dossier::Dossier,
    draft::Draft,
    id::{AccountId, FilingId, StaffId},
    issue::Issue,
    kind::{FilingKind, Initiator},
    state::{FilingState, Progress},
    time::Timestamp,
};
use uuid::Uuid;

/// One filing, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingRow {
    pub id: FilingId,
    pub account: AccountId,
    pub kind: FilingKind,
    pub initiator: Initiator,
    pub state: FilingState,
    /// Grows by one with each save; a save with an older one is refused.
    pub version: i64,
    /// Sealed.
    pub draft: Draft,
    /// What was submitted. Sealed.
    pub dossier: Option<Dossier>,
    /// The bureau's numbers for sponsor, services and accesses.
    pub wire_ids: Option<serde_json::Value>,
    /// The facts and answers that led to the kind. Sealed.
    pub classification: Option<serde_json::Value>,
    /// Why it came back; names no person.
    pub return_reasons: Vec<Issue>,
    pub assignee: Option<StaffId>,
    /// GB/T 2260, six digits.
    pub province: Option<String>,
    /// For lists: first service name or domain. Never personal.
    pub title: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
}

/// A line of a list: nothing in it was sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingSummary {
    pub id: FilingId,
    pub account: AccountId,
    pub kind: FilingKind,
    pub initiator: Initiator,
    pub state: FilingState,
    pub version: i64,
    pub assignee: Option<StaffId>,
    pub province: Option<String>,
    pub title: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct RawSummary {
    id: Uuid,
    account: Uuid,
    kind: String,
    initiator: String,
    state_json: String,
    version: i64,
    assignee: Option<Uuid>,
    province: Option<String>,
    title: String,
    created_at: i64,
    updated_at: i64,
    submitted_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(flatten)]
    summary: RawSummary,
    draft: Vec<u8>,
    dossier: Option<Vec<u8>>,
    wire_ids: Option<String>,
    classification: Option<Vec<u8>>,
    return_reasons: String,
}

macro_rules! summaries {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, kind, initiator, state_json, version, assignee, province, title, \
             created_at, updated_at, submitted_at FROM filing ",
            $rest
        )
    };
}

macro_rules! whole {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, kind, initiator, state_json, version, assignee, province, title, \
             created_at, updated_at, submitted_at, draft, dossier, wire_ids, classification, \
             return_reasons FROM filing ",
            $rest
        )
    };
}

const KIND: &str = "filing.kind";
const INITIATOR: &str = "filing.initiator";
const STATE: &str = "filing.state_json";
const DRAFT: &str = "filing.draft";
const DOSSIER: &str = "filing.dossier";
const WIRE_IDS: &str = "filing.wire_ids";
const CLASSIFICATION: &str = "filing.classification";
const RETURN_REASONS: &str = "filing.return_reasons";

impl RawSummary {
    fn row(self) -> Result<FilingSummary> {
        Ok(FilingSummary {
            id: FilingId::from_uuid(self.id),
            account: AccountId::from_uuid(self.account),
            kind: from_word(self.kind, KIND)?,
            initiator: from_word(self.initiator, INITIATOR)?,
            state: from_json(&self.state_json, STATE)?,
            version: self.version,
            assignee: self.assignee.map(StaffId::from_uuid),
            province: self.province,
            title: self.title,
            created_at: at(self.created_at),
            updated_at: at(self.updated_at),
            submitted_at: maybe_at(self.submitted_at),
        })
    }
}

impl Raw {
    fn row(self, keys: &Keys) -> Result<FilingRow> {
        let id = self.summary.id;
        let s = self.summary.row()?;
        let wire_ids = self.wire_ids.map(|text| from_json(&text, WIRE_IDS)).transpose()?;
        let dossier =
            self.dossier.map(|sealed| keys.open_json(DOSSIER, id, &sealed)).transpose()?;
        let classification = self
            .classification
            .map(|sealed| keys.open_json(CLASSIFICATION, id, &sealed))
            .transpose()?;
        Ok(FilingRow {
            id: s.id,
            account: s.account,
            kind: s.kind,
            initiator: s.initiator,
            state: s.state,
            version: s.version,
            draft: keys.open_json(DRAFT, id, &self.draft)?,
            dossier,
            wire_ids,
            classification,
            return_reasons: from_json(&self.return_reasons, RETURN_REASONS)?,
            assignee: s.assignee,
            province: s.province,
            title: s.title,
            created_at: s.created_at,
            updated_at: s.updated_at,
            submitted_at: s.submitted_at,
        })
    }
}

/// The `state` tag alone, for queues: `provider_review`, `filed` …
fn state_word(state: &FilingState) -> Result<String> {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::Object(map)) => match map.get("state") {
            Some(serde_json::Value::String(word)) => Ok(word.clone()),
            _ => Err(Error::Corrupt(STATE)),
        },
        _ => Err(Error::Corrupt(STATE)),
    }
}

/// A filing that holds its sponsor's document: unfinished, and submitted once or in verification.
fn in_flight(row: &FilingRow) -> bool {
    match row.state {
        FilingState::Filed { .. } | FilingState::Withdrawn => false,
        FilingState::Draft { progress } => {
            row.submitted_at.is_some() || progress >= Progress::Verifying
        }
        _ => true,
    }
}

/// What both saves derive from the row.
struct Derived {
    state: String,
    state_json: String,
    return_reasons: String,
    in_flight: bool,
    queued_at: i64,
}

impl Derived {
    fn of(row: &FilingRow) -> Result<Self> {
        Ok(Self {
            state: state_word(&row.state)?,
            state_json: to_json(&row.state, STATE)?,
            return_reasons: to_json(&row.return_reasons, RETURN_REASONS)?,
            in_flight: in_flight(row),
            queued_at: row.submitted_at.unwrap_or(row.created_at).millis(),
        })
    }
}

fn document_index(keys: &Keys, draft: &Draft) -> Option<Vec<u8>> {
    // Personal: leaves this function as a keyed hash only.
    let number = draft.sponsor.document.number.as_ref().filter(|number| !number.is_empty())?;
    Some(keys.document_index(number.reveal()).to_vec())
}

fn seal_classification(keys: &Keys, row: &FilingRow) -> Result<Option<Vec<u8>>> {
    let seal = |value| keys.seal_json(CLASSIFICATION, row.id.uuid(), value);
    row.classification.as_ref().map(seal).transpose()
}

reads! {
    /// One filing, whole. Inside a transaction the row is locked until its end, so that reading,
    /// deciding and saving belong together.
    pub async fn filing(&mut self, id: FilingId) -> Option<FilingRow> {
        if self.in_transaction() && let Engine::Pg(c) = self.raw() {
            sqlx::query("SELECT 1 FROM filing WHERE id = $1 FOR UPDATE")
                .bind(id.uuid()).execute(c).await?;
        }
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

    /// The oldest unfinished filing of the sponsor with this document ([`Keys::document_indexes`])
    /// that was submitted or is in verification, and whose it is. Inside a transaction, two that
    /// ask for the same document go one after the other.
    pub async fn inflight(&mut self, document: &Indexes, except: Option<FilingId>) -> Option<(FilingId, AccountId)> {
        if self.in_transaction() && let Engine::Pg(c) = self.raw() {
            let key = i64::from_be_bytes(document.current()[..8].try_into().expect("eight of 32 bytes"));
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(key).execute(c).await?;
        }
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
}

impl Store {
    /// Filings in any of `states` (words of [`FilingState`], e.g. `provider_review`), those waiting
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

impl Tx {
    pub async fn insert_filing(&mut self, row: &FilingRow) -> Result<()> {
        let keys = &self.link.keys;
        let id = row.id.uuid();
        let draft = keys.seal_json(DRAFT, id, &row.draft)?;
        let dossier = seal_dossier(keys, row)?;
        let classification = seal_classification(keys, row)?;
        let wire_ids = row.wire_ids.as_ref().map(|ids| to_json(ids, WIRE_IDS)).transpose()?;
        let document = document_index(keys, &row.draft);
        let derived = Derived::of(row)?;
        let (kind, initiator) = (word(&row.kind, KIND)?, word(&row.initiator, INITIATOR)?);
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO filing (id, account, kind, initiator, state, state_json, version, draft, \
                 dossier, wire_ids, classification, return_reasons, assignee, province, title, \
                 document_index, in_flight, queued_at, created_at, updated_at, submitted_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
                 $18, $19, $20, $21)",
            )
            .bind(id)
            .bind(row.account.uuid())
            .bind(kind)
            .bind(initiator)
            .bind(derived.state)
            .bind(derived.state_json)
            .bind(row.version)
            .bind(draft)
            .bind(dossier)
            .bind(wire_ids)
            .bind(classification)
            .bind(derived.return_reasons)
            .bind(row.assignee.map(StaffId::uuid))
            .bind(&row.province)
            .bind(&row.title)
            .bind(document)
            .bind(derived.in_flight)
            .bind(derived.queued_at)
            .bind(row.created_at.millis())
            .bind(row.updated_at.millis())
            .bind(row.submitted_at.map(Timestamp::millis))
            .execute(c)
            .await
            .map_err(Error::on_unique(&["id"]))?;
        });
        Ok(())
    }

    /// Saves what was typed: draft, classification, reasons of return, title and province. Never the
    /// state. Returns the new version; `row` was read at `row.version`.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between, [`Error::NotFound`].
    pub async fn save_draft(&mut self, row: &FilingRow) -> Result<i64> {
        let keys = &self.link.keys;
        let draft = keys.seal_json(DRAFT, row.id.uuid(), &row.draft)?;
        let classification = seal_classification(keys, row)?;
        let document = document_index(keys, &row.draft);
        let return_reasons = to_json(&row.return_reasons, RETURN_REASONS)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE filing SET draft = $3, classification = $4, return_reasons = $5, title = $6, \
                 province = $7, document_index = $8, updated_at = $9, version = version + 1 \
                 WHERE id = $1 AND version = $2",
            )
            .bind(row.id.uuid())
            .bind(row.version)
            .bind(draft)
            .bind(classification)
            .bind(return_reasons)
            .bind(&row.title)
            .bind(&row.province)
            .bind(document)
            .bind(row.updated_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        self.saved(row, done).await
    }

    /// Saves where the filing stands: state, assignee, dossier, wire ids, reasons of return, time of
    /// submission. The only writer of the state. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between, [`Error::NotFound`].
    pub async fn save_state(&mut self, row: &FilingRow) -> Result<i64> {
        let dossier = seal_dossier(&self.link.keys, row)?;
        let wire_ids = row.wire_ids.as_ref().map(|ids| to_json(ids, WIRE_IDS)).transpose()?;
        let derived = Derived::of(row)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE filing SET state = $3, state_json = $4, assignee = $5, dossier = $6, \
                 wire_ids = $7, return_reasons = $8, submitted_at = $9, in_flight = $10, \
                 queued_at = $11, updated_at = $12, version = version + 1 \
                 WHERE id = $1 AND version = $2",
            )
            .bind(row.id.uuid())
            .bind(row.version)
            .bind(derived.state)
            .bind(derived.state_json)
            .bind(row.assignee.map(StaffId::uuid))
            .bind(dossier)
            .bind(wire_ids)
            .bind(derived.return_reasons)
            .bind(row.submitted_at.map(Timestamp::millis))
            .bind(derived.in_flight)
            .bind(derived.queued_at)
            .bind(row.updated_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        self.saved(row, done).await
    }

    async fn saved(&mut self, row: &FilingRow, done: u64) -> Result<i64> {
        if done == 1 {
            return Ok(row.version + 1);
        }
        let current: i64 = on!(self.link, c => {
            sqlx::query_scalar("SELECT version FROM filing WHERE id = $1")
                .bind(row.id.uuid())
                .fetch_one(c)
                .await?
        });
        Err(Error::Stale { current })
    }
}

fn seal_dossier(keys: &Keys, row: &FilingRow) -> Result<Option<Vec<u8>>> {
    row.dossier.as_ref().map(|dossier| keys.seal_json(DOSSIER, row.id.uuid(), dossier)).transpose()
}
