//! 基础代码 (`JCDM`): the bureau's code tables.

use super::{
    event::{BureauEvent, CodeRow},
    unreadable,
};
use crate::xml::Element;
use std::collections::BTreeMap;

/// Tables we know, by the element that holds the rows.
const TABLES: [(&str, &str); 18] = [
    ("Bbdwlb", "reporting_unit"),
    ("Dwfl_dms", "unit_class"),
    ("Dwxz_dms", "sponsor_kind"),
    ("Fjwjgs_dms", "attachment_format"),
    ("Fjytlx_dms", "attachment_use"),
    ("Gj_dms", "bureau"),
    ("Hsyj_dms", "inspection_opinion"),
    ("Hyfl_dms", "industry"),
    ("Qy_dms", "region"),
    ("Wbacl_dms", "unfiled_handling"),
    ("Wzfwlx_dms", "service_content"),
    ("Wzjrfs_dms", "access_method"),
    ("Wzjylx_dms", "prior_approval"),
    ("Xzjb_dms", "administrative_level"),
    ("Ymlx_dms", "domain_type"),
    ("Yylb_dms", "language"),
    ("Zjlx_dms", "document_type"),
    ("Zxly_dms", "cancel_reason"),
];

/// Elements that name a code, in the order of preference.
const LABELS: [&str; 5] = ["Mc", "Nr", "Ztmc", "Dwmc", "Fl1"];

/// `JCDM`: `Bbdwlb` and the tables inside of `Jcdm_xx`.
pub(super) fn read(element: &Element, events: &mut Vec<BureauEvent>) {
    for part in &element.children {
        match part.name.as_ref() {
            "Jcdm_xx" => part.children.iter().for_each(|one| events.push(table(one))),
            _ => events.push(table(part)),
        }
    }
}

/// A table with one bad row is not taken: replacing the old one would lose a code.
fn table(element: &Element) -> BureauEvent {
    let rows: Option<Vec<CodeRow>> = element.children.iter().map(row).collect();
    let Some(rows) = rows else { return unreadable(element, "Id or label") };
    let known = TABLES.iter().find(|(name, _)| *name == element.name);
    let table = known.map_or(element.name.as_ref(), |(_, ours)| ours).to_owned();
    BureauEvent::Codes { table, rows }
}

fn row(element: &Element) -> Option<CodeRow> {
    let label = LABELS.into_iter().find(|name| element.text_of(name).is_some())?;
    let taken = ["Id", label, "Sfyx", "Dwflid"];
    let more: BTreeMap<String, String> = element
        .children
        .iter()
        .filter(|child| !taken.contains(&child.name.as_ref()) && !child.text.trim().is_empty())
        .map(|child| (child.name.to_string(), child.text.trim().to_owned()))
        .collect();
    Some(CodeRow {
        id: element.number("Id")?,
        label: element.text_of(label)?.to_owned(),
        valid: match element.text_of("Sfyx") {
            None | Some("1") => true,
            Some("0") => false,
            Some(_) => return None,
        },
        parent: element.number("Dwflid"),
        more,
    })
}
