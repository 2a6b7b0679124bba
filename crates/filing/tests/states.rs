//! The life of a filing against the table of transitions.

use crate::golden;
use filing::{
    confirmation::{Confirmer, SMS_WINDOW},
    id::ServiceId,
    kind::Initiator,
    permission::Role,
    state::{
        Action, ActionName, Effect, FilingState, ReturnedBy, Stage, TransitionError,
        possible_actions, transitions,
    },
    time::{Duration, Timestamp},
    words::{Language, lookup},
};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;

fn noon() -> Timestamp {
    "2026-01-05T04:00:00Z".parse().expect("an instant")
}

const UNCHANGED: Action = Action::ResubmitUnchanged { by: Initiator::Sponsor };

fn shop() -> Confirmer {
    Confirmer::of_service(ServiceId::from_uuid(uuid::Uuid::from_u128(1)))
}

fn blog() -> Confirmer {
    Confirmer::of_service(ServiceId::from_uuid(uuid::Uuid::from_u128(2)))
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    from: Stage,
    action: ActionName,
    #[serde(default)]
    when: Option<String>,
    to: Stage,
}

/// What distinguishes two transitions of the same stage and action.
fn when(from: &FilingState, action: ActionName, to: &FilingState) -> Option<String> {
    let text = match (from, action, to) {
        (_, ActionName::Uploaded, FilingState::SmsVerification { .. }) => "somebody_confirms",
        (_, ActionName::Uploaded, _) => "nobody_confirms",
        (_, ActionName::SmsConfirmed, FilingState::SmsVerification { .. }) => "others_missing",
        (_, ActionName::SmsConfirmed, _) => "last_one",
        (_, ActionName::SmsReopened, FilingState::SmsVerification { .. }) => "others_missing",
        (_, ActionName::SmsReopened, _) => "all_confirmed",
        (
            FilingState::Returned { by: ReturnedBy::SmsTimeout },
            ActionName::ResubmitUnchanged,
            _,
        ) => "sms_timeout",
        _ => return None,
    };
    Some(text.to_owned())
}

#[test]
fn exactly_the_listed_transitions_are_possible() {
    let listed: Vec<Listed> =
        serde_json::from_str(include_str!("fixtures/transitions.json")).expect("rows");
    assert_eq!(listed.len(), 49);
    let listed: BTreeSet<_> = listed.into_iter().collect();
    let possible: BTreeSet<_> = transitions()
        .into_iter()
        .map(|row| Listed {
            from: row.from.stage(),
            action: row.action,
            when: when(&row.from, row.action, &row.to),
            to: row.to.stage(),
        })
        .collect();
    assert_eq!(possible, listed);
}

#[test]
fn every_other_action_is_refused_by_state_and_action() {
    let listed: BTreeSet<_> =
        transitions().iter().map(|row| (row.from.stage(), row.action)).collect();
    for state in Stage::ALL.iter().flat_map(|stage| stage.examples()) {
        for action in some_actions() {
            let (stage, name) = (state.stage(), action.name());
            if !listed.contains(&(stage, name)) {
                assert_eq!(
                    state.apply(action, Timestamp::from_millis(0)),
                    Err(TransitionError::NotNow { state: stage, action: name })
                );
            }
        }
    }
}

#[test]
fn a_refusal_names_state_and_action() {
    let refused = FilingState::BureauReview.apply(Action::Submit, noon()).expect_err("too late");
    assert_eq!(refused.to_string(), "submit is not possible while the filing is bureau_review");
}

#[test]
fn every_stage_is_reached_and_only_two_are_final() {
    let rows = transitions();
    let reached: BTreeSet<_> = rows.iter().map(|row| row.to.stage()).collect();
    assert_eq!(reached.len(), Stage::ALL.len());
    for state in Stage::ALL.iter().flat_map(|stage| stage.examples()) {
        let leaves = rows.iter().any(|row| row.from.stage() == state.stage());
        assert_eq!(leaves, !state.is_final(), "{}", state.stage());
    }
}

#[test]
fn the_whole_way_to_a_number() {
    let now = noon();
    let go = |state: FilingState, action| state.apply(action, now).expect("the next step").0;
    let mut state = FilingState::new();
    for action in [
        Action::Save,
        Action::FinishEntry,
        Action::EvidenceCollected,
        Action::AllServicesVerified,
        Action::Submit,
        Action::Claim,
        Action::Approve,
        Action::StartReport,
        Action::Uploaded {
            confirmers: vec![Confirmer::SPONSOR, shop(), blog()],
            deadline: now + SMS_WINDOW,
        },
        Action::SmsConfirmed(blog()),
        Action::SmsConfirmed(Confirmer::SPONSOR),
        Action::SmsConfirmed(shop()),
    ] {
        state = go(state, action);
    }
    let number = Some("粤ICP备2026000001号".to_owned());
    state = go(state, Action::BureauAccepted { number: number.clone() });
    assert_eq!(state, FilingState::Filed { number });
}

#[test]
fn a_confirmation_at_the_deadline_is_too_late_and_one_before_it_is_not() {
    let deadline = noon() + SMS_WINDOW;
    let state = FilingState::SmsVerification { pending: vec![shop()], deadline };
    let last = Timestamp::from_millis(deadline.millis() - 1);
    let confirm = Action::SmsConfirmed(shop());
    assert!(state.apply(confirm.clone(), last).is_ok());
    assert_eq!(state.apply(confirm, deadline), Err(TransitionError::TooLate(deadline)));
}

#[test]
fn a_filing_expires_at_the_deadline_and_not_before() {
    let deadline = noon() + SMS_WINDOW;
    let state = FilingState::SmsVerification { pending: vec![Confirmer::SPONSOR], deadline };
    let last = Timestamp::from_millis(deadline.millis() - 1);
    assert_eq!(state.apply(Action::SmsExpired, last), Err(TransitionError::TooEarly(deadline)));
    let (state, _) = state.apply(Action::SmsExpired, deadline).expect("expired");
    assert_eq!(state, FilingState::Returned { by: ReturnedBy::SmsTimeout });
}

#[test]
fn a_second_confirmation_of_one_officer_counts_for_nobody() {
    let deadline = noon() + SMS_WINDOW;
    let both = vec![shop(), blog()];
    let state = FilingState::SmsVerification { pending: both, deadline };
    let confirm = Action::SmsConfirmed(shop());
    let (state, _) = state.apply(confirm.clone(), noon()).expect("the first");
    assert_eq!(state.apply(confirm, noon()), Err(TransitionError::NotAwaited(shop())));
}

#[test]
fn the_bureaus_word_brings_back_what_our_clock_called_over_and_nothing_else_does() {
    let deadline = noon() + SMS_WINDOW;
    let reopened = |state: FilingState, pending: Vec<Confirmer>, now| {
        state.apply(Action::SmsReopened { pending, deadline }, now).map(|(state, _)| state)
    };
    let missed = || FilingState::Returned { by: ReturnedBy::SmsTimeout };
    let pending = vec![shop()];
    assert_eq!(
        reopened(missed(), pending.clone(), noon()),
        Ok(FilingState::SmsVerification { pending, deadline })
    );
    assert_eq!(
        reopened(missed(), vec![shop()], deadline),
        Err(TransitionError::TooLate(deadline)),
        "who is missing at the deadline stays missing"
    );
    let late = deadline + Duration::days(1);
    assert_eq!(reopened(missed(), vec![], late), Ok(FilingState::BureauReview));
    for by in [ReturnedBy::Bureau, ReturnedBy::Provider] {
        assert!(reopened(FilingState::Returned { by }, vec![], noon()).is_err());
    }
}

#[test]
fn only_a_missed_confirmation_is_reported_again_unchanged() {
    let again = |by| FilingState::Returned { by }.apply(UNCHANGED, noon()).is_ok();
    assert!(again(ReturnedBy::SmsTimeout));
    assert!(!again(ReturnedBy::Bureau) && !again(ReturnedBy::Provider));
}

#[test]
fn what_a_reader_may_do_is_offered_and_what_he_looks_for_is_explained() {
    let ready = Stage::Ready.examples().remove(0);
    let offered = possible_actions(&ready, Role::Sponsor);
    assert!(offered.contains(&(ActionName::Submit, None)));
    assert!(!offered.iter().any(|(name, _)| *name == ActionName::Approve));

    let verifying = Stage::Verifying.examples().remove(0);
    assert!(
        possible_actions(&verifying, Role::Sponsor)
            .contains(&(ActionName::Submit, Some("verification_unfinished")))
    );
    assert!(possible_actions(&FilingState::Withdrawn, Role::Sponsor).is_empty());
    assert_eq!(possible_actions(&ready, Role::Auditor), []);
}

/// The table a lawyer reads: in each state, what may happen, who does it, what must hold, where it
/// leads and what it starts.
#[test]
fn the_printed_table_is_the_approved_one() {
    let zh = |section, key: &str| {
        lookup(Language::Chinese, section, key).unwrap_or_else(|| panic!("{section}.{key}"))
    };
    let list = |names: Vec<String>| match names.is_empty() {
        true => "-".to_owned(),
        false => names.join("、"),
    };
    let mut printed = String::new();
    let mut last = None;
    let mut lines = BTreeSet::new();
    for row in transitions() {
        let stage = row.from.stage();
        if last != Some(stage) {
            printed += &format!("\n【{}】{stage}\n", zh("stage", stage.name()));
            last = Some(stage);
            lines.clear();
        }
        let detail = when(&row.from, row.action, &row.to).map(|when| match when.as_str() {
            "somebody_confirms" => "（须短信核验）",
            "nobody_confirms" => "（无须短信核验）",
            "others_missing" => "（尚有他人未核验）",
            "last_one" => "（最后一人）",
            "all_confirmed" => "（全部已核验）",
            "sms_timeout" => "（仅限短信超时退回）",
            _ => "",
        });
        let who = Role::ALL.iter().filter(|role| role.may(row.needs));
        let effects = row.effects.iter().map(|effect| {
            let words = zh("effect", effect.name());
            match effect {
                Effect::TellSponsor { notice } => {
                    format!("{words}“{}”", zh("notice", notice.name()))
                }
                Effect::AskForConfirmation { confirmer, .. }
                | Effect::CountWrongTry { confirmer } => {
                    format!("{words}（{}）", zh("party", confirmer.party.name()))
                }
                _ => words.to_owned(),
            }
        });
        let line = format!(
            "  {}{} | {} | {} | {} | {}\n",
            zh("action", row.action.as_str()),
            detail.unwrap_or_default(),
            list(who.map(|role| zh("role", role.name()).to_owned()).collect()),
            list(row.guards.iter().map(|guard| zh("condition", guard.name()).to_owned()).collect()),
            zh("stage", row.to.stage().name()),
            list(effects.collect()),
        );
        if lines.insert(line.clone()) {
            printed += &line;
        }
    }
    golden::compare("transitions.txt", printed.trim_start());
}

fn some_actions() -> Vec<Action> {
    let deadline = Timestamp::from_millis(0) + SMS_WINDOW;
    vec![
        Action::Save,
        Action::FinishEntry,
        Action::FinishEntryWithoutEvidence,
        Action::Abandon { by: Initiator::Sponsor },
        Action::Abandon { by: Initiator::Provider },
        Action::EvidenceCollected,
        Action::AllServicesVerified,
        Action::Edit,
        Action::RedoSponsor,
        Action::RedoService,
        Action::Submit,
        Action::Withdraw,
        Action::Claim,
        Action::Return,
        Action::Approve,
        Action::Recall,
        Action::Resubmit,
        UNCHANGED,
        Action::ResubmitUnchanged { by: Initiator::Provider },
        Action::StartReport,
        Action::Uploaded { confirmers: vec![Confirmer::SPONSOR], deadline },
        Action::Uploaded { confirmers: vec![], deadline },
        Action::UploadRetry,
        Action::UploadRefused,
        Action::RetryUpload,
        Action::SmsConfirmed(Confirmer::SPONSOR),
        Action::SmsWrong(shop()),
        Action::SmsLocked,
        Action::SmsExpired,
        Action::SmsResent(Confirmer::SPONSOR),
        Action::SmsReopened { pending: vec![Confirmer::SPONSOR], deadline },
        Action::SmsReopened { pending: vec![], deadline },
        Action::BureauAccepted { number: None },
        Action::BureauRefused,
    ]
}

proptest! {
    /// Whatever happens in whatever order, a filing stays in a state that JSON keeps whole, an
    /// officer is awaited only where one is, and a final state is left by nothing.
    #[test]
    fn no_order_of_actions_breaks_a_filing(
        steps in prop::collection::vec((0..34_usize, 0..30_i64), 0..60)
    ) {
        let actions = some_actions();
        let mut state = FilingState::new();
        for (n, hours) in steps {
            let now = Timestamp::from_millis(0) + Duration::hours(hours);
            match state.apply(actions[n].clone(), now) {
                Ok((next, _)) => {
                    prop_assert!(!state.is_final());
                    state = next;
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
            if let FilingState::SmsVerification { pending, .. } = &state {
                prop_assert!(!pending.is_empty());
            }
            let json = serde_json::to_string(&state).expect("a state is JSON");
            prop_assert_eq!(serde_json::from_str::<FilingState>(&json).expect("whole"), state.clone());
        }
    }
}
