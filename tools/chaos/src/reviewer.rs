//! A reviewer: takes cases from the queue and approves them with every point ticked. Two of them
//! meet at the same case now and then.

use crate::{
    desk::log_in,
    town::Town,
    wire::{Badge, Wire},
};
use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use server::command::demo::{number, text};
use std::{sync::Arc, time::Duration};

const PASSWORD: &str = "two-hundred-cases-a-day";

pub struct Reviewer {
    wire: Wire,
    badge: Badge,
}

impl Reviewer {
    /// The issued password is changed at the first log-in, as is demanded.
    pub async fn enter(town: &Town, wire: Wire, name: &str, issued: &str) -> anyhow::Result<Self> {
        let first = log_in(town, &wire, "console", name, issued).await?.context("issued")?;
        let change = json!({ "current": issued, "new": PASSWORD, "new_again": PASSWORD });
        let path = "/api/console/password";
        let changed = wire.ask(&first, Method::POST, path, Some(&change), None).await?;
        ensure!(changed.status == 204, "{name}'s password: {}", changed.status);
        let badge = log_in(town, &wire, "console", name, PASSWORD).await?.context("changed")?;
        Ok(Self { wire, badge })
    }

    pub async fn work(self, _town: Arc<Town>) -> anyhow::Result<()> {
        loop {
            let queue = "/api/console/filings?state=provider_review&limit=100";
            let queue = self.wire.get(&self.badge, queue).await?;
            for item in queue["items"].as_array().into_iter().flatten() {
                self.decide(text(item, "id")).await?;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// A case that another has, or that went on, is none of ours.
    async fn decide(&self, id: &str) -> anyhow::Result<()> {
        let path = format!("/api/console/filings/{id}");
        let claim = format!("{path}/claim");
        let nothing = json!({});
        let key = format!("claim-{id}-{}", self.badge_tail());
        let ask = self.wire.ask(&self.badge, Method::POST, &claim, Some(&nothing), Some(&key));
        let case = ask.await?;
        if case.status != 200 {
            return Ok(());
        }
        let looked = self.wire.get(&self.badge, &path).await?;
        let points = looked["checklist"].as_array().into_iter().flatten();
        let ticked: Vec<Value> = points
            .filter(|point| text(point, "attention") == "look")
            .map(|point| point["key"].clone())
            .collect();
        let version = number(&looked["filing"], "version")?;
        let approval = json!({ "version": version, "ticked": ticked });
        let key = format!("approve-{id}-{version}-{}", self.badge_tail());
        let approve = format!("{path}/approve");
        let ask = self.wire.ask(&self.badge, Method::POST, &approve, Some(&approval), Some(&key));
        let answer = ask.await?;
        ensure!(
            matches!(answer.status, 200 | 409),
            "approving {id}: {} {}",
            answer.status,
            answer.body
        );
        Ok(())
    }

    /// Keys are one's own; this only keeps the logs apart.
    fn badge_tail(&self) -> String {
        let csrf = self.badge.headers.last().map(|(_, value)| value.as_str()).unwrap_or_default();
        csrf.chars().filter(char::is_ascii_alphanumeric).take(8).collect()
    }
}
