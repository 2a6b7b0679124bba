//! Pages by key, never by offset: page ten thousand costs what page one costs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The place of a row in its list: what the list is ordered by, then the row's id. Opaque text
/// outside (`Display`, `FromStr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Milliseconds or a sequence number: whatever orders the list.
    pub position: i64,
    pub id: Uuid,
}

impl Cursor {
    /// Before everything, for lists that go up.
    pub(crate) const START: Self = Self { position: i64::MIN, id: Uuid::nil() };
    /// After everything, for lists that go down.
    pub(crate) const END: Self = Self { position: i64::MAX, id: Uuid::max() };
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.position.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The text is no [`Cursor`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a page mark")]
pub struct ParseCursorError;

impl FromStr for Cursor {
    type Err = ParseCursorError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ParseCursorError)?;
        let (position, id) = bytes.split_first_chunk::<8>().ok_or(ParseCursorError)?;
        Ok(Self {
            position: i64::from_be_bytes(*position),
            id: Uuid::from_slice(id).map_err(|_| ParseCursorError)?,
        })
    }
}

/// Some rows of a list, and where the next ones start.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Absent on the last page.
    pub next: Option<Cursor>,
}

/// No page holds more, whatever is asked.
pub const MAX_PAGE: u32 = 500;

/// How many rows to ask the database for: the page and one more, which tells whether there is a
/// next page.
pub(crate) fn rows_to_fetch(limit: u32) -> i64 {
    i64::from(limit.clamp(1, MAX_PAGE)) + 1
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` out of what [`rows_to_fetch`] asked for.
    pub(crate) fn cut(mut items: Vec<T>, limit: u32, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor_of) } else { None };
        Self { items, next }
    }
}
