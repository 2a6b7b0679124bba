//! The provider's people.

use crate::{
    Error, Login, Result, Tx,
    accounts::{found, username_key},
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{id::StaffId, permission::Role, time::Timestamp};
use uuid::Uuid;

/// One member of the staff.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffRow {
    pub id: StaffId,
    /// As typed; unique without regard to case.
    pub username: String,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
    pub must_change_password: bool,
    pub disabled: bool,
    pub created_at: Timestamp,
    /// Since the last login that succeeded.
    pub failed_logins: i32,
    pub locked_until: Option<Timestamp>,
    pub last_login: Option<Login>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    username: String,
    name: String,
    role: String,
    password_hash: String,
    must_change_password: bool,
    disabled: bool,
    created_at: i64,
    failed_logins: i32,
    locked_until: Option<i64>,
    last_login_at: Option<i64>,
    last_login_address: Option<String>,
}

impl Raw {
    fn row(self) -> Result<StaffRow> {
        Ok(StaffRow {
            id: StaffId::from_uuid(self.id),
            username: self.username,
            name: self.name,
            role: from_word(self.role, ROLE)?,
            password_hash: self.password_hash,
            must_change_password: self.must_change_password,
            disabled: self.disabled,
            created_at: at(self.created_at),
            failed_logins: self.failed_logins,
            locked_until: maybe_at(self.locked_until),
            last_login: Login::of(self.last_login_at, self.last_login_address),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, username, name, role, password_hash, must_change_password, disabled, \
             created_at, failed_logins, locked_until, last_login_at, last_login_address FROM staff ",
            $rest
        )
    };
}

const ROLE: &str = "staff.role";

reads! {
    /// One member of the staff, disabled or not.
    pub async fn staff(&mut self, id: StaffId) -> Option<StaffRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// By username in any case, disabled or not.
    pub async fn staff_by_login(&mut self, username: &str) -> Option<StaffRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE username_key = $1"))
                .bind(username_key(username)).fetch_optional(c).await?
        });
        raw.map(Raw::row).transpose()
    }

    /// Everybody, oldest first.
    pub async fn staff_page(&mut self, after: Option<Cursor>, limit: u32) -> Page<StaffRow> {
        let after = after.unwrap_or(Cursor::START);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3"
            ))
            .bind(after.position).bind(after.id).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        let rows = raw.into_iter().map(Raw::row).collect::<crate::Result<Vec<_>>>()?;
        let cursor = |row: &StaffRow| Cursor { position: row.created_at.millis(), id: row.id.uuid() };
        Ok(Page::cut(rows, limit, cursor))
    }
}

impl Tx {
    /// Adds a member who has never logged in.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `username`.
    pub async fn insert_staff(&mut self, row: &StaffRow) -> Result<()> {
        let role = word(&row.role, ROLE)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO staff (id, username, username_key, name, role, password_hash, \
                 must_change_password, disabled, created_at, failed_logins) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
            )
            .bind(row.id.uuid())
            .bind(&row.username)
            .bind(username_key(&row.username))
            .bind(&row.name)
            .bind(role)
            .bind(&row.password_hash)
            .bind(row.must_change_password)
            .bind(row.disabled)
            .bind(row.created_at.millis())
            .execute(c)
            .await
            .map_err(Error::on_unique(&["username"]))?;
        });
        Ok(())
    }

    /// Changes name, role and whether the account is disabled. Sessions are ended separately.
    pub async fn update_staff(
        &mut self,
        id: StaffId,
        name: &str,
        role: Role,
        disabled: bool,
    ) -> Result<()> {
        let role = word(&role, ROLE)?;
        let done = on!(self.link, c => {
            sqlx::query("UPDATE staff SET name = $2, role = $3, disabled = $4 WHERE id = $1")
                .bind(id.uuid())
                .bind(name)
                .bind(role)
                .bind(disabled)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(done)
    }

    /// Changes the password, and whether it must be changed at the next login.
    pub async fn update_staff_password(
        &mut self,
        id: StaffId,
        password_hash: &str,
        must_change: bool,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE staff SET password_hash = $2, must_change_password = $3 WHERE id = $1",
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

    /// Notes a login; failures and lock are forgotten.
    pub async fn staff_login_succeeded(
        &mut self,
        id: StaffId,
        at: Timestamp,
        address: &str,
    ) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE staff SET last_login_at = $2, last_login_address = $3, failed_logins = 0, \
                 locked_until = NULL WHERE id = $1",
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
    pub async fn staff_login_failed(
        &mut self,
        id: StaffId,
        at: Timestamp,
        locked_until: Option<Timestamp>,
    ) -> Result<i32> {
        Ok(on!(self.link, c => {
            sqlx::query_scalar(
                "UPDATE staff SET failed_logins = failed_logins + 1, last_failed_at = $2, \
                 locked_until = $3 WHERE id = $1 RETURNING failed_logins",
            )
            .bind(id.uuid())
            .bind(at.millis())
            .bind(locked_until.map(Timestamp::millis))
            .fetch_one(c)
            .await?
        }))
    }
}
