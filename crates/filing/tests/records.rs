//! What the bureau's yes makes of a record.

use crate::sample::{company, now, service, service_id};
use filing::{
    bureau_result,
    check::{CheckContext, check, complete},
    dossier::Dossier,
    draft::{Draft, ServiceDraft},
    issue::Severity,
    kind::FilingKind,
    proposal::OutcomeByHand,
    record::{
        BureauPass, PassedService, Record, RecordError, RecordEvent, RecordState,
        apply_bureau_pass, migrate, migrate_by_hand,
    },
};

const SPONSOR: &str = "粤ICP备2026000001号";
const FIRST: &str = "粤ICP备2026000001号-1";
const SECOND: &str = "粤ICP备2026000001号-2";

fn dossier(kind: FilingKind, draft: &Draft) -> Dossier {
    complete(draft, &CheckContext::shipped(kind, now())).expect("a complete draft")
}

fn passed(n: u128, number: &str) -> PassedService {
    PassedService {
        service: service_id(n),
        number: Some(number.into()),
        wire_id: Some(20 + i64::try_from(n).expect("small")),
        access_wire_ids: vec![30],
    }
}

fn filed() -> Record {
    let pass = BureauPass {
        sponsor_number: Some(SPONSOR.into()),
        sponsor_wire_id: Some(10),
        services: vec![passed(1, FIRST)],
        sponsor_verified: true,
    };
    apply_bureau_pass(None, &dossier(FilingKind::NewFiling, &company()), &pass).expect("numbered")
}

fn with_two() -> Record {
    let mut draft = filed().as_draft();
    draft.services = vec![service(2)];
    let pass = BureauPass { services: vec![passed(2, SECOND)], ..BureauPass::default() };
    let dossier = dossier(FilingKind::AddService, &draft);
    apply_bureau_pass(Some(&filed()), &dossier, &pass).expect("added")
}

fn cancel(kind: FilingKind, number: &str) -> Dossier {
    let mut draft = Draft { cancel_reason: Some(1), ..Draft::default() };
    draft.target.sponsor_number = Some(SPONSOR.into());
    draft.target.service_number = Some(number.into());
    dossier(kind, &draft)
}

#[test]
fn a_first_filing_makes_a_record_with_its_numbers() {
    let record = filed();
    assert_eq!(record.state, RecordState::Active);
    assert_eq!((record.sponsor_number.as_str(), record.sponsor_wire_id), (SPONSOR, Some(10)));
    assert_eq!(record.services[0].number.as_deref(), Some(FIRST));
    assert_eq!(record.services[0].wire_id, Some(21));
    let nothing = BureauPass::default();
    let dossier = dossier(FilingKind::NewFiling, &company());
    assert_eq!(apply_bureau_pass(None, &dossier, &nothing), Err(RecordError::NoSponsorNumber));
}

#[test]
fn a_record_read_as_a_draft_is_complete_and_changes_nothing() {
    let mut draft = filed().as_draft();
    draft.target.service_number = Some(FIRST.into());
    let context = CheckContext {
        record: Some(&draft),
        ..CheckContext::shipped(FilingKind::ChangeFiling, now())
    };
    let errors: Vec<_> = check(&draft, &context)
        .into_iter()
        .filter(|issue| issue.severity == Severity::Error)
        .map(|issue| issue.code.into_owned())
        .collect();
    assert_eq!(errors, ["change.nothing_changed"]);
}

#[test]
fn a_second_service_is_added_to_the_first() {
    let record = with_two();
    let numbers: Vec<_> = record.services.iter().map(|s| s.number.as_deref()).collect();
    assert_eq!(numbers, [Some(FIRST), Some(SECOND)]);
}

#[test]
fn the_same_answer_twice_gives_the_same_record() {
    let mut draft = filed().as_draft();
    draft.services[0].names = vec!["样例科技新站".into()];
    let dossier = dossier(FilingKind::ChangeFiling, &draft);
    let pass = BureauPass { services: vec![passed(1, FIRST)], ..BureauPass::default() };
    let once = apply_bureau_pass(Some(&filed()), &dossier, &pass).expect("changed");
    let twice = apply_bureau_pass(Some(&once), &dossier, &pass).expect("again");
    assert_eq!(once.services[0].service.names, ["样例科技新站"]);
    assert_eq!(once.services[0].number.as_deref(), Some(FIRST));
    assert_eq!(once, twice);
}

#[test]
fn an_answer_about_another_sponsor_changes_nothing() {
    let pass = BureauPass {
        sponsor_number: Some("粤ICP备2026000009号".into()),
        ..BureauPass::default()
    };
    let dossier = dossier(FilingKind::NewFiling, &company());
    assert_eq!(apply_bureau_pass(Some(&filed()), &dossier, &pass), Err(RecordError::OtherSponsor));
}

#[test]
fn a_sponsor_whose_last_service_is_cancelled_is_a_shell() {
    let none = BureauPass::default();
    let first = cancel(FilingKind::CancelService, FIRST);
    let one_left = apply_bureau_pass(Some(&with_two()), &first, &none).expect("cancelled");
    assert_eq!(one_left.state, RecordState::Active);
    assert_eq!(one_left.live_services().count(), 1);
    let second = cancel(FilingKind::CancelService, SECOND);
    let shell = apply_bureau_pass(Some(&one_left), &second, &none).expect("cancelled");
    assert_eq!(shell.state, RecordState::Shell);
    assert_eq!(apply_bureau_pass(Some(&filed()), &second, &none), Err(RecordError::UnknownService));
    assert_eq!(
        apply_bureau_pass(None, &second, &none),
        Err(RecordError::NoRecord(FilingKind::CancelService))
    );
}

#[test]
fn an_access_that_ends_leaves_a_number_without_access() {
    let dossier = cancel(FilingKind::CancelAccess, FIRST);
    let record =
        apply_bureau_pass(Some(&filed()), &dossier, &BureauPass::default()).expect("ended");
    assert_eq!(record.services[0].state, RecordState::Shell);
    assert!(record.services[0].access_wire_ids.is_empty());
    assert_eq!(record.services[0].number.as_deref(), Some(FIRST));
}

#[test]
fn a_cancelled_sponsor_takes_its_services_along() {
    let dossier = cancel(FilingKind::CancelSponsor, FIRST);
    let record =
        apply_bureau_pass(Some(&with_two()), &dossier, &BureauPass::default()).expect("cancelled");
    assert_eq!(record.state, RecordState::Cancelled);
    assert_eq!(record.live_services().count(), 0);
}

const RECEIVER: &str = "粤ICP备2026000002号";
const RECEIVED: &str = "粤ICP备2026000002号-1";

fn receiver() -> Record {
    Record {
        state: RecordState::Shell,
        sponsor_number: RECEIVER.into(),
        sponsor_wire_id: Some(11),
        services: Vec::new(),
        ..filed()
    }
}

/// A migration of what `services` says, away from the service of this number.
fn migration(kind: FilingKind, number: &str, service: ServiceDraft) -> Dossier {
    let mut draft = Draft { services: vec![service], ..company() };
    draft.reason = Some("网站已转让".into());
    draft.target.service_number = Some(number.into());
    draft.target.receiving_sponsor_number = Some(RECEIVER.into());
    dossier(kind, &draft)
}

#[test]
fn a_service_that_moves_leaves_one_record_and_joins_the_other() {
    let before = with_two();
    let mut moved = service(2);
    moved.names = vec!["样例商城".into()];
    moved.contents = Vec::new();
    let dossier = migration(FilingKind::MigrateService, SECOND, moved);
    let pass = BureauPass {
        sponsor_number: Some(RECEIVER.into()),
        services: vec![passed(2, RECEIVED)],
        ..BureauPass::default()
    };
    let after = migrate(&before, &receiver(), &dossier, &pass).expect("moved");
    assert_eq!(after.giver.live_services().count(), 1);
    assert_eq!(after.giver.state, RecordState::Active);
    let [taken] = after.receiver.services.as_slice() else { panic!("one service") };
    assert_eq!((after.receiver.state, taken.state), (RecordState::Active, RecordState::Active));
    assert_eq!((taken.number.as_deref(), taken.wire_id), (Some(RECEIVED), Some(22)));
    assert_eq!(taken.service.names, ["样例商城"]);
    assert_eq!(taken.service.contents, [8], "what is not filed anew comes along");
    let again = migrate(&before, &after.receiver, &dossier, &pass).expect("again");
    assert_eq!(again, after, "the same answer twice gives the same records");

    let last = migration(FilingKind::MigrateService, FIRST, service(1));
    let shell = migrate(&after.giver, &after.receiver, &last, &BureauPass::default());
    assert_eq!(shell.expect("moved").giver.state, RecordState::Shell);
}

#[test]
fn a_domain_that_moves_leaves_the_others_with_their_service() {
    let mut before = filed();
    let mut kept = before.services[0].service.domains[0].clone();
    kept.ascii = "kept-example.com".into();
    kept.unicode = "kept-example.com".into();
    before.services[0].service.domains.push(kept);
    let mut moved = service(7);
    moved.domains = vec!["example1.com".into()];
    moved.hosts = vec!["www.example1.com".into()];
    moved.home_url = None;
    let dossier = migration(FilingKind::MigrateDomain, FIRST, moved);
    let pass = BureauPass { services: vec![passed(7, RECEIVED)], ..BureauPass::default() };
    let after = migrate(&before, &receiver(), &dossier, &pass).expect("moved");
    let left = &after.giver.services[0];
    assert_eq!(left.service.domains.len(), 1);
    assert_eq!((left.state, after.giver.state), (RecordState::Active, RecordState::Active));
    assert!(left.service.hosts.is_empty() && left.service.home_url.is_none(), "{left:?}");
    let taken = &after.receiver.services[0];
    assert_eq!(taken.service.id, service_id(7));
    assert_eq!((taken.number.as_deref(), taken.wire_id), (Some(RECEIVED), Some(27)));
    assert_eq!(taken.service.home_url.as_deref(), Some("www.example1.com"));

    // The last domain of the last service: the service is cancelled, its sponsor a shell.
    let bare = migrate(&filed(), &receiver(), &dossier, &pass).expect("moved");
    assert_eq!(bare.giver.services[0].state, RecordState::Cancelled);
    assert_eq!(bare.giver.state, RecordState::Shell);
}

#[test]
fn a_yes_about_another_receiver_moves_nothing() {
    let dossier = migration(FilingKind::MigrateService, FIRST, service(1));
    let other = Record { sponsor_number: "粤ICP备2026000003号".into(), ..receiver() };
    let none = BureauPass::default();
    assert_eq!(migrate(&filed(), &other, &dossier, &none), Err(RecordError::OtherSponsor));
    let unknown = migration(FilingKind::MigrateService, SECOND, service(2));
    let wrong = migrate(&filed(), &receiver(), &unknown, &none);
    assert_eq!(wrong, Err(RecordError::UnknownService));
}

#[test]
fn what_the_bureau_moved_on_paper_moves_here_too() {
    let outcome = OutcomeByHand {
        kind: FilingKind::MigrateDomain,
        service_number: FIRST.into(),
        receiving_sponsor_number: RECEIVER.into(),
        domains: vec!["example1.com".into()],
        new_service_number: RECEIVED.into(),
        reason: "管局书面通知".into(),
        reference: "粤通信函〔2026〕1号".into(),
    };
    let after =
        migrate_by_hand(&filed(), &receiver(), &outcome, service_id(9)).expect("both are known");
    assert_eq!(after.giver.state, RecordState::Shell);
    let taken = &after.receiver.services[0];
    assert_eq!((taken.service.id, taken.number.as_deref()), (service_id(9), Some(RECEIVED)));
    assert_eq!(taken.wire_id, None, "the bureau's id of it is not known yet");
    let strange = OutcomeByHand { domains: vec!["example2.com".into()], ..outcome.clone() };
    let wrong = migrate_by_hand(&filed(), &receiver(), &strange, service_id(9));
    assert_eq!(wrong, Err(RecordError::UnknownService));
    let whole = OutcomeByHand { kind: FilingKind::MigrateService, domains: Vec::new(), ..outcome };
    let after =
        migrate_by_hand(&filed(), &receiver(), &whole, service_id(9)).expect("both are known");
    assert!(after.giver.services.is_empty());
    assert_eq!(after.receiver.services[0].wire_id, Some(21), "the same service for the bureau");
}

#[test]
fn a_cancelled_record_is_left_by_nothing() {
    for event in RecordEvent::ALL {
        let refused = RecordState::Cancelled.apply(*event).expect_err("final");
        assert!(refused.to_string().contains("while the record is cancelled"));
    }
}

#[test]
fn a_record_comes_back_from_change_and_correction() {
    use RecordEvent as E;
    let go = |state: RecordState, event| state.apply(event).expect("in the table");
    let active = RecordState::Active;
    assert_eq!(go(go(active, E::ChangeStarted), E::ChangeEnded), active);
    assert_eq!(go(go(active, E::RectifyAsked), E::Rectified), active);
    assert_eq!(go(go(active, E::LastPartGone), E::PartAdded), active);
    assert_eq!(go(go(active, E::CancelStarted), E::Cancelled), RecordState::Cancelled);
    // One filing of a sponsor at a time.
    assert!(RecordState::Changing.apply(E::CancelStarted).is_err());
}

#[test]
fn a_refusal_of_the_bureau_is_shown_at_its_fields() {
    let issues = |code, service| bureau_result::lookup(code).expect("listed").issues(service);
    let domain = issues(1005, Some(1));
    assert_eq!(domain[0].path, "/services/1/domains");
    assert_eq!(
        (domain[0].code.as_ref(), domain[0].severity),
        ("bureau.domain_taken", Severity::Error)
    );
    let running = issues(1003, Some(0));
    assert_eq!((running[0].path.as_str(), running[0].severity), ("", Severity::Warning));
    assert!(issues(1001, None).is_empty());
    for result in bureau_result::all() {
        assert_eq!(result.issues(Some(0)).is_empty(), result.finding.is_none(), "{}", result.code);
    }
}
