//! Accounts of sponsors (账号).

use crate::{
    Error, Result, Tx,
    column::{at, maybe_at},
    link::{Link, on, reads},
};
use filing::{id::AccountId, personal::Personal, time::Timestamp};
use uuid::Uuid;

/// When somebody logged in, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub at: Timestamp,
    pub address: String,
}

impl Login {
    pub(crate) fn of(at: Option<i64>, address: Option<String>) -> Option<Self> {
        Some(Self { at: Timestamp::from_millis(at?), address: address.unwrap_or_default() })
    }
}

/// One sponsor's account. Logs in by `username` or, once filed, by `filing_number`.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    pub id: AccountId,
    /// As typed; unique without regard to case.
    pub username: Option<String>,
    /// 主体备案号 in normal form; unique.
    pub filing_number: Option<String>,
    /// Sealed; unique without regard to case.
    pub email: Personal,
    pub password_hash: String,
    pub must_change_password: bool,
    pub created_at: Timestamp,
    pub last_login: Option<Login>,
    pub previous_login: Option<Login>,
    /// Since the last login that succeeded.
    pub failed_logins: i32,
    pub locked_until: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    username: Option<String>,
    filing_number: Option<String>,
    email: Vec<u8>,
    password_hash: String,
    must_change_password: bool,
    created_at: i64,
    last_login_at: Option<i64>,
    last_login_address: Option<String>,
    previous_login_at: Option<i64>,
    previous_login_address: Option<String>,
    failed_logins: i32,
    locked_until: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, username, filing_number, email, password_hash, must_change_password, \
             created_at, last_login_at, last_login_address, previous_login_at, \
             previous_login_address, failed_logins, locked_until FROM account ",
            $rest
        )
    };
}

const EMAIL: &str = "account.email";
const UNIQUE: &[&str] = &["username", "filing_number", "email"];

/// How a login name is compared.
pub(crate) fn username_key(username: &str) -> String {
    username.trim().to_lowercase()
}

fn filing_number_key(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

impl Link {
    fn account_row(&self, raw: Raw) -> Result<AccountRow> {
        Ok(AccountRow {
            id: AccountId::from_uuid(raw.id),
            username: raw.username,
            filing_number: raw.filing_number,
            email: self.keys.open_json(EMAIL, raw.id, &raw.email)?,
            password_hash: raw.password_hash,
            must_change_password: raw.must_change_password,
            created_at: at(raw.created_at),
            last_login: Login::of(raw.last_login_at, raw.last_login_address),
            previous_login: Login::of(raw.previous_login_at, raw.previous_login_address),
            failed_logins: raw.failed_logins,
            locked_until: maybe_at(raw.locked_until),
        })
    }
}

reads! {
    /// One account.
    pub async fn account(&mut self, id: AccountId) -> Option<AccountRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| self.account_row(raw)).transpose()
    }

    /// The account that `text` logs in to: a username in any case, or a filing number in normal form.
    pub async fn account_by_login(&mut self, text: &str) -> Option<AccountRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE username_key = $1 OR filing_number = $2"))
                .bind(username_key(text)).bind(filing_number_key(text)).fetch_optional(c).await?
        });
        raw.map(|raw| self.account_row(raw)).transpose()
    }

    /// The account with this mailbox, in any case.
    pub async fn account_by_email(&mut self, email: &str) -> Option<AccountRow> {
        for index in self.keys.email_indexes(email).all() {
            let raw: Option<Raw> = on!(self, c => {
                sqlx::query_as(select!("WHERE email_index = $1"))
                    .bind(&index[..]).fetch_optional(c).await?
            });
            if let Some(raw) = raw {
                return self.account_row(raw).map(Some);
            }
        }
        Ok(None)
    }
}

impl Tx {
    /// Adds an account that has never logged in.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `username`, `filing_number` or `email`.
    pub async fn insert_account(&mut self, row: &AccountRow) -> Result<()> {
        let email = self.link.keys.seal_json(EMAIL, row.id.uuid(), &row.email)?;
        let index = self.free_email(row.id, &row.email).await?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO account (id, username, username_key, filing_number, email, email_index, \
                 password_hash, must_change_password, created_at, failed_logins) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
            )
            .bind(row.id.uuid())
            .bind(&row.username)
            .bind(row.username.as_deref().map(username_key))
            .bind(row.filing_number.as_deref().map(filing_number_key))
            .bind(email)
            .bind(&index[..])
            .bind(&row.password_hash)
            .bind(row.must_change_password)
            .bind(row.created_at.millis())
            .execute(c)
            .await
            .map_err(Error::on_unique(UNIQUE))?;
        });
        Ok(())
    }

    /// Changes the mailbox.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `email`.
    pub async fn update_email(&mut self, id: AccountId, email: &Personal) -> Result<()> {
        let sealed = self.link.keys.seal_json(EMAIL, id.uuid(), email)?;
        let index = self.free_email(id, email).await?;
        let done = on!(self.link, c => {
            sqlx::query("UPDATE account SET email = $2, email_index = $3 WHERE id = $1")
                .bind(id.uuid())
                .bind(sealed)
                .bind(&index[..])
                .execute(c)
                .await
                .map_err(Error::on_unique(UNIQUE))?
                .rows_affected()
        });
        found(done)
    }

    /// Gives the account its filing number (in normal form) to log in with.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `filing_number`.
    pub async fn update_filing_number(
        &mut self,
        id: AccountId,
        number: Option<&str>,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query("UPDATE account SET filing_number = $2 WHERE id = $1")
                .bind(id.uuid())
                .bind(number.map(filing_number_key))
                .execute(c)
                .await
                .map_err(Error::on_unique(UNIQUE))?
                .rows_affected()
        });
        found(done)
    }

    /// Changes the password, and whether it must be changed at the next login.
    pub async fn update_password(
        &mut self,
        id: AccountId,
        password_hash: &str,
        must_change: bool,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE account SET password_hash = $2, must_change_password = $3 WHERE id = $1",
            )
            .bind(id.uuid())
            .bind(password_hash)
            .bind(must_change)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Notes a login: the last one becomes the previous one, failures and lock are forgotten.
    pub async fn login_succeeded(
        &mut self,
        id: AccountId,
        at: Timestamp,
        address: &str,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE account SET previous_login_at = last_login_at, \
                 previous_login_address = last_login_address, last_login_at = $2, \
                 last_login_address = $3, failed_logins = 0, locked_until = NULL WHERE id = $1",
            )
            .bind(id.uuid())
            .bind(at.millis())
            .bind(address)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }

    /// Counts a failed login and sets or clears the lock. Returns how many failed since the last
    /// success, this one included.
    pub async fn login_failed(
        &mut self,
        id: AccountId,
        at: Timestamp,
        locked_until: Option<Timestamp>,
    ) -> Result<i32> {
        Ok(on!(self.link, c => {
            sqlx::query_scalar(
                "UPDATE account SET failed_logins = failed_logins + 1, last_failed_at = $2, \
                 locked_until = $3 WHERE id = $1 RETURNING failed_logins",
            )
            .bind(id.uuid())
            .bind(at.millis())
            .bind(locked_until.map(Timestamp::millis))
            .fetch_one(c)
            .await?
        }))
    }

    /// The keyed hash to store, unless another account has the mailbox under any key.
    async fn free_email(&mut self, id: AccountId, email: &Personal) -> Result<[u8; 32]> {
        // Personal: hashed, never compared or stored in the clear.
        let text = email.reveal().to_owned();
        match self.account_by_email(&text).await? {
            Some(other) if other.id != id => self.link.settle(Err(Error::Duplicate("email"))),
            _ => Ok(self.link.keys.email_indexes(&text).current()),
        }
    }
}

/// An update that met no row is an error, not a success.
pub(crate) fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}
