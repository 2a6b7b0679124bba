//! 核查整改: what the bureau asks the provider to look into, to answer or to have put right; one
//! task for each thing, with a term (handbook §6.2, §7 rows 28 and 34).

mod answer;
mod state;
mod term;

pub use answer::{ANSWER_TEXT, TaskAnswer, UNFILED_TEXT, check_answer};
pub use state::{TaskAction, TaskRefusal, TaskState};
pub use term::{reminders, said_by, term};

use crate::code::CodeTable;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum TaskKind {
    /// 抽查: the bureau found a service dead or a record empty (HCJG Kkwzhc, Wzch).
    SpotCheck,
    /// 整改: a record does not hold (HCJG Zthc, Jrhc).
    Rectification,
    /// 相关通知: put a record right, in the bureau's own words (XGTZ).
    Notice,
    /// 未备案网站 (WBAWZLB).
    UnfiledSite,
    /// 非法接入 (FFJRHMD).
    IllegalAccess,
    /// 核实任务 (HSRW).
    VerificationTask,
}

/// The message that carries an answer to the bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// 核实结果 (HSJG)
    Verification,
    /// 未备案处理结果 (WBACLJG)
    Unfiled,
}

impl TaskKind {
    pub const ALL: [Self; 6] = [
        Self::SpotCheck,
        Self::Rectification,
        Self::Notice,
        Self::UnfiledSite,
        Self::IllegalAccess,
        Self::VerificationTask,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SpotCheck => "spot_check",
            Self::Rectification => "rectification",
            Self::Notice => "notice",
            Self::UnfiledSite => "unfiled_site",
            Self::IllegalAccess => "illegal_access",
            Self::VerificationTask => "verification_task",
        }
    }

    /// How the answer goes to the bureau; `None` where V3.0 has no message for it: the answer is
    /// kept here and ends the task.
    pub const fn reply(self) -> Option<Reply> {
        match self {
            Self::VerificationTask => Some(Reply::Verification),
            Self::UnfiledSite => Some(Reply::Unfiled),
            Self::SpotCheck | Self::Rectification | Self::Notice | Self::IllegalAccess => None,
        }
    }

    /// The table that the answer's opinion is from.
    pub const fn opinions(self) -> Option<CodeTable> {
        match self.reply() {
            Some(Reply::Verification) => Some(CodeTable::InspectionOpinion),
            Some(Reply::Unfiled) => Some(CodeTable::UnfiledHandling),
            None => None,
        }
    }

    /// The sponsor must put its record right, and is told so.
    pub const fn asks_sponsor(self) -> bool {
        matches!(self, Self::Rectification | Self::Notice)
    }

    /// Days the provider gives where the bureau names no day. Own values: no source has any.
    pub const fn days(self) -> i64 {
        match self {
            Self::SpotCheck | Self::VerificationTask => 10,
            Self::Rectification | Self::Notice => 15,
            Self::UnfiledSite | Self::IllegalAccess => 5,
        }
    }
}
