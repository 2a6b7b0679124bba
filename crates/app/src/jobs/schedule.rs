//! What is done again and again: queued once a period, whoever asks first.

use super::Work;
use crate::{App, Ctx, error::Result};
use filing::time::{Duration, Timestamp};

/// The last period in which a look at the bureau's downloads was queued.
const PERIOD: &str = "poll_period";

impl App {
    /// Queues the periodic work that is due at `ctx.now`: a look at the bureau's downloads each
    /// period, and once a day the sweep. A second call in the same period, here
    /// or in another process, queues nothing.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database does not answer.
    pub async fn schedule(&self, ctx: &Ctx) -> Result<()> {
        let period = self.settings.limits.poll_seconds.max(1) * 1000;
        let start = Timestamp::from_millis(ctx.now.millis().div_euclid(period) * period);
        // What is lost is queued again in the next period.
        let mut tx = self.store.begin_repeatable().await?;
        let moved = tx.follow_clock(ctx.now).await?;
        if moved > 0 {
            tracing::error!(jobs = moved, "the clock was set back; work that was due is due again");
        }
        // Whoever of several processes asks first in a period gets it; a counter that is further
        // ahead than clocks differ was set before the clock was set back.
        let number = ctx.now.millis().div_euclid(period);
        let looked = tx.counter(PERIOD).await?;
        if looked < number || looked > number + 1 {
            tx.set_counter(PERIOD, number).await?;
            tx.queue(&Work::PollBureau.at(start), ctx.now).await?;
        }
        // A file prepared in the instant in which another process ended its sending.
        if !tx.unfinished_uploads().await?.is_empty() {
            tx.queue(&Work::SendUploads.at(start), ctx.now).await?;
        }
        // The next one waits under its day, so that it runs once and not once a period.
        let day = ctx.now.millis().div_euclid(Duration::days(1).as_millis()) + 1;
        let midnight = Timestamp::from_millis(day * Duration::days(1).as_millis());
        tx.queue(&Work::Sweep { day }.at(midnight), ctx.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes what has expired: sessions, captchas, codes, answers kept by key, finished jobs of
    /// a week ago; and pictures that were stored for a row that never came.
    pub(crate) async fn sweep(&self, ctx: &Ctx) -> Result<()> {
        let before = |span: Duration| Timestamp::from_millis(ctx.now.millis() - span.as_millis());
        let swept = self.store.sweep(ctx.now, before(Duration::days(7))).await?;
        let orphans = self.objects.sweep(&self.store, before(Duration::days(1))).await?;
        tracing::info!(
            swept.sessions,
            swept.captchas,
            swept.jobs,
            swept.objects = orphans,
            "what has expired was deleted"
        );
        Ok(())
    }
}
