use crate::{
    Keys, Result,
    column::{at, from_json, from_word, maybe_at},
};
use filing::{
    dossier::Dossier,
    draft::Draft,
    id::{AccountId, FilingId, RecordId, StaffId},
    issue::Issue,
    kind::{FilingKind, Initiator},
    state::FilingState,
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
    /// Why it came back; a reviewer's own words may name a person. Sealed.
    pub return_reasons: Vec<Issue>,
    pub assignee: Option<StaffId>,
    /// The record it is about, as far as this provider has it.
    pub record: Option<RecordId>,
    /// Who of the staff started it, for the provider (接入商发起).
    pub started_by: Option<StaffId>,
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
pub(super) struct RawSummary {
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
pub(super) struct Raw {
    #[sqlx(flatten)]
    summary: RawSummary,
    draft: Vec<u8>,
    dossier: Option<Vec<u8>>,
    wire_ids: Option<String>,
    classification: Option<Vec<u8>>,
    return_reasons: Vec<u8>,
    record: Option<Uuid>,
    started_by: Option<Uuid>,
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
             return_reasons, record, started_by FROM filing ",
            $rest
        )
    };
}

pub(super) const KIND: &str = "filing.kind";
pub(super) const INITIATOR: &str = "filing.initiator";
pub(super) const STATE: &str = "filing.state_json";
pub(super) const DRAFT: &str = "filing.draft";
pub(super) const DOSSIER: &str = "filing.dossier";
pub(super) const WIRE_IDS: &str = "filing.wire_ids";
pub(super) const CLASSIFICATION: &str = "filing.classification";
pub(super) const RETURN_REASONS: &str = "filing.return_reasons";

impl RawSummary {
    pub(super) fn row(self) -> Result<FilingSummary> {
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
    pub(super) fn row(self, keys: &Keys) -> Result<FilingRow> {
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
            return_reasons: keys.open_json(RETURN_REASONS, id, &self.return_reasons)?,
            assignee: s.assignee,
            record: self.record.map(RecordId::from_uuid),
            started_by: self.started_by.map(StaffId::from_uuid),
            province: s.province,
            title: s.title,
            created_at: s.created_at,
            updated_at: s.updated_at,
            submitted_at: s.submitted_at,
        })
    }
}

pub(super) use {summaries, whole};
