//! How a record stands while a filing about it is underway, and what such a filing starts from.

use crate::sample::{company, now, service, service_id};
use filing::{
    check::{CheckContext, check, complete},
    draft::Draft,
    id::FilingId,
    issue::Severity,
    kind::{FilingKind, Initiator},
    province::ShellPolicy,
    record::{
        BureauPass, Circumstances, PassedService, Record, RecordChange, RecordError, RecordEvent,
        RecordPart, RecordState, apply_bureau_pass,
    },
};
use uuid::Uuid;

const SPONSOR: &str = "粤ICP备2026000001号";
const FIRST: &str = "粤ICP备2026000001号-1";
const SECOND: &str = "粤ICP备2026000001号-2";

fn filing(n: u128) -> FilingId {
    FilingId::from_uuid(Uuid::from_u128(n))
}

fn passed(n: u128, number: &str) -> PassedService {
    PassedService {
        service: service_id(n),
        number: Some(number.into()),
        wire_id: Some(20),
        access_wire_ids: vec![30],
    }
}

/// A company with two websites, filed and verified here.
fn filed() -> Record {
    let mut draft = company();
    let mut second = service(2);
    second.officer = draft.services[0].officer.clone();
    draft.services.push(second);
    let dossier = complete(&draft, &CheckContext::shipped(FilingKind::NewFiling, now()));
    let pass = BureauPass {
        sponsor_number: Some(SPONSOR.into()),
        sponsor_wire_id: Some(10),
        services: vec![passed(1, FIRST), passed(2, SECOND)],
        sponsor_verified: true,
    };
    apply_bureau_pass(None, &dossier.expect("complete"), &pass).expect("numbered")
}

fn about(number: &str) -> Draft {
    let mut draft = Draft { cancel_reason: Some(1), ..Draft::default() };
    draft.target.sponsor_number = Some(SPONSOR.into());
    draft.target.service_number = Some(number.into());
    draft
}

fn states(record: &Record) -> [RecordState; 3] {
    [record.state, record.services[0].state, record.services[1].state]
}

#[test]
fn only_the_parts_that_a_filing_is_about_are_changing() {
    use RecordState::{Active, Cancelling, Changing};
    let begun = |kind, draft: &Draft| {
        let mut record = filed();
        record.begin(filing(1), kind, draft).expect("nothing else is underway");
        states(&record)
    };
    let whole = filed().as_draft();
    let mut renamed = whole.clone();
    renamed.services[1].names = vec!["样例科技新站".into()];
    assert_eq!(begun(FilingKind::ChangeService, &renamed), [Active, Active, Changing]);
    let mut moved = whole.clone();
    moved.sponsor.address = Some("天河路2号".into());
    assert_eq!(begun(FilingKind::ChangeSponsor, &moved), [Changing, Active, Active]);
    assert_eq!(begun(FilingKind::AddService, &whole), [Changing, Active, Active]);
    let first = about(FIRST);
    assert_eq!(begun(FilingKind::CancelService, &first), [Active, Cancelling, Active]);
    assert_eq!(begun(FilingKind::CancelAccess, &first), [Active, Changing, Active]);
    assert_eq!(begun(FilingKind::CancelSponsor, &first), [Cancelling, Cancelling, Cancelling]);
}

#[test]
fn a_second_filing_waits_until_the_first_has_ended() {
    let mut record = filed();
    let first = about(FIRST);
    record.begin(filing(1), FilingKind::CancelService, &first).expect("free");
    let before = record.clone();
    let second = record.begin(filing(2), FilingKind::CancelSponsor, &first);
    assert_eq!(second, Err(RecordError::InFlight));
    assert_eq!(record, before, "a refusal changes nothing");
    record.end();
    record.begin(filing(2), FilingKind::CancelSponsor, &first).expect("free again");
}

#[test]
fn what_is_refused_and_given_up_leaves_the_record_as_it_was() {
    for kind in [FilingKind::CancelService, FilingKind::CancelAccess, FilingKind::CancelSponsor] {
        let mut record = filed();
        record.services[1].state = RecordState::Rectify;
        record.services[0].state = RecordState::Shell;
        let before = record.clone();
        record.begin(filing(1), kind, &about(SECOND)).expect("free");
        assert!(record.end().is_some());
        assert_eq!(record, before, "{kind:?}");
        assert_eq!(record.end(), None, "nothing is underway any more");
    }
}

#[test]
fn handed_over_again_it_is_about_what_it_is_about_now() {
    let mut record = filed();
    record.begin(filing(1), FilingKind::CancelService, &about(FIRST)).expect("free");
    record.begin(filing(1), FilingKind::CancelService, &about(SECOND)).expect("the same filing");
    use RecordState::{Active, Cancelling};
    assert_eq!(states(&record), [Active, Active, Cancelling]);
}

#[test]
fn a_part_that_the_bureau_cancelled_meanwhile_stays_cancelled() {
    let mut record = filed();
    record.begin(filing(1), FilingKind::CancelService, &about(FIRST)).expect("free");
    record.services[0].state = RecordState::Cancelled;
    record.end();
    assert_eq!(record.services[0].state, RecordState::Cancelled);
}

#[test]
fn the_yes_of_the_bureau_ends_what_is_underway() {
    let mut record = filed();
    let mut draft = record.as_draft();
    draft.services[0].names = vec!["样例科技新站".into()];
    draft.target.service_number = Some(FIRST.into());
    record.begin(filing(1), FilingKind::ChangeService, &draft).expect("free");
    let context = CheckContext::shipped(FilingKind::ChangeService, now());
    let dossier = complete(&draft, &context).expect("complete");
    let next = apply_bureau_pass(Some(&record), &dossier, &BureauPass::default()).expect("passed");
    assert_eq!(next.underway, None);
    assert_eq!(states(&next), [RecordState::Active; 3]);
    assert_eq!(next.services[0].service.names, ["样例科技新站"]);
}

#[test]
fn an_access_that_ends_while_others_serve_leaves_no_shell() {
    let mut record = filed();
    record.services[0].other_accesses = 1;
    let context = CheckContext::shipped(FilingKind::CancelAccess, now());
    let dossier = complete(&about(FIRST), &context).expect("complete");
    let next = apply_bureau_pass(Some(&record), &dossier, &BureauPass::default()).expect("ended");
    assert_eq!(next.services[0].state, RecordState::Active);
    assert!(!next.services[0].is_served_here());
    let numbers: Vec<_> = next.served_services().map(|s| s.number.as_deref()).collect();
    assert_eq!(numbers, [Some(SECOND)], "a change is about what this provider serves");
}

#[test]
fn a_new_access_keeps_what_is_on_record_of_the_service() {
    let mut record = filed();
    record.services[0].access_wire_ids.clear();
    let id = record.services[0].service.id;
    let mut draft = record.as_draft_for(FilingKind::AddAccess, Some(id), None);
    assert_eq!(draft.services.len(), 1);
    assert!(draft.services[0].access.ip_ranges.is_empty(), "where it is hosted is new");
    assert_eq!(draft.target.service_number.as_deref(), Some(FIRST));
    draft.services[0].access = company().services[0].access.clone();
    draft.services[0].access.ip_ranges = vec!["1.2.3.9".into()];
    let context = CheckContext::shipped(FilingKind::AddAccess, now());
    let dossier = complete(&draft, &context).expect("complete");
    let pass = BureauPass { services: vec![passed(1, FIRST)], ..BureauPass::default() };
    let next = apply_bureau_pass(Some(&record), &dossier, &pass).expect("added");
    let (before, after) = (&record.services[0].service, &next.services[0].service);
    assert_eq!((&before.contents, &before.languages), (&after.contents, &after.languages));
    assert!(!after.contents.is_empty());
    assert_eq!(after.access.ip_ranges.len(), 1);
    assert!(next.services[0].is_served_here());
}

#[test]
fn the_sponsor_counts_as_verified_until_what_its_evidence_proves_changes() {
    let record = filed();
    let mut sponsor = record.as_draft().sponsor;
    assert!(record.sponsor_is_verified(&sponsor));
    sponsor.officer.email = Some("other@example.com".into());
    assert!(record.sponsor_is_verified(&sponsor), "a mailbox proves nothing");
    sponsor.officer.name = Some("李样例".into());
    assert!(!record.sponsor_is_verified(&sponsor), "another officer has shown no document");
    let imported = Record { verified: None, ..record };
    assert!(!imported.sponsor_is_verified(&imported.as_draft().sponsor));
}

fn errors(draft: &Draft, context: &CheckContext<'_>) -> Vec<(String, String)> {
    let found = check(draft, context).into_iter();
    let errors = found.filter(|issue| issue.severity == Severity::Error);
    errors.map(|issue| (issue.path, issue.code.into_owned())).collect()
}

#[test]
fn a_new_service_repeats_the_sponsor_of_the_record() {
    let record = filed();
    let mut draft = record.as_draft_for(FilingKind::AddService, None, Some(service(3)));
    let filed_draft = record.as_draft();
    let shipped = CheckContext::shipped(FilingKind::AddService, now());
    let context = CheckContext { record: Some(&filed_draft), ..shipped };
    assert_eq!(errors(&draft, &context), []);
    let number = draft.sponsor.document.number.as_ref().expect("a number").reveal().to_lowercase();
    draft.sponsor.document.number = Some(number.into());
    draft.sponsor.officer.remark_provider = Some("周末不在".into());
    assert_eq!(errors(&draft, &context), [], "neither letters' case nor a remark differs");
    draft.sponsor.name = Some("样例二公司".into());
    draft.sponsor.region.county = None;
    let differs = |path: &str| (path.to_owned(), "sponsor.differs_from_record".to_owned());
    let found = errors(&draft, &context);
    assert!(found.contains(&differs("/sponsor/name")), "{found:?}");
    assert!(found.contains(&differs("/sponsor/region/county")), "{found:?}");
}

#[test]
fn a_filing_about_a_record_can_not_name_another_ones_number() {
    let record = filed();
    let filed_draft = record.as_draft();
    let numbers = [FIRST.to_owned(), SECOND.to_owned()];
    let found = |kind, number: &str| {
        let mut draft = about(number);
        draft.target.sponsor_number = match number.split_once('-') {
            Some((sponsor, _)) => Some(sponsor.into()),
            None => Some(number.into()),
        };
        let shipped = CheckContext::shipped(kind, now());
        let service_numbers = Some(numbers.as_slice());
        errors(&draft, &CheckContext { record: Some(&filed_draft), service_numbers, ..shipped })
    };
    assert_eq!(found(FilingKind::CancelService, SECOND), []);
    let code = |path: &str| [(path.to_owned(), "target.not_on_record".to_owned())];
    let (sponsor, service) = ("/target/sponsor_number", "/target/service_number");
    assert_eq!(found(FilingKind::CancelService, "粤ICP备2026000001号-3"), code(service));
    assert_eq!(found(FilingKind::CancelAccess, "粤ICP备2026000002号-1"), code(service));
    assert_eq!(found(FilingKind::CancelSponsor, "粤ICP备2026000002号"), code(sponsor));
}

#[test]
fn every_change_of_a_record_is_read_back_by_its_name() {
    for change in RecordChange::all() {
        let written = serde_json::to_value(change).expect("a name");
        assert_eq!(written, change.name());
        let read: RecordChange = serde_json::from_value(written).expect("the same");
        assert_eq!(read, change);
    }
    let unknown = serde_json::from_value::<RecordChange>("overwritten".into());
    assert!(unknown.is_err());
    let started = RecordChange::State(RecordEvent::ChangeStarted);
    assert_eq!(started.name(), "change_started");
}

#[test]
fn what_the_bureau_ends_by_itself_is_gone_once() {
    use RecordState::{Active, Cancelled, Shell};
    let mut record = filed();
    let id = |n: usize, record: &Record| record.services[n].service.id;
    let first = RecordPart::Service(id(0, &record));
    record.begin(filing(1), FilingKind::CancelService, &about(SECOND)).expect("free");
    assert_eq!(record.gone(first), Some(RecordEvent::Cancelled));
    assert_eq!(record.underway, None, "nothing is left to end twice");
    assert_eq!(states(&record), [Active, Cancelled, Active]);
    assert_eq!(record.gone(first), None, "told again it changes nothing");
    assert_eq!(record.gone(RecordPart::Access(31)), None, "not one of ours");
    assert_eq!(record.gone(RecordPart::Access(30)), Some(RecordEvent::LastPartGone));
    // The first service has the same number in this sample and was cancelled before.
    assert!(record.services[0].access_wire_ids.is_empty());
    record.gone(RecordPart::Access(30));
    assert_eq!(states(&record), [Active, Cancelled, Shell]);
    record.gone(RecordPart::Service(id(1, &record)));
    assert_eq!(record.state, Shell, "a sponsor without services");
    record.gone(RecordPart::Sponsor);
    assert_eq!(states(&record), [Cancelled; 3]);
}

fn refusals(record: &Record, now: Circumstances) -> Vec<(FilingKind, Option<&'static str>)> {
    record
        .possible_kinds(now)
        .into_iter()
        .map(|possible| (possible.kind, possible.refused))
        .collect()
}

const BY_SPONSOR: Circumstances = Circumstances {
    initiator: Initiator::Sponsor,
    in_flight: false,
    shell_policy: ShellPolicy::Cancel,
};

#[test]
fn what_can_be_filed_about_a_record_comes_with_the_reasons_for_the_rest() {
    use FilingKind as K;
    let mut record = filed();
    record.services.truncate(1);
    let possible = refusals(&record, BY_SPONSOR);
    let expected = [
        (K::AddService, None),
        (K::ChangeFiling, None),
        (K::ChangeSponsor, None),
        (K::CancelSponsor, None),
        (K::AddAccess, Some("already_served_here")),
        (K::ChangeService, None),
        (K::ChangeAccess, None),
        (K::CancelService, None),
        (K::CancelAccess, Some("last_access")),
    ];
    assert_eq!(possible, expected);
    record.services[0].other_accesses = 1;
    assert!(refusals(&record, BY_SPONSOR).contains(&(K::CancelAccess, None)));

    record.services[0].access_wire_ids.clear();
    let elsewhere = refusals(&record, BY_SPONSOR);
    assert!(elsewhere.contains(&(K::AddAccess, None)));
    for kind in [K::ChangeFiling, K::CancelSponsor, K::ChangeService, K::CancelAccess] {
        assert!(elsewhere.contains(&(kind, Some("not_served_here"))), "{kind:?}");
    }
}

#[test]
fn nothing_is_filed_about_a_record_while_a_filing_is_underway_or_after_its_end() {
    let all = |record: &Record, now: Circumstances, code: &str| {
        let refused = refusals(record, now);
        !refused.is_empty() && refused.iter().all(|(_, refused)| *refused == Some(code))
    };
    let record = filed();
    let in_flight = Circumstances { in_flight: true, ..BY_SPONSOR };
    assert!(all(&record, in_flight, "filing_underway"));
    let mut underway = record.clone();
    underway.begin(filing(1), FilingKind::AddService, &record.as_draft()).expect("free");
    assert!(all(&underway, BY_SPONSOR, "filing_underway"));
    let mut ended = record;
    ended.gone(RecordPart::Sponsor);
    assert!(all(&ended, BY_SPONSOR, "record_cancelled"));
}

#[test]
fn an_empty_sponsor_is_cancelled_or_filled_as_its_province_wants() {
    use FilingKind as K;
    let mut record = filed();
    record.services.clear();
    record.settle();
    let strict = refusals(&record, BY_SPONSOR);
    assert!(strict.contains(&(K::AddService, Some("shell_first"))), "{strict:?}");
    assert!(strict.contains(&(K::ChangeSponsor, Some("record_is_shell"))), "{strict:?}");
    assert!(strict.contains(&(K::CancelSponsor, None)), "{strict:?}");
    let lenient = Circumstances { shell_policy: ShellPolicy::Add, ..BY_SPONSOR };
    assert!(refusals(&record, lenient).contains(&(K::AddService, None)));
}

#[test]
fn the_provider_files_cancellations_and_changes_of_access_alone() {
    let by_provider = Circumstances { initiator: Initiator::Provider, ..BY_SPONSOR };
    let mut kinds: Vec<_> =
        filed().possible_kinds(by_provider).into_iter().map(|possible| possible.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    use FilingKind as K;
    let expected =
        [K::ChangeFiling, K::ChangeAccess, K::CancelSponsor, K::CancelService, K::CancelAccess];
    assert_eq!(kinds, expected);
}
