//! The bureau and the ministry, which are not killed.

use crate::program::free;
use anyhow::{Context, ensure};
use invariants::LedgerEntry;
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Troubles of a moment.
pub const TROUBLES: &[&str] = &[
    "accept_then_hang",
    "garbage_html",
    "truncated_xml",
    "wrong_hash",
    "bad_zip",
    "unknown_code",
    "maintenance_901",
    "too_many_15",
    "gap_14",
    "duplicate_download",
];

pub struct Simulator {
    child: Child,
    pub base: String,
    http: reqwest::Client,
}

impl Simulator {
    pub async fn start(
        program: &Path,
        folder: &Path,
        seed: u64,
        hostile: bool,
    ) -> anyhow::Result<Self> {
        let listen = free()?;
        let mut command = Command::new(program);
        command.args(["--listen", &listen, "--auto-approve-after", "1"]);
        command.args(["--seed", &seed.to_string(), "--data"]).arg(folder.join("bureau"));
        if hostile {
            command.args(["--hostile", &seed.to_string()]);
        } else {
            command.arg("--calm");
        }
        let log = std::fs::File::create(folder.join("bureau.log"))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the simulator does not start")?;
        let base = format!("http://{listen}");
        let simulator = Self { child, base, http: reqwest::Client::new() };
        for _ in 0..200 {
            if simulator.get("/ledger").await.is_ok() {
                return Ok(simulator);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("the simulator does not answer")
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        Ok(self.http.get(format!("{}{path}", self.base)).send().await?.json().await?)
    }

    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}{path}", self.base)).json(&body).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.json().await?)
    }

    /// Puts the bureau into trouble once.
    pub async fn trouble(&self, mode: &str) -> anyhow::Result<()> {
        self.post("/control/modes", json!({ "mode": mode, "times": 1 })).await.map(drop)
    }

    /// Ends every trouble.
    pub async fn calm(&self) -> anyhow::Result<()> {
        for mode in TROUBLES {
            self.post("/control/modes", json!({ "mode": mode, "on": false })).await?;
        }
        Ok(())
    }

    pub async fn ledger(&self) -> anyhow::Result<Vec<LedgerEntry>> {
        Ok(serde_json::from_value(self.get("/ledger").await?)?)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
