//! JSON that other crates, the database and the screens hold on to: a change here breaks them.

use filing::{
    classify::{Facts, classify},
    confirmation::{Confirmation, Confirmer},
    draft::{Draft, ServiceDraft, ServiceKind},
    id::ServiceId,
    issue::Issue,
    kind::{Case, EvidenceAsked, FilingKind, Initiator, Party},
    review::{ChecklistItem, checklist},
    state::{Effect, FilingState, Notice, Progress, ReturnedBy, Upload},
    time::Timestamp,
    verification::{StaleEvidence, Verdict},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;

#[track_caller]
fn is<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, shape: Value) {
    assert_eq!(serde_json::to_value(&value).expect("JSON"), shape);
    assert_eq!(serde_json::from_value::<T>(shape).expect("reads back"), value);
}

fn service() -> ServiceId {
    ServiceId::from_uuid(uuid::Uuid::from_u128(7))
}

fn noon() -> Timestamp {
    "2026-01-05T04:00:00Z".parse().expect("an instant")
}

#[test]
fn a_state_carries_what_is_known_in_it() {
    is(
        FilingState::Draft { progress: Progress::Verifying },
        json!({"state": "draft", "progress": "verifying"}),
    );
    is(FilingState::ProviderReview, json!({"state": "provider_review"}));
    is(
        FilingState::AwaitingUpload { upload: Upload::Sending },
        json!({"state": "awaiting_upload", "upload": "sending"}),
    );
    is(
        FilingState::SmsVerification {
            pending: vec![Confirmer::SPONSOR, Confirmer::of_service(service())],
            deadline: noon(),
        },
        json!({
            "state": "sms_verification",
            "pending": [
                {"party": "sponsor_officer", "service": null},
                {"party": "service_officer", "service": service().to_string()},
            ],
            "deadline": "2026-01-05T04:00:00.000Z"
        }),
    );
    is(
        FilingState::Returned { by: ReturnedBy::SmsTimeout },
        json!({"state": "returned", "by": "sms_timeout"}),
    );
    is(FilingState::Filed { number: None }, json!({"state": "filed", "number": null}));
}

/// Earlier versions asked one officer a role and kept the role alone.
#[test]
fn a_state_that_names_roles_alone_is_read() {
    let kept = json!({
        "state": "sms_verification",
        "pending": ["sponsor_officer", "service_officer"],
        "deadline": "2026-01-05T04:00:00.000Z"
    });
    let read: FilingState = serde_json::from_value(kept).expect("an earlier state");
    let somebody = Confirmer { party: Party::ServiceOfficer, service: None };
    let pending = vec![Confirmer::SPONSOR, somebody];
    assert_eq!(read, FilingState::SmsVerification { pending, deadline: noon() });
}

#[test]
fn effects_are_jobs() {
    is(Effect::UploadToBureau, json!({"effect": "upload_to_bureau"}));
    is(
        Effect::AskForConfirmation { confirmer: Confirmer::SPONSOR, until: noon() },
        json!({
            "effect": "ask_for_confirmation",
            "confirmer": {"party": "sponsor_officer", "service": null},
            "until": "2026-01-05T04:00:00.000Z"
        }),
    );
    is(
        Effect::TellSponsor { notice: Notice::Filed },
        json!({"effect": "tell_sponsor", "notice": "filed"}),
    );
}

#[test]
fn evidence_and_what_is_stale_have_their_names() {
    let service = ServiceId::from_uuid(uuid::Uuid::from_u128(1));
    is(StaleEvidence::Sponsor, json!({"stale": "sponsor"}));
    is(StaleEvidence::Sheet(service), json!({"stale": "sheet", "service": service.to_string()}));
    is(
        Verdict::NeedsHuman { codes: vec!["portrait.human_compares".into()] },
        json!({"outcome": "needs_human", "codes": ["portrait.human_compares"]}),
    );
    is(Case::StartedBy(Initiator::Provider), json!("started_by_provider"));
    is(
        EvidenceAsked::NEW_SERVICE,
        json!({"sponsor": "unless_verified_here", "service": true, "sheet": true}),
    );
    is(
        Confirmation::ask(Confirmer::SPONSOR, noon()),
        json!({
            "confirmer": {"party": "sponsor_officer", "service": null},
            "asked_at": "2026-01-05T04:00:00.000Z",
            "deadline": "2026-01-06T04:00:00.000Z",
            "confirmed_at": null,
            "wrong": 0,
            "resent": 0
        }),
    );
}

#[test]
fn an_offer_says_its_refusal_only_when_there_is_one() {
    let of = |id| {
        let facts = Facts::all_possible().find(|facts| classify(facts).0.id == id).expect(id);
        serde_json::to_value(classify(&facts).0.offers).expect("JSON")
    };
    assert_eq!(of("D06"), json!([{"kind": "new_filing"}]));
    assert_eq!(of("D05"), json!([{"kind": "transfer_record", "refused": "ask_administrator"}]));
}

#[test]
fn a_point_of_the_checklist_has_its_key_and_code() {
    let mut draft = Draft::default();
    let id = ServiceId::from_uuid(uuid::Uuid::from_u128(1));
    draft.services.push(ServiceDraft::new(id, ServiceKind::Website));
    let issues = [Issue::warning("/services/0/names", "list.duplicate")];
    let items: Vec<ChecklistItem> = checklist(FilingKind::ChangeAccess, &draft, &issues, &[]);
    assert_eq!(
        serde_json::to_value(&items[0]).expect("JSON"),
        json!({
            "key": "issue:list.duplicate:/services/0/names",
            "code": "list.duplicate",
            "attention": "look",
            "path": "/services/0/names",
            "materials": []
        })
    );
}
