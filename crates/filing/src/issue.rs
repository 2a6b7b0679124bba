//! What a check reports: where, what, how bad. Words for people are looked up by code.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One finding about a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Issue {
    /// JSON pointer into the draft, e.g. `/services/0/officer/mobile`.
    pub path: String,
    /// Stable dotted code, e.g. `mobile.shape`.
    pub code: Cow<'static, str>,
    pub severity: Severity,
    /// What the words may name: never personal data. `{0}`, `{1}` … in the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Severity {
    /// Told, nothing more.
    Info,
    /// Shown to the sponsor and to the reviewer; the work goes on.
    Warning,
    /// Submitting is refused.
    Error,
}

impl Issue {
    pub fn new(path: impl Into<String>, code: &'static str, severity: Severity) -> Self {
        Self { path: path.into(), code: Cow::Borrowed(code), severity, args: Vec::new() }
    }
    pub fn error(path: impl Into<String>, code: &'static str) -> Self {
        Self::new(path, code, Severity::Error)
    }
    pub fn warning(path: impl Into<String>, code: &'static str) -> Self {
        Self::new(path, code, Severity::Warning)
    }
    #[must_use]
    pub fn with(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error
    }
}
