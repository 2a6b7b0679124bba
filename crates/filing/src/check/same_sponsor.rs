//! 新增网站 and migrations: the sponsor is a copy of the record, of the receiving one in a migration.
//! Who typed it otherwise changes the record first (D12: typed in, and must equal the record).

use super::{CheckContext, findings::Findings};
use crate::{
    draft::{Draft, SponsorDraft},
    kind::Wire,
};
use serde_json::Value;

pub(super) fn look(draft: &Draft, context: &CheckContext<'_>, findings: &mut Findings) {
    if !matches!(context.kind.spec().wire, Wire::Xzwz | Wire::Migration) {
        return;
    }
    let Some(record) = context.record else { return };
    let as_json = |sponsor: &SponsorDraft| serde_json::to_value(sponsor).unwrap_or_default();
    compare("/sponsor", &as_json(&record.sponsor), &as_json(&draft.sponsor), findings);
}

/// Each field that the record has and that says something else. What the record does not have can't
/// be held against anybody, and a remark to the provider is not on record.
fn compare(at: &str, filed: &Value, typed: &Value, findings: &mut Findings) {
    match (filed, typed) {
        (Value::Object(fields), _) => {
            for (name, value) in fields {
                compare(&format!("{at}/{name}"), value, &typed[name.as_str()], findings);
            }
        }
        (Value::Null, _) => {}
        _ if plain(filed) == plain(typed) => {}
        _ => findings.error(at, "sponsor.differs_from_record"),
    }
}

/// Blanks and the case of letters are no difference.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}
