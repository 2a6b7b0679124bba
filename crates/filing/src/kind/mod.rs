//! The kinds of filing (业务类型). One file of facts a kind; one line a kind below.

use serde::{Deserialize, Serialize};

/// 业务类型, in the order of the bureau's SMS table (guide 六; handbook §2.9, §5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingKind {
    NewFiling,
    AddService,
    AddAccess,
    ChangeFiling,
    ChangeSponsor,
    ChangeService,
    ChangeAccess,
    MigrateDomain,
    MigrateService,
    CancelSponsor,
    CancelService,
    CancelAccess,
    TransferRecord,
}

/// A person who may have to confirm by SMS, or whose evidence is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 主体负责人
    SponsorOfficer,
    /// 业务负责人 = 网站负责人
    ServiceOfficer,
}

/// Who starts a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    Sponsor,
    Provider,
}
