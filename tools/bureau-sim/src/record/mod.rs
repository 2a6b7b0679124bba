//! What a filing says: sponsor 主体, services 网站, accesses 接入, officers 负责人, attachments 附件.
//!
//! The same types hold what a provider uploads and what the bureau keeps. Ids called `isp_id` come from the
//! provider, ids called `id` from the bureau (0 while it has given none). The types have no `Debug`: they
//! are made of personal data.

mod inspected;
mod kind;
pub mod library;
mod reading;
mod writing;

use serde::{Deserialize, Serialize};

pub use inspected::hsrw;
pub use kind::{
    APP, App, MINI_PROGRAM, MiniProgram, Particulars, Platform, QUICK_APP, QuickApp, Store, WEBSITE,
};
pub use reading::{
    Dialect, access as read_access, attachments, change_service, dialect, new_service, new_sponsor,
    ranges,
};
pub use writing::basj;

use crate::clock::At;

/// A certificate 证件: kind (`Zjlx`), number, and the address on it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Certificate {
    /// `Zjlx`, 0 when none was given.
    pub kind: i64,
    /// `Zjhm`
    pub number: String,
    /// `Zjzs`; empty for officers.
    #[serde(default)]
    pub address: String,
}

/// Where the sponsor is: codes of province, city, county, and the rest as text (`Txdz`).
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Address {
    /// `Shengid`
    pub province: i64,
    /// `Shiid`
    pub city: i64,
    /// `Xianid`
    pub county: Option<i64>,
    /// `Xxdz`
    pub detail: Option<String>,
}

/// A person in charge 负责人.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Officer {
    /// `Fzr_xm`
    pub name: Option<String>,
    /// `Fzr_dhhm`
    pub office_phone: Option<String>,
    /// `Fzr_sjhm`; several are separated by `;`.
    pub mobile: String,
    /// `Fzr_dzyj`
    pub email: String,
    /// `Msn`
    #[serde(default)]
    pub msn: Option<String>,
    /// `Qq`
    #[serde(default)]
    pub qq: Option<String>,
    /// `Fzr_zjlx` and `Fzr_zjhm`
    pub certificate: Option<Certificate>,
    /// `Yjlxdh` of our dialect
    #[serde(default)]
    pub emergency_phone: Option<String>,
}

/// 主体
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Sponsor {
    /// `IspZtid`
    pub isp_id: Option<i64>,
    /// `Ztid`
    #[serde(default)]
    pub id: i64,
    /// `Dwmc`
    pub name: String,
    /// `Dwxz`
    pub nature: Option<i64>,
    /// `Tzr`
    #[serde(default)]
    pub investor: Option<String>,
    /// `Txdz`
    pub address: Address,
    /// `Zj`
    pub certificate: Certificate,
    /// `Fzr`
    pub officer: Officer,
    /// `Bbfs`: 0 the sponsor reported itself, 1 a provider did.
    #[serde(default)]
    pub reported_by: i64,
    /// `Bz`
    #[serde(default)]
    pub remark: Option<String>,
    /// `Baxh`, e.g. 粤ICP备2026000001号
    #[serde(default)]
    pub number: Option<String>,
}

impl Sponsor {
    /// Whether the sponsor is a natural person (nature 5 个人).
    #[must_use]
    pub fn is_individual(&self) -> bool {
        self.nature == Some(5)
    }
}

/// A domain of a service.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Domain {
    /// `IspYmid`
    pub isp_id: Option<i64>,
    /// `Ymid`
    #[serde(default)]
    pub id: i64,
    /// `Ym`
    pub name: String,
}

/// A range of IPv4 addresses as numbers, both ends included.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Range {
    /// `IspIpid`
    pub isp_id: Option<i64>,
    /// `Ipid`
    #[serde(default)]
    pub id: i64,
    /// `Qsip`
    pub first: i64,
    /// `Zzip`
    pub last: i64,
}

/// 接入: through which provider, where, how, at which addresses.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Access {
    /// `IspJrid`
    pub isp_id: Option<i64>,
    /// `Jrid`
    #[serde(default)]
    pub id: i64,
    /// `Ispid`: the provider.
    #[serde(default)]
    pub provider: i64,
    /// `Fbdd`
    pub locations: Vec<i64>,
    /// `Jrfs`
    pub modes: Vec<i64>,
    /// `Ip_xx`
    pub ranges: Vec<Range>,
}

/// Prior approval 前置或专项审批.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Approval {
    /// `Nrlx_id`
    pub kind: i64,
    /// `Qzsph`
    pub number: String,
    /// `Spwj`: scans, base64 as they came.
    #[serde(default)]
    pub scans: Vec<String>,
}

/// A range of IPv6 addresses of our dialect.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ipv6Range {
    /// First address.
    pub first: String,
    /// Last address.
    pub last: String,
}

/// How and when the officer was verified electronically (our dialect, `Hy`).
#[derive(Clone, Serialize, Deserialize)]
pub struct Evidence {
    /// `Fs`: method.
    pub method: i64,
    /// `Sj`: when, Beijing time.
    pub at: String,
}

/// 网站, or since 2023 an app, mini program or quick app.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Service {
    /// `IspWzid`
    pub isp_id: Option<i64>,
    /// `Wzid`
    #[serde(default)]
    pub id: i64,
    /// `Wzmc`
    pub name: String,
    /// Type: 1 website, 6 app, 7 mini program, 8 quick app (`Fwlx` of our dialect).
    #[serde(default = "website")]
    pub kind: i64,
    /// `Nrlx`
    #[serde(default)]
    pub approvals: Vec<Approval>,
    /// `Fwnr`
    #[serde(default)]
    pub contents: Vec<i64>,
    /// `Yylb`
    #[serde(default)]
    pub languages: Vec<i64>,
    /// `Ym_xx`
    pub domains: Vec<Domain>,
    /// `Jr_xx`
    pub accesses: Vec<Access>,
    /// `Wz_Fzr`
    pub officer: Officer,
    /// `Syurl`
    #[serde(default)]
    pub home_url: Option<String>,
    /// `Wz_Bz`
    #[serde(default)]
    pub remark: Option<String>,
    /// `Baxh` of the service, e.g. 粤ICP备2026000001号-1
    #[serde(default)]
    pub number: Option<String>,
    /// What only an app, a mini program or a quick app has (our dialect).
    #[serde(default)]
    pub particulars: Particulars,
    /// IPv6 ranges of our dialect.
    #[serde(default)]
    pub ipv6: Vec<Ipv6Range>,
    /// Electronic verification of our dialect.
    #[serde(default)]
    pub evidence: Option<Evidence>,
    /// When it was filed and last changed; kept by the bureau.
    #[serde(default)]
    pub filed: Option<At>,
    /// When it was last changed.
    #[serde(default)]
    pub changed: Option<At>,
}

fn website() -> i64 {
    WEBSITE
}

/// A picture or document sent along.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attachment {
    /// `Fjwjgs`: file format code.
    pub format: i64,
    /// `Fjyt`: what it is for.
    pub purpose: i64,
    /// `Fjnr`: base64 as it came.
    pub content: String,
    /// `Ssdxlx`: 1 sponsor, 2 service.
    pub owner_kind: i64,
    /// `Ssdxbs`: an id.
    pub owner_id: Option<i64>,
    /// `Ssdxbs/Baxh`: or a filing number.
    pub owner_number: Option<String>,
}

/// Which officer: `Js` of our dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `zt`: the sponsor's officer 主体负责人.
    Sponsor,
    /// `wz`: the service's officer 网站负责人.
    Service,
}

impl Role {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sponsor => "zt",
            Self::Service => "wz",
        }
    }

    /// The name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sponsor => "主体负责人",
            Self::Service => "网站负责人",
        }
    }
}

/// Somebody who must confirm by SMS (`Dxry` of our dialect).
#[derive(Clone, Serialize, Deserialize)]
pub struct Confirmer {
    /// As what.
    pub role: Role,
    /// `Xm`
    pub name: String,
    /// `Sjhm`
    pub mobile: String,
    /// `Zjhm`
    pub cert_number: String,
}
