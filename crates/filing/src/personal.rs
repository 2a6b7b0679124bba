//! Text about a person. It prints masked; `reveal()` is the one way to the whole, and greppable.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A name, number, address or mailbox of a person. `Debug` and `Display` are masked; the serialised
/// form is whole, for the owner's own screen and for sealed storage.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The whole text. Say why at the call site: it is personal data.
    pub fn reveal(&self) -> &str {
        &self.0
    }
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
    /// What may be shown to who has no right to the whole.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Masks by shape: mailboxes keep a letter and the host, 11-digit numbers three and four digits,
/// longer numbers six and four, anything else its first character.
pub fn mask(text: &str) -> String {
    let text = text.trim();
    let count = text.chars().count();
    let keep = |head: usize, tail: usize| {
        let start: String = text.chars().take(head).collect();
        let end: String = text.chars().skip(count - tail).collect();
        format!("{start}{}{end}", "*".repeat(count - head - tail))
    };
    if count == 0 {
        return String::new();
    }
    if let Some((name, host)) = text.split_once('@') {
        let first: String = name.chars().take(1).collect();
        return format!("{first}***@{host}");
    }
    let numeric = text.is_ascii() && text.bytes().any(|b| b.is_ascii_digit());
    match (numeric, count) {
        (true, 15..) => keep(6, 4),
        (true, 9..) => keep(3, 4),
        (true, 5..) => keep(1, 2),
        (_, 1) => "*".into(),
        _ => keep(1, 0),
    }
}
