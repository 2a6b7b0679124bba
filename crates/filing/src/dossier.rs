//! What is true: a complete, parsed filing. Only [`crate::check`] makes one, and only a dossier can
//! be sent to the bureau.

use crate::{
    draft::{AppDraft, MiniProgramDraft, QuickAppDraft, ServiceKind},
    id::{MaterialId, ServiceId},
    kind::FilingKind,
    personal::Personal,
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// A filing whose every field holds. Serialised into sealed storage at submission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    pub(crate) kind: FilingKind,
    /// Absent when the kind carries no sponsor part.
    pub(crate) sponsor: Option<Sponsor>,
    pub(crate) services: Vec<Service>,
    pub(crate) target: Target,
    /// Code of 注销理由, for cancellations.
    pub(crate) cancel_reason: Option<u32>,
}

impl Dossier {
    pub fn kind(&self) -> FilingKind {
        self.kind
    }
    pub fn sponsor(&self) -> Option<&Sponsor> {
        self.sponsor.as_ref()
    }
    pub fn services(&self) -> &[Service] {
        &self.services
    }
    pub fn target(&self) -> &Target {
        &self.target
    }
    pub fn cancel_reason(&self) -> Option<u32> {
        self.cancel_reason
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// 主体备案号 in normal form.
    pub sponsor_number: Option<String>,
    /// 网站备案号 in normal form.
    pub service_number: Option<String>,
    pub receiving_sponsor_number: Option<String>,
}

/// 主体.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sponsor {
    pub name: Personal,
    /// 单位性质, code table `sponsor_kind`.
    pub kind: u32,
    pub region: Region,
    pub document_type: u32,
    /// Normal form.
    pub document_number: Personal,
    pub document_address: Personal,
    pub address: Personal,
    pub investor: Option<String>,
    pub officer: Officer,
}

/// GB/T 2260 codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    pub province: u32,
    pub city: u32,
    pub county: Option<u32>,
}

/// 负责人.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Officer {
    pub name: Personal,
    pub document_type: u32,
    pub document_number: Personal,
    /// Eleven digits.
    pub mobile: Personal,
    pub email: Personal,
    /// 办公室电话, several with `;`.
    pub phone: Option<Personal>,
    pub emergency_phone: Option<Personal>,
    pub im_type: Option<i32>,
    pub im_account: Option<Personal>,
    pub remark_bureau: Option<String>,
}

/// 网站, APP, 小程序, 快应用.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub kind: ServiceKind,
    pub names: Vec<String>,
    /// Empty only where the kind may have none.
    pub domains: Vec<Domain>,
    pub hosts: Vec<String>,
    pub home_url: Option<String>,
    pub prior_approvals: Vec<PriorApproval>,
    pub contents: Vec<u32>,
    pub languages: Vec<u32>,
    pub application_types: Vec<u32>,
    pub officer: Officer,
    pub access: Access,
    /// What only this kind has, in normal form.
    pub app: Option<AppDraft>,
    #[serde(default)]
    pub mini_program: Option<MiniProgramDraft>,
    #[serde(default)]
    pub quick_app: Option<QuickAppDraft>,
}

/// A registrable domain in both spellings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// A-label, e.g. `xn--fsqu00a.xn--fiqs8s`.
    pub ascii: String,
    /// U-label, e.g. `例子.中国`.
    pub unicode: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorApproval {
    #[serde(rename = "type")]
    pub type_: u32,
    pub number: String,
    pub materials: Vec<MaterialId>,
}

/// 接入.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub server_locations: Vec<u32>,
    pub methods: Vec<u32>,
    pub ip_ranges: Vec<IpRange>,
}

/// Both ends of one family, start ≤ end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IpRange {
    pub start: IpAddr,
    pub end: IpAddr,
}
