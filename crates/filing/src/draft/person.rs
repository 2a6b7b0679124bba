use crate::personal::Personal;
use serde::{Deserialize, Serialize};

/// 负责人: the officer of a sponsor or of a service (handbook §2.3, §2.4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OfficerDraft {
    pub name: Option<Personal>,
    /// Code table `document_type`; a service's officer may only use the resident ID card (F27).
    pub document_type: Option<u32>,
    pub document_number: Option<Personal>,
    /// 手机号码.
    pub mobile: Option<Personal>,
    /// 电子邮箱.
    pub email: Option<Personal>,
    /// 联系方式 (办公室电话), `020-12345678`.
    pub phone: Option<Personal>,
    /// 应急联系电话.
    pub emergency_phone: Option<Personal>,
    /// 即时通讯类型, code table `im_type`.
    pub im_type: Option<i32>,
    pub im_account: Option<Personal>,
    /// 备注(提交至管局).
    pub remark_bureau: Option<String>,
    /// 备注(提交至接入商), never reported.
    pub remark_provider: Option<String>,
}

impl OfficerDraft {
    /// One person holds both roles when type and normalised number of the document are equal
    /// (handbook §2.6); names may be spelled differently.
    pub fn is_same_person(&self, other: &Self) -> bool {
        let number = |officer: &Self| {
            let typed = officer.document_number.as_ref()?.reveal();
            let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
            (!plain.is_empty()).then(|| plain.to_uppercase())
        };
        match (self.document_type, number(self)) {
            (Some(type_), Some(mine)) => {
                other.document_type == Some(type_) && number(other) == Some(mine)
            }
            _ => false,
        }
    }
}
