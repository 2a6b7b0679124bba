use crate::{assemble, config::Config};
use anyhow::Context;
use app::jobs::Worker;
use std::time::Duration;
use tokio::sync::watch;

/// Runs queued work until the process is told to stop.
pub async fn run(config: Config) -> anyhow::Result<()> {
    super::log();
    let app = assemble::app(&config).await?;
    // Also refuses a schema that is newer than this program.
    app.store.migrate().await.context("the database can't be migrated")?;
    let (stop, stopped) = watch::channel(false);
    let worker = Worker {
        name: format!("worker-{}", app.entropy.id().simple()),
        app,
        clock: assemble::clock(),
        idle: Duration::from_millis(config.worker.idle_milliseconds),
    };
    let running = tokio::spawn(worker.run(stopped));
    super::serve::told_to_stop().await;
    stop.send_replace(true);
    running.await?;
    Ok(())
}
