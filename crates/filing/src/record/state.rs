use serde::{Deserialize, Serialize};

/// How a record stands; of a sponsor or of one of its services (handbook §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// 正常
    Active,
    /// 变更中
    Changing,
    /// 注销中
    Cancelling,
    /// 空壳: a sponsor without services, or a service without access.
    Shell,
    /// 整改: the bureau or the provider set a term.
    Rectify,
    /// 已注销
    Cancelled,
}

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordEvent {
    ChangeStarted,
    /// Accepted, refused or given up: the same for the record's state.
    ChangeEnded,
    CancelStarted,
    /// Refused or given up.
    CancelEnded,
    Cancelled,
    /// The last access of a service, or the last service of a sponsor.
    LastPartGone,
    /// Something was added to a shell.
    PartAdded,
    /// HCJG, XGTZ.
    RectifyAsked,
    Rectified,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not possible while the record is {}", .event.name(), .state.name())]
pub struct RecordTransitionError {
    pub state: RecordState,
    pub event: RecordEvent,
}

impl RecordState {
    pub const ALL: &[Self] = &[
        Self::Active,
        Self::Changing,
        Self::Cancelling,
        Self::Shell,
        Self::Rectify,
        Self::Cancelled,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Changing => "changing",
            Self::Cancelling => "cancelling",
            Self::Shell => "shell",
            Self::Rectify => "rectify",
            Self::Cancelled => "cancelled",
        }
    }

    /// # Errors
    /// What isn't in the table, by state and event. A cancelled record is left by nothing.
    pub fn apply(self, event: RecordEvent) -> Result<Self, RecordTransitionError> {
        use RecordEvent as E;
        let next = match (self, event) {
            (Self::Active, E::ChangeStarted) => Self::Changing,
            (Self::Changing, E::ChangeEnded) => Self::Active,
            (Self::Active | Self::Shell | Self::Rectify, E::CancelStarted) => Self::Cancelling,
            (Self::Cancelling, E::CancelEnded) => Self::Active,
            // The provider's cancellation of untrue data has no stage before it.
            (Self::Active | Self::Cancelling | Self::Shell | Self::Rectify, E::Cancelled) => {
                Self::Cancelled
            }
            (Self::Active | Self::Changing | Self::Rectify | Self::Shell, E::LastPartGone) => {
                Self::Shell
            }
            (Self::Shell | Self::Active, E::PartAdded) => Self::Active,
            (Self::Active | Self::Shell, E::RectifyAsked) => Self::Rectify,
            (Self::Rectify, E::Rectified) => Self::Active,
            (state, event) => return Err(RecordTransitionError { state, event }),
        };
        Ok(next)
    }
}

impl RecordEvent {
    pub const ALL: &[Self] = &[
        Self::ChangeStarted,
        Self::ChangeEnded,
        Self::CancelStarted,
        Self::CancelEnded,
        Self::Cancelled,
        Self::LastPartGone,
        Self::PartAdded,
        Self::RectifyAsked,
        Self::Rectified,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ChangeStarted => "change_started",
            Self::ChangeEnded => "change_ended",
            Self::CancelStarted => "cancel_started",
            Self::CancelEnded => "cancel_ended",
            Self::Cancelled => "cancelled",
            Self::LastPartGone => "last_part_gone",
            Self::PartAdded => "part_added",
            Self::RectifyAsked => "rectify_asked",
            Self::Rectified => "rectified",
        }
    }
}
