//! The code tables in use: the shipped ones with what the bureau sent laid over them.

use crate::error::{Error, Result};
use filing::{
    code::{CodeRow, CodeTables, ReceivedTable},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};
use store::{CodeTableRow, Store};

/// What every check, form and label of this process reads. Cheap to clone; all clones are one.
///
/// Another process may take a table in: what is in use here is at most one look behind
/// ([`Codes::refresh`], at the start, with each look at the bureau and after each file).
#[derive(Clone, Debug)]
pub struct Codes(Arc<RwLock<InUse>>);

#[derive(Debug)]
struct InUse {
    tables: Arc<CodeTables>,
    /// When the newest edition among them came.
    newest: Option<Timestamp>,
}

impl Codes {
    /// The shipped tables, until the first [`Codes::refresh`].
    pub fn shipped() -> Self {
        let tables = Arc::new(CodeTables::shipped().clone());
        Self(Arc::new(RwLock::new(InUse { tables, newest: None })))
    }

    /// The tables as they are now.
    pub fn current(&self) -> Arc<CodeTables> {
        let in_use = self.0.read().unwrap_or_else(PoisonError::into_inner);
        in_use.tables.clone()
    }

    /// Takes what came since the last time. Without anything new it asks one small question.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer; the tables stay as they are.
    pub async fn refresh(&self, store: &Store) -> Result<()> {
        let newest = store.newest_code_table().await?;
        if newest == self.0.read().unwrap_or_else(PoisonError::into_inner).newest {
            return Ok(());
        }
        let editions = store.code_table_editions().await?;
        // What does not read was refused when it came, or is from a program after this one.
        let editions = editions.iter().filter_map(|row| edition(row).ok());
        let (tables, refused) = CodeTables::received(editions);
        for one in refused {
            tracing::error!(table = one.name, why = %one.why, "a stored code table is not in use");
        }
        let mut in_use = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *in_use = InUse { tables: Arc::new(tables), newest };
        Ok(())
    }
}

/// One code as it is stored, every column of the bureau's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredCode {
    pub id: i64,
    pub label: String,
    pub valid: bool,
    pub parent: Option<i64>,
    pub more: BTreeMap<String, String>,
}

impl From<bureau::CodeRow> for StoredCode {
    fn from(row: bureau::CodeRow) -> Self {
        let bureau::CodeRow { id, label, valid, parent, more } = row;
        Self { id, label, valid, parent, more }
    }
}

/// A stored edition in the shape of the rules.
pub(crate) fn edition(row: &CodeTableRow) -> Result<ReceivedTable> {
    let rows: Vec<StoredCode> =
        serde_json::from_value(row.rows.clone()).map_err(Error::internal)?;
    Ok(ReceivedTable {
        name: row.name.clone(),
        rows: rows.into_iter().map(code).collect(),
        received_at: row.received_at,
    })
}

/// `Ssdxlx` is left to the shipped table: the interface counts it from 0 in one place and from 1 in
/// another (handbook §10.4).
fn code(row: StoredCode) -> CodeRow {
    CodeRow {
        bit: row.more.get("Ysid").and_then(|bit| bit.parse().ok()),
        sponsor_kind: row.parent,
        withdrawn: !row.valid,
        ..CodeRow::new(row.id, row.label)
    }
}
