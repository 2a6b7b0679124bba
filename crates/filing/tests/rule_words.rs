//! Every name that a screen may get from the rules has words in both languages.

use filing::{
    classify::RULES,
    confirmation::{ConfirmationStatus, Reminder},
    inspection::{TaskAction, TaskKind, TaskState},
    journal::EntryName,
    kind::{Case, EvidenceAsked, FilingKind, Party},
    permission::{Permission, Role},
    record::{RECORD_REFUSALS, RecordChange, RecordState},
    review::{Redo, STANDING_POINTS, return_reasons},
    state::{ActionName, Guard, Notice, REFUSALS, ReturnedBy, Stage, transitions},
    verification::{
        Comparison, EVIDENCE_CODES, OfficerDocument, PlanCase, STALE_TABLE, SponsorIs, Step,
        VerificationStage, VerificationStatus, plan,
    },
    words::{Language, all, lookup},
};
use std::collections::BTreeSet;

#[track_caller]
pub fn have_words<'n>(section: &str, names: impl IntoIterator<Item = &'n str>) {
    for name in names {
        for language in Language::ALL {
            assert!(
                lookup(language, section, name).is_some(),
                "no words for {section}.{name} in {language:?}"
            );
        }
    }
}

#[test]
fn states_actions_and_what_they_start_have_words() {
    for section in ["stage", "stage_for_sponsor", "stage_for_staff"] {
        have_words(section, Stage::ALL.iter().map(|stage| stage.name()));
    }
    have_words("action", ActionName::ALL.iter().map(|action| action.as_str()));
    let rows = transitions();
    have_words("effect", rows.iter().flat_map(|row| &row.effects).map(|effect| effect.name()));
    have_words("notice", Notice::ALL.iter().map(|notice| notice.name()));
    have_words("notice", FilingKind::ALL.iter().map(|kind| Notice::Filed.words_for(*kind)));
    for section in ["guard", "condition"] {
        have_words(section, Guard::ALL.iter().map(|guard| guard.name()));
    }
    have_words("refusal", REFUSALS.iter().copied());
    let by = [ReturnedBy::Provider, ReturnedBy::Bureau, ReturnedBy::SmsTimeout];
    let names: Vec<String> = by
        .iter()
        .map(|by| serde_json::to_value(by).expect("text").as_str().expect("text").to_owned())
        .collect();
    have_words("returned_by", names.iter().map(String::as_str));
}

#[test]
fn kinds_and_the_type_check_have_words() {
    have_words("kind", FilingKind::ALL.iter().map(|kind| kind.name()));
    have_words("case", Case::ALL.iter().map(|case| case.name()));
    have_words("party", Party::ALL.iter().map(|party| party.name()));
    for rule in RULES {
        have_words("outcome", [rule.outcome.name()]);
        have_words("classify", [rule.text, &format!("{}.advice", rule.text)]);
        have_words("refusal", rule.offers.iter().filter_map(|offer| offer.refused));
    }
    // The label in the bureau's table is the Chinese name.
    for kind in FilingKind::ALL {
        assert_eq!(lookup(Language::Chinese, "kind", kind.name()), Some(kind.label()));
    }
}

#[test]
fn roles_permissions_records_and_entries_have_words() {
    have_words("role", Role::ALL.iter().map(|role| role.name()));
    have_words("permission", Permission::ALL.iter().map(|permission| permission.name()));
    have_words("record_state", RecordState::ALL.iter().map(|state| state.name()));
    have_words("refusal", RECORD_REFUSALS.iter().copied());
    have_words("record_change", RecordChange::all().map(RecordChange::name));
    have_words("reminder", Reminder::ALL.iter().map(|reminder| reminder.name()));
    have_words("confirmation", ConfirmationStatus::ALL.iter().map(|status| status.name()));
    have_words("journal", EntryName::all().map(EntryName::as_str));
    have_words("task_kind", TaskKind::ALL.iter().map(|kind| kind.name()));
    have_words("task_state", TaskState::ALL.iter().map(|state| state.name()));
    have_words("task_action", TaskAction::ALL.iter().map(|action| action.name()));
}

#[test]
fn everything_the_phone_shows_has_words() {
    have_words("verification_status", VerificationStatus::ALL.iter().map(|s| s.name()));
    have_words("verification_stage", VerificationStage::ALL.iter().map(|s| s.name()));
    have_words("step", Step::ALL.iter().map(|step| step.name()));
    have_words("stale", STALE_TABLE.iter().map(|row| row.name));
    have_words("verdict", ["passed", "needs_human", "refused"]);
    have_words("issue", EVIDENCE_CODES.iter().copied());
    for sponsor_is in [SponsorIs::Organisation, SponsorIs::Individual] {
        for same_person in [true, false] {
            for officer_document in
                [OfficerDocument::ResidentId, OfficerDocument::Passport, OfficerDocument::Other]
            {
                for step in plan(PlanCase {
                    sponsor_is,
                    same_person,
                    officer_document,
                    sponsor_stage_done: false,
                    evidence: EvidenceAsked::EVERYTHING,
                }) {
                    have_words("phone", [step.copy.as_str(), &format!("{}.hint", step.copy)]);
                    have_words("screen", [step.screen.name()]);
                    have_words("picture", step.pictures.iter().map(|p| p.picture.name()));
                }
            }
        }
    }
}

#[test]
fn the_reviewers_points_and_reasons_have_words() {
    have_words("review", STANDING_POINTS.iter().copied());
    have_words("review", Comparison::ALL.iter().map(|comparison| comparison.name()));
    for redo in [Redo::Field, Redo::Step, Redo::SponsorStage, Redo::ServiceStage] {
        let name = serde_json::to_value(redo).expect("text");
        have_words("redo", [name.as_str().expect("text")]);
    }
    let codes: BTreeSet<_> = return_reasons().iter().map(|reason| &reason.code).collect();
    assert_eq!(codes.len(), return_reasons().len(), "a code twice");
    for reason in return_reasons() {
        assert!(reason.zh.contains('请'), "{}: {}", reason.code, reason.zh);
        assert!(!reason.en.is_empty() && !reason.at.is_empty(), "{}", reason.code);
    }
}

#[test]
fn chinese_and_english_words_have_the_same_keys() {
    let keys = |language| -> BTreeSet<String> {
        all(language)
            .iter()
            .flat_map(|(section, words)| words.keys().map(move |key| format!("{section}.{key}")))
            .collect()
    };
    assert_eq!(keys(Language::Chinese), keys(Language::English));
}
