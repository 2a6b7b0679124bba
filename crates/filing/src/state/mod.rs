//! The life of a filing, as one pure function: [`FilingState::apply`] in `apply.rs`.

mod action;
mod apply;
mod effect;
mod guard;
mod possible;
mod stage;
mod transitions;

pub use action::{Action, ActionName};
pub use apply::TransitionError;
pub use effect::{Effect, Notice};
pub use guard::Guard;
pub use possible::{REFUSALS, possible_actions};
pub use stage::Stage;
pub use transitions::{Transition, transitions};

use crate::{confirmation::Confirmer, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Where one filing stands (handbook §6.1; the thirteen stages there are these eight states, three
/// of them with a progress of their own).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FilingState {
    /// With the sponsor (填写中).
    Draft { progress: Progress },
    /// With the provider's reviewer (等待接入商核实).
    ProviderReview,
    /// Approved, on its way to the bureau (待提交管局).
    AwaitingUpload { upload: Upload },
    /// The officers confirm by SMS (待短信核验). Those still missing, and until when.
    SmsVerification { pending: Vec<Confirmer>, deadline: Timestamp },
    /// With the bureau (待管局审核).
    BureauReview,
    /// Done (备案成功); the number where the kind gives one.
    Filed { number: Option<String> },
    /// Sent back to the sponsor (退回).
    Returned { by: ReturnedBy },
    /// Given up (已放弃).
    Withdrawn,
}

/// How far a draft has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Progress {
    /// 待完善: being typed.
    Entering,
    /// 待核验: typed, the phone work is open.
    Verifying,
    /// 核验完成, 待上交.
    Ready,
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Upload {
    /// 待提交管局.
    Waiting,
    /// 正在上报: a file is on its way, its answer may be unknown.
    Sending,
    /// 上报失败: refused, a human acts.
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ReturnedBy {
    Provider,
    Bureau,
    /// Nobody confirmed within 24 hours, or the sixth wrong try.
    SmsTimeout,
}

impl FilingState {
    /// A filing just created.
    pub const fn new() -> Self {
        Self::Draft { progress: Progress::Entering }
    }

    /// The name in JSON, SQL and word lists.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "draft",
            Self::ProviderReview => "provider_review",
            Self::AwaitingUpload { .. } => "awaiting_upload",
            Self::SmsVerification { .. } => "sms_verification",
            Self::BureauReview => "bureau_review",
            Self::Filed { .. } => "filed",
            Self::Returned { .. } => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Nothing can happen to it any more.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Filed { .. } | Self::Withdrawn)
    }

    /// While a filing of a sponsor is in flight, no second one may start (handbook §5.3, D04).
    pub const fn is_in_flight(&self) -> bool {
        !self.is_final()
    }
}

impl Default for FilingState {
    fn default() -> Self {
        Self::new()
    }
}
