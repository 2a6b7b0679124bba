//! 新增网站 and 新增接入: what a record gets beside what it has.

use crate::{
    desk::{Desk, Sponsor, on_file},
    record_desk::about,
    world::World,
};
use app::{
    Error,
    filing::{NewFiling, TypeQuestion},
};
use bureau_sim::bureau::{
    Preset,
    handout::{SyncOrder, Which},
};
use filing::{
    draft::ServiceKind,
    id::FilingId,
    kind::{FilingKind, Party},
    record::RecordState::{Active, Changing},
    verification::Step,
};
use serde_json::json;

/// Another provider, whom this system does not know.
const ELSEWHERE: i64 = 220_000_000_000;

fn service_steps() -> [Step; 5] {
    [Step::PhoneMatch, Step::ServiceOfficerDocument, Step::Portrait, Step::Commitment, Step::Sheet]
}

#[tokio::test]
async fn a_second_website_asks_its_officer_alone_and_gets_the_next_number() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 301).await;
    let record = desk.filed().await;
    let first = desk.shown(record).await;
    assert!(first.sponsor_verified, "its evidence was taken for the first filing");
    let domain = samples::company(302).domain;

    let id = desk.start_second_website(record, &domain).await;
    let draft = world.row(id).await.draft;
    assert_eq!(Some(&draft.sponsor), first.sponsor.as_ref(), "nobody types it again");
    assert_eq!(desk.standing(record).await, [Active, Active], "nothing is handed over yet");
    let steps = desk.hand_over_typed(id).await;
    assert_eq!(steps, service_steps(), "the sponsor was verified here");
    assert_eq!(desk.standing(record).await, [Changing, Active]);

    let number = world.decided(id, &[&desk.head, &desk.officer]).await;
    assert!(number.ends_with("号-2"), "{number}");
    assert!(world.reported().starts_with("IspWzid:"), "{}", world.reported());
    let shown = desk.shown(record).await;
    assert_eq!(desk.standing(record).await, [Active; 3]);
    assert_eq!(shown.services[1].number.as_deref(), Some(number.as_str()));
    assert_eq!(shown.services[1].filed.domains, std::slice::from_ref(&domain));
    assert_eq!(shown.services[0].filed, first.services[0].filed, "the first is as it was");
    assert_eq!(desk.history(record).await, ["filed", "change_started", "filed"]);
    let found = world.app.store.records_by_domain(&domain).await.expect("a database");
    assert_eq!(found.len(), 1);

    let at_first = world.app.record_history(&desk.ctx(), record, None, 100).await.expect("own");
    let then = at_first.items.last().expect("a line").at;
    let before = world.app.show_record_at(&desk.ctx(), record, then).await.expect("known by then");
    assert_eq!(before.services.len(), 1, "what it was can be read again");
}

#[tokio::test]
async fn who_types_the_sponsor_otherwise_is_told_where_it_differs_from_the_record() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 303).await;
    let record = desk.filed().await;
    let id = desk.start_second_website(record, &samples::company(304).domain).await;
    desk.change(id, &json!({ "sponsor": { "officer": { "mobile": "13900001234" } } })).await;
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let found = shown.findings.iter().find(|f| f.code == "sponsor.differs_from_record");
    assert_eq!(found.map(|f| f.path.as_str()), Some("/sponsor/officer/mobile"));
    let version = world.row(id).await.version;
    let finished = world.app.finish_entry(&desk.ctx(), id, version).await;
    assert!(matches!(finished, Err(Error::Invalid(_))), "{finished:?}");
}

#[tokio::test]
async fn a_second_filing_waits_for_the_one_that_is_underway() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 305).await;
    let record = desk.filed().await;
    let id = desk.start_second_website(record, &samples::company(306).domain).await;
    desk.hand_over_typed(id).await;
    let service = desk.shown(record).await.services[0].id;
    let second = about(FilingKind::CancelService, Some(service));
    let refused = world.app.create_filing_of(&desk.ctx(), record, second).await;
    match refused {
        Err(Error::Refused { code: "kind_not_possible", args }) => {
            assert!(args[0].contains("正在办理"), "{args:?}");
        }
        other => panic!("{other:?}"),
    }
    let shown = desk.shown(record).await;
    assert_eq!(shown.underway, Some(id));
    assert!(shown.possible.iter().all(|possible| possible.refused.is_some()));
}

#[tokio::test]
async fn a_record_of_another_account_is_not_there() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 307).await;
    let record = desk.filed().await;
    let stranger = Desk::enterprise(&world, 308).await;
    let shown = world.app.show_record(&stranger.ctx(), record).await;
    assert!(matches!(shown, Err(Error::NotFound(_))), "{shown:?}");
    let history = world.app.record_history(&stranger.ctx(), record, None, 10).await;
    assert!(matches!(history, Err(Error::NotFound(_))), "{history:?}");
    let new = about(FilingKind::ChangeFiling, None);
    let filed = world.app.create_filing_of(&stranger.ctx(), record, new).await;
    assert!(matches!(filed, Err(Error::NotFound(_))), "{filed:?}");
}

/// On file through another provider, which serves it; its officer is the desk's.
fn served_elsewhere(desk: &Desk<'_>) -> Preset {
    let Sponsor::Enterprise(organisation) = &desk.sponsor else { unreachable!() };
    let officer = |person: &samples::Person| {
        json!({
            "name": person.name, "office_phone": "020-12345678", "mobile": person.mobile,
            "email": person.email, "certificate": { "kind": 2, "number": person.id_no },
        })
    };
    let mut preset = on_file(organisation, &[&organisation.domain]);
    preset.provider = Some(ELSEWHERE);
    preset.sponsor.officer = serde_json::from_value(officer(&desk.head)).expect("an officer");
    let service = &mut preset.services[0];
    service.officer = serde_json::from_value(officer(&desk.officer)).expect("an officer");
    service.contents = vec![8];
    service.languages = vec![1];
    service.accesses = serde_json::from_value(json!([{
        "isp_id": 1, "locations": [5], "modes": [3],
        "ranges": [{ "isp_id": 1, "first": 134_744_072, "last": 134_744_072 }],
    }]))
    .expect("an access");
    preset
}

async fn begun(desk: &Desk<'_>, kind: FilingKind, question: TypeQuestion) -> FilingId {
    let new = NewFiling { kind, question, service_kind: ServiceKind::Website };
    let created = desk.world.app.create_filing(&desk.ctx(), new).await;
    created.expect("the type check offers it").id
}

#[tokio::test]
async fn a_sponsor_filed_elsewhere_adds_a_website_here_and_is_verified_whole() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 311).await;
    world.simulator.with(|bureau| bureau.put_on_file(served_elsewhere(&desk)));
    let domain = samples::company(312).domain;
    let question = TypeQuestion { domain: Some(domain.clone()), ..desk.question() };
    let id = begun(&desk, FilingKind::AddService, question).await;
    let service = desk.service(id).await;
    let mut typed = desk.typed(service);
    typed["services"] = json!([desk.second_website(service, &domain)]);
    desk.change(id, &typed).await;
    let steps = desk.hand_over_typed(id).await;
    assert_eq!(steps[..2], [Step::SponsorDocument, Step::SponsorOfficerDocument]);
    assert_eq!(steps[2..], service_steps());
    let number = world.decided(id, &[&desk.head, &desk.officer]).await;
    assert!(number.ends_with("号-2"), "{number}");
    let record = desk.record().await;
    let shown = desk.shown(record).await;
    assert!(shown.sponsor_verified);
    let numbers: Vec<_> = shown.services.iter().map(|s| s.number.clone()).collect();
    assert_eq!(numbers, [Some(number)], "what the bureau told of it");
    assert_eq!(desk.history(record).await, ["filed"]);
}

#[tokio::test]
async fn an_access_to_a_website_of_another_provider_is_confirmed_by_the_officer_on_record() {
    let world = World::blind().await;
    let mut desk = Desk::with_two_officers(&world, 321).await;
    world.simulator.with(|bureau| {
        bureau.put_on_file(served_elsewhere(&desk));
        let order = SyncOrder {
            provider: Some(110_000_000_000),
            record: bureau.library().records().next().map(|r| Which(r.sponsor.id.to_string())),
            code_tables: false,
        };
        bureau.hand_out_sync(&order).expect("it is on file");
    });
    world.work().await;
    let imported = world.app.store.records_by_domain(desk.domain()).await.expect("a database");
    let [(imported, service)] = imported.as_slice() else { panic!("{imported:?}") };
    assert_eq!((imported.account, service.access_wire_ids.len()), (None, 0));

    let id = begun(&desk, FilingKind::AddAccess, desk.question()).await;
    let draft = world.row(id).await.draft;
    assert_eq!(draft.sponsor.officer.mobile, None, "nobody's record is shown to who asks first");
    // Another officer answers for it here than on record.
    let on_record = desk.officer.clone();
    desk.officer = samples::person(1999);
    let typed = desk.typed(desk.service(id).await);
    desk.change(id, &json!({ "services": typed["services"] })).await;
    let steps = desk.hand_over_typed(id).await;
    assert_eq!(steps, service_steps());
    let number = world.decided(id, &[&on_record]).await;
    assert!(number.ends_with("号-1"), "the number stays: {number}");
    assert!(world.reported().starts_with("IspJrid:"), "{}", world.reported());
    let confirmations = world.app.show_filing(&desk.ctx(), id).await.expect("own").confirmations;
    assert_eq!(confirmations.len(), 1);
    assert_eq!(confirmations[0].party, Party::ServiceOfficer);

    let record = desk.record().await;
    assert_eq!(record, imported.id, "the imported record has an account now");
    let shown = desk.shown(record).await;
    let service = &shown.services[0];
    assert!(service.served_here);
    assert_eq!(service.other_accesses, 1);
    assert_eq!(service.filed.names, ["别家网站"], "what was on record of it stays");
    assert_eq!(service.filed.officer.mobile.as_ref().map(|m| m.reveal()), Some(&*on_record.mobile));
    assert_eq!(service.filed.access.ip_ranges, ["1.2.3.4-1.2.3.7"]);
    assert_eq!(desk.history(record).await, ["imported", "change_started", "filed"]);

    // 取消接入 by the sponsor: another provider goes on serving it, nobody has to confirm.
    let id = desk.start(record, about(FilingKind::CancelAccess, Some(service.id))).await;
    desk.change(id, &json!({ "cancel_reason": 5 })).await;
    assert_eq!(desk.hand_over_typed(id).await, []);
    assert_eq!(desk.standing(record).await, [Active, Changing]);
    world.decided(id, &[]).await;
    assert!(world.reported().starts_with("Jrid:"), "{}", world.reported());
    let shown = desk.shown(record).await;
    let service = &shown.services[0];
    assert!(!service.served_here);
    assert_eq!(desk.standing(record).await, [Active, Active], "others go on serving it");
    let possible = |kind| shown.possible.iter().find(|p| p.kind == kind).expect("listed");
    assert!(possible(FilingKind::AddAccess).refused.is_none());
    let refused = possible(FilingKind::ChangeAccess).refused.as_ref().map(|r| r.code.as_str());
    assert_eq!(refused, Some("not_served_here"));
}
