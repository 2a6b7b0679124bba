//! Filings handed over in a second, beside the same rows committed by plain SQL.

use super::{
    figure::{Figure, Report, number},
    rig::Rig,
};
use crate::{assemble, command::demo};
use anyhow::Context;
use app::{Actor, App, Ctx};
use filing::id::{FilingId, VerificationId};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use store::{FilingRow, RawSubmission, Store, VerificationRow};

/// Filings of one run; the best of so many runs counts, for both sides alike.
const FILINGS: usize = 200;
const RUNS: usize = 3;
const LEAST: f64 = 0.35;

pub async fn measure(rig: &Rig, report: &mut Report) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("beian-bench-rows-{}", std::process::id()));
    let measured = all(rig, report, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

async fn all(rig: &Rig, report: &mut Report, folder: &Path) -> anyhow::Result<()> {
    for (name, tasks) in [("submissions_1", 1), ("submissions_8", 8)] {
        let (mut submitted, mut raw) = (0.0_f64, 0.0_f64);
        let mut tables = Vec::new();
        // In turns, so that a noisy moment meets both.
        for run in 0..RUNS {
            let place = |side: &str| folder.join(format!("{side}-{tasks}-{run}"));
            let (speed, written) = use_case(rig, &place("use-case"), tasks).await?;
            submitted = submitted.max(speed);
            tables = written;
            raw = raw.max(plain(rig, &place("plain"), tasks).await?);
        }
        let synced = syncs(&folder.join("sync"))?;
        report.add(
            Figure::new(name, submitted, "filings/s")
                .beside(raw, "the same rows, one commit each, by plain SQL")
                .asked("ratio >= 0.35", submitted / raw >= LEAST)
                .note(format!(
                    "{tasks} at once, {FILINGS} filings, the best of {RUNS} runs; SQLite, \
                     synchronous = FULL; rows of {}; 4 KB written and synced alone: {} a second",
                    tables.join(", "),
                    number(synced)
                )),
        );
    }
    Ok(())
}

/// A database of its own with filings that are ready.
async fn prepared(rig: &Rig, folder: &Path) -> anyhow::Result<(App, Vec<FilingRow>)> {
    std::fs::create_dir_all(folder)?;
    let app = assemble::app(&demo::config(folder, &rig.journey.simulator.address)?).await?;
    app.store.migrate().await?;
    let mut tx = app.store.begin().await?;
    tx.insert_account(&rig.account).await?;
    let mut rows = Vec::new();
    for _ in 0..FILINGS {
        let row = FilingRow { id: FilingId::from_uuid(app.store.new_id()), ..rig.filing.clone() };
        tx.insert_filing(&row).await?;
        for verification in &rig.verifications {
            let id = app.store.new_id();
            let mut token_hash = [0; 32];
            token_hash[..16].copy_from_slice(id.as_bytes());
            tx.insert_verification(&VerificationRow {
                id: VerificationId::from_uuid(id),
                filing: row.id,
                token_hash,
                device_hash: None,
                ..verification.clone()
            })
            .await?;
        }
        rows.push(row);
    }
    tx.commit().await?;
    Ok((app, rows))
}

/// Filings a second through `App::submit`, and the tables that each of them wrote.
async fn use_case(rig: &Rig, folder: &Path, tasks: usize) -> anyhow::Result<(f64, Vec<String>)> {
    let (app, rows) = prepared(rig, folder).await?;
    let tables: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = tables.clone();
    app.store
        .watch_commits(move |commit| {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = commit.tables;
        })
        .await?;
    let ctx = Ctx {
        actor: Actor::Sponsor { account: rig.account.id },
        now: rig.filing.updated_at,
        request: "bench".into(),
        address: String::new(),
    };
    let submitting = app.clone();
    let speed = at_once(tasks, rows, move |row| {
        let (app, ctx) = (submitting.clone(), ctx.clone());
        async move {
            app.submit(&ctx, row.id, row.version).await.context("a submission")?;
            Ok(())
        }
    })
    .await?;
    app.store.close().await;
    let tables = tables.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((speed, tables))
}

/// Transactions a second with the same rows.
async fn plain(rig: &Rig, folder: &Path, tasks: usize) -> anyhow::Result<f64> {
    let (app, rows) = prepared(rig, folder).await?;
    let sealed = rows.iter().map(|row| raw(rig, &app.store, row)).collect::<Result<Vec<_>, _>>()?;
    let store = app.store.clone();
    let speed = at_once(tasks, sealed, move |row| {
        let store = store.clone();
        async move { Ok(row.commit(&store).await?) }
    })
    .await?;
    app.store.close().await;
    Ok(speed)
}

/// The row as it is after the submission: as large a dossier as the draft gives.
fn raw(rig: &Rig, store: &Store, row: &FilingRow) -> anyhow::Result<RawSubmission> {
    let context = filing::check::CheckContext::shipped(row.kind, row.updated_at);
    let dossier = filing::check::complete(&row.draft, &context)
        .map_err(|found| anyhow::anyhow!("the draft has {} findings", found.len()))?;
    let row = FilingRow { dossier: Some(dossier), ..row.clone() };
    let text = app::words::notice("submitted", &[rig.filing.title.clone(), String::new()]);
    Ok(RawSubmission::of(store, &row, &text)?)
}

/// How many a second, by so many tasks that take the next one each.
async fn at_once<T, F>(
    tasks: usize,
    items: Vec<T>,
    work: impl Fn(T) -> F + Send + Sync + Clone + 'static,
) -> anyhow::Result<f64>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<()>> + Send,
{
    let count = items.len();
    let queue = Arc::new(Mutex::new(items));
    let start = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|_| {
            let (queue, work) = (queue.clone(), work.clone());
            tokio::spawn(async move {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let Some(item) = next else { return anyhow::Ok(()) };
                    work(item).await?;
                }
            })
        })
        .collect();
    for task in running {
        task.await??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// What the disk alone does: 4 KB appended and synced, a second.
fn syncs(path: &PathBuf) -> anyhow::Result<f64> {
    use std::io::Write;
    let mut file = std::fs::File::create(path)?;
    let start = Instant::now();
    for _ in 0..FILINGS {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
    }
    Ok(FILINGS as f64 / start.elapsed().as_secs_f64())
}
