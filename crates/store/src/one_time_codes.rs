//! One-time codes sent by e-mail or SMS: one open code a purpose and person, five tries.

use crate::{
    Result, Tx,
    link::{on, reads},
};
use filing::time::Timestamp;
use subtle::ConstantTimeEq;

/// Tries a code allows.
const TRIES: i32 = 5;

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// Right; the code is used up.
    Ok,
    /// Wrong; so many tries are left.
    Wrong { left: i32 },
    /// Too late, used already, or never sent.
    Expired,
    /// Five tries were wrong: even the right code does not help any more.
    Locked,
}

reads! {
    /// When the open code for this purpose and person was sent, for the pause before the next one.
    pub async fn code_sent_at(&mut self, purpose: &str, subject: &str) -> Option<Timestamp> {
        let subject = self.keys.index("one_time_code", subject);
        let sent: Option<i64> = on!(self, c => {
            sqlx::query_scalar("SELECT sent_at FROM one_time_code WHERE purpose = $1 AND subject = $2")
                .bind(purpose).bind(&subject[..]).fetch_optional(c).await?
        });
        Ok(sent.map(Timestamp::from_millis))
    }
}

impl Tx {
    /// Opens a code and forgets the one before it. `subject` says whose it is (a mailbox, a mobile
    /// number, an id) and is kept as a keyed hash only. How often codes may be sent is the caller's
    /// to limit ([`crate::Store::code_sent_at`]).
    pub async fn put_code(
        &mut self,
        purpose: &str,
        subject: &str,
        code_hash: &[u8; 32],
        sent_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let subject = self.link.keys.index("one_time_code", subject);
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO one_time_code (purpose, subject, code_hash, tries_left, sent_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (purpose, subject) DO UPDATE SET code_hash = excluded.code_hash, \
                 tries_left = excluded.tries_left, sent_at = excluded.sent_at, \
                 expires_at = excluded.expires_at",
            )
            .bind(purpose)
            .bind(&subject[..])
            .bind(&code_hash[..])
            .bind(TRIES)
            .bind(sent_at.millis())
            .bind(expires_at.millis())
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Tries a code. Commit whatever the outcome is: a wrong try counts only then.
    pub async fn try_code(
        &mut self,
        purpose: &str,
        subject: &str,
        code_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<CodeOutcome> {
        let subject = self.link.keys.index("one_time_code", subject);
        // Takes a try first: in PostgreSQL this locks the row, so that two requests at once can't
        // both use the last try.
        let open: Option<(Vec<u8>, i32, i64)> = on!(self.link, c => {
            sqlx::query_as(
                "UPDATE one_time_code SET tries_left = tries_left - 1 \
                 WHERE purpose = $1 AND subject = $2 RETURNING code_hash, tries_left, expires_at",
            )
            .bind(purpose)
            .bind(&subject[..])
            .fetch_optional(c)
            .await?
        });
        let Some((expected, left, expires_at)) = open else { return Ok(CodeOutcome::Expired) };
        if expires_at <= now.millis() {
            return Ok(CodeOutcome::Expired);
        }
        if left < 0 {
            return Ok(CodeOutcome::Locked);
        }
        if !bool::from(expected.ct_eq(code_hash)) {
            return Ok(if left == 0 { CodeOutcome::Locked } else { CodeOutcome::Wrong { left } });
        }
        on!(self.link, c => {
            sqlx::query("DELETE FROM one_time_code WHERE purpose = $1 AND subject = $2")
                .bind(purpose)
                .bind(&subject[..])
                .execute(c)
                .await?;
        });
        Ok(CodeOutcome::Ok)
    }
}
