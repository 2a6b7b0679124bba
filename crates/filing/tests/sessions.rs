//! The phone work of one service, step by step.

use crate::plans::case;
use filing::{
    id::{MaterialId, ServiceId},
    kind::EvidenceAsked,
    time::Timestamp,
    verification::{
        Comparison, FieldMatch, Judge, PlanCase, SessionError, SponsorIs, Step, StepOutcome,
        Verdict, VerificationSession, VerificationStage, VerificationStatus, compare,
        portrait_verdict,
    },
};
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-01-05T04:00:00Z".parse().expect("an instant")
}

fn id(n: u128) -> ServiceId {
    ServiceId::from_uuid(uuid::Uuid::from_u128(n))
}

fn session(case: PlanCase) -> VerificationSession {
    VerificationSession::new(id(1), case)
}

fn passed() -> StepOutcome {
    StepOutcome::passed(vec![MaterialId::from_uuid(uuid::Uuid::from_u128(9))])
}

/// Passes what is due until `status` is reached.
fn walk_to(session: &mut VerificationSession, status: VerificationStatus) {
    while session.status() < status {
        let due = session.current().expect("a step is due").step;
        session.apply(due, passed(), now()).expect("it is due");
    }
}

#[test]
fn the_statuses_come_in_the_guides_order() {
    let mut session = session(case(SponsorIs::Organisation, false));
    let mut seen = vec![session.status()];
    while let Some(due) = session.current().map(|due| due.step) {
        session.apply(due, passed(), now()).expect("it is due");
        seen.push(session.status());
    }
    seen.dedup();
    assert_eq!(seen, VerificationStatus::ALL);
}

#[test]
fn a_step_that_is_not_due_is_refused() {
    let mut session = session(case(SponsorIs::Organisation, false));
    let refused = session.apply(Step::Sheet, passed(), now());
    assert_eq!(refused, Err(SessionError::NotDue(Step::Sheet)));
    assert!(session.done.is_empty());
    walk_to(&mut session, VerificationStatus::Complete);
    assert_eq!(session.apply(Step::Sheet, passed(), now()), Err(SessionError::NotDue(Step::Sheet)));
}

#[test]
fn a_refused_picture_stays_due_and_costs_a_try() {
    let mut session = session(case(SponsorIs::Organisation, false));
    let before = session.tries_left().expect("a step is due");
    session
        .apply(Step::SponsorDocument, StepOutcome::refused(["picture.blurred"]), now())
        .expect("counted");
    assert_eq!(session.current().map(|due| due.step), Some(Step::SponsorDocument));
    assert_eq!(session.tries_left(), Some(before - 1));
    assert_eq!(session.status(), VerificationStatus::Unverified);
}

#[test]
fn a_step_refused_too_often_waits_until_the_sponsor_starts_it_again() {
    let mut session = session(case(SponsorIs::Individual, true));
    let wrong = || StepOutcome::refused(["phone.other_number"]);
    for _ in 0..Step::PhoneMatch.refusals_allowed() {
        session.apply(Step::PhoneMatch, wrong(), now()).expect("counted");
    }
    assert_eq!(
        session.apply(Step::PhoneMatch, passed(), now()),
        Err(SessionError::NoTriesLeft(Step::PhoneMatch))
    );
    session.redo_sponsor();
    assert_eq!(session.apply(Step::PhoneMatch, passed(), now()), Ok(()));
}

#[test]
fn redoing_a_service_keeps_the_sponsor_stage_and_the_history() {
    let mut session = session(case(SponsorIs::Organisation, true));
    walk_to(&mut session, VerificationStatus::Complete);
    let all = session.done.len();
    session.redo_service();
    assert_eq!(session.status(), VerificationStatus::SponsorVerified);
    assert_eq!(session.done.len() + session.history.len(), all);
    session.redo_sponsor();
    assert_eq!(session.status(), VerificationStatus::Unverified);
    assert_eq!(session.history.len(), all);
}

#[test]
fn the_sponsor_stage_of_one_service_counts_for_the_others() {
    let mut first = session(case(SponsorIs::Organisation, false));
    let mut second = VerificationSession::new(id(2), case(SponsorIs::Organisation, true));
    second.take_over_sponsor_stage(&first);
    assert_eq!(second.status(), VerificationStatus::Unverified, "nothing to take over yet");

    walk_to(&mut first, VerificationStatus::SponsorVerified);
    second.take_over_sponsor_stage(&first);
    assert_eq!(second.status(), VerificationStatus::SponsorVerified);
    // Nobody's phone was matched there, so the second's own comes next.
    let due = second.current().expect("the service stage");
    assert_eq!((due.stage, due.step), (VerificationStage::Service, Step::PhoneMatch));
    assert!(!second.done.iter().any(|done| done.step == Step::PhoneMatch));
}

#[test]
fn a_service_that_skipped_the_sponsor_stage_gets_it_when_the_sponsor_is_redone() {
    let done = PlanCase { sponsor_stage_done: true, ..case(SponsorIs::Organisation, false) };
    let mut session = session(done);
    assert_eq!(session.status(), VerificationStatus::SponsorVerified);
    session.redo_sponsor();
    assert_eq!(session.status(), VerificationStatus::Unverified);
    assert_eq!(session.current().map(|due| due.step), Some(Step::SponsorDocument));
}

#[test]
fn another_phone_must_show_its_number_again() {
    let mut session = session(case(SponsorIs::Organisation, false));
    walk_to(&mut session, VerificationStatus::SponsorVerified);
    session.apply(Step::PhoneMatch, passed(), now()).expect("due");
    session.apply(Step::ServiceOfficerDocument, passed(), now()).expect("due");
    session.opened_by_another_phone();
    assert_eq!(session.current().map(|due| due.step), Some(Step::PhoneMatch));
    session.apply(Step::PhoneMatch, passed(), now()).expect("due");
    assert_eq!(session.current().map(|due| due.step), Some(Step::Portrait));
}

#[test]
fn a_filing_that_asks_only_the_sponsor_never_claims_a_verified_service() {
    let only = PlanCase { evidence: EvidenceAsked::SPONSOR, ..case(SponsorIs::Organisation, true) };
    let mut session = session(only);
    let mut seen = vec![session.status()];
    while let Some(due) = session.current().map(|due| due.step) {
        session.apply(due, passed(), now()).expect("due");
        seen.push(session.status());
    }
    assert!(!seen.contains(&VerificationStatus::ServiceVerified));
    assert!(session.is_complete());
}

#[test]
fn a_face_passes_only_before_a_judge_that_is_sure() {
    assert_eq!(portrait_verdict(vec![], &Judge::None).name(), "needs_human");
    let judged =
        |same_person, alive| portrait_verdict(vec![], &Judge::Judged { same_person, alive }).name();
    assert_eq!(judged(Some(true), Some(true)), "passed");
    assert_eq!(judged(Some(true), None), "needs_human");
    assert_eq!(judged(None, Some(true)), "needs_human");
    assert_eq!(judged(Some(false), Some(true)), "refused");
    assert_eq!(judged(Some(true), Some(false)), "refused");
    assert_eq!(portrait_verdict(vec!["picture.background".into()], &Judge::None).name(), "refused");
}

#[test]
fn a_human_is_named_to_the_reviewer() {
    let mut session = session(case(SponsorIs::Organisation, false));
    let outcome =
        StepOutcome { verdict: portrait_verdict(vec![], &Judge::None), materials: vec![] };
    walk_to(&mut session, VerificationStatus::SponsorVerified);
    session.apply(Step::PhoneMatch, passed(), now()).expect("due");
    session.apply(Step::ServiceOfficerDocument, passed(), now()).expect("due");
    session.apply(Step::Portrait, outcome, now()).expect("due");
    let humans: Vec<_> = session.needing_human().map(|done| done.step).collect();
    assert_eq!(humans, [Step::Portrait]);
    assert_eq!(session.status(), VerificationStatus::ServiceVerified);
}

#[test]
fn typed_and_read_are_the_same_when_only_signs_and_widths_differ() {
    let number = |a, b| compare(a, b, FieldMatch::Number);
    assert_eq!(
        number("11010119900307073x", "１１０１０１１９９００３０７０７３Ｘ"),
        Comparison::Equal
    );
    assert_eq!(number("110101199003070732", "11O101199003070732"), Comparison::Equal);
    assert_eq!(number("110101199003070732", "110101199003070733"), Comparison::Similar);
    assert_eq!(number("110101199003070732", "110101199003071890"), Comparison::Different);
    assert_eq!(number("110101199003070732", " "), Comparison::NotRead);
    let name = |a, b| compare(a, b, FieldMatch::Name);
    assert_eq!(name("测试（广东）有限公司", "测试(广东)有限公司"), Comparison::Equal);
    assert_eq!(name("张三", "张王"), Comparison::Different);
    assert_eq!(name("测试科技有限公司", "测拭科技有限公司"), Comparison::Similar);
    let address = |a, b| compare(a, b, FieldMatch::Address);
    assert_eq!(address("广东省广州市天河区测试路1号", "天河区测试路1号"), Comparison::Similar);
}

#[test]
fn a_document_is_refused_for_its_picture_or_number_and_passed_on_for_the_rest() {
    use Comparison::{Different, Equal, NotRead, Similar};
    let verdict =
        |number, others: &[Comparison]| Verdict::of_document(vec![], Some(number), others).name();
    assert_eq!(verdict(Equal, &[Equal, Similar]), "passed");
    assert_eq!(verdict(Equal, &[Different]), "needs_human");
    assert_eq!(verdict(Equal, &[NotRead]), "needs_human");
    assert_eq!(verdict(Similar, &[Equal]), "needs_human");
    assert_eq!(verdict(Different, &[Equal]), "refused");
    assert_eq!(verdict(NotRead, &[Equal]), "refused");
    let blurred = Verdict::of_document(vec!["picture.blurred".into()], Some(Equal), &[]);
    assert_eq!(blurred.name(), "refused");
}

proptest! {
    /// Whatever the phone sends, the session keeps its order, loses nothing and reads back.
    #[test]
    fn no_order_of_steps_breaks_a_session(
        organisation: bool, same_person: bool,
        steps in prop::collection::vec((0..7_usize, 0..6_u8), 0..60)
    ) {
        let sponsor_is = match organisation {
            true => SponsorIs::Organisation,
            false => SponsorIs::Individual,
        };
        let mut session = session(case(sponsor_is, same_person));
        for (n, what) in steps {
            let kept = session.done.len() + session.history.len();
            let due = session.current().map(|due| due.step);
            match what {
                0 => session.redo_service(),
                1 => session.redo_sponsor(),
                2 => session.opened_by_another_phone(),
                3 => drop(session.apply(Step::ALL[n], StepOutcome::refused(["x"]), now())),
                _ => {
                    let taken = session.apply(Step::ALL[n], passed(), now());
                    prop_assert!(taken.is_err() || due == Some(Step::ALL[n]));
                }
            }
            prop_assert!(session.done.len() + session.history.len() >= kept);
            let (at, of) = session.progress();
            prop_assert!(at <= of);
            let json = serde_json::to_string(&session).expect("JSON");
            prop_assert_eq!(
                serde_json::from_str::<VerificationSession>(&json).expect("whole"),
                session.clone()
            );
        }
    }
}
