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
    /// Taken by the gateway.
    Sent,
    /// It reached the phone.
    Delivered,
    /// Taken and never delivered, as far as the gateway tells.
    Undelivered,
    /// Given up: of no use any more before anybody took it.
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
    /// Handed over to the gateway.
    pub sent_at: Option<Timestamp>,
    /// From then on it is of no use to anybody, and is not sent any more.
    pub expires_at: Option<Timestamp>,
    /// Why it did not go out; for a person, never personal data.
    pub last_error: Option<String>,
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
    expires_at: Option<i64>,
    last_error: Option<String>,
}

const CHANNEL: &str = "message.channel";
const RECIPIENT: &str = "message.recipient";
const ARGS: &str = "message.args";
const STATE: &str = "message.state";
/// Domain of the keyed hash by which the messages of one number are counted.
const RECIPIENT_INDEX: &str = "message_recipient";

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
            expires_at: maybe_at(self.expires_at),
            last_error: self.last_error,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, channel, recipient, template, args, out_id, state, attempts, created_at, \
             sent_at, expires_at, last_error FROM message ",
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

    /// How many messages were handed over for this number from `since` on.
    pub async fn messages_to(&mut self, recipient: &Personal, since: Timestamp) -> i64 {
        let index = self.keys.index(RECIPIENT_INDEX, recipient.reveal());
        Ok(on!(self, c => {
            sqlx::query_scalar(
                "SELECT COUNT(*) FROM message WHERE recipient_index = $1 AND sent_at >= $2",
            )
            .bind(&index[..]).bind(since.millis()).fetch_one(c).await?
        }))
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
        let index = keys.index(RECIPIENT_INDEX, row.recipient.reveal());
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO message (id, channel, recipient, template, args, out_id, state, \
                 attempts, created_at, sent_at, expires_at, last_error, recipient_index) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
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
            .bind(row.expires_at.map(Timestamp::millis))
            .bind(&row.last_error)
            .bind(&index[..])
            .execute(c)
            .await
            .map_err(Error::on_unique(&["out_id", "id"]))?;
        });
        Ok(())
    }

    /// Notes that a message is handed over now, before it is. `None`: somebody else took it meanwhile.
    pub async fn hand_over(
        &mut self,
        seen: &MessageRow,
        now: Timestamp,
    ) -> Result<Option<MessageRow>> {
        let row = MessageRow {
            state: MessageState::Sending,
            attempts: seen.attempts + 1,
            sent_at: Some(now),
            ..seen.clone()
        };
        let (before, after) = (word(&seen.state, STATE)?, word(&row.state, STATE)?);
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE message SET state = $4, attempts = $5, sent_at = $6 \
                 WHERE id = $1 AND state = $2 AND attempts = $3",
            )
            .bind(seen.id)
            .bind(before)
            .bind(seen.attempts)
            .bind(after)
            .bind(row.attempts)
            .bind(now.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok((done == 1).then_some(row))
    }

    /// Saves how far a message is: out id, state, attempts, time of sending and the last error.
    pub async fn update_message(&mut self, row: &MessageRow) -> Result<()> {
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE message SET out_id = $2, state = $3, attempts = $4, sent_at = $5, \
                 last_error = $6 WHERE id = $1",
            )
            .bind(row.id)
            .bind(&row.out_id)
            .bind(state)
            .bind(row.attempts)
            .bind(row.sent_at.map(Timestamp::millis))
            .bind(&row.last_error)
            .execute(c)
            .await
            .map_err(Error::on_unique(&["out_id"]))?
            .rows_affected()
        });
        found(done)
    }
}
