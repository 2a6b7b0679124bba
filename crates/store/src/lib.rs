//! Rows and files: the only crate that writes SQL, and the one that seals what is about people.
//!
//! One SQL text serves SQLite and PostgreSQL; only the DDL differs (`migrations/`). Reads are on
//! [`Store`], writes on [`Tx`]: a row, its journal entry and its queued jobs are one transaction.
//!
//! ```no_run
//! # async fn example(store: store::Store, mut row: store::FilingRow, entry: store::JournalEntry,
//! #     job: store::NewJob, now: filing::time::Timestamp) -> store::Result<()> {
//! let mut tx = store.begin().await?;
//! tx.save_state(&row).await?;
//! tx.journal(entry).await?;
//! tx.queue(&job, now).await?;
//! tx.commit().await?;
//! # Ok(()) }
//! ```
//!
//! One file a table. Times and keys of rows come from the caller; ids of journal entries and jobs
//! from [`Ids`]. No page uses an offset and nothing counts a table.

mod accounts;
mod audit;
mod blacklist;
mod bureau_tasks;
mod captchas;
mod code_tables;
mod column;
mod commits;
mod confirmations;
mod counters;
mod downloads;
mod engine;
mod error;
mod filings;
mod idempotency;
mod jobs;
mod journal;
mod leases;
mod link;
mod materials;
mod messages;
mod move_requests;
mod objects;
mod one_time_codes;
mod outbox;
mod page;
mod phones;
mod proposals;
mod raw_limit;
mod record_history;
mod records;
mod reported_pictures;
mod seal;
mod sessions;
mod staff;
mod staff_alerts;
mod sweep;
mod tx;
mod uploads;
mod verifications;
mod wire_ids;

pub use accounts::{AccountRow, Login};
pub use audit::{ObjectOwner, OpenJob, Standing};
pub use blacklist::Listed;
pub use bureau_tasks::{TaskFilter, TaskRow};
pub use captchas::CaptchaRow;
pub use code_tables::CodeTableRow;
pub use commits::Commit;
pub use confirmations::{
    ConfirmationRow, ConfirmationState, NoticeRow, Recipient, RoundRow, RoundState,
};
pub use downloads::{DownloadRow, SkipOf, UnreadPart};
pub use engine::StoreConfig;
pub use error::{Error, Fault, Result};
pub use filings::{FilingRow, FilingSummary};
pub use idempotency::Idempotency;
pub use jobs::{DeadJob, Job, NewJob};
pub use journal::{BrokenEntry, JournalEntry, JournalHead, JournalRow};
pub use leases::Lease;
pub use materials::MaterialRow;
pub use messages::{Channel, MessageRow, MessageState};
pub use move_requests::{MoveRequestRow, MoveRequestState};
pub use objects::{ObjectRef, Objects, S3Config};
pub use one_time_codes::CodeOutcome;
pub use outbox::{Held, OutboxRow, Waiting};
pub use page::{Cursor, MAX_PAGE, Page, ParseCursorError};
pub use proposals::ProposalRow;
#[doc(hidden)]
pub use raw_limit::RawSubmission;
pub use record_history::RecordHistoryRow;
pub use records::{RecordRow, RecordServiceRow};
pub use seal::{Indexes, Keys, MasterKey, Suite, normal_document_number};
pub use sessions::{SessionRow, Subject};
pub use staff::StaffRow;
pub use staff_alerts::{AlertAbout, AlertRow};
pub use sweep::Swept;
pub use tx::Tx;
pub use uploads::{UploadRow, UploadState};
pub use verifications::VerificationRow;

use engine::Lasting;
use std::sync::Arc;
use tokio::sync::Notify;
use uuid::Uuid;

/// Makes the 128 bits of an id. Ids that grow with time (UUIDv7) keep indexes compact.
pub type Ids = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// The database of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: engine::Engine,
    keys: Keys,
    ids: Ids,
    wake: Arc<Notify>,
}

impl Store {
    /// Connects with ids of UUID version 7. Does not migrate.
    ///
    /// # Errors
    /// [`Error::Config`] for a URL that can't be used, [`Error::Unavailable`] when nobody answers.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where ids of rows are made; tests pass their own to `open_with`"
    )]
    pub async fn open(config: &StoreConfig, keys: Keys) -> Result<Self> {
        Self::open_with(config, keys, Arc::new(Uuid::now_v7)).await
    }

    /// [`Store::open`] with a source of ids.
    pub async fn open_with(config: &StoreConfig, keys: Keys, ids: Ids) -> Result<Self> {
        let engine = engine::Engine::open(config).await?;
        Ok(Self { engine, keys, ids, wake: Arc::new(Notify::new()) })
    }

    /// Brings the schema up to date. Running it again, or twice at once, is harmless.
    ///
    /// # Errors
    /// [`Error::Migrate`] when an applied migration differs from the one in this program.
    pub async fn migrate(&self) -> Result<()> {
        self.engine.migrate().await
    }

    /// Answers whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        let mut link = self.read().await?;
        link::on!(link, c => { sqlx::query("SELECT 1").execute(c).await?; });
        Ok(())
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match self.engine {
            engine::Engine::Sqlite { .. } => "sqlite",
            engine::Engine::Pg { .. } => "postgres",
        }
    }

    /// The keys rows are sealed with; the same ones go to [`Objects`].
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A fresh id from the store's source.
    pub fn new_id(&self) -> Uuid {
        (self.ids)()
    }

    /// Starts a transaction: `BEGIN IMMEDIATE` on SQLite's one writer, `BEGIN` on PostgreSQL. Never
    /// start another, nor call what writes on `Store` itself, while holding one: on SQLite it would
    /// wait for the first until it gives up.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_lasting(Lasting::Machine).await
    }

    /// [`Store::begin`] for what may be done again or asked for again: its commit does not wait for
    /// the disk. It is seen at once and outlives this process. If the machine loses its power in
    /// the next moment, it is undone whole; never when a later commit by [`Store::begin`] was
    /// acknowledged, since commits last in their order.
    ///
    /// Nothing that was promised to anybody belongs here, nor what guards an effect outside of
    /// the database.
    pub async fn begin_repeatable(&self) -> Result<Tx> {
        self.begin_lasting(Lasting::Process).await
    }

    async fn begin_lasting(&self, lasting: Lasting) -> Result<Tx> {
        let conn = self.engine.begin(lasting).await?;
        Ok(Tx::new(self.link(conn), self.wake.clone()))
    }

    /// Returns when a transaction of this process that queued a job has been committed. Other
    /// processes' jobs are found by asking now and then.
    pub async fn job_queued(&self) {
        self.wake.notified().await;
    }

    /// Finishes what runs and closes every connection. SQLite's write-ahead log is folded in.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    pub(crate) async fn read(&self) -> Result<link::Link> {
        Ok(self.link(self.engine.read().await?))
    }

    fn link(&self, conn: link::Conn) -> link::Link {
        link::Link::new(conn, self.keys.clone(), self.ids.clone())
    }
}
