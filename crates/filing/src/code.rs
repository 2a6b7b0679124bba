//! 代码表: the bureau's code tables as shipped, and what it sends in their place (JCDM).

mod received;
mod table;

pub use received::{ReceivedTable, RefusedTable};
pub use table::CodeTable;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One value of a table. The file names and the bureau's tags are in the source of each table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRow {
    /// The code (Id).
    pub id: i64,
    /// Its Chinese label (Mc).
    pub zh: String,
    /// Its English label; the bureau sends none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// Our stable name, where rules ask for a value by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Operational id (Ysid), a power of two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bit: Option<u64>,
    /// Document types: the kind of sponsor the document belongs to (Dwflid).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor_kind: Option<i64>,
    /// Server locations: the province, GB/T 2260.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<u32>,
    /// Service kinds: the letter at the end of a filing number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Attachment uses: what the attachment belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AttachmentOwner>,
    /// First day on which the value may be used; without: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// First day on which the value may no longer be used; without: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// No longer in use, since a day no source names (the bureau's Sfyx = 0).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Where the row is from, see `reference/codes/README.md`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What an attachment belongs to (Ssdxlx).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentOwner {
    /// 主体
    Sponsor,
    /// 网站
    Service,
}

impl CodeRow {
    /// A row with code and label, as the bureau sends them.
    pub fn new(id: impl Into<i64>, zh: impl Into<String>) -> Self {
        Self { id: id.into(), zh: zh.into(), ..Self::default() }
    }

    /// Whether the value may be used in a filing of that day.
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        !self.withdrawn
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_to.is_none_or(|to| date < to)
    }
}

/// Why rows cannot be a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeTableError {
    /// No rows: taking them would leave nothing to choose from.
    #[error("the new table is empty")]
    Empty,
    /// One code twice.
    #[error("code {0} comes twice")]
    Duplicate(i64),
    /// A row without a label.
    #[error("code {0} has no label")]
    NoLabel(i64),
    /// No code of the bureau's: they begin at 1.
    #[error("{0} is no code")]
    NoCode(i64),
    /// A label longer than any of the interface's, or with control characters.
    #[error("code {0} has a label that no screen can show")]
    Label(i64),
    /// Every value withdrawn: nothing would be left to choose from.
    #[error("no value of the new table is in use")]
    NothingInUse,
}

/// Why a code cannot be used in a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The table never had it.
    #[error("no such code")]
    Unknown,
    /// The table has it, but not on that day.
    #[error("the code is not valid on that day")]
    NotValid,
}

impl CodeError {
    /// Every reason.
    pub const ALL: &'static [Self] = &[Self::Unknown, Self::NotValid];

    /// The stable finding code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "code.unknown",
            Self::NotValid => "code.not_valid",
        }
    }
}

/// All tables with every version of every value they ever had: a value in an old filing keeps its
/// label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTables {
    /// Versions of a value in order of time, the newest last.
    rows: BTreeMap<CodeTable, BTreeMap<i64, Vec<CodeRow>>>,
    /// The order in which a table lists its values.
    order: BTreeMap<CodeTable, Vec<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    table: CodeTable,
    rows: Vec<CodeRow>,
}

static SHIPPED: LazyLock<CodeTables> = LazyLock::new(|| {
    let mut tables = CodeTables { rows: BTreeMap::new(), order: BTreeMap::new() };
    for table in CodeTable::ALL {
        let file: TableFile = toml::from_str(table.shipped())
            .unwrap_or_else(|e| panic!("reference/codes/{table}.toml: {e}"));
        assert_eq!(file.table, table, "reference/codes/{table}.toml names another table");
        check_rows(&file.rows).unwrap_or_else(|e| panic!("reference/codes/{table}.toml: {e}"));
        tables.order.insert(table, file.rows.iter().map(|row| row.id).collect());
        let versions = file.rows.into_iter().map(|row| (row.id, vec![row])).collect();
        tables.rows.insert(table, versions);
    }
    tables
});

/// Characters of the longest label in V3.0 (Dwmc of a reporting unit).
const LABEL: usize = 255;

fn check_rows(rows: &[CodeRow]) -> Result<(), CodeTableError> {
    if rows.is_empty() {
        return Err(CodeTableError::Empty);
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        if !ids.insert(row.id) {
            return Err(CodeTableError::Duplicate(row.id));
        }
        if row.zh.trim().is_empty() {
            return Err(CodeTableError::NoLabel(row.id));
        }
        if row.zh.chars().count() > LABEL || row.zh.chars().any(char::is_control) {
            return Err(CodeTableError::Label(row.id));
        }
    }
    if rows.iter().all(|row| row.withdrawn) {
        return Err(CodeTableError::NothingInUse);
    }
    Ok(())
}

impl CodeTables {
    /// The tables this program was built with. Clone them to replace some.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn versions(&self, table: CodeTable, id: i64) -> &[CodeRow] {
        self.rows.get(&table).and_then(|rows| rows.get(&id)).map_or(&[], Vec::as_slice)
    }

    /// The newest version of a value, valid or not: for showing what a filing says.
    pub fn lookup(&self, table: CodeTable, id: impl Into<i64>) -> Option<&CodeRow> {
        self.versions(table, id.into()).last()
    }

    /// The version of a value as it was on that day, valid or not: for showing an old filing. The
    /// oldest version serves for days before it.
    pub fn lookup_on(
        &self,
        table: CodeTable,
        id: impl Into<i64>,
        date: NaiveDate,
    ) -> Option<&CodeRow> {
        let versions = self.versions(table, id.into());
        let begun = |row: &&CodeRow| row.valid_from.is_none_or(|from| from <= date);
        versions.iter().rev().find(begun).or(versions.first())
    }

    /// A value for use in a filing of that day.
    ///
    /// # Errors
    /// [`CodeError`] when the table has no such value, or not on that day.
    pub fn usable(
        &self,
        table: CodeTable,
        id: impl Into<i64>,
        date: NaiveDate,
    ) -> Result<&CodeRow, CodeError> {
        let row = self.lookup_on(table, id, date).ok_or(CodeError::Unknown)?;
        if row.is_valid_on(date) { Ok(row) } else { Err(CodeError::NotValid) }
    }

    /// The Chinese label of a value, as it was on that day.
    pub fn label(&self, table: CodeTable, id: impl Into<i64>, date: NaiveDate) -> Option<&str> {
        self.lookup_on(table, id, date).map(|row| row.zh.as_str())
    }

    /// The newest version of the value with that key.
    pub fn by_key(&self, table: CodeTable, key: &str) -> Option<&CodeRow> {
        self.rows
            .get(&table)?
            .values()
            .filter_map(|versions| versions.last())
            .find(|row| row.key.as_deref() == Some(key))
    }

    /// What may be chosen on that day, in the table's own order.
    pub fn choices(&self, table: CodeTable, date: NaiveDate) -> Vec<&CodeRow> {
        self.order
            .get(&table)
            .into_iter()
            .flatten()
            .filter_map(|id| self.usable(table, *id, date).ok())
            .collect()
    }

    /// The document types a kind of sponsor may choose on that day (handbook §3.2).
    pub fn documents_for(&self, sponsor_kind: impl Into<i64>, date: NaiveDate) -> Vec<&CodeRow> {
        let kind = Some(sponsor_kind.into());
        let mut rows = self.choices(CodeTable::DocumentType, date);
        rows.retain(|row| row.sponsor_kind == kind);
        rows
    }

    /// Takes the rows the bureau sent as the table from day `on`. Values it no longer lists end
    /// that day, values with other contents get a new version; both stay readable. What the bureau
    /// does not send (English label, key, links) is kept from the version before.
    ///
    /// # Errors
    /// [`CodeTableError`]; the table is then unchanged.
    pub fn replace(
        &mut self,
        table: CodeTable,
        rows: Vec<CodeRow>,
        on: NaiveDate,
    ) -> Result<(), CodeTableError> {
        if let Some(row) = rows.iter().find(|row| row.id < 1) {
            return Err(CodeTableError::NoCode(row.id));
        }
        check_rows(&rows)?;
        let versions = self.rows.entry(table).or_default();
        let order: Vec<i64> = rows.iter().map(|row| row.id).collect();
        for row in rows {
            let known = versions.entry(row.id).or_default();
            let new = match known.last() {
                Some(old) => completed(row, old, on),
                None => CodeRow { valid_from: row.valid_from.or(Some(on)), ..row },
            };
            if known.last().is_some_and(|old| same_value(old, &new)) {
                continue;
            }
            if let Some(old) = known.last_mut() {
                end(old, on);
            }
            known.push(new);
        }
        for (id, known) in versions.iter_mut() {
            if let Some(last) = known.last_mut().filter(|_| !order.contains(id)) {
                end(last, on);
            }
        }
        self.order.insert(table, order);
        Ok(())
    }
}

/// The new row with what the bureau does not send taken from the old one.
fn completed(row: CodeRow, old: &CodeRow, on: NaiveDate) -> CodeRow {
    let same_label = row.zh == old.zh;
    CodeRow {
        en: row.en.or_else(|| old.en.clone().filter(|_| same_label)),
        key: row.key.or_else(|| old.key.clone()),
        bit: row.bit.or(old.bit),
        sponsor_kind: row.sponsor_kind.or(old.sponsor_kind),
        region: row.region.or(old.region),
        suffix: row.suffix.or_else(|| old.suffix.clone()),
        owner: row.owner.or(old.owner),
        valid_from: row.valid_from.or(Some(on)),
        ..row
    }
}

/// Whether two versions differ in nothing but since when they hold and where they are from, and
/// the old one has not ended.
fn same_value(old: &CodeRow, new: &CodeRow) -> bool {
    let plain = |row: &CodeRow| CodeRow { valid_from: None, source: None, ..row.clone() };
    plain(old) == plain(new)
}

fn end(row: &mut CodeRow, on: NaiveDate) {
    row.valid_to = Some(row.valid_to.map_or(on, |to| to.min(on)));
}
