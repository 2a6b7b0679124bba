//! `beian demo --journey`: the whole main job over HTTP, as its four people would do it, on
//! pictures of its own making. Each step prints what was read and decided; a step that does not
//! hold ends the journey with an error.

mod bureau;
mod desk;
mod journey;
mod phone;
mod staff;

pub use bureau::Simulator;
pub use desk::{Desk, captcha, draft, question, service};
pub use journey::{Journey, Outcome, config};
pub use phone::{Papers, Phone, photograph};
pub use staff::Reviewer;

use anyhow::{Context, bail};
use bytes::Bytes;
use clap::Args;
use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Args)]
pub struct Arguments {
    /// Drive the main job from registration to the filing number.
    #[arg(long)]
    journey: bool,
    /// Seed of the people and papers that are made up.
    #[arg(long, default_value_t = 20_261)]
    seed: u64,
    /// The server prints its log too.
    #[arg(long)]
    log: bool,
}

/// Runs the journey on a server, a database and a simulator of its own.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if !arguments.journey {
        bail!("`beian demo --journey` drives the main job; `cargo xtask run` starts the system");
    }
    if arguments.log {
        super::log();
    }
    let journey = Journey::start(arguments.seed).await?;
    let outcome = journey.run(&mut |line: &str| println!("{line}")).await;
    journey.stop().await;
    let outcome = outcome?;
    println!("\n备案号 {}", outcome.number);
    Ok(())
}

/// An answer of the API.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// As it came.
    pub bytes: Bytes,
    /// Read as JSON; null when it is none.
    pub body: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> anyhow::Result<Self> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Self { status, headers, bytes, body })
    }

    /// The body of an answer that was expected; else an error with the problem's words.
    pub fn expect(self, status: u16, what: &str) -> anyhow::Result<Value> {
        if self.status == status {
            return Ok(self.body);
        }
        let code = self.body["code"].as_str().unwrap_or("-");
        let detail = self.body["detail"].as_str().unwrap_or_default();
        let findings: Vec<String> = self.body["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|f| format!("{} {} {}", text(f, "path"), text(f, "code"), text(f, "message")))
            .collect();
        bail!("{what}: {} {code} {detail} {}", self.status, findings.join("; "))
    }
}

/// A text of a JSON object, empty when absent.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A number of a JSON object.
pub fn number(value: &Value, key: &str) -> anyhow::Result<i64> {
    value[key].as_i64().with_context(|| format!("no `{key}` in the answer"))
}
