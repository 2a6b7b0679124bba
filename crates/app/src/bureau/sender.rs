//! The right to send: one holder at a time, and nobody else writes what was sent and answered.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::time::{Duration, Timestamp};
use std::time::{Duration as Span, Instant};
use store::{Lease, Store, Tx};
use tokio::sync::Mutex;

const NAME: &str = "bureau_sender";
/// A sender that died leaves the way free after it.
const LENGTH: Duration = Duration::seconds(60);
/// How often it is held on to during a call, which may take longer.
const PULSE: Span = Span::from_secs(20);

/// Who holds the lease, as long as it lasts.
pub(super) struct Sender {
    store: Store,
    lease: Mutex<Lease>,
    /// The time when the work began, and what has passed since on this machine.
    began: (Timestamp, Instant),
}

impl Sender {
    /// `None` while another holds it.
    pub(super) async fn take(app: &App, ctx: &Ctx) -> Result<Option<Self>> {
        let holder = app.entropy.id().to_string();
        let began = (ctx.now, Instant::now());
        let lease = app.store.acquire_lease(NAME, &holder, ctx.now, LENGTH).await?;
        let sender = |lease| Self { store: app.store.clone(), lease: Mutex::new(lease), began };
        Ok(lease.map(sender))
    }

    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.began.1.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began.0 + Duration::millis(passed)
    }

    /// Holds on, when less than half of the lease is left.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it ended or went to another.
    pub(super) async fn hold_on(&self) -> Result<()> {
        let (mut lease, now) = (self.lease.lock().await, self.now());
        if lease.until.since(now).as_millis() * 2 > LENGTH.as_millis() {
            return Ok(());
        }
        match self.store.renew_lease(&mut lease, now, LENGTH).await? {
            true => Ok(()),
            false => Err(Error::Unavailable("bureau sender")),
        }
    }

    /// Holds on while something takes long. What it brings is written by [`Sender::begin`], which
    /// sees whether that went well.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(PULSE) => {
                    if let Err(error) = self.hold_on().await {
                        tracing::warn!(%error, "the right to send could not be held on to");
                    }
                }
            }
        }
    }

    /// A transaction of the holder: nobody can take the lease over until it ends.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the lease ended or went to another: nothing is written.
    pub(super) async fn begin(&self) -> Result<Tx> {
        let lease = self.lease.lock().await.clone();
        let mut tx = self.store.begin().await?;
        match tx.holds_lease(&lease, self.now()).await? {
            true => Ok(tx),
            false => {
                tracing::error!("the right to send was lost while sending");
                Err(Error::Unavailable("bureau sender"))
            }
        }
    }

    pub(super) async fn give_back(self) -> Result<()> {
        Ok(self.store.release_lease(&self.lease.into_inner()).await?)
    }
}
