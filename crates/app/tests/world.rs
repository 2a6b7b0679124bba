//! Everything the use cases stand on, in this process, with one clock for both sides.

use crate::{gateway::Inbox, line::Line};
use app::{
    Actor, App, Ctx,
    account::{CaptchaAnswer, NewStaff, Passwords, Registration},
    entropy::Entropy,
    pictures::Pictures,
    settings::Settings,
    sheet::Typesetter,
};
use bureau::{Bureau, BureauConfig, HttpTransport};
use bureau_sim::{SimConfig, Simulator, bureau::confirmation::Answer};
use filing::{
    id::{AccountId, FilingId, StaffId},
    permission::Role,
    state::{FilingState, Stage},
    time::{Duration, Timestamp},
};
use invariants::{Evidence, LedgerEntry};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{FilingRow, Keys, MasterKey, Objects, Store, StoreConfig, Suite};
use tempfile::TempDir;
use vision::{EnginePreference, Vision, VisionConfig};

/// 2026-11-24 14:00:00 in Beijing.
const START: i64 = 1_795_500_000;
const WORKER: &str = "journey";
/// More rounds of work than any of these journeys causes at one instant.
const ROUNDS: usize = 60;

pub struct World {
    pub app: App,
    pub simulator: Arc<Simulator>,
    pub line: Arc<Line>,
    pub inbox: Inbox,
    pub folder: TempDir,
    /// Of the database.
    url: String,
    now: AtomicI64,
    reviewer: StaffId,
}

/// What the shipped configuration says of the sections that the use cases know.
fn settings() -> Settings {
    let mut table: toml::Table =
        include_str!("../../../config/default.toml").parse().expect("the defaults are TOML");
    table.retain(|key, _| ["public_url", "provider", "limits", "pictures"].contains(&key));
    let mut settings: Settings = table.try_into().expect("the defaults hold");
    // In these journeys one person files in a day what takes others a year.
    settings.limits.messages_per_number_and_day = 40;
    settings
}

async fn open(url: &str, keys: Keys) -> Store {
    let database = StoreConfig { url: url.to_owned(), max_connections: 4 };
    let store = Store::open(&database, keys).await.expect("a database");
    store.migrate().await.expect("a schema");
    store
}

fn objects(folder: &TempDir) -> Objects {
    Objects::folder(folder.path().join("objects")).expect("a folder")
}

fn assets() -> PathBuf {
    samples::assets_folder()
}

impl World {
    /// A world whose machine can't read pictures: every picture waits for a human.
    pub async fn blind() -> Self {
        Self::start(None, Self::bureau().await, START * 1000, None).await
    }

    /// The same on an empty database of this URL.
    pub async fn on(url: String) -> Self {
        Self::start(None, Self::bureau().await, START * 1000, Some(url)).await
    }

    /// A world with the real models.
    pub async fn seeing() -> Self {
        Self::start(Some(assets().join("models")), Self::bureau().await, START * 1000, None).await
    }

    /// Another system of the same provider, which reports to the same bureau.
    pub async fn beside(other: &Self) -> Self {
        Self::start(None, other.simulator.clone(), other.now().millis(), None).await
    }

    async fn bureau() -> Arc<Simulator> {
        let config = SimConfig { seed: Some(7), start_at: Some(START), ..SimConfig::default() };
        Arc::new(Simulator::start(config).await.expect("the simulator starts"))
    }

    async fn start(
        models: Option<PathBuf>,
        simulator: Arc<Simulator>,
        now: i64,
        url: Option<String>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let described: BureauConfig = toml::from_str(&format!(
            "endpoint = \"{}\"\nprovider_id = 110000000000\nuser = \"demo-isp\"\n\
             password = \"demo-password\"\nprovider_code = 110000000000\n\
             timeouts = {{ connect = 2, call = 4 }}",
            simulator.url()
        ))
        .expect("a bureau's configuration");
        let line = Arc::new(Line::new(HttpTransport::new(&described).expect("an address")));
        let entropy = Entropy::system();
        let drawn = entropy.clone();
        let random = move |n: usize| hex::encode(drawn.bytes::<16>())[..n].to_owned();
        let keys = Keys::new(Suite::Intl, vec![MasterKey::generate()]).expect("one key");
        let sqlite = || format!("sqlite:{}", folder.path().join("beian.sqlite3").display());
        let url = url.unwrap_or_else(sqlite);
        let store = open(&url, keys).await;
        let models = models.unwrap_or_else(|| folder.path().join("no-models"));
        let vision = Vision::new(VisionConfig {
            engine: EnginePreference::Rten,
            ..VisionConfig::new(models)
        });
        let settings = settings();
        let inbox = Inbox::default();
        let app = App {
            store,
            objects: objects(&folder),
            bureau: Arc::new(Bureau::new(described, line.clone(), Arc::new(random))),
            pictures: Pictures::new(vision, settings.pictures.clone()),
            sms: Arc::new(inbox.clone()),
            passwords: Passwords::new(2),
            entropy,
            typesetter: Typesetter::load(&assets().join("fonts")).ok(),
            settings: Arc::new(settings),
            codes: app::codes::Codes::shipped(),
        };
        let ctx = Ctx::system(Timestamp::from_millis(now), "start");
        let now = AtomicI64::new(now);
        let new =
            NewStaff {
                username: "reviewer".into(), name: "审核员".into(), role: Role::Reviewer
            };
        app.add_staff(&ctx, new).await.expect("a reviewer");
        let reviewer = app.store.staff_by_login("reviewer").await.expect("a database");
        let reviewer = reviewer.expect("a reviewer").id;
        Self { app, simulator, line, inbox, folder, url, now, reviewer }
    }

    /// Another process takes over: what lived in memory is gone, database and folder are as the
    /// first one left them.
    pub async fn restart(&mut self) {
        self.app = self.beside_us().await;
    }

    /// Another process of this system, on the same database and folder.
    pub async fn beside_us(&self) -> App {
        let store = open(&self.url, self.app.store.keys().clone()).await;
        App { store, objects: objects(&self.folder), ..self.app.clone() }
    }

    /// Moves our clock alone by so many seconds; a negative number sets it back.
    pub fn turn_clock(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::SeqCst))
    }

    pub fn ctx(&self, actor: Actor) -> Ctx {
        let request = format!("request-{}", self.now().millis());
        Ctx { actor, now: self.now(), request, address: "192.0.2.1".into() }
    }

    pub fn system(&self) -> Ctx {
        self.ctx(Actor::System)
    }

    pub fn reviewer(&self) -> Ctx {
        self.ctx(Actor::Staff { staff: self.reviewer, role: Role::Reviewer })
    }

    /// A new account, by the form that everybody fills in.
    pub async fn account(&self, username: &str) -> AccountId {
        let ctx = self.ctx(Actor::Anonymous);
        let captcha = self.app.draw_captcha(&ctx).await.expect("a captcha");
        let password = "guangzhou-pearl-river".to_owned();
        let form = Registration {
            username: username.into(),
            email: format!("{username}@example.com"),
            password: password.clone(),
            password_again: password,
            captcha: CaptchaAnswer { id: captcha.id, answer: captcha.answer },
        };
        self.app.register(&ctx, form).await.expect("an account")
    }

    /// Moves both clocks; nothing runs.
    pub fn advance(&self, span: Duration) {
        assert_eq!(span.as_millis() % 1000, 0, "the simulator counts whole seconds");
        self.now.fetch_add(span.as_millis(), Ordering::SeqCst);
        self.simulator.advance(span.as_millis() / 1000);
    }

    /// Moves our clock alone, as a time server or a hand does.
    pub fn our_clock(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    /// Runs what is due now, until nothing is. A job that was given up fails the test.
    pub async fn run_jobs(&self) {
        for round in 0.. {
            let ran = Box::pin(app::jobs::run_due(&self.app, WORKER, self.now())).await;
            let ran = ran.expect("jobs run");
            if ran == 0 {
                break;
            }
            assert!(round < ROUNDS, "work that never ends");
        }
        let dead = self.app.store.dead_jobs(None, 10).await.expect("a database");
        assert!(dead.items.is_empty(), "given up: {:?}", dead.items);
    }

    /// Looks at the bureau's download queue once more, and does what follows.
    pub async fn work(&self) {
        self.app.schedule(&self.system()).await.expect("work is queued");
        let mut tx = self.app.store.begin().await.expect("a database");
        let look = app::jobs::Work::PollBureau.at(self.now());
        tx.queue(&look, self.now()).await.expect("a database");
        tx.commit().await.expect("a database");
        self.run_jobs().await;
    }

    /// Lets time pass with a worker running: every job at its own instant.
    pub async fn pass(&self, span: Duration) {
        let end = self.now() + span;
        self.work().await;
        loop {
            let due = self.app.store.next_due().await.expect("a database");
            let Some(due) = due.filter(|due| *due <= end) else { break };
            // Pauses are whole seconds; what is due within a second is done at its end.
            let until = (due.since(self.now()).as_millis() + 999) / 1000;
            self.advance(Duration::seconds(until));
            self.run_jobs().await;
        }
        self.advance(end.since(self.now()));
        self.work().await;
    }

    pub async fn row(&self, id: FilingId) -> FilingRow {
        self.app.store.filing(id).await.expect("a database").expect("a filing")
    }

    pub async fn stage(&self, id: FilingId) -> Stage {
        self.row(id).await.state.stage()
    }

    /// The instant until which the officers may answer.
    pub async fn deadline(&self, id: FilingId) -> Timestamp {
        match self.row(id).await.state {
            FilingState::SmsVerification { deadline, .. } => deadline,
            other => panic!("nobody is asked: {other:?}"),
        }
    }

    /// Takes the case and approves it with every point ticked.
    pub async fn approve(&self, id: FilingId) {
        Box::pin(self.app.claim(&self.reviewer(), id)).await.expect("the case is free");
        let case = self.app.show_case(&self.reviewer(), id).await.expect("a case");
        let ticked = case.checklist.iter().map(|point| point.item.key.clone()).collect();
        let version = case.filing.version;
        let approved = Box::pin(self.app.approve(&self.reviewer(), id, version, ticked)).await;
        approved.expect("every point is ticked");
    }

    /// The officer with this mobile and certificate answers the ministry's latest SMS.
    pub fn answer_sms(&self, person: &samples::Person) -> Answer {
        let tail = &person.id_no[person.id_no.len() - 6..];
        self.simulator.with(|bureau| {
            let message = bureau.inbox().iter().rev().find(|sms| sms.to == person.mobile);
            let code = message.expect("the ministry asked this officer").code.clone();
            bureau.confirm(&code, &person.mobile, tail)
        })
    }

    /// The clerk passes the case that came last.
    pub fn clerk_approves(&self) {
        self.simulator.with(|bureau| {
            let case = bureau.cases().next().expect("a case").id;
            bureau.approve(case).expect("the clerk may decide");
        });
    }

    /// The officer answers, the clerk passes it, we hear of it.
    pub async fn through_the_bureau(&self, id: FilingId, officers: &[&samples::Person]) -> String {
        self.run_jobs().await;
        assert_eq!(self.stage(id).await, Stage::SmsVerification, "{:?}", self.row(id).await);
        for officer in officers {
            let answer = self.answer_sms(officer);
            assert!(answer.is_good(), "{answer:?}");
        }
        self.advance(Duration::minutes(1));
        self.work().await;
        assert_eq!(self.stage(id).await, Stage::BureauReview);
        self.clerk_approves();
        self.advance(Duration::minutes(1));
        self.work().await;
        match self.row(id).await.state {
            FilingState::Filed { number } => number.expect("a new filing gets a number"),
            other => panic!("not filed: {other:?}"),
        }
    }

    /// Records that the bureau took in, as `IspZtid:…`, in the order in which they came.
    pub fn taken_in(&self) -> Vec<String> {
        self.simulator.with(|bureau| {
            let entries = bureau.ledger().entries();
            let uploads = entries.iter().filter(|e| e.operation == "isp_upload" && e.code == 0);
            uploads.flat_map(|entry| entry.records.clone()).collect()
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What the bureau wrote down of everything it was told.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        let entries = self.simulator.with(|bureau| {
            serde_json::to_value(bureau.ledger().entries()).expect("a ledger is JSON")
        });
        serde_json::from_value(entries).expect("the checker reads the ledger")
    }

    /// The seven invariants, at the end of a journey with the clock where it is.
    pub async fn check(&self) {
        let ledger = self.ledger();
        let evidence = Evidence {
            ledger: Some(&ledger),
            // When an object was written the machine's clock says, not the journey's.
            grace: Duration::millis(self.now().millis()),
            ..Evidence::new(&self.app.store, &self.app.objects, self.now())
        };
        let report = invariants::check(&evidence).await.expect("a store");
        assert!(report.holds(), "{report}");
    }
}
