//! What sponsors ask for: that a record becomes theirs (认领, 转移).

use crate::{
    Error, Keys, Result, Store, Tx,
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::{AccountId, MoveRequestId},
    proposal::{Consent, MoveKind},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveRequestState {
    Open,
    /// The record is the asker's.
    Done,
    /// Turned down by the provider.
    Declined,
    /// Taken back by the asker.
    Withdrawn,
}

impl MoveRequestState {
    pub const ALL: &[Self] = &[Self::Open, Self::Done, Self::Declined, Self::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRequestRow {
    pub id: MoveRequestId,
    /// Who asks.
    pub account: AccountId,
    pub kind: MoveKind,
    /// 主体备案号 in normal form; there may be no such record.
    pub sponsor_number: String,
    pub state: MoveRequestState,
    /// Sealed.
    pub reason: String,
    /// Why it was turned down. Sealed.
    pub answer: Option<String>,
    /// What a holder of the record answered, and who it was.
    pub consent: Option<Consent>,
    pub consent_by: Option<AccountId>,
    pub consent_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    account: Uuid,
    kind: String,
    sponsor_number: String,
    state: String,
    reason: Vec<u8>,
    answer: Option<Vec<u8>>,
    consent: Option<String>,
    consent_by: Option<Uuid>,
    consent_at: Option<i64>,
    created_at: i64,
    ended_at: Option<i64>,
}

const KIND: &str = "move_request.kind";
const STATE: &str = "move_request.state";
const REASON: &str = "move_request.reason";
const ANSWER: &str = "move_request.answer";
const CONSENT: &str = "move_request.consent";

impl Raw {
    fn row(self, keys: &Keys) -> Result<MoveRequestRow> {
        let answer = self.answer.as_deref().map(|text| keys.open_json(ANSWER, self.id, text));
        Ok(MoveRequestRow {
            id: MoveRequestId::from_uuid(self.id),
            account: AccountId::from_uuid(self.account),
            kind: from_word(self.kind, KIND)?,
            sponsor_number: self.sponsor_number,
            state: from_word(self.state, STATE)?,
            reason: keys.open_json(REASON, self.id, &self.reason)?,
            answer: answer.transpose()?,
            consent: self.consent.map(|word| from_word(word, CONSENT)).transpose()?,
            consent_by: self.consent_by.map(AccountId::from_uuid),
            consent_at: maybe_at(self.consent_at),
            created_at: at(self.created_at),
            ended_at: maybe_at(self.ended_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, kind, sponsor_number, state, reason, answer, consent, consent_by, \
             consent_at, created_at, ended_at FROM move_request ",
            $rest
        )
    };
}

reads! {
    /// One request. Inside a transaction the row is locked until its end.
    pub async fn move_request(&mut self, id: MoveRequestId) -> Option<MoveRequestRow> {
        self.lock("SELECT 1 FROM move_request WHERE id = $1 FOR UPDATE", Some(id.uuid())).await?;
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// An account's requests, newest first.
    pub async fn move_requests_of(&mut self, account: AccountId) -> Vec<MoveRequestRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE account = $1 ORDER BY created_at DESC, id DESC LIMIT 100"))
                .bind(account.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// Open requests for the record of this number, oldest first.
    pub async fn open_move_requests(&mut self, sponsor_number: &str) -> Vec<MoveRequestRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE sponsor_number = $1 AND state = 'open' ORDER BY created_at, id"
            ))
            .bind(sponsor_number).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Store {
    /// Requests in a state, oldest first.
    pub async fn move_requests(
        &self,
        state: MoveRequestState,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<MoveRequestRow>> {
        let after = after.unwrap_or(Cursor::START);
        let mut link = self.read().await?;
        let state = word(&state, STATE)?;
        let raw: Vec<Raw> = on!(link, c => {
            sqlx::query_as(select!(
                "WHERE state = $1 AND (created_at, id) > ($2, $3) \
                 ORDER BY created_at, id LIMIT $4"
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
            |row: &MoveRequestRow| Cursor { position: row.created_at.millis(), id: row.id.uuid() };
        Ok(Page::cut(rows, limit, cursor))
    }
}

impl Tx {
    /// Adds a request.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `id`.
    pub async fn insert_move_request(&mut self, row: &MoveRequestRow) -> Result<()> {
        let id = row.id.uuid();
        let reason = self.link.keys.seal_json(REASON, id, &row.reason)?;
        let (kind, state) = (word(&row.kind, KIND)?, word(&row.state, STATE)?);
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO move_request (id, account, kind, sponsor_number, state, reason, \
                 created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(id)
            .bind(row.account.uuid())
            .bind(kind)
            .bind(&row.sponsor_number)
            .bind(state)
            .bind(reason)
            .bind(row.created_at.millis())
            .execute(c)
            .await
            .map_err(Error::on_unique(&["id"]))?;
        });
        Ok(())
    }

    /// Saves how an open request goes on: consent, state, answer. True when it was open.
    pub async fn save_move_request(&mut self, row: &MoveRequestRow) -> Result<bool> {
        let id = row.id.uuid();
        let keys = &self.link.keys;
        let answer =
            row.answer.as_ref().map(|text| keys.seal_json(ANSWER, id, text)).transpose()?;
        let state = word(&row.state, STATE)?;
        let consent = row.consent.map(|consent| word(&consent, CONSENT)).transpose()?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE move_request SET state = $2, answer = $3, consent = $4, consent_by = $5, \
                 consent_at = $6, ended_at = $7 WHERE id = $1 AND state = 'open'",
            )
            .bind(id)
            .bind(state)
            .bind(answer)
            .bind(consent)
            .bind(row.consent_by.map(AccountId::uuid))
            .bind(row.consent_at.map(Timestamp::millis))
            .bind(row.ended_at.map(Timestamp::millis))
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }
}
