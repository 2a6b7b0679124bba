//! Every finding about a draft, and the one way to a dossier.

mod kinds;
mod service;
mod sponsor;
mod whole;

use crate::{
    golden,
    sample::{self, BOY, FIRST, SECOND, app, company, individual, now, service},
};
use filing::{
    check::{self, CODES, CheckContext, check_field, complete},
    draft::{Draft, ServiceKind},
    id::MaterialId,
    issue::Severity,
    kind::{FilingKind, Initiator},
    number::IpBlock,
    words::{self, Language},
};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(super) fn new_filing() -> CheckContext<'static> {
    CheckContext::shipped(FilingKind::NewFiling, now())
}

/// Path and code of the findings of a severity.
pub(super) fn found(
    draft: &Draft,
    context: &CheckContext<'_>,
    severity: Severity,
) -> Vec<(String, String)> {
    check::check(draft, context)
        .into_iter()
        .filter(|issue| issue.severity == severity)
        .map(|issue| (issue.path, issue.code.into_owned()))
        .collect()
}

pub(super) fn errors_of(draft: &Draft, context: &CheckContext<'_>) -> Vec<(String, String)> {
    found(draft, context, Severity::Error)
}

/// The errors of a first filing after one spoiling edit.
pub(super) fn errors(draft: Draft, spoil: impl FnOnce(&mut Draft)) -> Vec<(String, String)> {
    let mut draft = draft;
    spoil(&mut draft);
    errors_of(&draft, &new_filing())
}

pub(super) fn warnings(draft: Draft, spoil: impl FnOnce(&mut Draft)) -> Vec<(String, String)> {
    let mut draft = draft;
    spoil(&mut draft);
    assert_eq!(errors_of(&draft, &new_filing()), []);
    found(&draft, &new_filing(), Severity::Warning)
}

pub(super) fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}
