//! The few ways a store can fail. Nothing here carries what was stored.

use std::fmt;

/// What every call of the store gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// After an error of the database inside a [`crate::Tx`] the transaction is over: drop it, which
/// rolls back. `NotFound`, `Stale` and `Sealed` leave it as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row or object.
    #[error("not found")]
    NotFound,
    /// Somebody else saved the row first: read it again.
    #[error("the row has moved on to version {current}")]
    Stale { current: i64 },
    /// Another row already has this; the text names what, e.g. `email`.
    #[error("another row has the same {0}")]
    Duplicate(&'static str),
    /// A sealed value can't be opened: unknown key, wrong place, changed bytes.
    #[error("sealed value: {0}")]
    Sealed(String),
    /// A master key can't be used.
    #[error("master key: {0}")]
    Key(String),
    /// Busy, out of reach, timed out or chosen as a victim. Trying the whole transaction again is
    /// right ([`Error::is_transient`]).
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A commit after an error of the database: nothing was kept.
    #[error("the transaction had failed before")]
    Over,
    /// A row holds what this program never writes there; the text names the column.
    #[error("unreadable value in {0}")]
    Corrupt(&'static str),
    /// Settings that can't be used.
    #[error("configuration: {0}")]
    Config(String),
    /// The schema can't be brought up to date, or is not the one this program made.
    #[error("migration: {0}")]
    Migrate(String),
    /// The object store (folder or S3) failed.
    #[error("object store: {0}")]
    Object(String),
    /// Anything else the database refused.
    #[error("{0}")]
    Sql(Fault),
}

impl Error {
    /// True when the same work may succeed if it is done again from `begin`: PostgreSQL's 40001 and
    /// 40P01, a lock or statement timeout, a full pool, a lost connection. A commit that failed this
    /// way has not happened, save for a connection lost while committing, where it is unknown:
    /// that is why jobs and uploads are repeatable.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// Maps a broken unique index to [`Error::Duplicate`], naming the first of `columns` that the
    /// index is about.
    pub(crate) fn on_unique(columns: &'static [&'static str]) -> impl Fn(sqlx::Error) -> Self {
        move |error| match &error {
            sqlx::Error::Database(fault) if fault.is_unique_violation() => {
                let index = fault.constraint().unwrap_or_else(|| fault.message());
                let what = columns.iter().find(|column| index.contains(**column));
                Self::Duplicate(what.copied().unwrap_or("row"))
            }
            _ => error.into(),
        }
    }
}

/// What the database said, without the values it said it about.
#[derive(Debug)]
pub struct Fault {
    /// SQLSTATE or SQLite's extended result code, where there is one.
    pub code: Option<String>,
    /// The broken constraint, where there is one.
    pub constraint: Option<String>,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database: {}", self.what)?;
        if let Some(code) = &self.code {
            write!(f, " [{code}]")?;
        }
        if let Some(constraint) = &self.constraint {
            write!(f, " ({constraint})")?;
        }
        Ok(())
    }
}

/// Codes after which the whole transaction may be tried again.
/// SQLSTATE: serialization failure, deadlock, lock not available, statement timeout, too many
/// connections, shutdowns. SQLite: BUSY and LOCKED in all their forms.
fn is_transient_code(code: &str) -> bool {
    const SQLSTATE: [&str; 8] =
        ["40001", "40P01", "55P03", "57014", "53300", "57P01", "57P02", "57P03"];
    SQLSTATE.contains(&code)
        || code.parse::<i32>().is_ok_and(|n| code.len() < 5 && matches!(n & 0xff, 5 | 6))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let plain = |what: String| Self::Sql(Fault { code: None, constraint: None, what });
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Unavailable("no free connection in time".into()),
            sqlx::Error::PoolClosed => Self::Unavailable("the store is closed".into()),
            sqlx::Error::WorkerCrashed => Self::Unavailable("the connection's thread ended".into()),
            sqlx::Error::Io(error) => Self::Unavailable(error.kind().to_string()),
            sqlx::Error::Tls(_) => Self::Unavailable("TLS handshake".into()),
            sqlx::Error::Configuration(_) => Self::Config("the database URL can't be read".into()),
            sqlx::Error::ColumnDecode { index, .. } => plain(format!("column {index} unreadable")),
            sqlx::Error::Database(fault) => {
                let code = fault.code().map(|code| code.into_owned());
                if code.as_deref().is_some_and(is_transient_code) {
                    return Self::Unavailable(code.unwrap_or_default());
                }
                if fault.is_unique_violation() {
                    return Self::Duplicate("row");
                }
                // Messages about constraints may quote a row; those about SQL text can't, because
                // values are always bound.
                let what = match fault.kind() {
                    sqlx::error::ErrorKind::ForeignKeyViolation => {
                        "a reference points nowhere".into()
                    }
                    sqlx::error::ErrorKind::NotNullViolation => "a value is missing".into(),
                    sqlx::error::ErrorKind::CheckViolation => "a check failed".into(),
                    _ if code.as_deref().is_some_and(|c| c.starts_with("22")) => {
                        "a value does not fit".into()
                    }
                    _ => fault.message().to_owned(),
                };
                let constraint = fault.constraint().map(str::to_owned);
                Self::Sql(Fault { code, constraint, what })
            }
            other => plain(other.to_string()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migrate(error.to_string())
    }
}
