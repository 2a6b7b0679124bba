//! Requests that may be sent twice: the second gets the first one's answer.

use crate::{Error, Result, Subject, Tx, accounts::found, link::on};
use filing::time::Timestamp;

/// What is known of a request's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Nobody used the key: it is now taken, do the work.
    Fresh,
    /// The same request was answered: answer the same.
    Done { status: u16, body: Vec<u8> },
    /// The same request is being worked on.
    InProgress,
    /// The key belongs to a different request.
    Mismatch,
}

const BODY: &str = "idempotency.body";

impl Tx {
    /// Takes `key` for this subject or says what became of it. In the same transaction as the work
    /// a second request waits for the first; committed before the work, it sees `InProgress` until
    /// `expires_at`, after which the key is free again.
    pub async fn idempotency(
        &mut self,
        subject: impl Into<Subject>,
        key: &str,
        request_hash: &[u8; 32],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Idempotency> {
        let subject = subject.into().uuid();
        let taken = on!(self.link, c => {
            sqlx::query("DELETE FROM idempotency WHERE subject = $1 AND key = $2 AND expires_at <= $3")
                .bind(subject)
                .bind(key)
                .bind(now.millis())
                .execute(&mut *c)
                .await?;
            sqlx::query(
                "INSERT INTO idempotency (subject, key, request_hash, expires_at) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (subject, key) DO NOTHING",
            )
            .bind(subject)
            .bind(key)
            .bind(&request_hash[..])
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
        let (Some(status), Some(body)) = (status, body) else { return Ok(Idempotency::InProgress) };
        Ok(Idempotency::Done {
            status: u16::try_from(status).map_err(|_| Error::Corrupt("idempotency.status"))?,
            body: self.link.keys.open(&format!("{BODY}:{subject}/{key}"), &body)?,
        })
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
