//! What is done again and again: queued once a period, whoever asks first.

use super::Work;
use crate::{App, Ctx, error::Result};
use filing::time::Timestamp;

impl App {
    /// Queues the periodic work that is due at `ctx.now`. A second call in the same period, here
    /// or in another process, queues nothing.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database does not answer.
    pub async fn schedule(&self, ctx: &Ctx) -> Result<()> {
        let period = self.settings.limits.poll_seconds.max(1) * 1000;
        let start = Timestamp::from_millis(ctx.now.millis().div_euclid(period) * period);
        let mut tx = self.store.begin().await?;
        tx.queue(&Work::PollBureau.at(start), ctx.now).await?;
        tx.commit().await?;
        Ok(())
    }
}
