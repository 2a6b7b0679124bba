//! Claims due jobs and runs them.

use super::Work;
use crate::{
    App, Clock, Ctx,
    error::{Error, Result},
};
use filing::time::{Duration, Timestamp};
use std::time::{Duration as Span, Instant};
use store::Job;
use tokio::sync::watch;

/// How long a claimed job belongs to its worker, who holds on to it while he lives: what a worker
/// leaves behind who ended is taken up after so long.
const LEASE: Duration = Duration::seconds(30);
const BEAT: Span = Span::from_secs(10);
const AT_ONCE: u32 = 8;

/// The loop that runs jobs in this process.
pub struct Worker {
    pub app: App,
    pub clock: Clock,
    /// Names this worker in the job's row.
    pub name: String,
    /// Between two looks when nothing is due.
    pub idle: Span,
}

impl Worker {
    /// Runs until `stop` turns true; what is running then is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let period = self.app.settings.limits.poll_seconds.max(1) * 1000;
        let mut scheduled = i64::MIN;
        while !*stop.borrow() {
            let now = (self.clock)();
            if now.millis().div_euclid(period) != scheduled {
                let ctx = Ctx::system(now, "schedule");
                match self.app.schedule(&ctx).await {
                    Ok(()) => scheduled = now.millis().div_euclid(period),
                    Err(error) => tracing::error!(%error, "periodic work could not be queued"),
                }
            }
            let ran = match run_due(&self.app, &self.name, (self.clock)()).await {
                Ok(ran) => ran,
                Err(error) => {
                    tracing::error!(%error, "jobs could not be claimed");
                    0
                }
            };
            if ran == 0 {
                tokio::select! {
                    _ = stop.changed() => {}
                    () = tokio::time::sleep(self.idle) => {}
                }
            }
        }
    }
}

/// Runs every job that is due at `now`, once; answers how many there were.
///
/// # Errors
/// [`Error::Unavailable`] when jobs can't be claimed or finished.
pub async fn run_due(app: &App, worker: &str, now: Timestamp) -> Result<usize> {
    let began = Instant::now();
    let jobs = app.store.claim(worker, now, LEASE, AT_ONCE).await?;
    let count = jobs.len();
    for (n, job) in jobs.iter().enumerate() {
        let ctx = Ctx::system(now, job.id.to_string());
        // On the heap: a job's future is large, and is moved before it runs.
        let work = Box::pin(async {
            match serde_json::from_value::<Work>(job.payload.clone()) {
                Ok(work) => app.do_work(&ctx, work).await,
                Err(error) => Err(Error::internal(error)),
            }
        });
        // Another has it since this worker slept: the work is dropped where it is.
        let Some(outcome) = held(app, worker, &jobs[n..], (now, began), work).await else {
            tracing::warn!(job.kind, job.attempts, "a job went to another worker");
            continue;
        };
        let result = if outcome.is_ok() { "done" } else { "failed" };
        let kind = job.kind.clone();
        metrics::counter!("beian_jobs_total", "kind" => kind, "result" => result).increment(1);
        if let Err(error) = &outcome {
            tracing::warn!(job.kind, job.attempts, %error, "a job failed and will be tried again");
        }
        crate::fail_point!("job.done.before");
        app.store.finish(job, worker, now, outcome.map_err(|e| e.to_string())).await?;
        crate::fail_point!("job.done.after");
    }
    Ok(count)
}

/// Does the work of the first of these jobs, and holds on to all of them meanwhile. `None` when
/// the first went to another. Time goes on from `start` as this machine measures spans, whatever
/// happens to its clock.
async fn held<T>(
    app: &App,
    worker: &str,
    jobs: &[Job],
    start: (Timestamp, Instant),
    work: impl Future<Output = T>,
) -> Option<T> {
    let hold = async |job: &Job| {
        let spent = i64::try_from(start.1.elapsed().as_millis()).unwrap_or(i64::MAX);
        let now = start.0 + Duration::millis(spent);
        app.store.heartbeat(job, worker, now, LEASE).await
    };
    let (first, waiting) = jobs.split_first()?;
    // Who comes to a job late asks first whether it still is his.
    if start.1.elapsed() > BEAT && hold(first).await.is_ok_and(|held| !held) {
        return None;
    }
    let beats = async {
        loop {
            tokio::time::sleep(BEAT).await;
            match hold(first).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "a job could not be held on to"),
            }
            for job in waiting {
                if let Err(error) = hold(job).await {
                    tracing::warn!(%error, "a job could not be held on to");
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = beats => None,
        done = work => Some(done),
    }
}

impl App {
    /// The deep ones stand on the heap: a thread's stack is two megabytes.
    async fn do_work(&self, ctx: &Ctx, work: Work) -> Result<()> {
        match work {
            Work::Report { filing } => Box::pin(self.report(ctx, filing)).await,
            Work::SendUploads => Box::pin(self.send_uploads(ctx)).await,
            Work::PollBureau => Box::pin(self.poll_bureau(ctx)).await,
            Work::ReadDownload { file_name } => Box::pin(self.read_download(ctx, &file_name)).await,
            Work::ExpireConfirmation { filing, deadline } => {
                Box::pin(self.expire_confirmation(ctx, filing, deadline)).await
            }
            Work::RemindConfirmation { filing, deadline, reminder } => {
                self.remind_confirmation(ctx, filing, deadline, reminder).await
            }
            Work::ReportAnswers => self.report_answers(ctx).await,
            Work::RemindTask { task, deadline, .. } => self.remind_task(ctx, task, deadline).await,
            Work::EndTask { task, deadline } => self.end_task(ctx, task, deadline).await,
            Work::SendMessage { message } => self.send_message(ctx, message).await,
            Work::CheckMessage { message, look } => self.check_message(ctx, message, look).await,
            Work::Sweep { .. } => self.sweep(ctx).await,
            Work::EraseMaterials { filing } => self.erase_materials(ctx, filing).await,
        }
    }
}
