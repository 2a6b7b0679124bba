//! A sponsor: registers, types, collects the evidence, hands over, waits for the number.

use crate::{
    phone::Phone,
    town::Town,
    wire::{Badge, Wire},
};
use anyhow::{Context, bail, ensure};
use filing::id::FilingId;
use reqwest::{Method, header};
use samples::{Organisation, Person};
use serde_json::{Value, json};
use server::command::demo::{draft, number, question, service, text};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

const PASSWORD: &str = "guangzhou-pearl-river";

pub struct Desk {
    town: Arc<Town>,
    wire: Wire,
    badge: Badge,
    name: String,
    organisation: Organisation,
    person: Person,
    requests: AtomicU64,
}

/// Logs in with captchas until it works; `None` when name or password are not known.
pub async fn log_in(
    town: &Town,
    wire: &Wire,
    side: &str,
    name: &str,
    password: &str,
) -> anyhow::Result<Option<Badge>> {
    let path = format!("/api/{side}/session");
    for _ in 0..40 {
        let form = json!({ "username": name, "password": password, "captcha": town.captcha()? });
        let request = wire.request(&Badge::default(), Method::POST, &path).json(&form);
        let Some(answer) = Wire::once(request).await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        match answer.status {
            201 => {
                let cookie = answer.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok());
                let cookie = cookie.and_then(|v| v.split(';').next()).context("a cookie")?;
                let csrf = text(&answer.body, "csrf_token").to_owned();
                return Ok(Some(Badge {
                    headers: vec![("cookie", cookie.to_owned()), ("x-csrf-token", csrf)],
                }));
            }
            401 | 422 => return Ok(None),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    bail!("{name} could not log in")
}

impl Desk {
    /// Registers. Whether a registration that was not answered went through shows at the log-in.
    pub async fn enter(town: Arc<Town>, wire: Wire) -> anyhow::Result<Self> {
        let (organisation, person) = town.somebody();
        let name = format!("sponsor-{}", person.seed);
        for _ in 0..40 {
            let form = json!({
                "username": name, "email": person.email, "password": PASSWORD,
                "password_again": PASSWORD, "captcha": town.captcha()?,
            });
            let path = "/api/portal/accounts";
            let request = wire.request(&Badge::default(), Method::POST, path).json(&form);
            let registered = Wire::once(request).await.is_some_and(|answer| answer.status == 201);
            if !registered {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if let Some(badge) = log_in(&town, &wire, "portal", &name, PASSWORD).await? {
                let requests = AtomicU64::new(0);
                return Ok(Self { town, wire, badge, name, organisation, person, requests });
            }
            ensure!(!registered, "{name} was registered and is not known");
        }
        bail!("{name} could not register")
    }

    /// From the type check to the provider's desk.
    pub async fn hand_over(&self) -> anyhow::Result<Waiting> {
        let asked = question(&self.organisation);
        let new = json!({ "kind": "new_filing", "question": asked });
        let key = self.key("create");
        let path = "/api/portal/filings";
        let created = self.wire.ask(&self.badge, Method::POST, path, Some(&new), Some(&key));
        let created = created.await?.expect(201, "create")?;
        let id: FilingId = text(&created, "id").parse()?;
        let path = format!("/api/portal/filings/{id}");
        for _ in 0..200 {
            let now = self.wire.get(&self.badge, &path).await?;
            match text(&now, "stage") {
                "entering" => self.enter_text(&path, &now).await?,
                "verifying" => self.verify(&path, &now).await?,
                "ready" => self.submit(id, &path, &now).await?,
                _ => {
                    return Ok(Waiting {
                        wire: self.wire.clone(),
                        badge: self.badge.clone(),
                        path,
                    });
                }
            }
        }
        bail!("{id} is not handed over")
    }

    async fn enter_text(&self, path: &str, now: &Value) -> anyhow::Result<()> {
        let version = number(now, "version")?;
        if now["draft"]["sponsor"]["name"].is_null() {
            let regions = self.wire.get(&self.badge, "/api/reference/regions").await?;
            let mut typed = draft(&self.organisation, &self.person, &regions);
            let first = &now["draft"]["services"][0];
            typed["services"] = json!([service(first, &self.organisation, &self.person)]);
            let change = json!({ "version": version, "draft": typed });
            let answer = self.wire.ask(&self.badge, Method::PATCH, path, Some(&change), None);
            return tolerated(&answer.await?.status, "typing");
        }
        self.act(path, "finish_entry", version).await
    }

    /// A key for one request, however often it is sent.
    fn key(&self, what: &str) -> String {
        let n = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{what}-{}-{n}", self.name)
    }

    async fn act(&self, path: &str, action: &str, version: i64) -> anyhow::Result<()> {
        let key = self.key(action);
        let path = format!("{path}/actions/{action}");
        let body = json!({ "version": version });
        let answer = self.wire.ask(&self.badge, Method::POST, &path, Some(&body), Some(&key));
        let answer = answer.await?;
        let status = answer.status;
        tolerated(&status, &format!("{action}: {}", answer.body))
    }

    async fn verify(&self, path: &str, now: &Value) -> anyhow::Result<()> {
        let service = text(&now["services"][0], "service");
        let phone = Phone::scan(&self.wire, &self.badge, path, service).await?;
        match phone {
            Some(phone) => phone.go_through(&self.town, &self.person.mobile).await,
            None => Ok(()),
        }
    }

    /// The submission is in the log before it is sent, the yes when it was read.
    async fn submit(&self, id: FilingId, path: &str, now: &Value) -> anyhow::Result<()> {
        let version = number(now, "version")?;
        let key = self.key("submit");
        let path = format!("{path}/actions/submit");
        let body = json!({ "version": version });
        self.town.hands_over(&key, id);
        // Twice, as an impatient finger does.
        for _ in 0..2 {
            let answer = self.wire.ask(&self.badge, Method::POST, &path, Some(&body), Some(&key));
            let answer = answer.await?;
            if text(&answer.body, "code") == "lookup_unavailable" {
                // The bureau could not be asked: an answer, and the next try is another one.
                return Ok(());
            }
            ensure!(answer.status == 200, "submission {key}: {} {}", answer.status, answer.body);
            self.town.was_told_yes(&key);
        }
        Ok(())
    }
}

/// What a client reads after it was cut off in the middle: it looks again.
fn tolerated(status: &u16, what: &str) -> anyhow::Result<()> {
    ensure!(matches!(status, 200 | 409), "{what}: {status}");
    Ok(())
}

/// A filing that is with others.
pub struct Waiting {
    wire: Wire,
    badge: Badge,
    path: String,
}

impl Waiting {
    pub async fn stage(&self) -> anyhow::Result<String> {
        let now = self.wire.get(&self.badge, &self.path).await?;
        Ok(text(&now, "stage").to_owned())
    }
}
