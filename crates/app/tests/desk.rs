//! The sponsor at the desk.

use crate::world::World;
use app::{
    Actor, Ctx,
    filing::{NewFiling, TypeQuestion},
};
use filing::{
    draft::ServiceKind,
    id::{AccountId, FilingId, ServiceId},
    kind::FilingKind,
    personal::Personal,
    state::Stage,
};
use samples::{Organisation, Person};
use serde_json::{Value, json};
use store::FilingRow;

pub const SITE: &str = "清风书屋";

/// One sponsor with its account, papers and people.
pub struct Desk<'w> {
    pub world: &'w World,
    pub account: AccountId,
    pub sponsor: Sponsor,
    /// 主体负责人.
    pub head: Person,
    /// 网站负责人.
    pub officer: Person,
}

pub enum Sponsor {
    Enterprise(Box<Organisation>),
    Individual { domain: String },
}

impl<'w> Desk<'w> {
    /// An enterprise whose legal person also answers for the website.
    pub async fn enterprise(world: &'w World, seed: u64) -> Self {
        let sponsor = Sponsor::Enterprise(Box::new(samples::company(seed)));
        let person = samples::person(seed);
        Self::open(world, sponsor, person.clone(), person).await
    }

    /// An enterprise with another officer for the website.
    pub async fn with_two_officers(world: &'w World, seed: u64) -> Self {
        let sponsor = Sponsor::Enterprise(Box::new(samples::company(seed)));
        Self::open(world, sponsor, samples::person(seed), samples::person(seed + 1000)).await
    }

    pub async fn individual(world: &'w World, seed: u64) -> Self {
        let sponsor = Sponsor::Individual { domain: samples::company(seed).domain };
        let person = samples::person(seed);
        Self::open(world, sponsor, person.clone(), person).await
    }

    async fn open(world: &'w World, sponsor: Sponsor, head: Person, officer: Person) -> Self {
        let account = world.account(&format!("sponsor-{}", head.seed)).await;
        Self { world, account, sponsor, head, officer }
    }

    pub fn ctx(&self) -> Ctx {
        self.world.ctx(Actor::Sponsor { account: self.account })
    }

    pub fn domain(&self) -> &str {
        match &self.sponsor {
            Sponsor::Enterprise(organisation) => &organisation.domain,
            Sponsor::Individual { domain } => domain,
        }
    }

    pub fn question(&self) -> TypeQuestion {
        let (sponsor_kind, document_type, number) = match &self.sponsor {
            Sponsor::Enterprise(organisation) => (4, 1, organisation.uscc.as_str()),
            Sponsor::Individual { .. } => (5, 2, self.head.id_no.as_str()),
        };
        TypeQuestion {
            sponsor_kind,
            document_type,
            document_number: Personal::new(number),
            domain: Some(self.domain().to_owned()),
            service_kind: ServiceKind::Website,
            province: None,
        }
    }

    /// What is typed into every field.
    pub fn typed(&self, service: ServiceId) -> Value {
        let (name, document_address) = match &self.sponsor {
            Sponsor::Enterprise(organisation) => (&organisation.name, &organisation.address),
            Sponsor::Individual { .. } => (&self.head.name, &self.head.address),
        };
        json!({
            "sponsor": {
                "region": { "province": "440000", "city": "440100", "county": "440106" },
                "name": name,
                "document": { "address": document_address },
                "address": "体育东路100号2楼",
                "officer": officer(&self.head),
            },
            "services": [{
                "id": service,
                "kind": ServiceKind::Website,
                "names": [SITE],
                "domains": [self.domain()],
                "hosts": [format!("www.{}", self.domain())],
                "home_url": format!("www.{}", self.domain()),
                "contents": [8], "languages": [1], "application_types": [1],
                "officer": officer(&self.officer),
                "access": {
                    "server_locations": [5], "methods": [3], "ip_ranges": ["1.2.3.4-1.2.3.7"],
                },
            }],
        })
    }

    /// The type check and an empty draft of the kind that it offers.
    pub async fn create(&self) -> app::Result<FilingRow> {
        let (kind, question) = (FilingKind::NewFiling, self.question());
        let new = NewFiling { kind, question, service_kind: ServiceKind::Website };
        self.world.app.create_filing(&self.ctx(), new).await
    }

    /// As [`Self::create`], for another kind of service, with a domain or without one.
    pub async fn create_kind(
        &self,
        service_kind: ServiceKind,
        domain: Option<&str>,
    ) -> app::Result<FilingRow> {
        let domain = domain.map(str::to_owned);
        let question = TypeQuestion { domain, ..self.question() };
        let new = NewFiling { kind: FilingKind::NewFiling, question, service_kind };
        self.world.app.create_filing(&self.ctx(), new).await
    }

    /// Everything typed and 填写完成: the phone work may begin.
    pub async fn fill_in(&self) -> FilingId {
        let created = self.create().await.expect("a first filing is offered");
        let typed = self.typed(created.draft.services[0].id);
        self.change(created.id, &typed).await;
        self.finish(created.id).await;
        assert_eq!(self.world.stage(created.id).await, Stage::Verifying);
        created.id
    }

    /// Types over the version that stands.
    pub async fn change(&self, id: FilingId, change: &Value) -> FilingRow {
        let version = self.world.row(id).await.version;
        let changed = self.world.app.edit_filing(&self.ctx(), id, version, change).await;
        changed.expect("a draft takes what is typed")
    }

    /// Changes one field, e.g. `/services/0/officer/mobile`.
    pub async fn change_field(&self, id: FilingId, path: &str, value: Value) {
        let draft = self.world.row(id).await.draft;
        let mut whole = serde_json::to_value(draft).expect("a draft is JSON");
        *whole.pointer_mut(path).expect("a field") = value;
        let change = json!({ "sponsor": whole["sponsor"], "services": whole["services"] });
        self.change(id, &change).await;
    }

    pub async fn finish(&self, id: FilingId) {
        let version = self.world.row(id).await.version;
        let finished = self.world.app.finish_entry(&self.ctx(), id, version).await;
        finished.expect("the draft holds");
    }

    pub async fn reopen(&self, id: FilingId) {
        let version = self.world.row(id).await.version;
        self.world.app.reopen(&self.ctx(), id, version).await.expect("it may be edited");
    }

    /// 确认上交.
    pub async fn submit(&self, id: FilingId) {
        let version = self.world.row(id).await.version;
        self.world.app.submit(&self.ctx(), id, version).await.expect("it may be handed over");
        assert_eq!(self.world.stage(id).await, Stage::ProviderReview);
    }

    pub async fn service(&self, id: FilingId) -> ServiceId {
        self.world.row(id).await.draft.services[0].id
    }
}

pub fn officer(person: &Person) -> Value {
    json!({
        "name": person.name, "document_type": 2, "document_number": person.id_no,
        "mobile": person.mobile, "email": person.email,
        "phone": "020-12345678", "emergency_phone": "13900000001",
    })
}

/// A sponsor whom the bureau filed before, with these domains.
pub fn on_file(organisation: &Organisation, domains: &[&str]) -> bureau_sim::bureau::Preset {
    let officer = json!({
        "name": "某某", "office_phone": "020-12345678", "mobile": "19900000001",
        "email": "someone@example.com", "certificate": null,
    });
    let domains: Vec<Value> = domains.iter().map(|name| json!({ "name": name })).collect();
    let preset = json!({
        "sponsor": {
            "name": organisation.name, "nature": 4,
            "address": { "province": 440000, "city": 440100, "county": 440106, "detail": "1号" },
            "certificate": {
                "kind": 1, "number": organisation.uscc, "address": organisation.address,
            },
            "officer": officer,
        },
        "services": [{
            "name": "别家网站", "domains": domains, "accesses": [], "officer": officer,
        }],
    });
    serde_json::from_value(preset).expect("a record")
}
