//! Who is asked.

use crate::{
    desk::{Desk, officer},
    papers::Papers,
    phone::{Phone, fresh_code_of},
    world::World,
};
use filing::{
    confirmation::Confirmer,
    id::{FilingId, RecordId},
    kind::{FilingKind, Initiator, Party},
    record::{Record, RecordChange, RecordState},
    state::{FilingState, Stage, Upload},
};
use samples::Person;
use serde_json::{Value, json};
use store::RoundState;

/// A filing of three services, each with an officer of its own, approved and asked.
struct Three<'w> {
    desk: Desk<'w>,
    id: FilingId,
    services: Vec<filing::id::ServiceId>,
    /// The officers of the services in their order.
    officers: [Person; 3],
}

impl<'w> Three<'w> {
    /// `officers`: by service, in the draft's order.
    async fn asked(world: &'w World, seed: u64, officers: [Person; 3]) -> Self {
        let desk = Desk::enterprise(world, seed).await;
        let created = desk.create().await.expect("a first filing is offered");
        let id = created.id;
        let mut typed = desk.typed(created.draft.services[0].id);
        let first = typed["services"][0].clone();
        let list = typed["services"].as_array_mut().expect("services");
        list[0]["officer"] = officer(&officers[0]);
        for (n, person) in officers.iter().enumerate().skip(1) {
            let domain = samples::company(seed + 500 + n as u64).domain;
            let mut service = first.clone();
            service.as_object_mut().expect("a service").remove("id");
            let name = ["清风画廊", "清风茶舍"][n - 1];
            service["names"] = json!([name]);
            service["domains"] = json!([domain]);
            service["hosts"] = json!([format!("www.{domain}")]);
            service["home_url"] = json!(format!("www.{domain}"));
            service["officer"] = officer(person);
            service["access"]["ip_ranges"] =
                json!([format!("1.2.3.{}-1.2.3.{}", 10 + n * 2, 11 + n * 2)]);
            list.push(service);
        }
        let services: Vec<_> =
            desk.change(id, &typed).await.draft.services.iter().map(|s| s.id).collect();
        desk.finish(id).await;
        for (service, person) in services.iter().zip(&officers) {
            let token = fresh_code_of(&desk, id, *service).await;
            let mut phone = Phone::open(&desk, &token).await.expect("a fresh code opens");
            phone.mobile.clone_from(&person.mobile);
            phone.go_through(&Papers::Blank).await;
        }
        assert_eq!(world.stage(id).await, Stage::Ready);
        desk.submit(id).await;
        world.approve(id).await;
        world.run_jobs().await;
        assert_eq!(world.stage(id).await, Stage::SmsVerification);
        Self { desk, id, services, officers }
    }

    async fn pending(&self) -> Vec<Confirmer> {
        match self.desk.world.row(self.id).await.state {
            FilingState::SmsVerification { pending, .. } => pending,
            other => panic!("nobody is awaited: {other:?}"),
        }
    }
}

#[tokio::test]
async fn three_services_with_three_officers_ask_four_people_and_each_answer_is_its_own() {
    let world = World::blind().await;
    let people = [901, 902, 903].map(samples::person);
    let three = Three::asked(&world, 310, people).await;
    let of = |n: usize| Confirmer::of_service(three.services[n]);
    assert_eq!(three.pending().await, [Confirmer::SPONSOR, of(0), of(1), of(2)]);
    let asked: Vec<String> =
        world.simulator.with(|bureau| bureau.inbox().iter().map(|sms| sms.to.clone()).collect());
    let expected: Vec<&String> = [&three.desk.head.mobile]
        .into_iter()
        .chain(three.officers.iter().map(|person| &person.mobile))
        .collect();
    assert_eq!(asked.iter().collect::<Vec<_>>(), expected);

    // The second service's officer answers: nobody else is struck off.
    assert!(world.answer_sms(&three.officers[1]).is_good());
    world.work().await;
    assert_eq!(three.pending().await, [Confirmer::SPONSOR, of(0), of(2)]);
    let ctx = three.desk.ctx();
    let shown = world.app.show_confirmations(&ctx, three.id).await.expect("own filing");
    let round = shown.current.expect("a round");
    let states: Vec<&str> = round.people.iter().map(|person| person.state.as_str()).collect();
    assert_eq!(states, ["waiting", "waiting", "confirmed", "waiting"]);
    assert_eq!(round.people[2].service_name.as_deref(), Some("清风画廊"));
    assert!(round.people.iter().all(|p| p.mobile.contains("****") && p.name.ends_with('*')));

    world
        .through_the_bureau(three.id, &[&three.officers[2], &three.desk.head, &three.officers[0]])
        .await;
    let rounds = world.app.store.rounds_of(three.id).await.expect("a database");
    assert_eq!(rounds[0].state, RoundState::Complete);
}

#[tokio::test]
async fn who_answers_for_two_services_and_the_sponsor_is_asked_once_for_all() {
    let world = World::blind().await;
    let other = samples::person(905);
    let head = samples::person(320);
    let three = Three::asked(&world, 320, [head.clone(), other.clone(), head.clone()]).await;
    let expected = [Confirmer::SPONSOR, Confirmer::of_service(three.services[1])];
    assert_eq!(three.pending().await, expected);
    let ctx = three.desk.ctx();
    let shown = world.app.show_confirmations(&ctx, three.id).await.expect("own filing");
    let roles = &shown.current.expect("a round").people[0].roles;
    assert_eq!(roles, &["主体负责人", "网站负责人（清风书屋）", "网站负责人（清风茶舍）"]);
    world.through_the_bureau(three.id, &[&other, &three.desk.head]).await;
}

/// 新增接入 of a service that another provider filed: approved and about to be reported.
struct NewAccess<'w> {
    world: &'w World,
    desk: Desk<'w>,
    id: FilingId,
    number: String,
    /// The officer on the record.
    before: Person,
}

const SPONSOR_NUMBER: &str = "粤ICP备2020000009号";

fn whole(person: &Person) -> Value {
    json!({
        "name": person.name, "document_type": 2, "document_number": person.id_no,
        "mobile": person.mobile, "email": person.email, "phone": null, "emergency_phone": null,
        "im_type": null, "im_account": null, "remark_bureau": null,
    })
}

impl<'w> NewAccess<'w> {
    async fn approved(world: &'w World, seed: u64) -> Self {
        let desk = Desk::with_two_officers(world, seed).await;
        let before = samples::person(seed + 2000);
        let number = format!("{SPONSOR_NUMBER}-1");
        let service = json!({
            "id": filing::id::ServiceId::from_uuid(uuid::Uuid::from_u128(7)),
            "kind": "website", "names": ["清风书屋"],
            "domains": [{ "ascii": desk.domain(), "unicode": desk.domain() }],
            "hosts": [], "home_url": null, "prior_approvals": [], "contents": [], "languages": [],
            "application_types": [], "officer": whole(&desk.officer),
            "access": {
                "server_locations": [5], "methods": [3],
                "ip_ranges": [{ "start": "1.2.3.4", "end": "1.2.3.7" }],
            },
            "app": null,
        });
        let dossier = json!({
            "kind": "add_access", "sponsor": null, "services": [service], "cancel_reason": null,
            "target": {
                "sponsor_number": null, "service_number": number, "receiving_sponsor_number": null,
            },
        });
        let created = desk.create().await.expect("a draft");
        let mut row = created.clone();
        row.id = FilingId::from_uuid(uuid::Uuid::from_u128(u128::from(seed)));
        row.kind = FilingKind::AddAccess;
        row.initiator = Initiator::Sponsor;
        row.state = FilingState::AwaitingUpload { upload: Upload::Waiting };
        row.draft.target.service_number = Some(number.clone());
        row.dossier = Some(serde_json::from_value(dossier).expect("a dossier"));
        row.title = "清风书屋".into();
        let mut tx = world.app.store.begin().await.expect("a database");
        tx.insert_filing(&row).await.expect("written");
        tx.queue(&app::jobs::Work::Report { filing: row.id }.at(world.now()), world.now())
            .await
            .expect("queued");
        tx.commit().await.expect("committed");
        Self { world, id: row.id, number, before, desk }
    }

    /// The record as the provider that filed it reported it.
    async fn put_on_record(&self, officer: &Person) {
        let row = self.world.row(self.id).await;
        let mut service = serde_json::to_value(&row.dossier.expect("a dossier").services()[0])
            .expect("a service is JSON");
        service["id"] = json!(filing::id::ServiceId::from_uuid(uuid::Uuid::from_u128(8)));
        service["officer"] = whole(officer);
        let record: Record = serde_json::from_value(json!({
            "state": "active", "sponsor_number": SPONSOR_NUMBER, "sponsor_wire_id": 1,
            "sponsor": null,
            "services": [{
                "state": "active", "number": self.number, "wire_id": 2, "access_wire_ids": [],
                "service": service,
            }],
        }))
        .expect("a record");
        let store = &self.world.app.store;
        let mut tx = store.begin().await.expect("a database");
        let known = tx.record_by_sponsor_number(SPONSOR_NUMBER).await.expect("a database");
        let row = store::RecordRow {
            id: RecordId::from_uuid(uuid::Uuid::from_u128(99)),
            account: None,
            sponsor_number: SPONSOR_NUMBER.into(),
            sponsor_wire_id: Some(1),
            document_index: store.keys().document_index("91440101MA5ABCDE1X"),
            data: json!({ "record": record }),
            state: RecordState::Active,
            created_at: self.world.now(),
            updated_at: self.world.now(),
            version: known.map_or(0, |known| known.version),
        };
        tx.save_record(&row, RecordChange::Imported, None).await.expect("written");
        tx.commit().await.expect("committed");
    }

    /// The mobiles that the round which is prepared or runs asks.
    async fn frozen(&self) -> Vec<String> {
        let rounds = self.world.app.store.rounds_of(self.id).await.expect("a database");
        let people = self.world.app.store.confirmations_of(self.id, rounds[0].round).await;
        let people = people.expect("a database").into_iter();
        people.map(|row| row.person.expect("whole").mobile.reveal().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_new_access_asks_the_officer_on_the_record_and_stays_with_that_one() {
    let world = World::blind().await;
    let access = NewAccess::approved(&world, 330).await;
    access.put_on_record(&access.before).await;
    assert_ne!(access.before.mobile, access.desk.officer.mobile);
    // The bureau takes nothing now: the file is built and waits.
    world.line.cut();
    world.run_jobs().await;
    assert_eq!(access.frozen().await, std::slice::from_ref(&access.before.mobile));

    // The record changes while the file is on its way: who was named in it is awaited.
    access.put_on_record(&samples::person(3333)).await;
    let mut tx = world.app.store.begin().await.expect("a database");
    let rounds = tx.rounds_of(access.id).await.expect("a database");
    let people = tx.confirmations_of(access.id, rounds[0].round).await.expect("a database");
    tx.rollback().await.expect("a database");
    assert_eq!(people[0].confirmer.party, Party::ServiceOfficer);
    assert_eq!(access.frozen().await, std::slice::from_ref(&access.before.mobile));
}

#[tokio::test]
async fn where_the_officer_on_record_is_not_known_nobody_is_asked_instead() {
    let world = World::blind().await;
    let access = NewAccess::approved(&world, 340).await;
    world.run_jobs().await;
    let row = world.row(access.id).await;
    assert_eq!(row.state.stage(), Stage::UploadFailed);
    assert_eq!(row.return_reasons[0].code, "confirmation.officer_unknown");
    assert!(world.taken_in().is_empty(), "nothing was reported");

    access.put_on_record(&access.before).await;
    let again = world.app.retry_upload(&world.reviewer(), access.id, row.version).await;
    again.expect("the cause was repaired");
    world.run_jobs().await;
    assert_eq!(access.frozen().await, std::slice::from_ref(&access.before.mobile));
}
