//! The right to send: one holder at a time, and nobody else writes what was sent and answered.

use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::RIGHT,
};
use filing::time::{Duration, Timestamp};
use std::time::Instant;
use store::{Lease, Store, Tx};

const NAME: &str = "bureau_sender";

/// Who holds the right, as long as it lasts; it is held on to by [`App::while_held`].
pub(super) struct Sender {
    store: Store,
    lease: Lease,
    /// The time when the work began, and what has passed since on this machine.
    began: (Timestamp, Instant),
}

impl Sender {
    /// `None` while another holds it.
    pub(super) async fn take(app: &App, ctx: &Ctx) -> Result<Option<Self>> {
        let holder = app.entropy.id().to_string();
        let began = (ctx.now, Instant::now());
        let lease = app.store.acquire_lease(NAME, &holder, ctx.now, RIGHT).await?;
        Ok(lease.map(|lease| Self { store: app.store.clone(), lease, began }))
    }

    pub(super) fn lease(&self) -> &Lease {
        &self.lease
    }

    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.began.1.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began.0 + Duration::millis(passed)
    }

    /// A transaction of the holder: nobody can take the lease over until it ends.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the lease ended or went to another: nothing is written.
    pub(super) async fn begin(&self) -> Result<Tx> {
        let mut tx = self.store.begin().await?;
        match tx.holds_lease(&self.lease, self.now()).await? {
            true => Ok(tx),
            false => {
                tracing::error!("the right to send was lost while sending");
                Err(Error::Unavailable("bureau sender"))
            }
        }
    }

    pub(super) async fn give_back(self) -> Result<()> {
        Ok(self.store.release_lease(&self.lease).await?)
    }
}
