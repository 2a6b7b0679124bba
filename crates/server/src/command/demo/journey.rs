use super::{
    Desk, Phone, Reviewer, Simulator,
    desk::{draft, question, service},
    number,
    phone::Papers,
    text,
};
use crate::{
    assemble,
    command::serve::{self, Running},
    config::Config,
};
use anyhow::{Context, ensure};
use reqwest::Method;
use samples::{Fonts, Organisation, Person};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use toml::Value as Toml;

/// A server, a database, a simulator and made-up people, for one journey.
pub struct Journey {
    pub running: Running,
    pub simulator: Simulator,
    pub base: String,
    pub organisation: Organisation,
    pub person: Person,
    pub fonts: Fonts,
    folder: PathBuf,
}

/// How it ended.
pub struct Outcome {
    pub filing: String,
    pub number: String,
}

impl Journey {
    /// Starts everything in a new folder of the system's temporary folder.
    ///
    /// # Errors
    /// What does not start, by name.
    pub async fn start(seed: u64) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("beian-journey-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let simulator = Simulator::start(&folder.join("bureau")).await?;
        Self::start_with(&config(&folder, &simulator.address)?, folder, simulator, seed).await
    }

    /// Starts a server as `config` says, which puts everything into `folder`.
    ///
    /// # Errors
    /// What does not start, by name.
    pub async fn start_with(
        config: &Config,
        folder: PathBuf,
        simulator: Simulator,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let fonts = Fonts::load(&config.vision.assets)?;
        let running = serve::start(config).await?;
        let base = format!("http://{}", running.address);
        Ok(Self {
            running,
            simulator,
            base,
            organisation: samples::company(seed),
            person: samples::person(seed),
            fonts,
            folder,
        })
    }

    /// Where short messages of our own land.
    pub fn inbox(&self) -> PathBuf {
        self.folder.join("sms")
    }

    /// Stops everything and removes the folder.
    pub async fn stop(self) {
        self.running.stop().await;
        drop(self.simulator);
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    /// From registration to the filing number.
    ///
    /// # Errors
    /// The first step that does not hold.
    pub async fn run(&self, say: &mut (dyn FnMut(&str) + Send)) -> anyhow::Result<Outcome> {
        let (desk, filing) = self.until_verifying(say).await?;
        self.verify(&desk, &filing, say).await?;
        self.submit(&desk, &filing, say).await?;
        let app = &self.running.app;
        let reviewer = Reviewer::enter(&self.base, app, &assemble::clock()).await?;
        say("6 接入商核实");
        reviewer.approve(&filing, say).await?;
        let number = self.through_the_bureau(&desk, &filing, say).await?;
        Ok(Outcome { filing, number })
    }

    /// Registration, type check, typing: the filing waits for the phone.
    pub async fn until_verifying(
        &self,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<(Desk, String)> {
        let app = &self.running.app;
        let email = self.person.email.as_str();
        let desk = Desk::enter(&self.base, app, &assemble::clock(), "journey", email).await?;
        say("1 注册并登录");
        let asked = question(&self.organisation);
        let classified = desk.post("/api/portal/classify", asked.clone(), 200).await?;
        say(&format!(
            "2 验证备案类型：{} {}",
            text(&classified, "rule"),
            text(&classified, "title")
        ));
        ensure!(text(&classified, "outcome") == "new_filing", "{classified}");
        let new = json!({ "kind": "new_filing", "question": asked });
        let created = desk.post("/api/portal/filings", new, 201).await?;
        let filing = text(&created, "id").to_owned();
        let regions = desk.get("/api/reference/regions").await?;
        let mut typed = draft(&self.organisation, &self.person, &regions);
        let first = &created["draft"]["services"][0];
        typed["services"] = json!([service(first, &self.organisation, &self.person)]);
        let path = format!("/api/portal/filings/{filing}");
        let change = json!({ "version": number(&created, "version")?, "draft": typed });
        let edited = desk.ask(Method::PATCH, &path, Some(change), None).await?;
        let edited = edited.expect(200, "typing")?;
        let mut blocking = 0;
        for finding in edited["messages"].as_array().into_iter().flatten() {
            blocking += usize::from(text(finding, "severity") == "error");
            say(&format!("   {} {}", text(finding, "path"), text(finding, "message")));
        }
        ensure!(blocking == 0, "the draft holds");
        say(&format!("3 填写：{}", self.organisation.site_name));
        let finished = desk.act(&filing, "finish_entry").await?;
        ensure!(text(&finished, "stage") == "verifying", "{}", text(&finished, "stage"));
        Ok((desk, filing))
    }

    /// QR code, phone, all the papers.
    pub async fn verify(
        &self,
        desk: &Desk,
        filing: &str,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        let shown = desk.get(&format!("/api/portal/filings/{filing}")).await?;
        let service = text(&shown["services"][0], "service").to_owned();
        let path = format!("/api/portal/filings/{filing}/services/{service}");
        let qr = desk.post(&format!("{path}/verification"), json!({}), 201).await?;
        let pdf = desk.bytes(&format!("{path}/sheet.pdf")).await?;
        ensure!(pdf.starts_with(b"%PDF"), "the sheet is a PDF");
        let letter = desk.bytes(&format!("{path}/commitment.pdf")).await?;
        ensure!(letter.starts_with(b"%PDF"), "the letter is a PDF");
        say(&format!("4 手机扫码核验（核验单 PDF {} KB）", pdf.len() / 1024));
        let phone = Phone::scan(text(&qr, "url"), &self.base, self.inbox()).await?;
        let papers =
            Papers { fonts: &self.fonts, organisation: &self.organisation, person: &self.person };
        phone.go_through(&papers, say).await?;
        let shown = desk.get(&format!("/api/portal/filings/{filing}")).await?;
        ensure!(text(&shown, "stage") == "ready", "{}", text(&shown, "stage"));
        Ok(())
    }

    /// 确认上交, twice with one key: the first answer again.
    pub async fn submit(
        &self,
        desk: &Desk,
        filing: &str,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        let shown = desk.get(&format!("/api/portal/filings/{filing}")).await?;
        let path = format!("/api/portal/filings/{filing}/actions/submit");
        let body = json!({ "version": number(&shown, "version")? });
        let mut answers: Vec<Value> = Vec::new();
        for _ in 0..2 {
            let answer = desk.ask(Method::POST, &path, Some(body.clone()), Some("submit-once"));
            answers.push(answer.await?.expect(200, "submission")?);
        }
        ensure!(answers[0] == answers[1], "the first answer comes again");
        say(&format!("5 确认上交：{}", text(&answers[0], "stage_label")));
        Ok(())
    }

    /// Report, the officers' SMS, the clerk, the number.
    pub async fn through_the_bureau(
        &self,
        desk: &Desk,
        filing: &str,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<String> {
        let waiting = desk.until(filing, "sms_verification").await?;
        for person in waiting["confirmations"].as_array().into_iter().flatten() {
            say(&format!(
                "7 短信核验：{} {} 截止 {}",
                text(person, "party_label"),
                text(person, "mobile"),
                text(person, "deadline")
            ));
        }
        let answered = self.simulator.confirm_all(&self.person.id_no).await?;
        ensure!(answered > 0, "the ministry sent an SMS");
        let at_bureau = desk.until(filing, "bureau_review").await?;
        say(&format!("8 {}", text(&at_bureau, "stage_label")));
        self.simulator.approve().await?;
        let filed = desk.until(filing, "filed").await?;
        let number = text(&filed, "number").to_owned();
        ensure!(number.contains("ICP备"), "a filing number: {number}");
        let history = desk.get(&format!("/api/portal/filings/{filing}/history?limit=100")).await?;
        let lines = history["items"].as_array().context("a history")?.len();
        say(&format!("9 {}（历史 {lines} 条）", text(&filed, "stage_label")));
        Ok(number)
    }
}

/// Defaults with everything in one folder, on free ports, polling often.
pub fn config(folder: &Path, bureau: &str) -> anyhow::Result<Config> {
    let path = |name: &str| Toml::String(folder.join(name).display().to_string());
    let mut sms = toml::Table::new();
    sms.insert("gateway".into(), Toml::String("folder".into()));
    sms.insert("path".into(), path("sms"));
    let overrides = [
        ("http.listen", Toml::String("127.0.0.1:0".into())),
        ("http.door_per_minute", Toml::Integer(6000)),
        ("store.url", Toml::String(format!("sqlite:{}", folder.join("beian.sqlite3").display()))),
        ("store.objects", path("objects")),
        ("keys.master_file", path("master.key")),
        ("bureau.endpoint", Toml::String(bureau.to_owned())),
        ("sms", Toml::Table(sms)),
        ("limits.poll_seconds", Toml::Integer(1)),
        ("worker.idle_milliseconds", Toml::Integer(50)),
        ("outbox.gather_seconds", Toml::Integer(0)),
    ];
    let overrides: Vec<(String, Toml)> =
        overrides.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Config::load(None, &overrides)
}
