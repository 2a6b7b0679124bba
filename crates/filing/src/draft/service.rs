use super::{AccessDraft, AppDraft, MiniProgramDraft, OfficerDraft, QuickAppDraft};
use crate::id::{MaterialId, ServiceId};
use serde::{Deserialize, Serialize};

/// What is filed for a sponsor since 2023 (工信部信管〔2023〕105号); the suffix of its number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ServiceKind {
    /// 网站, `-N`.
    #[default]
    Website,
    /// APP, `-NA`.
    App,
    /// 小程序, `-NX`.
    MiniProgram,
    /// 快应用, `-NK`.
    QuickApp,
}

impl ServiceKind {
    pub const ALL: [Self; 4] = [Self::Website, Self::App, Self::MiniProgram, Self::QuickApp];

    /// The name in JSON, in words (`service_kind.<name>`) and in code table `service_kind`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Website => "website",
            Self::App => "app",
            Self::MiniProgram => "mini_program",
            Self::QuickApp => "quick_app",
        }
    }

    /// 服务类型, code table `service_kind` (handbook §3.8).
    pub const fn code(self) -> u8 {
        match self {
            Self::Website => 1,
            Self::App => 6,
            Self::MiniProgram => 7,
            Self::QuickApp => 8,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The letter at the end of its filing number; a website's has none.
    pub const fn letter(self) -> Option<char> {
        match self {
            Self::Website => None,
            Self::App => Some('A'),
            Self::MiniProgram => Some('X'),
            Self::QuickApp => Some('K'),
        }
    }
}

/// One service as typed (F26–F30; handbook §2.4, §3.11). Which field is asked for which kind is a
/// table of its own, the service form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ServiceDraft {
    /// Stays with the service when others are added or removed; evidence hangs on it.
    pub id: ServiceId,
    #[serde(default)]
    pub kind: ServiceKind,
    /// 网站名称.
    #[serde(default)]
    pub names: Vec<String>,
    /// 网站域名列表: registrable domains. What is no website may have none.
    #[serde(default)]
    pub domains: Vec<String>,
    /// 绑定域名: hosts under these domains, 255 characters in all.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// 首页网址.
    #[serde(default)]
    pub home_url: Option<String>,
    /// 前置审批或专项审批.
    #[serde(default)]
    pub prior_approvals: Vec<PriorApprovalDraft>,
    /// 网站服务内容, code table `service_content`.
    #[serde(default)]
    pub contents: Vec<u32>,
    /// 网站语言类别, code table `language`.
    #[serde(default)]
    pub languages: Vec<u32>,
    /// 应用服务类型, code table `application_service_type`.
    #[serde(default)]
    pub application_types: Vec<u32>,
    /// 网站负责人.
    #[serde(default)]
    pub officer: OfficerDraft,
    /// 接入信息.
    #[serde(default)]
    pub access: AccessDraft,
    /// For apps only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<AppDraft>,
    /// For mini programs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mini_program: Option<MiniProgramDraft>,
    /// For quick apps only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quick_app: Option<QuickAppDraft>,
}

impl ServiceDraft {
    /// An empty form with Simplified Chinese ticked, as the guide shows it.
    pub fn new(id: ServiceId, kind: ServiceKind) -> Self {
        Self {
            id,
            kind,
            names: Vec::new(),
            domains: Vec::new(),
            hosts: Vec::new(),
            home_url: None,
            prior_approvals: Vec::new(),
            contents: Vec::new(),
            languages: vec![1],
            application_types: Vec::new(),
            officer: OfficerDraft::default(),
            access: AccessDraft::default(),
            app: None,
            mini_program: None,
            quick_app: None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PriorApprovalDraft {
    /// Code table `prior_approval`.
    #[serde(rename = "type")]
    pub type_: Option<u32>,
    /// 批准文号.
    pub number: Option<String>,
    /// 1 to 10 scans.
    pub materials: Vec<MaterialId>,
}
