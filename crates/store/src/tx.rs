//! One transaction: rows, journal entries and queued jobs become true together or not at all.

use crate::{
    Error, Result, Suite,
    journal::{self, JournalEntry},
    link::{Conn, Link},
};
use std::sync::Arc;
use tokio::sync::Notify;

/// Reads and writes that belong together. `commit` makes them true; dropping it undoes them.
///
/// SQLite: the one writer, held from `begin` on. PostgreSQL: READ COMMITTED; what is read in order
/// to be changed is locked by the read (`filing`, `lease`, the counters) or guarded by a version.
/// An error of the database ends the transaction: drop it. [`crate::Error::is_transient`] says when doing the same
/// again from `begin` makes sense.
#[must_use = "a transaction that is dropped did nothing"]
pub struct Tx {
    pub(crate) link: Link,
    /// Entries wait for the commit: the head of the chain is the last lock taken, so that two
    /// transactions can never wait for each other because of it.
    entries: Vec<JournalEntry>,
    pub(crate) queued: bool,
    wake: Arc<Notify>,
}

impl Tx {
    pub(crate) fn new(link: Link, wake: Arc<Notify>) -> Self {
        Self { link, entries: Vec::new(), queued: false, wake }
    }

    /// Adds a journal entry, written with the commit.
    pub async fn journal(&mut self, entry: JournalEntry) -> Result<()> {
        journal::check(&entry)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Makes everything true. On an error nothing happened (see [`crate::Error::is_transient`]).
    ///
    /// # Errors
    /// [`Error::Over`] when the database refused a statement before: nothing is kept.
    pub async fn commit(mut self) -> Result<()> {
        if self.link.failed() {
            self.rollback().await?;
            return Err(Error::Over);
        }
        let entries = std::mem::take(&mut self.entries);
        let suite: Suite = self.link.keys.suite();
        journal::append(&mut self.link, suite, entries).await?;
        match self.link.conn {
            Conn::SqliteTx(transaction) => transaction.commit().await?,
            Conn::PgTx(transaction) => transaction.commit().await?,
            Conn::SqliteReader(_) | Conn::PgReader(_) => {}
        }
        if self.queued {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Undoes everything now; dropping does the same a moment later.
    pub async fn rollback(self) -> Result<()> {
        match self.link.conn {
            Conn::SqliteTx(transaction) => transaction.rollback().await?,
            Conn::PgTx(transaction) => transaction.rollback().await?,
            Conn::SqliteReader(_) | Conn::PgReader(_) => {}
        }
        Ok(())
    }
}
