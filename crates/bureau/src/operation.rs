use filing::kind::FilingKind;
use serde::{Deserialize, Serialize};

/// 操作类型 (`Czlx`): what a record asks the bureau to do (handbook §3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WireOperation {
    /// 新增备案, `XZBA`.
    NewFiling,
    /// 新增网站, `XZWZ`.
    AddService,
    /// 新增接入, `XZJR`.
    AddAccess,
    /// 变更信息, `BGBA`.
    Change,
    /// 取消接入, `ZXBA` with `Zxlb` 2.
    CancelAccess,
    /// 注销主体, `ZXBA` with `Zxlb` 0.
    CancelSponsor,
    /// 注销网站, `ZXBA` with `Zxlb` 1.
    CancelService,
    /// 单独提交真实性核验材料电子件, `XZHYD`.
    Evidence,
    /// 核实结果, `HSJG`. V3.0 has no `Czlx` for its results; 8 is ours (dialect).
    Verification,
    /// 未备案处理结果, `WBACLJG`; 9 is ours as well.
    Unfiled,
    /// 迁移 of our dialect, `Yz_qy`. Its number is ours too, far from those of V3.0.
    Migration,
}

impl WireOperation {
    const CODES: [(i64, Self); 11] = [
        (1, Self::NewFiling),
        (2, Self::AddService),
        (3, Self::AddAccess),
        (4, Self::Change),
        (5, Self::CancelAccess),
        (6, Self::CancelSponsor),
        (7, Self::CancelService),
        (35, Self::Evidence),
        (8, Self::Verification),
        (9, Self::Unfiled),
        (101, Self::Migration),
    ];

    /// Of a kind of filing; `None` for what never leaves the provider (转移). Whether a bureau takes
    /// it: [`crate::BureauConfig::carries`].
    pub fn of(kind: FilingKind) -> Option<Self> {
        match kind {
            FilingKind::NewFiling => Some(Self::NewFiling),
            FilingKind::AddService => Some(Self::AddService),
            FilingKind::AddAccess => Some(Self::AddAccess),
            FilingKind::ChangeFiling
            | FilingKind::ChangeSponsor
            | FilingKind::ChangeService
            | FilingKind::ChangeAccess => Some(Self::Change),
            FilingKind::CancelSponsor => Some(Self::CancelSponsor),
            FilingKind::CancelService => Some(Self::CancelService),
            FilingKind::CancelAccess => Some(Self::CancelAccess),
            FilingKind::MigrateDomain | FilingKind::MigrateService => Some(Self::Migration),
            FilingKind::TransferRecord => None,
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, operation)| *operation)
    }

    pub fn code(self) -> i64 {
        Self::CODES.iter().find(|(_, known)| *known == self).map_or(0, |(code, _)| *code)
    }

    /// The element below `ICP` that carries such records.
    pub(crate) fn element(self) -> &'static str {
        match self {
            Self::NewFiling => "XZBA",
            Self::AddService => "XZWZ",
            Self::AddAccess => "XZJR",
            Self::Change => "BGBA",
            Self::CancelAccess | Self::CancelSponsor | Self::CancelService => "ZXBA",
            Self::Evidence => "XZHYD",
            Self::Verification => "HSJG",
            Self::Unfiled => "WBACLJG",
            Self::Migration => "Yz_qy",
        }
    }
}
