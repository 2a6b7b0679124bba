//! What a screen offers a reader in a state, and what it shows greyed with the reason.

use super::{ActionName, FilingState, Stage};
use crate::permission::Role;

/// Shown though not possible, because a reader looks for it here. Words: `refusal.<code>`.
const EXPLAINED: &[(Stage, ActionName, &str)] = &[
    (Stage::Entering, ActionName::Submit, "entry_unfinished"),
    (Stage::Verifying, ActionName::Submit, "verification_unfinished"),
    (Stage::Sending, ActionName::Withdraw, "already_sending"),
    (Stage::UploadFailed, ActionName::Withdraw, "already_sending"),
    (Stage::SmsVerification, ActionName::Withdraw, "already_at_bureau"),
    (Stage::BureauReview, ActionName::Withdraw, "already_at_bureau"),
    (Stage::SmsVerification, ActionName::Recall, "already_at_bureau"),
    (Stage::BureauReview, ActionName::Recall, "already_at_bureau"),
    (Stage::ReturnedByBureau, ActionName::ResubmitUnchanged, "bureau_wants_changes"),
];

/// The codes of `EXPLAINED`, for the word lists.
pub const REFUSALS: &[&str] = &[
    "entry_unfinished",
    "verification_unfinished",
    "already_sending",
    "already_at_bureau",
    "bureau_wants_changes",
];

/// The actions of a role on a filing in this state, in the order of the table: `None` when it is
/// possible now, else the code of the refusal. A guard ([`super::Guard`]) may still refuse.
pub fn possible_actions(
    state: &FilingState,
    role: Role,
) -> Vec<(ActionName, Option<&'static str>)> {
    let stage = state.stage();
    let mut list = Vec::new();
    for &name in ActionName::ALL {
        let examples = name.examples(state);
        let mut own =
            examples.into_iter().filter(|(action, _)| role.may(action.needs())).peekable();
        if own.peek().is_none() {
            continue;
        }
        if own.any(|(action, now)| state.apply(action, now).is_ok()) {
            list.push((name, None));
        } else if let Some((.., code)) =
            EXPLAINED.iter().find(|(at, action, _)| (*at, *action) == (stage, name))
        {
            list.push((name, Some(*code)));
        }
    }
    list
}
