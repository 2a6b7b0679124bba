//! The tables by name, and the files they start from.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Which code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeTable {
    /// 单位性质 (Dwxz)
    SponsorKind,
    /// 证件类型 (Zjlx)
    DocumentType,
    /// 服务内容 (Fwnr)
    ServiceContent,
    /// 前置或专项审批内容 (Nrlx)
    PriorApproval,
    /// 接入方式 (Jrfs)
    AccessMethod,
    /// 服务器放置地 (Fbdd)
    ServerLocation,
    /// 语言类别 (Yylb)
    Language,
    /// 服务类型
    ServiceKind,
    /// 应用服务类型
    ApplicationServiceType,
    /// 即时通讯类型
    ImType,
    /// 附件用途 (Fjyt)
    AttachmentUse,
    /// 注销理由 (Zxly)
    CancelReason,
    /// 核实意见 (Hsyj)
    InspectionOpinion,
    /// 未备案独立域名处理 (Cljg)
    UnfiledHandling,
    /// APP 分发平台
    AppStore,
    /// 小程序所在平台
    MiniProgramHost,
    /// 快应用厂商
    QuickAppVendor,
}

impl CodeTable {
    /// Every table.
    pub const ALL: [Self; 17] = [
        Self::SponsorKind,
        Self::DocumentType,
        Self::ServiceContent,
        Self::PriorApproval,
        Self::AccessMethod,
        Self::ServerLocation,
        Self::Language,
        Self::ServiceKind,
        Self::ApplicationServiceType,
        Self::ImType,
        Self::AttachmentUse,
        Self::CancelReason,
        Self::InspectionOpinion,
        Self::UnfiledHandling,
        Self::AppStore,
        Self::MiniProgramHost,
        Self::QuickAppVendor,
    ];

    /// The table of that name in JSON.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SponsorKind => "sponsor_kind",
            Self::DocumentType => "document_type",
            Self::ServiceContent => "service_content",
            Self::PriorApproval => "prior_approval",
            Self::AccessMethod => "access_method",
            Self::ServerLocation => "server_location",
            Self::Language => "language",
            Self::ServiceKind => "service_kind",
            Self::ApplicationServiceType => "application_service_type",
            Self::ImType => "im_type",
            Self::AttachmentUse => "attachment_use",
            Self::CancelReason => "cancel_reason",
            Self::InspectionOpinion => "inspection_opinion",
            Self::UnfiledHandling => "unfiled_handling",
            Self::AppStore => "app_store",
            Self::MiniProgramHost => "mini_program_host",
            Self::QuickAppVendor => "quick_app_vendor",
        }
    }

    pub(super) const fn shipped(self) -> &'static str {
        match self {
            Self::SponsorKind => include_str!("../../reference/codes/sponsor_kind.toml"),
            Self::DocumentType => include_str!("../../reference/codes/document_type.toml"),
            Self::ServiceContent => include_str!("../../reference/codes/service_content.toml"),
            Self::PriorApproval => include_str!("../../reference/codes/prior_approval.toml"),
            Self::AccessMethod => include_str!("../../reference/codes/access_method.toml"),
            Self::ServerLocation => include_str!("../../reference/codes/server_location.toml"),
            Self::Language => include_str!("../../reference/codes/language.toml"),
            Self::ServiceKind => include_str!("../../reference/codes/service_kind.toml"),
            Self::ApplicationServiceType => {
                include_str!("../../reference/codes/application_service_type.toml")
            }
            Self::ImType => include_str!("../../reference/codes/im_type.toml"),
            Self::AttachmentUse => include_str!("../../reference/codes/attachment_use.toml"),
            Self::CancelReason => include_str!("../../reference/codes/cancel_reason.toml"),
            Self::InspectionOpinion => {
                include_str!("../../reference/codes/inspection_opinion.toml")
            }
            Self::UnfiledHandling => include_str!("../../reference/codes/unfiled_handling.toml"),
            Self::AppStore => include_str!("../../reference/codes/app_store.toml"),
            Self::MiniProgramHost => include_str!("../../reference/codes/mini_program_host.toml"),
            Self::QuickAppVendor => include_str!("../../reference/codes/quick_app_vendor.toml"),
        }
    }
}

impl fmt::Display for CodeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
