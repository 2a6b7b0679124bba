//! Holding on to a right (a lease by name) while the work lasts that needs it.

use crate::{
    App,
    error::{Error, Result},
};
use filing::time::{Duration, Timestamp};
use std::time::{Duration as Span, Instant};
use store::Lease;

/// How long a right outlives its holder: another may take it up after so long.
pub(crate) const RIGHT: Duration = Duration::seconds(30);
const BEAT: Span = Span::from_secs(10);

impl App {
    /// Does the work and holds on to the right meanwhile; drops the work where it is when the right
    /// went to another. The right was taken at `now`; time goes on from there as this machine
    /// measures spans, whatever happens to its clock.
    ///
    /// # Errors
    /// The work's own; [`Error::Unavailable`] when the right was lost.
    pub(crate) async fn while_held<T>(
        &self,
        lease: &Lease,
        now: Timestamp,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let began = Instant::now();
        let beats = async {
            let mut lease = lease.clone();
            loop {
                tokio::time::sleep(BEAT).await;
                let spent = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
                let now = now + Duration::millis(spent);
                match self.store.renew_lease(&mut lease, now, RIGHT).await {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => tracing::warn!(%error, "a right could not be held on to"),
                }
            }
        };
        tokio::select! {
            biased;
            () = beats => Err(Error::Unavailable("right")),
            done = work => done,
        }
    }
}
