//! The reviewer: takes the case, looks at every picture, ticks what must be looked at, decides.

use super::{Desk, number, text};
use anyhow::{Context, ensure};
use app::{App, Ctx, account::NewStaff};
use filing::permission::Role;
use serde_json::{Value, json};

pub struct Reviewer {
    pub desk: Desk,
}

impl Reviewer {
    /// Gets a password from the operator, changes it at the first log-in as is demanded.
    pub async fn enter(base: &str, app: &App, clock: &app::Clock) -> anyhow::Result<Self> {
        let new =
            NewStaff {
                username: "reviewer".into(), name: "审核员".into(), role: Role::Reviewer
            };
        let issued = app.add_staff(&Ctx::system(clock(), "demo"), new).await?;
        let first =
            Desk::log_in(base, app, clock, "console", &issued.username, &issued.password).await?;
        let refused = first.ask(reqwest::Method::GET, "/api/console/filings", None, None).await?;
        ensure!(refused.status == 403, "an issued password opens nothing but its change");
        let password = "two-hundred-cases-a-day";
        let change = json!({
            "current": issued.password, "new": password, "new_again": password,
        });
        first.post("/api/console/password", change, 204).await?;
        let desk = Desk::log_in(base, app, clock, "console", "reviewer", password).await?;
        Ok(Self { desk })
    }

    /// Takes the filing from the queue.
    pub async fn claim(&self, filing: &str) -> anyhow::Result<Value> {
        let queue = self.desk.get("/api/console/filings?state=provider_review").await?;
        let waits = queue["items"].as_array().into_iter().flatten().any(|i| i["id"] == filing);
        ensure!(waits, "the filing waits in the queue");
        self.desk.post(&format!("/api/console/filings/{filing}/claim"), json!({}), 200).await
    }

    /// Looks at every picture and approves with every point ticked.
    pub async fn approve(
        &self,
        filing: &str,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        let case = self.claim(filing).await?;
        let pictures = self.desk.get(&format!("/api/console/filings/{filing}/pictures")).await?;
        let pictures = pictures.as_array().context("a case has pictures")?;
        ensure!(!pictures.is_empty(), "a case has pictures");
        // The first bytes of a JPEG, in base64.
        let jpegs = pictures.iter().all(|picture| text(picture, "jpeg").starts_with("/9j/"));
        ensure!(jpegs, "pictures are JPEG");
        say(&format!("   查看 {} 张图片", pictures.len()));
        let mut ticked = Vec::new();
        for point in case["checklist"].as_array().into_iter().flatten() {
            match text(point, "attention") {
                "look" => {
                    say(&format!("   已核：{}", text(point, "message")));
                    ticked.push(point["key"].clone());
                }
                "wrong" => anyhow::bail!("not to be approved: {}", text(point, "message")),
                _ => {}
            }
        }
        let version = number(&case["filing"], "version")?;
        let path = format!("/api/console/filings/{filing}/approve");
        let nothing = json!({ "version": version, "ticked": [] });
        let refused = self.desk.ask(reqwest::Method::POST, &path, Some(nothing), None).await?;
        ensure!(refused.status == 422, "nothing is approved unlooked at: {}", refused.status);
        self.desk.post(&path, json!({ "version": version, "ticked": ticked }), 200).await?;
        Ok(())
    }
}
