//! Commits as SQLite itself tells of them: for measuring, off until asked for.

use crate::{
    Error, Result, Store,
    engine::{Engine, Lasting},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

/// A transaction that changed rows and was committed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commit {
    /// The tables whose rows changed, in alphabetical order.
    pub tables: Vec<String>,
    /// Whether it waited for the disk: false for [`Store::begin_repeatable`].
    pub durable: bool,
}

impl Store {
    /// Calls `seen` after each transaction that changed a row, just before it becomes durable; a
    /// transaction that changed nothing writes nothing and is not told. `seen` runs on the thread
    /// of the database: it must be quick and must not use this store. A second call replaces the
    /// first.
    ///
    /// # Errors
    /// [`Error::Config`] on PostgreSQL, whose own statistics tell it (`pg_stat_database`).
    pub async fn watch_commits(&self, mut seen: impl FnMut(Commit) + Send + 'static) -> Result<()> {
        let Engine::Sqlite { writer, lasting, .. } = &self.engine else {
            return Err(Error::Config("commits are watched on SQLite only".into()));
        };
        let mut connection = writer.acquire().await?;
        let mut handle = connection.lock_handle().await?;
        let changed: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let take = |set: &Mutex<BTreeSet<String>>| {
            std::mem::take(&mut *set.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let noted = changed.clone();
        handle.set_update_hook(move |change| {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            if !noted.contains(change.table) {
                noted.insert(change.table.to_owned());
            }
        });
        let lasting = lasting.clone();
        let undone = changed.clone();
        handle.set_rollback_hook(move || drop(take(&undone)));
        handle.set_commit_hook(move || {
            let tables = take(&changed);
            if !tables.is_empty() {
                let durable = lasting.get() == Lasting::Machine;
                seen(Commit { tables: tables.into_iter().collect(), durable });
            }
            true
        });
        Ok(())
    }
}
