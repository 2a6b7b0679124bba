use super::TaskKind;
use serde::{Deserialize, Serialize};

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum TaskState {
    /// 待处理
    Open,
    /// 已答复: the answer waits for its file.
    Answered,
    /// 已上报: the bureau took the file. V3.0 names no result for it, so that this may be the end.
    Sent,
    /// 已办结
    Accepted,
    /// 管局退回: to be answered again.
    Refused,
    /// 已逾期: not answered in its term, and still to be.
    Overdue,
}

/// What happens to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskAction {
    /// Staff answers.
    Answer,
    /// The bureau took the file with the answer.
    FileTaken,
    /// The bureau refused the file, or it can't be made.
    FileRefused,
    /// A result says that the answer does.
    ResultGood,
    /// A result says that it does not.
    ResultBad,
    /// The term is over.
    DeadlinePassed,
    /// What was asked for has come about by itself: the record was put right, or cancelled.
    Settled,
}

/// The action is not possible in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not possible while the task is {}", .action.name(), .state.name())]
pub struct TaskRefusal {
    pub state: TaskState,
    pub action: TaskAction,
}

impl TaskState {
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Answered, Self::Sent, Self::Accepted, Self::Refused, Self::Overdue];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Overdue => "overdue",
        }
    }

    /// Staff has to do something.
    pub const fn waits_for_staff(self) -> bool {
        matches!(self, Self::Open | Self::Refused | Self::Overdue)
    }

    /// # Errors
    /// What is not in the table, by state and action. A task that is done is left by nothing.
    pub fn apply(self, kind: TaskKind, action: TaskAction) -> Result<Self, TaskRefusal> {
        use TaskAction as A;
        let reported = kind.reply().is_some();
        Ok(match (self, action) {
            (Self::Open | Self::Refused | Self::Overdue, A::Answer) if reported => Self::Answered,
            (Self::Open | Self::Overdue, A::Answer) => Self::Accepted,
            (Self::Answered, A::FileTaken) if reported => Self::Sent,
            (Self::Answered, A::FileRefused) if reported => Self::Refused,
            // The result may overtake the answer to the upload.
            (Self::Answered | Self::Sent, A::ResultGood) if reported => Self::Accepted,
            (Self::Answered | Self::Sent, A::ResultBad) if reported => Self::Refused,
            (Self::Open | Self::Refused, A::DeadlinePassed) if reported || self == Self::Open => {
                Self::Overdue
            }
            (Self::Open | Self::Overdue, A::Settled) if kind.asks_sponsor() => Self::Accepted,
            (state, action) => return Err(TaskRefusal { state, action }),
        })
    }
}

impl TaskAction {
    pub const ALL: [Self; 7] = [
        Self::Answer,
        Self::FileTaken,
        Self::FileRefused,
        Self::ResultGood,
        Self::ResultBad,
        Self::DeadlinePassed,
        Self::Settled,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::FileTaken => "file_taken",
            Self::FileRefused => "file_refused",
            Self::ResultGood => "result_good",
            Self::ResultBad => "result_bad",
            Self::DeadlinePassed => "deadline_passed",
            Self::Settled => "settled",
        }
    }
}
