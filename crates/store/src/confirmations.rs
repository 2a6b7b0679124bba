//! Who still has to confirm by SMS (短信核验), and until when.

use crate::{
    Result, Tx,
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{id::FilingId, kind::Party, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a confirmation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationState {
    Waiting,
    Confirmed,
    /// The sixth wrong code.
    Failed,
    /// Nobody answered within 24 hours.
    Expired,
}

/// One party of one filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationRow {
    pub filing: FilingId,
    pub party: Party,
    pub name_masked: String,
    pub mobile_masked: String,
    pub asked_at: Timestamp,
    pub deadline: Timestamp,
    pub state: ConfirmationState,
    pub answered_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    filing: Uuid,
    party: String,
    name_masked: String,
    mobile_masked: String,
    asked_at: i64,
    deadline: i64,
    state: String,
    answered_at: Option<i64>,
}

const PARTY: &str = "confirmation.party";
const STATE: &str = "confirmation.state";

impl Raw {
    fn row(self) -> Result<ConfirmationRow> {
        Ok(ConfirmationRow {
            filing: FilingId::from_uuid(self.filing),
            party: from_word(self.party, PARTY)?,
            name_masked: self.name_masked,
            mobile_masked: self.mobile_masked,
            asked_at: at(self.asked_at),
            deadline: at(self.deadline),
            state: from_word(self.state, STATE)?,
            answered_at: maybe_at(self.answered_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, filing, party, name_masked, mobile_masked, asked_at, deadline, state, \
             answered_at FROM confirmation ",
            $rest
        )
    };
}

reads! {
    /// The parties of a filing.
    pub async fn confirmations_of(&mut self, filing: FilingId) -> Vec<ConfirmationRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 ORDER BY party"))
                .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// Everybody who is still awaited, the nearest deadline first.
    pub async fn confirmation_board(&mut self, after: Option<Cursor>, limit: u32) -> Page<ConfirmationRow> {
        let after = after.unwrap_or(Cursor::START);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state = 'waiting' AND (deadline, id) > ($1, $2) ORDER BY deadline, id LIMIT $3"
            ))
            .bind(after.position).bind(after.id).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        let page = Page::cut(raw, limit, |raw| Cursor { position: raw.deadline, id: raw.id });
        let items = page.items.into_iter().map(Raw::row).collect::<Result<Vec<_>>>()?;
        Ok(Page { items, next: page.next })
    }
}

impl Tx {
    /// Asks a party, or notes its answer: one row a filing and party.
    pub async fn upsert_confirmation(&mut self, row: &ConfirmationRow) -> Result<()> {
        let (party, state) = (word(&row.party, PARTY)?, word(&row.state, STATE)?);
        let id = (self.link.ids)();
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO confirmation (id, filing, party, name_masked, mobile_masked, asked_at, \
                 deadline, state, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                 ON CONFLICT (filing, party) DO UPDATE SET name_masked = excluded.name_masked, \
                 mobile_masked = excluded.mobile_masked, asked_at = excluded.asked_at, \
                 deadline = excluded.deadline, state = excluded.state, \
                 answered_at = excluded.answered_at",
            )
            .bind(id)
            .bind(row.filing.uuid())
            .bind(party)
            .bind(&row.name_masked)
            .bind(&row.mobile_masked)
            .bind(row.asked_at.millis())
            .bind(row.deadline.millis())
            .bind(state)
            .bind(row.answered_at.map(Timestamp::millis))
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
