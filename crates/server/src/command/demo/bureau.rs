//! The bureau and the ministry: the simulator in a process of its own.

use super::{Answer, text};
use anyhow::{Context, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A running `bureau-sim`; one that was started here ends with this value.
pub struct Simulator {
    child: Option<Child>,
    pub address: String,
    client: Client,
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Simulator {
    /// Starts the program that lies beside this one.
    pub async fn start(data: &Path) -> anyhow::Result<Self> {
        let folder = std::env::current_exe()?;
        let near = folder.parent().context("this program lies in a folder")?;
        let program = [near.join("bureau-sim"), near.join("../bureau-sim")]
            .into_iter()
            .find(|path| path.exists())
            .context("bureau-sim is not built: cargo build -p bureau-sim")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("127.0.0.1:{port}");
        let child = Command::new(program)
            .args(["--calm", "--listen", &listen, "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("bureau-sim does not start")?;
        let address = format!("http://{listen}");
        let mut simulator = Self::at(address);
        simulator.child = Some(child);
        for _ in 0..100 {
            if simulator.get("/ledger").await.is_ok() {
                return Ok(simulator);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("bureau-sim does not answer")
    }

    /// One that runs already.
    pub fn at(address: String) -> Self {
        Self { child: None, address, client: Client::new() }
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.client.get(format!("{}{path}", self.address)).send().await?;
        Answer::of(answer).await?.expect(200, path)
    }

    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let answer = self.client.post(format!("{}{path}", self.address)).json(&body).send().await?;
        Answer::of(answer).await?.expect(200, path)
    }

    /// Answers every SMS of the ministry's with the last six characters of the certificate.
    pub async fn confirm_all(&self, document_number: &str) -> anyhow::Result<usize> {
        let inbox = self.get("/inbox").await?;
        let messages = inbox.as_array().cloned().unwrap_or_default();
        let tail: String =
            document_number.chars().skip(document_number.chars().count() - 6).collect();
        for message in &messages {
            let form = json!({
                "code": text(message, "code"), "mobile": text(message, "to"), "tail": tail,
            });
            let answer = self.post("/sms", form).await?;
            let result = text(&answer, "result");
            ensure!(
                matches!(
                    result,
                    "confirmed" | "complete" | "done" | "all_confirmed" | "waiting_for_others"
                ),
                "the officer's answer: {answer}"
            );
        }
        Ok(messages.len())
    }

    /// The clerk passes the only case.
    pub async fn approve(&self) -> anyhow::Result<()> {
        let cases = self.get("/clerk").await?;
        let case = cases.as_array().and_then(|c| c.last()).context("the clerk has a case")?;
        let id = case["id"].as_u64().context("a case has a number")?;
        self.post(&format!("/clerk/{id}/approve"), json!({})).await?;
        Ok(())
    }
}
