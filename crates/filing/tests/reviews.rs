//! The reviewer's checklist and the reasons of a return.

use crate::sample::{company, individual, now, service_id};
use filing::{
    check::{CheckContext, check},
    draft::Draft,
    id::MaterialId,
    issue::Issue,
    kind::FilingKind,
    personal::Personal,
    review::{
        Attention, ChecklistItem, Place, Redo, ReturnItem, ReturnReason, checklist, open_points,
        return_reasons, unanswered,
    },
    time::Duration,
    verification::{
        Comparison, Evidence, FieldReading, Judge, PlanCase, Step, StepOutcome, Verdict,
        VerificationSession, VerificationStage, portrait_verdict,
    },
};
use std::collections::BTreeSet;

fn material(n: u128) -> MaterialId {
    MaterialId::from_uuid(uuid::Uuid::from_u128(n))
}

fn evidence(stage: VerificationStage, step: Step, verdict: Verdict) -> Evidence {
    Evidence {
        service: (stage != VerificationStage::Sponsor).then(|| service_id(1)),
        stage,
        step,
        materials: vec![material(7)],
        readings: Vec::new(),
        measures: Vec::new(),
        verdict,
        at: now(),
    }
}

fn licence(comparison: Comparison) -> Evidence {
    Evidence {
        readings: vec![FieldReading {
            path: "/sponsor/name".into(),
            typed: Some(Personal::from("甲")),
            read: Some(Personal::from("乙")),
            comparison,
            confidence: 0.9,
        }],
        ..evidence(VerificationStage::Sponsor, Step::SponsorDocument, Verdict::Passed)
    }
}

fn portrait() -> Evidence {
    let verdict = portrait_verdict(vec![], &Judge::None);
    evidence(VerificationStage::Service, Step::Portrait, verdict)
}

fn sheet() -> Evidence {
    evidence(VerificationStage::Papers, Step::Sheet, Verdict::Passed)
}

fn list(draft: &Draft, issues: &[Issue], evidence: &[Evidence]) -> Vec<ChecklistItem> {
    checklist(FilingKind::NewFiling, draft, issues, evidence)
}

fn has(items: &[ChecklistItem], code: &str, attention: Attention) -> bool {
    items.iter().any(|item| item.code == code && item.attention == attention)
}

#[test]
fn equal_fields_are_ticked_already_and_others_want_a_look() {
    let draft = company();
    assert!(has(&list(&draft, &[], &[licence(Comparison::Equal)]), "equal", Attention::Fine));
    for comparison in [Comparison::Similar, Comparison::Different, Comparison::NotRead] {
        let items = list(&draft, &[], &[licence(comparison)]);
        assert!(has(&items, comparison.name(), Attention::Look));
    }
}

#[test]
fn a_face_without_a_judge_is_a_point_of_its_own() {
    let items = list(&company(), &[], &[portrait()]);
    assert!(has(&items, "portrait.human_compares", Attention::Look));
    assert!(has(&items, "portrait_shows_the_officer", Attention::Look));
}

#[test]
fn a_seal_is_looked_for_on_the_sheet_of_an_organisation_only() {
    let asks = |draft: &Draft, point| has(&list(draft, &[], &[sheet()]), point, Attention::Look);
    assert!(asks(&company(), "sheet_is_sealed") && asks(&company(), "sheet_is_signed"));
    assert!(!asks(&individual(), "sheet_is_sealed") && asks(&individual(), "sheet_is_signed"));
}

#[test]
fn a_filing_is_approved_when_every_point_is_ticked_and_nothing_is_wrong() {
    let draft = company();
    let evidence = [licence(Comparison::Different), portrait(), sheet()];
    let issues = check(&draft, &CheckContext::shipped(FilingKind::NewFiling, now()));
    let items = list(&draft, &issues, &evidence);
    let keys: BTreeSet<_> = items.iter().map(|item| item.key.clone()).collect();
    assert_eq!(keys.len(), items.len(), "a key twice");
    assert!(!open_points(&items, &BTreeSet::new()).is_empty());
    assert!(open_points(&items, &keys).is_empty());

    let mut one_missing = keys.clone();
    let look = items.iter().find(|item| item.attention == Attention::Look).expect("a point");
    one_missing.remove(&look.key);
    assert_eq!(open_points(&items, &one_missing), [look]);

    let wrong = [Issue::error("/sponsor/name", "required")];
    let items = list(&draft, &wrong, &evidence);
    let keys = items.iter().map(|item| item.key.clone()).collect();
    assert_eq!(open_points(&items, &keys).len(), 1);
}

#[test]
fn what_is_wrong_comes_first() {
    let issues = [Issue::warning("/a", "x"), Issue::error("/b", "y")];
    let items = list(&company(), &issues, &[licence(Comparison::Equal)]);
    assert!(items.is_sorted_by_key(|item| item.attention));
    assert_eq!(items[0].path.as_deref(), Some("/b"));
}

fn at_field(code: &str, path: &str) -> ReturnItem {
    ReturnItem { code: code.into(), path: Some(path.into()), step: None, service: None, note: None }
}

fn at_step(code: &str, step: Step) -> ReturnItem {
    ReturnItem {
        code: code.into(),
        path: None,
        step: Some(step),
        service: Some(service_id(1)),
        note: None,
    }
}

#[test]
fn a_reason_fits_only_its_fields_and_steps() {
    assert!(at_field("name_not_allowed", "/services/3/names/0").is_valid());
    assert!(!at_field("name_not_allowed", "/sponsor/name").is_valid());
    assert!(at_step("sheet_not_signed", Step::Sheet).is_valid());
    assert!(!at_step("sheet_not_signed", Step::Portrait).is_valid());
    assert!(at_field("other", "/sponsor/investor").is_valid());
    assert!(!at_field("no_such_reason", "/sponsor/name").is_valid());
    assert_eq!(at_step("portrait_other_person", Step::Portrait).redo(), Some(Redo::ServiceStage));
}

#[test]
fn a_reason_about_pictures_never_asks_for_more_than_its_picture_but_for_identity() {
    for reason in return_reasons() {
        let steps = reason.at.iter().any(|place| matches!(place, Place::Step(_)));
        if matches!(reason.redo, Redo::SponsorStage | Redo::ServiceStage) {
            assert!(steps && reason.code.contains("person") || reason.code.contains("identity"));
        }
        if reason.redo == Redo::Step {
            assert!(!reason.at.iter().any(|place| matches!(place, Place::Field(_))));
        }
    }
    assert!(ReturnReason::find("picture_unclear").is_some());
}

#[test]
fn a_reason_is_answered_by_a_change_or_by_new_evidence() {
    let returned = company();
    let case = PlanCase::of(
        &returned,
        &returned.services[0],
        FilingKind::NewFiling.evidence(filing::kind::Case::Any),
        false,
    );
    let mut session = VerificationSession::new(service_id(1), case);
    while let Some(step) = session.current().map(|due| due.step) {
        session.apply(step, StepOutcome::passed(vec![material(1)]), now()).expect("due");
    }
    let returned_at = now() + Duration::hours(1);
    let items =
        [at_field("name_unrelated", "/services/0/names"), at_step("sheet_not_signed", Step::Sheet)];
    let mut draft = returned.clone();
    let open = |draft: &Draft, session: &VerificationSession| {
        unanswered(&items, &returned, draft, std::slice::from_ref(session), returned_at)
            .into_iter()
            .map(|item| item.code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(open(&draft, &session), ["name_unrelated", "sheet_not_signed"]);
    draft.services[0].names = vec!["样例科技新站".into()];
    assert_eq!(open(&draft, &session), ["sheet_not_signed"]);
    session.redo_step(Step::Sheet);
    assert_eq!(open(&draft, &session), ["sheet_not_signed"]);
    let again = StepOutcome::passed(vec![material(2)]);
    session.apply(Step::Sheet, again, returned_at + Duration::minutes(1)).expect("due");
    assert_eq!(open(&draft, &session), [""; 0]);
}
