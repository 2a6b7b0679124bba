//! I7: nothing that is due waits for over a minute, and nobody who is gone holds on to anything
//! for longer.

use crate::{Evidence, Invariant::Work, Report};
use filing::time::{Duration, Timestamp};
use store::Result;

/// How long something may wait.
const PATIENCE: Duration = Duration::seconds(60);

pub(crate) async fn check(evidence: &Evidence<'_>, report: &mut Report) -> Result<()> {
    let (store, now) = (evidence.store, evidence.now);
    let late = Timestamp::from_millis(now.millis() - PATIENCE.as_millis());
    let patience = now + PATIENCE;
    let jobs = store.jobs_due_before(Timestamp::from_millis(i64::MAX)).await?;
    let count = jobs.len();
    for job in jobs {
        let why = job.last_error.map(|error| format!(": {error}")).unwrap_or_default();
        if job.due_at < late {
            let seconds = now.since(job.due_at).as_millis() / 1000;
            report.breach(Work, format!("{} ({}) is {seconds} s late{why}", job.kind, job.id));
        } else if job.running && job.due_at > patience {
            let seconds = job.due_at.since(now).as_millis() / 1000;
            let what = format!("{} ({}) is held for {seconds} s more{why}", job.kind, job.id);
            report.breach(Work, what);
        }
    }
    for dead in store.dead_jobs(None, store::MAX_PAGE).await?.items {
        let what = format!("{} ({}) was given up: {}", dead.job.kind, dead.job.id, dead.last_error);
        report.breach(Work, what);
    }
    for lease in store.leases_held(now).await? {
        if lease.until > patience {
            let seconds = lease.until.since(now).as_millis() / 1000;
            report.breach(Work, format!("{} is held for {seconds} s more", lease.name));
        }
    }
    report.looked(Work, format!("{count} jobs wait or run"));
    Ok(())
}
