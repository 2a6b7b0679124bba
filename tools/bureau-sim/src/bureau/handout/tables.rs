//! Code tables 基础代码 (`JCDM`): all of them or chosen ones, with what was changed about them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Handed, NotHandedOut};
use crate::bureau::Bureau;
use crate::codes::{self, CodeRow};
use crate::wire::writing::Xml;

/// What was changed about codes, by table and id.
pub type CodeChanges = BTreeMap<String, BTreeMap<i64, Changed>>;

/// How a code differs from the shipped table.
#[derive(Clone, Serialize, Deserialize)]
pub struct Changed {
    /// Another name.
    pub name: Option<String>,
    /// `Sfyx`: whether it may be used.
    pub valid: bool,
}

/// Which tables to hand out, and what to change before.
#[derive(Default, Deserialize)]
pub struct TablesOrder {
    /// Who gets them; everybody when missing.
    pub provider: Option<i64>,
    /// Names of tables; the changed ones when missing, all when nothing is changed.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Codes to change.
    #[serde(default)]
    pub changes: Vec<CodeChange>,
    /// The list of providers, too (`Bbdwlb`).
    #[serde(default)]
    pub units: bool,
    /// One change, as a form sends it: the table.
    pub table: Option<String>,
    /// The code.
    pub id: Option<i64>,
    /// Its new name.
    pub name: Option<String>,
    /// Whether it may be used.
    pub valid: Option<bool>,
}

/// A code to change.
#[derive(Deserialize)]
pub struct CodeChange {
    /// The table.
    pub table: String,
    /// The code.
    pub id: i64,
    /// Its new name; as it is when missing.
    pub name: Option<String>,
    /// Whether it may be used; as it is when missing.
    pub valid: Option<bool>,
}

/// How a table is written.
struct Shape {
    /// Our name of it.
    table: &'static str,
    outer: &'static str,
    row: &'static str,
    name: &'static str,
    /// What the extra column is on the wire.
    extra: Extra,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extra {
    None,
    /// `Ysid` before the name.
    OperationalId,
    /// `Ysid`, and `Sfqzsp` 1 after the name.
    Approval,
    /// `Dwflid` after the name.
    Nature,
    /// `Ssdxlx` after the name.
    Owner,
}

const fn shape(
    table: &'static str,
    outer: &'static str,
    row: &'static str,
    name: &'static str,
    extra: Extra,
) -> Shape {
    Shape { table, outer, row, name, extra }
}

/// All tables, in the interface's order.
const SHAPES: [Shape; 8] = [
    shape("nature", "Dwxz_dms", "Dwxz_xx", "Mc", Extra::None),
    shape("cert_type", "Zjlx_dms", "Zjlx_xx", "Mc", Extra::Nature),
    shape("pre_approval", "Wzjylx_dms", "Wzjylx_xx", "Mc", Extra::Approval),
    shape("service_content", "Wzfwlx_dms", "Wzfwlx_xx", "Mc", Extra::OperationalId),
    shape("access_mode", "Wzjrfs_dms", "Wzjrfs_xx", "Mc", Extra::OperationalId),
    shape("unfiled_result", "Wbacl_dms", "Wbacl_xx", "Ztmc", Extra::None),
    shape("attachment_kind", "Fjytlx_dms", "Fjzjlx", "Mc", Extra::Owner),
    shape("language", "Yylb_dms", "Yylb", "Mc", Extra::None),
];

impl TablesOrder {
    fn changes(&self) -> Vec<CodeChange> {
        let copy = |c: &CodeChange| CodeChange {
            table: c.table.clone(),
            id: c.id,
            name: c.name.clone(),
            valid: c.valid,
        };
        let flat = self.table.clone().zip(self.id).map(|(table, id)| CodeChange {
            table,
            id,
            name: self.name.clone(),
            valid: self.valid,
        });
        self.changes.iter().map(copy).chain(flat).collect()
    }

    /// Names of the tables it wants; empty: all.
    fn wanted(&self) -> Vec<String> {
        if !self.tables.is_empty() {
            return self.tables.clone();
        }
        self.changes.iter().map(|c| c.table.clone()).chain(self.table.clone()).collect()
    }
}

impl Bureau {
    /// Change codes, then hand the tables out: one file for each provider.
    ///
    /// # Errors
    /// When a provider, table or code is not there. Nothing is changed then.
    pub fn hand_out_tables(&mut self, order: &TablesOrder) -> Result<Handed, NotHandedOut> {
        let providers = self.addressees(order.provider, None)?;
        let changes = order.changes();
        let known = |table: &str| SHAPES.iter().any(|shape| shape.table == table);
        if !order.wanted().iter().all(|table| known(table)) {
            return Err(NotHandedOut::Wrong("没有这个代码表"));
        }
        if changes.iter().any(|c| codes::row(&c.table, c.id).is_none()) {
            return Err(NotHandedOut::Wrong("代码表中没有这个代码"));
        }
        for CodeChange { table, id, name, valid } in changes {
            let rows = self.state.code_changes.entry(table).or_default();
            let changed = rows.entry(id).or_insert(Changed { name: None, valid: true });
            changed.name = name.or(changed.name.take());
            changed.valid = valid.unwrap_or(changed.valid);
        }
        let mut documents = Vec::new();
        for provider in providers {
            let mut xml = Xml::gbk_document();
            xml.open("DownloadData");
            xml.open("JCDM");
            self.write_tables(&mut xml, order)?;
            documents.push((provider, xml.finish()));
        }
        self.dirty = true;
        Ok(self.hand_out(documents))
    }

    /// Offer all code tables (`JCDM`) to a provider.
    pub fn offer_code_tables(&mut self, provider: i64) {
        let order = TablesOrder { provider: Some(provider), ..TablesOrder::default() };
        if let Err(why) = self.hand_out_tables(&order) {
            tracing::warn!(provider, why = why.text(), "no code tables were offered");
        }
    }

    /// Whether a code was withdrawn (`Sfyx` 0): uploads may use it no more.
    pub(in crate::bureau) fn is_withdrawn(&self, table: &str, id: i64) -> bool {
        let changed = self.state.code_changes.get(table).and_then(|rows| rows.get(&id));
        changed.is_some_and(|changed| !changed.valid)
    }

    /// What stands in `JCDM`.
    pub(super) fn write_tables(
        &self,
        xml: &mut Xml,
        order: &TablesOrder,
    ) -> Result<(), NotHandedOut> {
        if order.units {
            xml.open("Bbdwlb");
            for provider in &self.config.providers {
                xml.open("Bbdw");
                xml.leaf("Id", provider.isp_id);
                xml.leaf("Dwmc", &provider.user_name);
                xml.leaf("Sfyx", 1);
                xml.close();
            }
            xml.close();
        }
        let wanted = order.wanted();
        let chosen = SHAPES
            .iter()
            .filter(|shape| wanted.is_empty() || wanted.iter().any(|table| table == shape.table));
        xml.open("Jcdm_xx");
        for shape in chosen {
            xml.open(shape.outer);
            let rows = codes::table(shape.table).iter();
            // A certificate that belongs to no nature has no place in its table.
            for row in rows.filter(|r| shape.extra != Extra::Nature || !r.extra.is_empty()) {
                self.write_row(xml, shape, row);
            }
            xml.close();
        }
        xml.close();
        Ok(())
    }

    fn write_row(&self, xml: &mut Xml, shape: &Shape, row: &CodeRow) {
        let changed = self.state.code_changes.get(shape.table).and_then(|rows| rows.get(&row.id));
        let name = changed.and_then(|c| c.name.as_deref()).unwrap_or(row.name);
        xml.open(shape.row);
        xml.leaf("Id", row.id);
        if matches!(shape.extra, Extra::OperationalId | Extra::Approval) {
            xml.leaf("Ysid", row.extra);
        }
        xml.leaf(shape.name, name);
        match shape.extra {
            Extra::Nature => xml.leaf("Dwflid", row.extra),
            Extra::Approval => xml.leaf("Sfqzsp", 1),
            // The table of the interface demands a number from 1 here while its text says 0 and 1:
            // written as 1 sponsor, 2 service, as in uploads.
            Extra::Owner => xml.leaf("Ssdxlx", row.extra.parse::<i64>().unwrap_or(0) + 1),
            Extra::None | Extra::OperationalId => {}
        }
        // The table of unfiled results is the only one without a validity.
        if shape.table != "unfiled_result" {
            xml.leaf("Sfyx", i64::from(changed.is_none_or(|c| c.valid)));
        }
        xml.close();
    }
}
