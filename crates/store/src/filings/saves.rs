use super::row::{
    CLASSIFICATION, DOSSIER, DRAFT, FilingRow, INITIATOR, KIND, RETURN_REASONS, STATE, WIRE_IDS,
};
use crate::{
    Error, Keys, Result, Tx,
    column::{to_json, word},
    link::on,
};
use filing::{
    draft::Draft,
    id::{RecordId, StaffId},
    state::{FilingState, Progress},
    time::Timestamp,
};

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
    return_reasons: Vec<u8>,
    in_flight: bool,
    queued_at: i64,
}

impl Derived {
    fn of(keys: &Keys, row: &FilingRow) -> Result<Self> {
        Ok(Self {
            state: state_word(&row.state)?,
            state_json: to_json(&row.state, STATE)?,
            return_reasons: keys.seal_json(RETURN_REASONS, row.id.uuid(), &row.return_reasons)?,
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

/// The filing number by which the bureau speaks of what was handed over. Public, as it is on every
/// website.
fn target_number(row: &FilingRow) -> Option<&str> {
    let target = row.dossier.as_ref()?.target();
    target.service_number.as_deref().or(target.sponsor_number.as_deref())
}

fn seal_classification(keys: &Keys, row: &FilingRow) -> Result<Option<Vec<u8>>> {
    let seal = |value| keys.seal_json(CLASSIFICATION, row.id.uuid(), value);
    row.classification.as_ref().map(seal).transpose()
}

fn seal_dossier(keys: &Keys, row: &FilingRow) -> Result<Option<Vec<u8>>> {
    row.dossier.as_ref().map(|dossier| keys.seal_json(DOSSIER, row.id.uuid(), dossier)).transpose()
}

impl Tx {
    /// Adds a filing, at the version it has.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `id`; [`Error::Sql`] when the account is not there.
    pub async fn insert_filing(&mut self, row: &FilingRow) -> Result<()> {
        let keys = &self.link.keys;
        let id = row.id.uuid();
        let draft = keys.seal_json(DRAFT, id, &row.draft)?;
        let dossier = seal_dossier(keys, row)?;
        let classification = seal_classification(keys, row)?;
        let wire_ids = row.wire_ids.as_ref().map(|ids| to_json(ids, WIRE_IDS)).transpose()?;
        let document = document_index(keys, &row.draft);
        let derived = Derived::of(&self.link.keys, row)?;
        let (kind, initiator) = (word(&row.kind, KIND)?, word(&row.initiator, INITIATOR)?);
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO filing (id, account, kind, initiator, state, state_json, version, draft, \
                 dossier, wire_ids, classification, return_reasons, assignee, province, title, \
                 document_index, in_flight, queued_at, created_at, updated_at, submitted_at, record, \
                 started_by, target_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
                 $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
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
            .bind(row.record.map(RecordId::uuid))
            .bind(row.started_by.map(StaffId::uuid))
            .bind(target_number(row))
            .execute(c)
            .await
            .map_err(Error::on_unique(&["id"]))?;
        });
        Ok(())
    }

    /// Saves what was typed: draft, classification, reasons of return, title and province; and the
    /// numbers drawn for the wire. Never the state. Returns the new version; `row` was read at `row.version`.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between, [`Error::NotFound`].
    pub async fn save_draft(&mut self, row: &FilingRow) -> Result<i64> {
        let keys = &self.link.keys;
        let draft = keys.seal_json(DRAFT, row.id.uuid(), &row.draft)?;
        let classification = seal_classification(keys, row)?;
        let wire_ids = row.wire_ids.as_ref().map(|ids| to_json(ids, WIRE_IDS)).transpose()?;
        let document = document_index(keys, &row.draft);
        let keys = &self.link.keys;
        let return_reasons = keys.seal_json(RETURN_REASONS, row.id.uuid(), &row.return_reasons)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE filing SET draft = $3, classification = $4, return_reasons = $5, title = $6, \
                 province = $7, document_index = $8, updated_at = $9, wire_ids = $10, \
                 version = version + 1 \
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
            .bind(wire_ids)
            .execute(c)
            .await?
            .rows_affected()
        });
        self.saved(row, done).await
    }

    /// Saves where the filing stands: state, assignee, dossier, wire ids, reasons of return, time of
    /// submission, record. The only writer of the state. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between, [`Error::NotFound`].
    pub async fn save_state(&mut self, row: &FilingRow) -> Result<i64> {
        let dossier = seal_dossier(&self.link.keys, row)?;
        let wire_ids = row.wire_ids.as_ref().map(|ids| to_json(ids, WIRE_IDS)).transpose()?;
        let derived = Derived::of(&self.link.keys, row)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE filing SET state = $3, state_json = $4, assignee = $5, dossier = $6, \
                 wire_ids = $7, return_reasons = $8, submitted_at = $9, in_flight = $10, \
                 queued_at = $11, updated_at = $12, target_number = $13, record = $14, \
                 version = version + 1 \
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
            .bind(target_number(row))
            .bind(row.record.map(RecordId::uuid))
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
