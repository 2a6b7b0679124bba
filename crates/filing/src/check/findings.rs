//! Collecting findings while reading; nothing stops at the first.

use super::{CODES, CheckContext};
use crate::{
    code::CodeTable,
    issue::{Issue, Severity},
    personal::Personal,
};
use std::str::FromStr;

/// The findings so far. Paths are JSON pointers into the draft.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Issue>);

impl Findings {
    pub fn push(&mut self, issue: Issue) {
        self.0.push(issue);
    }

    /// A finding of the checks' own.
    pub fn add(&mut self, path: impl Into<String>, code: &'static str, severity: Severity) {
        debug_assert!(CODES.contains(&code), "{code} has no words");
        self.push(Issue::new(path, code, severity));
    }

    pub fn error(&mut self, path: impl Into<String>, code: &'static str) {
        self.add(path, code, Severity::Error);
    }

    pub fn warning(&mut self, path: impl Into<String>, code: &'static str) {
        self.add(path, code, Severity::Warning);
    }

    pub fn info(&mut self, path: impl Into<String>, code: &'static str) {
        self.add(path, code, Severity::Info);
    }

    pub fn into_issues(self) -> Vec<Issue> {
        self.0
    }

    /// What was typed, trimmed; an error when it is nothing.
    pub fn required<'t>(&mut self, path: &str, typed: Option<&'t str>) -> Option<&'t str> {
        let typed = given(typed);
        if typed.is_none() {
            self.error(path, "required");
        }
        typed
    }

    /// A text of a length, in characters, without control characters.
    pub fn text(&mut self, path: &str, typed: Option<&str>, max: usize) -> Option<String> {
        let typed = self.required(path, typed)?;
        self.bounded(path, typed, max).then(|| typed.to_owned())
    }

    /// The same, where nothing is an answer too.
    pub fn optional(
        &mut self,
        path: &str,
        typed: Option<&str>,
        max: usize,
    ) -> Result<Option<String>, Refused> {
        match given(typed) {
            None => Ok(None),
            Some(typed) if self.bounded(path, typed, max) => Ok(Some(typed.to_owned())),
            Some(_) => Err(Refused),
        }
    }

    fn bounded(&mut self, path: &str, text: &str, max: usize) -> bool {
        if text.chars().any(char::is_control) {
            self.error(path, "text.control_characters");
            return false;
        }
        if text.chars().count() > max {
            self.push(Issue::error(path, "text.too_long").with(max.to_string()));
            return false;
        }
        true
    }

    /// A number or name with a grammar of its own.
    pub fn parsed<T: FromStr>(
        &mut self,
        path: &str,
        typed: Option<&str>,
        code: fn(&T::Err) -> &'static str,
    ) -> Option<T> {
        let typed = self.required(path, typed)?;
        match typed.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(Issue::error(path, code(&error)));
                None
            }
        }
    }

    /// A value of a code table that may be used today.
    pub fn code(
        &mut self,
        context: &CheckContext<'_>,
        table: CodeTable,
        path: &str,
        chosen: Option<u32>,
    ) -> Option<u32> {
        let Some(id) = chosen else {
            self.error(path, "required");
            return None;
        };
        match context.codes.usable(table, id, context.today()) {
            Ok(_) => Some(id),
            Err(error) => {
                self.push(Issue::error(path, error.code()).with(id.to_string()));
                None
            }
        }
    }

    /// The name in words of a code whose row says only "other"; no other code has one.
    pub fn named_other(
        &mut self,
        context: &CheckContext<'_>,
        (table, code): (CodeTable, Option<u32>),
        path: &str,
        typed: Option<&str>,
    ) -> Option<Option<String>> {
        const OTHER: &str = "other";
        let row = code.and_then(|code| context.codes.lookup(table, code));
        match row.and_then(|row| row.key.as_deref()) == Some(OTHER) {
            true => self.text(path, typed, 64).map(Some),
            false => self.optional(path, typed, 64).ok().map(|_| None),
        }
    }

    /// At least one and at most `max` values of a code table, each once.
    pub fn codes(
        &mut self,
        context: &CheckContext<'_>,
        table: CodeTable,
        path: &str,
        chosen: &[u32],
        max: usize,
    ) -> Option<Vec<u32>> {
        if chosen.is_empty() {
            self.error(path, "required");
            return None;
        }
        if chosen.len() > max {
            self.push(Issue::error(path, "list.too_many").with(max.to_string()));
        }
        let mut once = Vec::new();
        let mut all_right = chosen.len() <= max;
        for (n, id) in chosen.iter().enumerate() {
            let at = format!("{path}/{n}");
            if once.contains(id) {
                self.warning(at, "list.duplicate");
            } else {
                all_right &= self.code(context, table, &at, Some(*id)).is_some();
                once.push(*id);
            }
        }
        all_right.then_some(once)
    }
}

/// A text was given and is wrong; the finding says how.
#[derive(Debug)]
pub(super) struct Refused;

/// What was typed, trimmed, if it is anything.
pub(super) fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|text| !text.is_empty())
}

/// What was typed about a person, for reading.
pub(super) fn revealed(typed: &Option<Personal>) -> Option<&str> {
    typed.as_ref().map(Personal::reveal)
}
