use super::{CodeRow, CodeTable, CodeTableError, CodeTables};
use crate::time::Timestamp;

/// One edition of a table as the bureau sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedTable {
    /// Our name where we have the table ([`CodeTable::name`]), else the bureau's.
    pub name: String,
    pub rows: Vec<CodeRow>,
    pub received_at: Timestamp,
}

/// An edition that is no table. The one before stays in use; a human looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTable {
    pub name: String,
    pub received_at: Timestamp,
    pub why: CodeTableError,
}

impl CodeTables {
    /// The shipped tables with every edition laid over them, in the order in which they came. A
    /// table that this program does not know is left out; one that is none is refused and changes
    /// nothing, so that no file of the bureau can make the program unusable.
    ///
    /// An edition holds from the day (in Beijing) on which it came: a filing of before is read with
    /// the values of before.
    pub fn received(
        editions: impl IntoIterator<Item = ReceivedTable>,
    ) -> (Self, Vec<RefusedTable>) {
        let mut editions: Vec<ReceivedTable> = editions.into_iter().collect();
        editions.sort_by(|a, b| (a.received_at, &a.name).cmp(&(b.received_at, &b.name)));
        let mut tables = Self::shipped().clone();
        let mut refused = Vec::new();
        for edition in editions {
            let ReceivedTable { name, rows, received_at } = edition;
            let Some(table) = CodeTable::of_name(&name) else { continue };
            if let Err(why) = tables.replace(table, rows, received_at.day()) {
                refused.push(RefusedTable { name, received_at, why });
            }
        }
        (tables, refused)
    }
}
