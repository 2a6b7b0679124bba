use super::{FilingState, Progress, ReturnedBy, Upload};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The thirteen places a filing can be in: a state with its progress (handbook §6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Stage {
    /// 待完善
    Entering,
    /// 待核验
    Verifying,
    /// 核验完成, 待上交
    Ready,
    /// 等待接入商核实
    ProviderReview,
    /// 接入商退回
    ReturnedByProvider,
    /// 待提交管局
    AwaitingUpload,
    /// 正在上报
    Sending,
    /// 上报失败
    UploadFailed,
    /// 待短信核验
    SmsVerification,
    /// 待管局审核
    BureauReview,
    /// 管局退回, also after a missed confirmation
    ReturnedByBureau,
    /// 备案成功
    Filed,
    /// 已放弃
    Withdrawn,
}

impl Stage {
    pub const ALL: &[Self] = &[
        Self::Entering,
        Self::Verifying,
        Self::Ready,
        Self::ProviderReview,
        Self::ReturnedByProvider,
        Self::AwaitingUpload,
        Self::Sending,
        Self::UploadFailed,
        Self::SmsVerification,
        Self::BureauReview,
        Self::ReturnedByBureau,
        Self::Filed,
        Self::Withdrawn,
    ];

    /// The name in JSON and word lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entering => "entering",
            Self::Verifying => "verifying",
            Self::Ready => "ready",
            Self::ProviderReview => "provider_review",
            Self::ReturnedByProvider => "returned_by_provider",
            Self::AwaitingUpload => "awaiting_upload",
            Self::Sending => "sending",
            Self::UploadFailed => "upload_failed",
            Self::SmsVerification => "sms_verification",
            Self::BureauReview => "bureau_review",
            Self::ReturnedByBureau => "returned_by_bureau",
            Self::Filed => "filed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FilingState {
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Draft { progress: Progress::Entering } => Stage::Entering,
            Self::Draft { progress: Progress::Verifying } => Stage::Verifying,
            Self::Draft { progress: Progress::Ready } => Stage::Ready,
            Self::ProviderReview => Stage::ProviderReview,
            Self::AwaitingUpload { upload: Upload::Waiting } => Stage::AwaitingUpload,
            Self::AwaitingUpload { upload: Upload::Sending } => Stage::Sending,
            Self::AwaitingUpload { upload: Upload::Failed } => Stage::UploadFailed,
            Self::SmsVerification { .. } => Stage::SmsVerification,
            Self::BureauReview => Stage::BureauReview,
            Self::Filed { .. } => Stage::Filed,
            Self::Returned { by: ReturnedBy::Provider } => Stage::ReturnedByProvider,
            Self::Returned { by: ReturnedBy::Bureau | ReturnedBy::SmsTimeout } => {
                Stage::ReturnedByBureau
            }
            Self::Withdrawn => Stage::Withdrawn,
        }
    }
}
