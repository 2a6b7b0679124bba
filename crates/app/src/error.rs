//! How a use case can fail. HTTP status is chosen in `server`, words in `filing::words`.

use filing::{
    issue::{Issue, Severity},
    state::TransitionError,
    time::Duration,
};
use std::fmt::Display;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Also what the wrong account sees, so that ids can't be probed.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Nobody is logged in, or what was shown as proof does not hold.
    #[error("not logged in")]
    Unauthenticated,
    #[error("not allowed")]
    Forbidden,
    /// What was sent does not hold; every finding at once.
    #[error("{} finding(s)", .0.len())]
    Invalid(Vec<Issue>),
    #[error(transparent)]
    NotNow(#[from] TransitionError),
    /// A rule refuses; the code has words.
    #[error("refused: {code}")]
    Refused { code: &'static str, args: Vec<String> },
    /// Somebody else changed it first.
    #[error("changed meanwhile, now at version {current}")]
    Stale { current: i64 },
    /// The same key came with another content.
    #[error("this key was used for something else")]
    KeyReused,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    /// Something that this system stands on does not answer; nothing was changed.
    #[error("{0} is unavailable")]
    Unavailable(&'static str),
    /// The text is for the log only, and holds no personal data.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    pub fn internal(what: impl Display) -> Self {
        Self::Internal(what.to_string())
    }
    pub fn refused(code: &'static str) -> Self {
        Self::Refused { code, args: Vec::new() }
    }
    /// One finding about one field.
    pub fn field(path: &str, code: &'static str) -> Self {
        Self::Invalid(vec![Issue::new(path, code, Severity::Error)])
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound("row"),
            store::Error::Stale { current } => Self::Stale { current },
            store::Error::Unavailable(_) => Self::Unavailable("database"),
            other => Self::internal(other),
        }
    }
}

/// Names what was looked for when the store has no such row.
pub trait OrNotFound<T> {
    fn or_not_found(self, what: &'static str) -> Result<T>;
}

impl<T> OrNotFound<T> for store::Result<T> {
    fn or_not_found(self, what: &'static str) -> Result<T> {
        self.map_err(|error| match error {
            store::Error::NotFound => Error::NotFound(what),
            other => other.into(),
        })
    }
}
