//! From the spawn of `beian serve` to the first 200 of `/readyz`, and what it takes while idle.

use super::{
    figure::{Figure, Report, median},
    process,
};
use crate::config::Config;
use anyhow::{Context, ensure};
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const RUNS: usize = 5;
const IDLE: Duration = Duration::from_secs(3);
const MOST_RESIDENT: f64 = 96.0;

/// A server of its own that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub async fn measure(report: &mut Report, bare: f64) -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let mut bare_runs = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut command = quiet(&program);
        ensure!(command.arg("--version").status()?.success(), "`beian --version` failed");
        bare_runs.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let folder = std::env::temp_dir().join(format!("beian-bench-start-{}", std::process::id()));
    let assets = std::path::absolute(Config::load(None, &[])?.vision.assets)?;
    let measured = starts(&program, &assets, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (runs, again, resident) = measured?;
    let ready = median(runs);
    report.add(
        Figure::new("start", ready, "ms")
            .beside(median(bare_runs), "the same program printing its version")
            .asked("< 1000 ms", ready < 1000.0)
            .note(format!(
                "spawn to the first 200 of /readyz, empty folder: database made and migrated; \
                 on a database that is there: {again:.0} ms"
            )),
    );
    let resident = process::mebibytes(resident);
    report.add(
        Figure::new("idle_memory", resident, "MiB")
            .beside(process::mebibytes(bare), "the same program before it opened anything")
            .asked("< 96 MiB", resident < MOST_RESIDENT)
            .note("VmRSS 3 s after readiness: SQLite, worker and web server up, the fonts and the library of the reading engine, no model"),
    );
    Ok(())
}

/// Milliseconds to readiness on new databases, on an existing one, and bytes while idle.
async fn starts(
    program: &Path,
    assets: &Path,
    folder: &Path,
) -> anyhow::Result<(Vec<f64>, f64, f64)> {
    let mut runs = Vec::new();
    for n in 0..RUNS {
        let (_, ready) = start(program, assets, &folder.join(n.to_string())).await?;
        runs.push(ready);
    }
    let (server, again) = start(program, assets, &folder.join("0")).await?;
    tokio::time::sleep(IDLE).await;
    Ok((runs, again, process::resident(server.0.id())?))
}

async fn start(program: &Path, assets: &Path, folder: &Path) -> anyhow::Result<(Server, f64)> {
    std::fs::create_dir_all(folder)?;
    let address = free()?;
    let inside = |name: &str| folder.join(name).display().to_string();
    let mut command = quiet(program);
    command.current_dir(folder).env("BEIAN_ASSETS", assets);
    for (key, value) in [
        ("http.listen", address.to_string()),
        ("store.url", format!("sqlite:{}", inside("beian.sqlite3"))),
        ("store.objects", inside("objects")),
        ("keys.master_file", inside("master.key")),
    ] {
        command.arg("--set").arg(format!("{key}={}", toml::Value::String(value)));
    }
    let url = format!("http://{address}/readyz");
    let client = reqwest::Client::new();
    let start = Instant::now();
    let mut server = Server(command.arg("serve").spawn().context("beian serve")?);
    loop {
        if client.get(&url).send().await.is_ok_and(|answer| answer.status().as_u16() == 200) {
            return Ok((server, start.elapsed().as_secs_f64() * 1000.0));
        }
        if let Some(status) = server.0.try_wait()? {
            anyhow::bail!("beian serve ended: {status}");
        }
        ensure!(start.elapsed() < Duration::from_secs(60), "beian serve does not become ready");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn quiet(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn free() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
