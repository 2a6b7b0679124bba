//! What must hold after every fault, whatever was killed, cut or repeated: seven invariants, looked
//! at in one place, on a store at rest.
//!
//! ```no_run
//! # async fn example(store: store::Store, objects: store::Objects, now: filing::time::Timestamp)
//! #     -> store::Result<()> {
//! let evidence = invariants::Evidence::new(&store, &objects, now);
//! let report = invariants::check(&evidence).await?;
//! assert!(report.holds(), "{report}");
//! # Ok(()) }
//! ```
//!
//! | | holds when |
//! |---|---|
//! | I1 | each acknowledged submission exists, and exists once |
//! | I2 | the bureau took in each revision of a filing once, in files numbered without a gap |
//! | I3 | the journal's chain holds, and every filing went by legal transitions from its creation to where it stands |
//! | I4 | every object that a row refers to opens; none that no row knows is older than the grace time |
//! | I5 | a person was reminded at most once of one confirmation at one time |
//! | I6 | no personal value stands where it must not |
//! | I7 | nothing that is due waits for over a minute |

mod bureau_ledger;
mod canaries;
mod history;
mod objects;
mod reminders;
mod report;
mod submissions;
mod work;

pub use bureau_ledger::LedgerEntry;
pub use report::{Breach, Invariant, Report};
pub use submissions::Submission;

use filing::time::{Duration, Timestamp};
use std::path::PathBuf;
use store::{Objects, Result, Store};

/// What is looked at. Everything but store, objects and time may be absent: then less is known.
pub struct Evidence<'a> {
    pub store: &'a Store,
    pub objects: &'a Objects,
    pub now: Timestamp,
    /// How long an object may wait for its row.
    pub grace: Duration,
    /// The clients' own account of what they handed over.
    pub submissions: &'a [Submission],
    /// The clients' account names every filing there is: another one was made by nobody.
    pub every_filing_logged: bool,
    /// The bureau's own account of what it was told; `None` when there is none.
    pub ledger: Option<&'a [LedgerEntry]>,
    /// Where the gateway leaves short messages, one file each.
    pub gateway: Option<PathBuf>,
    /// Personal values that were put in to be looked for.
    pub canaries: &'a [String],
    /// Files and folders in which no canary may stand.
    pub searched: &'a [PathBuf],
    /// The same for texts that are in no file (metrics, answers), by a name for the report.
    pub texts: &'a [(String, String)],
}

impl<'a> Evidence<'a> {
    pub fn new(store: &'a Store, objects: &'a Objects, now: Timestamp) -> Self {
        Self {
            store,
            objects,
            now,
            grace: Duration::days(1),
            submissions: &[],
            every_filing_logged: false,
            ledger: None,
            gateway: None,
            canaries: &[],
            searched: &[],
            texts: &[],
        }
    }
}

/// Looks at everything, and goes on after what does not hold.
///
/// # Errors
/// The store does not answer, or a row can't be read at all.
pub async fn check(evidence: &Evidence<'_>) -> Result<Report> {
    let mut report = Report::default();
    let filings = history::read(evidence).await?;
    submissions::check(evidence, &filings, &mut report);
    bureau_ledger::check(evidence, &filings, &mut report).await?;
    history::check(evidence, &filings, &mut report).await?;
    objects::check(evidence, &mut report).await?;
    reminders::check(evidence, &filings, &mut report).await?;
    canaries::check(evidence, &mut report);
    work::check(evidence, &mut report).await?;
    Ok(report)
}
