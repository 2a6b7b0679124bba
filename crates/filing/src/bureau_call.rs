//! 返回码 of an upload: what is done after each, and who is told (`reference/bureau_calls.toml`).
//!
//! What a code means is [`crate::bureau_result`]'s; this is what follows from it for the file that was
//! sent, and for the files behind it.

use crate::{bureau_result, time::Duration};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::LazyLock};

/// What is done after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// The file is taken; its results come by download.
    Accept,
    /// Not this file's turn: the files that the answer names go first, as they were.
    SendMissing,
    /// Damaged on the way: the same bytes again, [`DAMAGED_SENDINGS`] times in all, then as
    /// [`Course::GiveToStaff`].
    SendAgain,
    /// Not now: again after a [`pause`].
    BackOff,
    /// Not at this hour: again when the hours begin that the message or the settings name.
    WaitForHours,
    /// It may have been taken: what was taken last is asked before anything is sent again.
    AskWhatArrived,
    /// Our account, keys or parameters: nothing is sent until they are corrected.
    StopOutbox,
    /// Too large: the same filings in smaller files; one filing alone as [`Course::GiveToStaff`].
    Split,
    /// The filings of this file wait for the staff; the files behind it go on.
    GiveToStaff,
}

/// Who is told, beside the console, which shows everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Told {
    /// It goes on by itself.
    Nobody,
    /// Who runs the bureau's account (administrator).
    Operator,
    Reviewer,
    /// Through the reviewer while the bureau has asked nobody yet.
    Sponsor,
}

impl Course {
    pub const ALL: [Self; 9] = [
        Self::Accept,
        Self::SendMissing,
        Self::SendAgain,
        Self::BackOff,
        Self::WaitForHours,
        Self::AskWhatArrived,
        Self::StopOutbox,
        Self::Split,
        Self::GiveToStaff,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::SendMissing => "send_missing",
            Self::SendAgain => "send_again",
            Self::BackOff => "back_off",
            Self::WaitForHours => "wait_for_hours",
            Self::AskWhatArrived => "ask_what_arrived",
            Self::StopOutbox => "stop_outbox",
            Self::Split => "split",
            Self::GiveToStaff => "give_to_staff",
        }
    }
}

impl Told {
    pub const ALL: [Self; 4] = [Self::Nobody, Self::Operator, Self::Reviewer, Self::Sponsor];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Operator => "operator",
            Self::Reviewer => "reviewer",
            Self::Sponsor => "sponsor",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// `None` for a code that no list has.
    #[serde(default)]
    pub code: Option<i32>,
    pub course: Course,
    pub told: Told,
}

impl AnswerRule {
    /// The finding whose words are shown (`issue.<finding>`); none for a file that was taken.
    pub fn finding(&self) -> Option<&'static str> {
        if self.course == Course::Accept {
            return None;
        }
        let known = self.code.and_then(|code| u32::try_from(code).ok());
        let finding = known.and_then(bureau_result::lookup).and_then(|row| row.finding.as_deref());
        Some(finding.unwrap_or(NOT_LISTED))
    }
}

/// The finding of a code without words of its own.
const NOT_LISTED: &str = "bureau.answer_unknown";

/// Sendings of bytes that did not hold at the bureau, in all.
pub const DAMAGED_SENDINGS: i32 = 3;

/// Waits in a row after which the operator is told although nobody need do anything.
pub const LONG_SILENCE: i32 = 6;

const FIRST_PAUSE: Duration = Duration::seconds(5);
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// The day's number of files is used up: asking often would not help.
const LONGEST_PAUSE_TOO_MANY: Duration = Duration::hours(1);
/// Half the width of the band a pause is drawn from, in thousandths.
const JITTER: i64 = 200;

/// The pause before the try that follows wait number `nth` (from 1), after `code` where the bureau
/// gave one: 5, 10, 20 … seconds up to a quarter of an hour, up to an hour after 15, each a fifth
/// shorter or longer by `chance` (0 to 999), so that providers do not come back all at once.
pub fn pause(code: Option<i32>, nth: i32, chance: u16) -> Duration {
    let longest = if code == Some(15) { LONGEST_PAUSE_TOO_MANY } else { LONGEST_PAUSE };
    let doubled = FIRST_PAUSE.as_millis() << nth.saturating_sub(1).clamp(0, 16);
    let plain = doubled.min(longest.as_millis());
    let share = 1000 - JITTER + i64::from(chance.min(999)) * 2 * JITTER / 1000;
    Duration::millis(plain * share / 1000)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    unknown: AnswerRule,
    answers: Vec<AnswerRule>,
}

struct Table {
    unknown: AnswerRule,
    answers: BTreeMap<i32, AnswerRule>,
}

static SHIPPED: LazyLock<Table> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../reference/bureau_calls.toml"))
        .expect("reference/bureau_calls.toml is part of the program and tested");
    let answers = file.answers.into_iter().filter_map(|row| Some((row.code?, row))).collect();
    Table { unknown: file.unknown, answers }
});

/// What is done after this code; the row of the unknown ones for a code that no list has.
pub fn rule(code: i32) -> AnswerRule {
    SHIPPED.answers.get(&code).copied().unwrap_or(SHIPPED.unknown)
}

/// Every listed code, ascending, and the row of all others.
pub fn rules() -> impl Iterator<Item = AnswerRule> {
    SHIPPED.answers.values().copied().chain([SHIPPED.unknown])
}
