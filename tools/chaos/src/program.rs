//! The program under test: started, killed, started again in the same folder.

use anyhow::{Context, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use toml::Value;

/// How long a start may take.
const START: Duration = Duration::from_secs(60);

pub struct Program {
    path: PathBuf,
    folder: PathBuf,
    pub base: String,
    metrics: String,
    http: reqwest::Client,
    child: Option<Child>,
}

impl Program {
    /// Writes the settings; starts nothing.
    pub fn new(path: PathBuf, folder: &Path, bureau: &str, database: &str) -> anyhow::Result<Self> {
        let (listen, metrics) = (free()?, free()?);
        let place = |name: &str| Value::from(folder.join(name).display().to_string());
        let section = |pairs: &[(&str, Value)]| {
            let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
            Value::Table(pairs.collect())
        };
        let timeouts = section(&[("connect", 2.into()), ("call", 5.into())]);
        let mut settings = toml::Table::new();
        for (name, pairs) in [
            (
                "http",
                &[
                    ("listen", listen.clone().into()),
                    ("door_per_minute", 6000.into()),
                    ("metrics_listen", metrics.clone().into()),
                ][..],
            ),
            ("store", &[("url", database.into()), ("objects", place("objects"))]),
            ("keys", &[("master_file", place("master.key"))]),
            ("bureau", &[("endpoint", bureau.into()), ("timeouts", timeouts)]),
            ("sms", &[("gateway", "folder".into()), ("path", place("sms"))]),
            ("limits", &[("poll_seconds", 1.into()), ("phone_codes", 1000.into())]),
            ("worker", &[("idle_milliseconds", 20.into())]),
        ] {
            settings.insert(name.into(), section(pairs));
        }
        std::fs::write(folder.join("chaos.toml"), toml::to_string(&settings)?)?;
        // No models and no fonts: every picture waits for a human.
        std::fs::create_dir_all(folder.join("no-assets"))?;
        std::fs::create_dir_all(folder.join("logs"))?;
        Ok(Self {
            path,
            folder: folder.to_owned(),
            base: format!("http://{listen}"),
            metrics: format!("http://{metrics}/metrics"),
            http: reqwest::Client::new(),
            child: None,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.arg("--config").arg(self.folder.join("chaos.toml")).args(arguments);
        command.env("BEIAN_ASSETS", self.folder.join("no-assets")).stdin(Stdio::null());
        command
    }

    /// A command that ends by itself; what it printed.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command(arguments).output().context("the server's program")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}: {errors}", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }

    fn log(&self) -> anyhow::Result<File> {
        let path = self.folder.join("logs/beian.log");
        Ok(OpenOptions::new().create(true).append(true).open(path)?)
    }

    /// Starts it and waits until it serves a write. Answers after how long it was ready, and after
    /// how long it wrote.
    pub async fn start(&mut self) -> anyhow::Result<(Duration, Duration)> {
        let began = Instant::now();
        let mut command = self.command(&["serve"]);
        command.stdout(self.log()?).stderr(self.log()?);
        self.child = Some(command.spawn().context("the server does not start")?);
        let ready = self.answers(began, "/readyz", false).await?;
        // A captcha is a row.
        let wrote = self.answers(began, "/api/captcha", true).await?;
        Ok((ready, wrote))
    }

    async fn answers(
        &mut self,
        began: Instant,
        path: &str,
        write: bool,
    ) -> anyhow::Result<Duration> {
        let url = format!("{}{path}", self.base);
        loop {
            let request = if write { self.http.post(&url) } else { self.http.get(&url) };
            if request.send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(began.elapsed());
            }
            if let Some(status) = self.child.as_mut().and_then(|c| c.try_wait().transpose()) {
                bail!("the server ended by itself: {}", status?);
            }
            ensure!(began.elapsed() < START, "the server was not ready in {} s", START.as_secs());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends it as a power switch does: no word, no time.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the server runs")?;
        if let Some(status) = child.try_wait()? {
            bail!("the server ended by itself: {status}");
        }
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Asks it to end, and waits.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the server runs")?;
        kill(Pid::from_raw(i32::try_from(child.id())?), Signal::SIGTERM)?;
        child.wait()?;
        Ok(())
    }

    pub async fn metrics(&self) -> anyhow::Result<String> {
        Ok(self.http.get(&self.metrics).send().await?.text().await?)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An address that nobody listens on.
pub fn free() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
