//! Words by code in the reader's language, from the word lists of `filing`. A code without words shows
//! itself; the tests below keep the lists complete.

use filing::{
    confirmation::Reminder,
    draft::{AppPlatform, ServiceKind},
    issue::Issue,
    kind::Party,
    permission::Role,
    proposal::{Basis, Decision, MoveKind, ProposalKind, ProposalState},
    record::{RecordChange, RecordState},
    review::{ChecklistItem, ReturnReason},
    shown_number::NumberPlace,
    state::{ActionName, Stage, TransitionError},
    verification::{Comparison, Picture, VerificationStatus},
    words::{Language, filled, lookup},
};
use store::MoveRequestState;

fn word(section: &str, key: &str) -> String {
    lookup(Language::Chinese, section, key).unwrap_or(key).to_owned()
}

/// What is wrong and what to do, with the finding's arguments in place.
pub fn finding(issue: &Issue) -> String {
    match ReturnReason::find(&issue.code) {
        // A reviewer's reason: the library's words, then his own.
        Some(reason) => {
            let own = issue.args.first().map_or("", String::as_str);
            format!("{} {own}", reason.words(Language::Chinese)).trim().to_owned()
        }
        None => filled(&word("issue", &issue.code), &issue.args),
    }
}

/// Why a request did not work.
pub fn problem(code: &str, args: &[String]) -> String {
    filled(&word("problem", code), args)
}

/// A refused transition: names what is not possible and where the filing stands.
pub fn transition(error: &TransitionError) -> String {
    match error {
        TransitionError::NotNow { state, action: name } => {
            problem("not_now", &[stage(*state, Role::Sponsor), action(*name)])
        }
        TransitionError::TooLate(deadline) => problem("too_late", &[clock(*deadline)]),
        TransitionError::TooEarly(deadline) => problem("too_early", &[clock(*deadline)]),
        TransitionError::NotAwaited(who) => problem("not_awaited", &[party(who.party)]),
    }
}

/// Day and time in Beijing, as screens print it.
pub fn clock(at: filing::time::Timestamp) -> String {
    at.beijing().format("%Y-%m-%d %H:%M").to_string()
}

pub fn action(name: ActionName) -> String {
    word("action", name.as_str())
}

pub fn refusal(code: &str) -> String {
    word("refusal", code)
}

pub fn move_kind(kind: MoveKind) -> String {
    word("move_kind", kind.name())
}

pub fn move_request_state(state: MoveRequestState) -> String {
    word("move_request_state", state.name())
}

pub fn proposal_kind(kind: ProposalKind) -> String {
    word("proposal_kind", kind.name())
}

pub fn proposal_state(state: ProposalState) -> String {
    word("proposal_state", state.name())
}

pub fn decision(decision: Decision) -> String {
    word("decision", decision.name())
}

pub fn basis(basis: Basis) -> String {
    word("basis", basis.name())
}

/// Sponsors and staff call the same stage by different names.
pub fn stage(stage: Stage, reader: Role) -> String {
    match reader {
        Role::Sponsor | Role::Collector => word("stage_for_sponsor", stage.name()),
        _ => word("stage_for_staff", stage.name()),
    }
}

pub fn party(party: Party) -> String {
    word("party", party.name())
}

pub fn record_state(state: RecordState) -> String {
    word("record_state", state.name())
}

pub fn record_change(change: RecordChange) -> String {
    word("record_change", change.name())
}

pub fn confirmation(state: &str) -> String {
    word("confirmation", state)
}

/// How far a round is.
pub fn round(state: &str) -> String {
    word("round", state)
}

pub fn reminder(reminder: Reminder) -> String {
    word("reminder", reminder.name())
}

/// How far a message is.
pub fn delivery(state: &str) -> String {
    word("delivery", state)
}

/// What to do about a confirmation: title and lines.
pub fn confirm_help(code: &str) -> (String, Vec<String>) {
    let hint = word("confirm_help", &format!("{code}.hint"));
    let lines = hint.lines().filter(|line| !line.is_empty()).map(str::to_owned);
    (word("confirm_help", code), lines.collect())
}

pub fn verification(status: VerificationStatus) -> String {
    word("verification_status", status.name())
}

pub fn notice(name: &str, args: &[String]) -> String {
    filled(&word("notice", name), args)
}

/// A point of the reviewer's checklist.
pub fn point(item: &ChecklistItem) -> String {
    let review = lookup(Language::Chinese, "review", &item.code);
    match review {
        Some(text) => filled(text, &item.args),
        None => filled(&word("issue", &item.code), &item.args),
    }
}

/// Words that speak of a website, for a service of any kind: 网站负责人 is 小程序负责人 there. `None`
/// for services of several kinds.
pub fn of_kind(text: &str, kind: Option<ServiceKind>) -> String {
    const WEBSITE: &str = "网站";
    match kind {
        Some(ServiceKind::Website) => text.to_owned(),
        Some(kind) => text.replace(WEBSITE, &service_kind(kind)),
        None => text.replace(WEBSITE, "服务"),
    }
}

/// 网站, APP, 小程序, 快应用.
pub fn service_kind(kind: ServiceKind) -> String {
    word("service_kind", kind.name())
}

/// Where a service shows its number.
pub fn number_place(place: NumberPlace) -> String {
    word("number_place", place.name())
}

pub fn app_platform(platform: AppPlatform) -> String {
    word("app_platform", platform.name())
}

/// Title and lines of a phone screen.
pub fn phone(copy: &str) -> (String, Vec<String>) {
    let hint = lookup(Language::Chinese, "phone", &format!("{copy}.hint")).unwrap_or_default();
    let lines = hint.lines().filter(|line| !line.is_empty()).map(str::to_owned);
    (word("phone", copy), lines.collect())
}

/// Label and text of a consent.
pub fn consent(name: &str) -> (String, Vec<String>) {
    phone(&format!("consent.{name}"))
}

pub fn task_kind(name: &str) -> String {
    word("task_kind", name)
}

pub fn task_state(name: &str) -> String {
    word("task_state", name)
}

pub fn task_action(name: &str) -> String {
    word("task_action", name)
}

/// What the bureau's check found.
pub fn check_finding(name: &str) -> String {
    word("check_finding", name)
}

pub fn prompt(name: &str) -> String {
    word("phone", &format!("prompt.{name}"))
}

pub fn picture(picture: Picture) -> String {
    word("picture", picture.name())
}

pub fn comparison(comparison: Comparison) -> String {
    word("comparison", comparison.name())
}

/// Label of a draft's field by its JSON pointer; positions in lists don't matter.
pub fn field(path: &str) -> String {
    let plain: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty() && part.parse::<usize>().is_err()).collect();
    word("field", &plain.join("."))
}

/// Title or advice of the type check.
pub fn classified(text: &str) -> String {
    word("classify", text)
}

/// What an entry of the history says.
pub fn journal(action: &str) -> String {
    lookup(Language::Chinese, "journal", action)
        .or_else(|| lookup(Language::Chinese, "action", action))
        .unwrap_or(action)
        .to_owned()
}

#[cfg(test)]
mod tests;
