use super::OfficerDraft;
use crate::personal::Personal;
use serde::{Deserialize, Serialize};

/// 主办单位信息: the person or organisation that files (guide F23; handbook §2.3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SponsorDraft {
    /// 主办单位所在省/市/县.
    pub region: RegionDraft,
    /// 主办单位名称; an individual's own name.
    pub name: Option<Personal>,
    /// 主办单位性质, code table `sponsor_kind`.
    pub kind: Option<u32>,
    /// 有效证件: type, number and the address printed on it.
    pub document: DocumentDraft,
    /// 通信地址, without province, city and county.
    pub address: Option<Personal>,
    /// 投资者或上级主管单位.
    pub investor: Option<String>,
    /// 主体负责人.
    pub officer: OfficerDraft,
}

/// 单位性质 whose rules the law treats apart (handbook §3.1, F24, F25); every other value is looked up
/// in the code table.
pub mod sponsor_kind {
    /// 企业
    pub const ENTERPRISE: u32 = 4;
    /// 个人
    pub const INDIVIDUAL: u32 = 5;
}

impl SponsorDraft {
    /// 个人 was chosen.
    pub fn is_individual(&self) -> bool {
        self.kind == Some(sponsor_kind::INDIVIDUAL)
    }
    /// What an individual's officer repeats of the sponsor, and the screen locks (F25), as JSON
    /// pointers into the draft.
    pub const FOLLOWED_BY_OFFICER: &[&str] = &[
        "/sponsor/officer/name",
        "/sponsor/officer/document_type",
        "/sponsor/officer/document_number",
    ];

    /// 个人: sponsor and officer are one person, so name and document are copied; of an
    /// organisation nothing is.
    pub fn let_officer_follow(&mut self) {
        if self.is_individual() {
            self.officer.name = self.name.clone();
            self.officer.document_type = self.document.type_;
            self.officer.document_number = self.document.number.clone();
        }
    }

    /// A kind was chosen, and not 个人.
    pub fn is_organisation(&self) -> bool {
        self.kind.is_some() && !self.is_individual()
    }
}

/// Codes of GB/T 2260, six digits each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RegionDraft {
    pub province: Option<String>,
    pub city: Option<String>,
    /// Absent in cities without counties (东莞, 中山).
    pub county: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DocumentDraft {
    /// Code table `document_type` (证件类型).
    #[serde(rename = "type")]
    pub type_: Option<u32>,
    /// 证件号码.
    pub number: Option<Personal>,
    /// 证件住所, as printed.
    pub address: Option<Personal>,
}
