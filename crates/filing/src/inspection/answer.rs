use super::{Reply, TaskKind};
use crate::{code::CodeTables, issue::Issue};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Characters of an answer; the shortest of V3.0's places for it is `Hsyj` with 1024, which holds
/// the opinion's label too.
pub const ANSWER_TEXT: usize = 900;
/// Characters of an answer about an unfiled site: `Clyj` has 255, the label in it.
pub const UNFILED_TEXT: usize = 180;

/// What staff found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TaskAnswer {
    /// Verification tasks: whether the record is true and complete.
    #[serde(default)]
    pub holds: Option<bool>,
    /// Code of `inspection_opinion` or `unfiled_handling`.
    #[serde(default)]
    pub opinion: Option<i64>,
    /// In words: what is wrong, what was done.
    #[serde(default)]
    pub text: String,
}

/// Everything that is wrong with an answer, at `/holds`, `/opinion`, `/text`.
pub fn check_answer(
    kind: TaskKind,
    answer: &TaskAnswer,
    codes: &CodeTables,
    day: NaiveDate,
) -> Vec<Issue> {
    let mut found = Vec::new();
    if kind.reply() == Some(Reply::Verification) && answer.holds.is_none() {
        found.push(Issue::error("/holds", "required"));
    }
    match (kind.opinions(), answer.opinion) {
        (Some(table), Some(code)) => {
            if let Err(error) = codes.usable(table, code, day) {
                found.push(Issue::error("/opinion", error.code()));
            }
        }
        (Some(_), None) => found.push(Issue::error("/opinion", "required")),
        (None, Some(_)) => found.push(Issue::error("/opinion", "code.unknown")),
        (None, None) => {}
    }
    let text = answer.text.trim();
    // A record that holds needs no more words than the opinion has.
    let may_be_empty = answer.holds == Some(true);
    if text.is_empty() && !may_be_empty {
        found.push(Issue::error("/text", "required"));
    }
    let most = if kind == TaskKind::UnfiledSite { UNFILED_TEXT } else { ANSWER_TEXT };
    if text.chars().count() > most {
        found.push(Issue::error("/text", "text.too_long").with(most.to_string()));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        found.push(Issue::error("/text", "text.control_characters"));
    }
    found
}
