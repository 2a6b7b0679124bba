//! Requests that may be sent twice: the second gets the first one's answer.

use crate::{Error, Result, Subject, Tx, accounts::found, link::on};
use filing::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is known of a request's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Nobody used the key: it is now taken, do the work.
    Fresh,
    /// The same request was answered: answer the same.
    Done { status: u16, body: Vec<u8> },
    /// The same request is being worked on.
    InProgress,
    /// Whoever worked on the same request is gone without an answer. What these requests did, if
    /// anything, stands in the journal after entry `after`; the key is now yours.
    Interrupted { requests: Vec<String>, after: i64 },
    /// The key belongs to a different request.
    Mismatch,
}

const BODY: &str = "idempotency.body";

/// Who works on a request that has no answer yet; lies where the answer will.
#[derive(Serialize, Deserialize)]
struct Tries {
    /// The journal's last entry when the first one began.
    after: i64,
    requests: Vec<String>,
}

impl Tx {
    /// Takes `key` for this subject and this try (`request`, as the journal names it) or says what
    /// became of it. In the same transaction as the work a second request waits for the first;
    /// committed before the work, it sees `InProgress` until `expires_at`, which the first moves
    /// on while it lives ([`Tx::idempotency_hold`]), and then `Interrupted`.
    pub async fn idempotency(
        &mut self,
        subject: impl Into<Subject>,
        key: &str,
        request_hash: &[u8; 32],
        request: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Idempotency> {
        let subject = subject.into().uuid();
        let place = format!("{BODY}:{subject}/{key}");
        let after = self.journal_head().await?.sequence;
        let tries = Tries { after, requests: vec![request.to_owned()] };
        let first = self.link.keys.seal_json(BODY, subject, &tries)?;
        let taken = on!(self.link, c => {
            sqlx::query(
                "DELETE FROM idempotency WHERE subject = $1 AND key = $2 AND expires_at <= $3 \
                 AND status IS NOT NULL",
            )
                .bind(subject)
                .bind(key)
                .bind(now.millis())
                .execute(&mut *c)
                .await?;
            sqlx::query(
                "INSERT INTO idempotency (subject, key, request_hash, body, expires_at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, key) DO NOTHING",
            )
            .bind(subject)
            .bind(key)
            .bind(&request_hash[..])
            .bind(first)
            .bind(expires_at.millis())
            .execute(&mut *c)
            .await?
            .rows_affected()
        });
        if taken == 1 {
            return Ok(Idempotency::Fresh);
        }
        let (hash, status, body): (Vec<u8>, Option<i32>, Option<Vec<u8>>) = on!(self.link, c => {
            sqlx::query_as(
                "SELECT request_hash, status, body FROM idempotency WHERE subject = $1 AND key = $2",
            )
            .bind(subject)
            .bind(key)
            .fetch_one(c)
            .await?
        });
        if hash != request_hash {
            return Ok(Idempotency::Mismatch);
        }
        let Some(body) = body else { return Ok(Idempotency::InProgress) };
        if let Some(status) = status {
            return Ok(Idempotency::Done {
                status: u16::try_from(status).map_err(|_| Error::Corrupt("idempotency.status"))?,
                body: self.link.keys.open(&place, &body)?,
            });
        }
        let earlier: Tries = self.link.keys.open_json(BODY, subject, &body)?;
        let requests = [&earlier.requests[..], &tries.requests[..]].concat();
        let tries = Tries { after: earlier.after, requests };
        let body = self.link.keys.seal_json(BODY, subject, &tries)?;
        // Of two that ask at the same time one gets the key.
        let taken = on!(self.link, c => {
            sqlx::query(
                "UPDATE idempotency SET body = $3, expires_at = $4 \
                 WHERE subject = $1 AND key = $2 AND expires_at <= $5 AND status IS NULL",
            )
            .bind(subject)
            .bind(key)
            .bind(body)
            .bind(expires_at.millis())
            .bind(now.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        let (requests, after) = (earlier.requests, earlier.after);
        Ok(match taken {
            0 => Idempotency::InProgress,
            _ => Idempotency::Interrupted { requests, after },
        })
    }

    /// Holds on to the key of a request that takes its time.
    pub async fn idempotency_hold(
        &mut self,
        subject: impl Into<Subject>,
        key: &str,
        expires_at: Timestamp,
    ) -> Result<()> {
        let subject = subject.into().uuid();
        on!(self.link, c => {
            sqlx::query(
                "UPDATE idempotency SET expires_at = $3 \
                 WHERE subject = $1 AND key = $2 AND status IS NULL",
            )
            .bind(subject)
            .bind(key)
            .bind(expires_at.millis())
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Keeps the answer (sealed) until `expires_at`.
    pub async fn idempotency_done(
        &mut self,
        subject: impl Into<Subject>,
        key: &str,
        status: u16,
        body: &[u8],
        expires_at: Timestamp,
    ) -> Result<()> {
        let subject = subject.into().uuid();
        let body = self.link.keys.seal(&format!("{BODY}:{subject}/{key}"), body);
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE idempotency SET status = $3, body = $4, expires_at = $5 \
                 WHERE subject = $1 AND key = $2",
            )
            .bind(subject)
            .bind(key)
            .bind(i32::from(status))
            .bind(body)
            .bind(expires_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Frees the key of a request that failed in a way worth repeating.
    pub async fn idempotency_forget(
        &mut self,
        subject: impl Into<Subject>,
        key: &str,
    ) -> Result<()> {
        let subject = subject.into().uuid();
        on!(self.link, c => {
            sqlx::query("DELETE FROM idempotency WHERE subject = $1 AND key = $2 AND status IS NULL")
                .bind(subject)
                .bind(key)
                .execute(c)
                .await?;
        });
        Ok(())
    }
}
