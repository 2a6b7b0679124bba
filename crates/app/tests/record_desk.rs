//! The sponsor's records at the desk: filed before, and filed about again.

use crate::{
    desk::Desk,
    papers::Papers,
    phone::{Phone, fresh_code_of},
    world::World,
};
use app::{
    Actor, Ctx,
    account::NewStaff,
    record::{FilingOfRecord, RecordView},
};
use filing::{
    draft::ServiceKind,
    id::{FilingId, RecordId, ServiceId},
    kind::FilingKind,
    permission::Role,
    record::RecordState,
    state::{FilingState, Stage},
    time::Duration,
    verification::Step,
};
use samples::Person;
use serde_json::{Value, json};

pub fn about(kind: FilingKind, service: Option<ServiceId>) -> FilingOfRecord {
    FilingOfRecord { kind, service, domain: None, service_kind: ServiceKind::Website }
}

impl Desk<'_> {
    /// Filed with its first website, by the whole way.
    pub async fn filed(&self) -> RecordId {
        let id = self.hand_over().await;
        self.world.approve(id).await;
        let mut officers = vec![&self.head];
        if self.officer.id_no != self.head.id_no {
            officers.push(&self.officer);
        }
        self.world.decided(id, &officers).await;
        self.record().await
    }

    /// The account's one record.
    pub async fn record(&self) -> RecordId {
        let records = self.world.app.list_records(&self.ctx()).await.expect("own records");
        assert_eq!(records.len(), 1, "one record");
        records[0].id
    }

    pub async fn shown(&self, record: RecordId) -> RecordView {
        self.world.app.show_record(&self.ctx(), record).await.expect("the own record")
    }

    /// How the sponsor and its services stand.
    pub async fn standing(&self, record: RecordId) -> Vec<RecordState> {
        let shown = self.shown(record).await;
        let services = shown.services.iter().map(|service| service.state);
        std::iter::once(shown.state).chain(services).collect()
    }

    /// What changed the record, oldest first.
    pub async fn history(&self, record: RecordId) -> Vec<&'static str> {
        let page = self.world.app.record_history(&self.ctx(), record, None, 100).await;
        let mut lines: Vec<_> =
            page.expect("own history").items.iter().map(|line| line.change.name()).collect();
        lines.reverse();
        lines
    }

    /// A draft about a record.
    pub async fn start(&self, record: RecordId, new: FilingOfRecord) -> FilingId {
        let started = self.world.app.create_filing_of(&self.ctx(), record, new).await;
        started.expect("it can be filed").id
    }

    /// A website of that domain beside those on record, typed in full.
    pub async fn start_second_website(&self, record: RecordId, domain: &str) -> FilingId {
        let new = FilingOfRecord {
            domain: Some(domain.to_owned()),
            ..about(FilingKind::AddService, None)
        };
        let id = self.start(record, new).await;
        let service = self.second_website(self.service(id).await, domain);
        self.change(id, &json!({ "services": [service] })).await;
        id
    }

    pub fn second_website(&self, service: ServiceId, domain: &str) -> Value {
        let mut typed = self.typed(service)["services"][0].clone();
        typed["names"] = json!(["清风画廊"]);
        typed["domains"] = json!([domain]);
        typed["hosts"] = json!([format!("www.{domain}")]);
        typed["home_url"] = json!(format!("www.{domain}"));
        typed["access"]["ip_ranges"] = json!(["1.2.3.8-1.2.3.9"]);
        typed
    }

    /// Finished, verified where that is asked, handed over and approved. Answers what the phone asked.
    pub async fn hand_over_typed(&self, id: FilingId) -> Vec<Step> {
        self.finish(id).await;
        let mut steps = Vec::new();
        let shown = self.world.app.show_filing(&self.ctx(), id).await.expect("own filing");
        for service in shown.services {
            let token = fresh_code_of(self, id, service.service).await;
            let phone = Phone::open(self, &token).await.expect("a fresh code opens");
            steps.extend(phone.go_through(&Papers::Blank).await);
        }
        assert_eq!(self.world.stage(id).await, Stage::Ready);
        self.submit(id).await;
        self.world.approve(id).await;
        steps
    }

    pub async fn abandon(&self, id: FilingId) {
        let version = self.world.row(id).await.version;
        self.world.app.abandon(&self.ctx(), id, version).await.expect("it may be given up");
    }
}

impl World {
    /// The bureau takes it and asks these officers by SMS, nobody else; they answer.
    pub async fn asked_and_answered(&self, id: FilingId, officers: &[&Person]) {
        let before = self.simulator.with(|bureau| bureau.inbox().len());
        self.run_jobs().await;
        let asked: Vec<String> = self.simulator.with(|bureau| {
            bureau.inbox()[before..].iter().map(|message| message.to.clone()).collect()
        });
        let expected: Vec<String> = officers.iter().map(|officer| officer.mobile.clone()).collect();
        assert_eq!(asked, expected, "{:?}", self.row(id).await);
        for officer in officers {
            let answer = self.answer_sms(officer);
            assert!(answer.is_good(), "{answer:?}");
        }
        self.advance(Duration::minutes(1));
        self.work().await;
        assert_eq!(self.stage(id).await, Stage::BureauReview, "{:?}", self.row(id).await);
    }

    /// The same, and the clerk passes it. Answers the number that the sponsor reads.
    pub async fn decided(&self, id: FilingId, officers: &[&Person]) -> String {
        self.asked_and_answered(id, officers).await;
        self.clerk_approves();
        self.advance(Duration::minutes(1));
        self.work().await;
        match self.row(id).await.state {
            FilingState::Filed { number } => number.expect("it is about a number"),
            other => panic!("not filed: {other:?}"),
        }
    }

    pub fn clerk_refuses(&self, code: u16, why: &str) {
        self.simulator.with(|bureau| {
            let case = bureau.cases().next().expect("a case").id;
            bureau.refuse(case, code, why).expect("the clerk may decide");
        });
    }

    /// What the bureau took in last, as its ledger calls it.
    pub fn reported(&self) -> String {
        self.taken_in().last().cloned().expect("something was reported")
    }

    /// Another reviewer.
    pub async fn colleague(&self) -> Ctx {
        let new = NewStaff {
            username: "colleague".into(),
            name: "另一位审核员".into(),
            role: Role::Reviewer,
        };
        self.app.add_staff(&self.system(), new).await.expect("a reviewer");
        let row = self.app.store.staff_by_login("colleague").await.expect("a database");
        let staff = row.expect("a reviewer").id;
        self.ctx(Actor::Staff { staff, role: Role::Reviewer })
    }
}
