//! A running server with a bureau, and the people who use it.

use crate::contract;
use app::{Ctx, account::NewStaff};
use filing::{
    id::RecordId,
    permission::Role,
    record::{RecordChange, RecordState},
};
use reqwest::{Client, Method, RequestBuilder};
use samples::{Organisation, Person};
use serde_json::{Value, json};
use server::{
    assemble,
    command::{
        demo::{Answer, Desk, Phone, config, draft, number, question, service, text},
        serve::{self, Running},
    },
    config::Config,
};
use std::{
    path::PathBuf,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{runtime::Runtime, sync::OnceCell};

/// What everybody's password is.
pub const PASSWORD: &str = "guangzhou-pearl-river";

/// A server, its bureau, its folder.
pub struct House {
    pub running: Running,
    pub base: String,
    /// Kept alive; its tasks end with it.
    _bureau: bureau_sim::Simulator,
    folder: tempfile::TempDir,
}

/// A filing and whose it is.
pub struct Filing {
    pub desk: Desk,
    pub id: String,
    pub service: String,
    pub organisation: Organisation,
    pub person: Person,
}

impl House {
    /// A house of its own, when a test needs other settings.
    pub async fn open(adjust: impl FnOnce(&mut Config)) -> Self {
        let bureau = bureau_sim::Simulator::start(bureau_sim::SimConfig::default()).await;
        let bureau = bureau.expect("the bureau starts");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = config(folder.path(), &bureau.url()).expect("the settings hold");
        config.vision.assets = samples::assets_folder();
        adjust(&mut config);
        let running = serve::start(&config).await.expect("the server starts");
        let base = format!("http://{}", running.address);
        Self { running, base, _bureau: bureau, folder }
    }

    /// Where our own short messages land.
    pub fn inbox(&self) -> PathBuf {
        self.folder.path().join("sms")
    }

    /// A request of nobody in particular.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        Client::new().request(method, format!("{}{path}", self.base))
    }

    /// A captcha with its right answer.
    pub async fn captcha(&self) -> Value {
        let drawn = server::command::demo::captcha(&self.running.app, &assemble::clock()).await;
        drawn.expect("a captcha is drawn")
    }

    /// A sponsor that nobody else is, logged in.
    pub async fn sponsor(&self) -> Desk {
        let name = fresh_name("sponsor");
        let email = format!("{name}@example.com");
        let clock = assemble::clock();
        let desk = Desk::enter(&self.base, &self.running.app, &clock, &name, &email).await;
        desk.expect("a sponsor registers and logs in")
    }

    /// One of the staff, logged in, with the first password changed.
    pub async fn staff(&self, role: Role) -> Desk {
        let (name, first) = self.issued(role).await;
        let desk = self.log_in("console", &name, &first).await;
        let change = json!({ "current": first, "new": PASSWORD, "new_again": PASSWORD });
        desk.post("/api/console/password", change, 204).await.expect("the password is changed");
        self.log_in("console", &name, PASSWORD).await
    }

    /// Name and first password of a new member of the staff.
    pub async fn issued(&self, role: Role) -> (String, String) {
        let ctx = Ctx::system((assemble::clock())(), "tests");
        let new = NewStaff { username: fresh_name("staff"), name: "测试人员".into(), role };
        let issued = self.running.app.add_staff(&ctx, new).await.expect("staff is added");
        (issued.username, issued.password)
    }

    pub async fn log_in(&self, side: &str, name: &str, password: &str) -> Desk {
        let (app, clock) = (&self.running.app, assemble::clock());
        let desk = Desk::log_in(&self.base, app, &clock, side, name, password).await;
        desk.expect("the log-in holds")
    }

    /// The form of a log-in, with a fresh captcha.
    pub async fn credentials(&self, name: &str, password: &str) -> Value {
        json!({ "username": name, "password": password, "captcha": self.captcha().await })
    }

    /// A record of the account that the filing belongs to, as the bureau would have told it.
    pub async fn record(&self, filing: &Filing) -> String {
        let store = &self.running.app.store;
        let row = store.filing(filing.id.parse().expect("an id")).await.expect("a database");
        let number = format!("粤ICP备2024{:06}号", fresh() % 1_000_000);
        let kept = json!({
            "record": {
                "state": "active", "sponsor_number": number, "sponsor_wire_id": null,
                "sponsor": null, "services": [],
            },
            "filed": null,
        });
        let now = (assemble::clock())();
        let record = store::RecordRow {
            id: RecordId::from_uuid(store.new_id()),
            account: row.map(|row| row.account),
            sponsor_number: number,
            sponsor_wire_id: None,
            document_index: store.keys().document_index(&filing.organisation.uscc),
            data: kept,
            state: RecordState::Active,
            created_at: now,
            updated_at: now,
            version: 0,
        };
        let mut tx = store.begin().await.expect("a transaction");
        tx.save_record(&record, RecordChange::Imported, None).await.expect("saved");
        tx.commit().await.expect("kept");
        record.id.to_string()
    }

    /// A draft that holds, still being typed.
    pub async fn draft(&self) -> Filing {
        // Some papers leave the province out or lie in another: this one is of Guangdong.
        let local = |seed: &u64| samples::company(*seed).address.starts_with("广东省");
        let seed = std::iter::repeat_with(fresh).find(local).expect("there is always another");
        let (organisation, person) = (samples::company(seed), samples::person(seed));
        let desk = self.sponsor().await;
        let new = json!({ "kind": "new_filing", "question": question(&organisation) });
        let created = desk.post("/api/portal/filings", new, 201).await.expect("a draft opens");
        let id = text(&created, "id").to_owned();
        let regions = desk.get("/api/reference/regions").await.expect("regions");
        let mut typed = draft(&organisation, &person, &regions);
        let first = &created["draft"]["services"][0];
        typed["services"] = json!([service(first, &organisation, &person)]);
        let filing =
            Filing { service: text(first, "id").to_owned(), desk, id, organisation, person };
        let answer = filing.change(typed).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        filing
    }

    /// A filing that waits for the phone.
    pub async fn verifying(&self) -> Filing {
        let filing = self.draft().await;
        filing.desk.act(&filing.id, "finish_entry").await.expect("the draft holds");
        filing
    }

    /// The phone that opened the filing's QR code, past the consents.
    pub async fn phone(&self, filing: &Filing) -> Phone {
        let qr = filing.qr().await;
        let phone = Phone::scan(&qr, &self.base, self.inbox()).await.expect("the code opens");
        let step = phone.step().await.expect("a screen");
        phone.accept(&step).await.expect("the consents are given");
        phone
    }
}

impl Filing {
    pub fn path(&self) -> String {
        format!("/api/portal/filings/{}", self.id)
    }

    pub async fn show(&self) -> Value {
        self.desk.get(&self.path()).await.expect("the filing is shown")
    }

    /// Types a change on the version that stands.
    pub async fn change(&self, draft: Value) -> Answer {
        let now = self.show().await;
        let version = number(&now, "version").expect("a version");
        let body = json!({ "version": version, "draft": draft });
        let answer = self.desk.ask(Method::PATCH, &self.path(), Some(body), None).await;
        answer.expect("the server answers")
    }

    /// Address of a fresh QR code.
    pub async fn qr(&self) -> String {
        let path = format!("{}/services/{}/verification", self.path(), self.service);
        let code = self.desk.post(&path, json!({}), 201).await.expect("a QR code");
        text(&code, "url").to_owned()
    }
}

/// Sends a request and holds the answer against the description of the API.
pub async fn sent(method: &str, path: &str, request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let answer = Answer::of(response).await.expect("the answer is read");
    contract::holds(method, path, &answer);
    answer
}

fn fresh() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(700_000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn fresh_name(kind: &str) -> String {
    format!("{kind}{}", fresh())
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("threads"));
static SHARED: OnceCell<House> = OnceCell::const_new();

/// The house that most tests share: each brings its own people and filings.
pub async fn shared() -> &'static House {
    SHARED.get_or_init(|| House::open(|_| {})).await
}

/// Runs a test where every house lives.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    RUNTIME.block_on(test)
}
