//! SMS and e-mails on their way out. Gateways are not idempotent, so each message is written down
//! with the id it is sent under, and a doubtful one is asked after before it is sent again.

use crate::{
    Error, Keys, Result, Tx,
    accounts::found,
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
};
use filing::{personal::Personal, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a message goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Sms,
    Email,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    Queued,
    /// Handed over; whether it arrived there is not known yet.
    Sending,
    Sent,
    Failed,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    pub id: Uuid,
    pub channel: Channel,
    /// Mobile number or mailbox. Sealed.
    pub recipient: Personal,
    pub template: String,
    /// What the template names. Sealed.
    pub args: serde_json::Value,
    /// Our id at the gateway (`OutId`); unique.
    pub out_id: String,
    pub state: MessageState,
    pub attempts: i32,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    channel: String,
    recipient: Vec<u8>,
    template: String,
    args: Vec<u8>,
    out_id: String,
    state: String,
    attempts: i32,
    created_at: i64,
    sent_at: Option<i64>,
}

const CHANNEL: &str = "message.channel";
const RECIPIENT: &str = "message.recipient";
const ARGS: &str = "message.args";
const STATE: &str = "message.state";

impl Raw {
    fn row(self, keys: &Keys) -> Result<MessageRow> {
        Ok(MessageRow {
            id: self.id,
            channel: from_word(self.channel, CHANNEL)?,
            recipient: keys.open_json(RECIPIENT, self.id, &self.recipient)?,
            template: self.template,
            args: keys.open_json(ARGS, self.id, &self.args)?,
            out_id: self.out_id,
            state: from_word(self.state, STATE)?,
            attempts: self.attempts,
            created_at: at(self.created_at),
            sent_at: maybe_at(self.sent_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, channel, recipient, template, args, out_id, state, attempts, created_at, \
             sent_at FROM message ",
            $rest
        )
    };
}

reads! {
    /// One message.
    pub async fn message(&mut self, id: Uuid) -> Option<MessageRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// By our id at the gateway, for its receipts.
    pub async fn message_by_out_id(&mut self, out_id: &str) -> Option<MessageRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE out_id = $1")).bind(out_id).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// What is queued or in doubt, oldest first, at most `limit`.
    pub async fn unsent_messages(&mut self, limit: u32) -> Vec<MessageRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state IN ('queued', 'sending') ORDER BY created_at, id LIMIT $1"
            ))
            .bind(i64::from(limit)).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Writes a message down, before it is sent.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `out_id`.
    pub async fn insert_message(&mut self, row: &MessageRow) -> Result<()> {
        let keys = &self.link.keys;
        let recipient = keys.seal_json(RECIPIENT, row.id, &row.recipient)?;
        let args = keys.seal_json(ARGS, row.id, &row.args)?;
        let (channel, state) = (word(&row.channel, CHANNEL)?, word(&row.state, STATE)?);
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO message (id, channel, recipient, template, args, out_id, state, \
                 attempts, created_at, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(row.id)
            .bind(channel)
            .bind(recipient)
            .bind(&row.template)
            .bind(args)
            .bind(&row.out_id)
            .bind(state)
            .bind(row.attempts)
            .bind(row.created_at.millis())
            .bind(row.sent_at.map(Timestamp::millis))
            .execute(c)
            .await
            .map_err(Error::on_unique(&["out_id", "id"]))?;
        });
        Ok(())
    }

    /// Saves how far a message is: out id, state, attempts and time of sending.
    pub async fn update_message(&mut self, row: &MessageRow) -> Result<()> {
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE message SET out_id = $2, state = $3, attempts = $4, sent_at = $5 WHERE id = $1",
            )
            .bind(row.id)
            .bind(&row.out_id)
            .bind(state)
            .bind(row.attempts)
            .bind(row.sent_at.map(Timestamp::millis))
            .execute(c)
            .await
            .map_err(Error::on_unique(&["out_id"]))?
            .rows_affected()
        });
        found(done)
    }
}
