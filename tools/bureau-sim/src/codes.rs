//! The interface's own numbers: what a code says, and the code tables the bureau checks against.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static MESSAGES: LazyLock<BTreeMap<u16, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../data/msg_codes.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(code, text)| Some((code.parse().ok()?, text)))
        .collect()
});

static TABLES: LazyLock<BTreeMap<&'static str, Vec<CodeRow>>> = LazyLock::new(|| {
    let mut tables: BTreeMap<&'static str, Vec<CodeRow>> = BTreeMap::new();
    for line in rows(include_str!("../data/code_tables.tsv")) {
        let mut cells = line.split('\t');
        let (Some(table), Some(id), Some(name)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let Ok(id) = id.parse() else { continue };
        let extra = cells.next().unwrap_or_default();
        tables.entry(table).or_default().push(CodeRow { id, name, extra });
    }
    tables
});

fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// One row of a code table.
#[derive(Debug, Clone, Copy)]
pub struct CodeRow {
    /// The code.
    pub id: i64,
    /// Its Chinese name.
    pub name: &'static str,
    /// What the table adds: see the head of `data/code_tables.tsv`.
    pub extra: &'static str,
}

/// What a return code (`msg_code`) or result code (`Jgdm`) says, in the interface's words.
#[must_use]
pub fn message(code: u16) -> &'static str {
    MESSAGES.get(&code).copied().unwrap_or("其他错误")
}

/// Whether the interface knows this code.
#[must_use]
pub fn is_known(code: u16) -> bool {
    MESSAGES.contains_key(&code)
}

/// All codes of the interface, ascending.
pub fn all() -> impl Iterator<Item = (u16, &'static str)> {
    MESSAGES.iter().map(|(code, text)| (*code, *text))
}

/// The rows of a table: `nature`, `cert_type`, `service_content`, `pre_approval`, `access_mode`,
/// `server_location`, `language`, `service_type`, `attachment_kind`, `unfiled_result`.
#[must_use]
pub fn table(name: &str) -> &'static [CodeRow] {
    TABLES.get(name).map_or(&[], Vec::as_slice)
}

/// The row of a table with this code.
#[must_use]
pub fn row(name: &str, id: i64) -> Option<&'static CodeRow> {
    table(name).iter().find(|row| row.id == id)
}

/// What kind of operation a record asks for: `Czlx` of the interface (handbook §3.10).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// 新增备案
    NewFiling,
    /// 新增网站
    AddService,
    /// 新增接入
    AddAccess,
    /// 变更信息
    Change,
    /// 取消接入
    CancelAccess,
    /// 注销主体
    CancelSponsor,
    /// 注销网站
    CancelService,
    /// 核实结果, the answer to an inspection task. V3.0 has no number for it: ours is 8.
    Inspection,
    /// 未备案处理结果, the answer about an unfiled site. V3.0 has no number for it: ours is 9.
    Unfiled,
    /// 单独提交真实性核验材料电子件
    Sheet,
    /// 迁移 of our dialect
    Migration,
}

impl Operation {
    /// The number on the wire.
    #[must_use]
    pub fn czlx(self) -> i64 {
        match self {
            Self::NewFiling => 1,
            Self::AddService => 2,
            Self::AddAccess => 3,
            Self::Change => 4,
            Self::CancelAccess => 5,
            Self::CancelSponsor => 6,
            Self::CancelService => 7,
            Self::Inspection => 8,
            Self::Unfiled => 9,
            Self::Sheet => 35,
            Self::Migration => 101,
        }
    }

    /// The name in Chinese, as the clerk reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NewFiling => "新增备案",
            Self::AddService => "新增网站",
            Self::AddAccess => "新增接入",
            Self::Change => "变更信息",
            Self::CancelAccess => "取消接入",
            Self::CancelSponsor => "注销主体",
            Self::CancelService => "注销网站",
            Self::Inspection => "核实结果",
            Self::Unfiled => "未备案处理结果",
            Self::Sheet => "单独提交核验材料",
            Self::Migration => "迁移",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_hundred_and_seven_codes_of_the_interface_are_known() {
        assert_eq!(all().count(), 107);
        assert_eq!(message(0), "操作成功");
        assert!(message(1015).contains("身份证"));
        assert!(!is_known(7777));
    }

    #[test]
    fn every_table_the_bureau_checks_against_has_rows() {
        for name in ["nature", "cert_type", "service_content", "pre_approval", "access_mode"] {
            assert!(!table(name).is_empty(), "{name}");
        }
        assert_eq!(row("server_location", 5).map(|r| r.name), Some("广东"));
        assert_eq!(table("language").len(), 17);
        assert_eq!(row("service_type", 6).map(|r| r.extra), Some("A"));
    }
}
