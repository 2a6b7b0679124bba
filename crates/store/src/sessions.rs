//! Log-in sessions: the cookie holds the token, the table its hash only.

use crate::{
    Error, Result, Tx,
    accounts::found,
    column::{at, hash},
    link::{on, reads},
};
use filing::{
    id::{AccountId, StaffId},
    time::Timestamp,
};
use uuid::Uuid;

/// Whose session, or whose request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Account(AccountId),
    Staff(StaffId),
}

impl Subject {
    pub(crate) fn uuid(self) -> Uuid {
        match self {
            Self::Account(id) => id.uuid(),
            Self::Staff(id) => id.uuid(),
        }
    }

    fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Account(id) => (Some(id.uuid()), None),
            Self::Staff(id) => (None, Some(id.uuid())),
        }
    }
}

impl From<AccountId> for Subject {
    fn from(id: AccountId) -> Self {
        Self::Account(id)
    }
}

impl From<StaffId> for Subject {
    fn from(id: StaffId) -> Self {
        Self::Staff(id)
    }
}

/// One browser that is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    pub subject: Subject,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub user_agent: String,
}

#[derive(sqlx::FromRow)]
struct Raw {
    token_hash: Vec<u8>,
    account: Option<Uuid>,
    staff: Option<Uuid>,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    address: String,
    user_agent: String,
}

impl Raw {
    fn row(self) -> Result<SessionRow> {
        let subject = match (self.account, self.staff) {
            (Some(id), None) => Subject::Account(AccountId::from_uuid(id)),
            (None, Some(id)) => Subject::Staff(StaffId::from_uuid(id)),
            _ => return Err(Error::Corrupt("session.account")),
        };
        Ok(SessionRow {
            token_hash: hash(self.token_hash, "session.token_hash")?,
            subject,
            created_at: at(self.created_at),
            last_seen_at: at(self.last_seen_at),
            expires_at: at(self.expires_at),
            address: self.address,
            user_agent: self.user_agent,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT token_hash, account, staff, created_at, last_seen_at, expires_at, address, \
             user_agent FROM session ",
            $rest
        )
    };
}

reads! {
    /// The session behind a token's hash, unless it has expired at `now`.
    pub async fn session_by_hash(&mut self, token_hash: &[u8; 32], now: Timestamp) -> Option<SessionRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE token_hash = $1 AND expires_at > $2"))
                .bind(&token_hash[..]).bind(now.millis()).fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// Everything somebody is logged in with at `now`, newest first, at most fifty.
    pub async fn sessions_of(&mut self, subject: Subject, now: Timestamp) -> Vec<SessionRow> {
        let (account, staff) = subject.columns();
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE (account = $1 OR staff = $2) AND expires_at > $3 \
                 ORDER BY created_at DESC LIMIT 50"
            ))
            .bind(account).bind(staff).bind(now.millis()).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }
}

impl Tx {
    /// Logs in.
    pub async fn insert_session(&mut self, row: &SessionRow) -> Result<()> {
        let (account, staff) = row.subject.columns();
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO session (token_hash, account, staff, created_at, last_seen_at, \
                 expires_at, address, user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&row.token_hash[..])
            .bind(account)
            .bind(staff)
            .bind(row.created_at.millis())
            .bind(row.last_seen_at.millis())
            .bind(row.expires_at.millis())
            .bind(&row.address)
            .bind(&row.user_agent)
            .execute(c)
            .await
            .map_err(Error::on_unique(&["token_hash"]))?;
        });
        Ok(())
    }

    /// Notes that the session is in use and moves its end. Call it now and then, not at each
    /// request: it is a write.
    pub async fn touch_session(
        &mut self,
        token_hash: &[u8; 32],
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
            )
            .bind(&token_hash[..])
            .bind(seen_at.millis())
            .bind(expires_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Logs out. True when the session was there.
    pub async fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<bool> {
        let done = on!(self.link, c => {
            sqlx::query("DELETE FROM session WHERE token_hash = $1")
                .bind(&token_hash[..])
                .execute(c)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }

    /// Logs somebody out everywhere, save for the session `except`. Returns how many ended.
    pub async fn delete_sessions_of(
        &mut self,
        subject: Subject,
        except: Option<&[u8; 32]>,
    ) -> Result<u64> {
        let (account, staff) = subject.columns();
        let kept = except.map_or(&[][..], |hash| &hash[..]);
        Ok(on!(self.link, c => {
            sqlx::query("DELETE FROM session WHERE (account = $1 OR staff = $2) AND token_hash <> $3")
                .bind(account)
                .bind(staff)
                .bind(kept)
                .execute(c)
                .await?
                .rows_affected()
        }))
    }
}
