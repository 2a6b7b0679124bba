//! What was typed, everything optional. A draft is kept as it is, right or wrong; [`crate::check`]
//! says what is wrong with it. Field rules: guide 2.2.2–2.2.4 (handbook §2.3–2.5).

mod access;
mod app;
mod mask;
mod mini_program;
mod patch;
mod person;
mod quick_app;
mod service;
mod sponsor;
mod texts;

pub use access::AccessDraft;
pub use app::{AppDraft, AppPlatform, FingerprintAlgorithm, PlatformDraft, StoreDraft};
pub use mask::mask_draft;
pub use mini_program::MiniProgramDraft;
pub use patch::PatchError;
pub use person::OfficerDraft;
pub use quick_app::QuickAppDraft;
pub use service::{PriorApprovalDraft, ServiceDraft, ServiceKind};
pub use sponsor::{DocumentDraft, RegionDraft, SponsorDraft, sponsor_kind};

use serde::{Deserialize, Serialize};

/// One filing as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Draft {
    pub sponsor: SponsorDraft,
    pub services: Vec<ServiceDraft>,
    /// Which record this filing is about, for every kind but the first filing.
    pub target: TargetDraft,
    /// Code of 注销理由, for cancellations.
    pub cancel_reason: Option<u32>,
    /// In the sponsor's words, for cancellations and migrations.
    pub reason: Option<String>,
}

/// The filed thing that is added to, changed, moved or cancelled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TargetDraft {
    /// 主体备案号, e.g. `粤ICP备2024000001号`.
    pub sponsor_number: Option<String>,
    /// 网站备案号, e.g. `粤ICP备2024000001号-1`.
    pub service_number: Option<String>,
    /// 主体备案号 of the sponsor that receives the domain or the service (migrations).
    pub receiving_sponsor_number: Option<String>,
}
