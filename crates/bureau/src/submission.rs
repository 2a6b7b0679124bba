//! What goes into one file: dossiers, the numbers they travel under, pictures, who has to confirm.

use crate::{config::Secret, record::BureauRecord};
use filing::{
    dossier::{Dossier, IpRange},
    id::ServiceId,
    kind::Party,
    personal::Personal,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One filing on its way to the bureau.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    pub dossier: &'a Dossier,
    /// Our numbers for its parts; keep them, the bureau's answers name them.
    pub ids: &'a WireIds,
    /// The bureau's ids and numbers, for everything but a first filing.
    pub record: Option<&'a RecordIds>,
    pub attachments: Vec<Attachment>,
    /// Who has to confirm by SMS (dialect).
    pub confirmers: Vec<Confirmer>,
    /// When each service's phone work was finished (dialect).
    pub verified_at: BTreeMap<ServiceId, Timestamp>,
    pub report_mode: ReportMode,
    /// `ICPmm`, where the sponsor still has one.
    pub filing_password: Option<Secret<String>>,
}

/// 报备方式.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportMode {
    /// 自行报备 (0).
    Own,
    /// 代为报备 (1): the provider reports for the sponsor.
    #[default]
    OnBehalf,
}

impl ReportMode {
    pub const fn code(self) -> i64 {
        match self {
            Self::Own => 0,
            Self::OnBehalf => 1,
        }
    }
}

/// Our numbers (`IspZtid`, `IspWzid`, `IspYmid`, `IspJrid`, `IspIpid`), unique within the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireIds {
    pub sponsor: i64,
    pub services: Vec<ServiceWireIds>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceWireIds {
    pub service: ServiceId,
    pub id: i64,
    /// One a domain, in the dossier's order.
    pub domains: Vec<i64>,
    pub access: i64,
    /// One an IPv4 range, in the dossier's order.
    pub ips: Vec<i64>,
}

impl WireIds {
    /// How many numbers the dossier takes.
    pub fn count_needed(dossier: &Dossier) -> usize {
        let service = |service: &filing::dossier::Service| {
            2 + service.domains.len() + ipv4(&service.access.ip_ranges).count()
        };
        1 + dossier.services().iter().map(service).sum::<usize>()
    }

    /// Numbers the dossier's parts from `first` on, [`Self::count_needed`] in all.
    pub fn number(dossier: &Dossier, first: i64) -> Self {
        let mut numbers = first..;
        let mut next = || numbers.next().unwrap_or(i64::MAX);
        let sponsor = next();
        let services = dossier
            .services()
            .iter()
            .map(|service| ServiceWireIds {
                service: service.id,
                id: next(),
                domains: service.domains.iter().map(|_| next()).collect(),
                access: next(),
                ips: ipv4(&service.access.ip_ranges).map(|_| next()).collect(),
            })
            .collect();
        Self { sponsor, services }
    }

    /// Whether these numbers were drawn for a dossier of this shape: it may have been corrected and
    /// have other services, domains or ranges since.
    pub fn fits(&self, dossier: &Dossier) -> bool {
        let shape = |ids: &Self| {
            let of = |one: &ServiceWireIds| (one.service, one.domains.len(), one.ips.len());
            ids.services.iter().map(of).collect::<Vec<_>>()
        };
        shape(self) == shape(&Self::number(dossier, self.sponsor))
    }

    pub(crate) fn service(&self, id: ServiceId) -> Option<&ServiceWireIds> {
        self.services.iter().find(|service| service.service == id)
    }
}

/// The ranges V3.0 can carry, both ends as the numbers it writes.
pub(crate) fn ipv4(ranges: &[IpRange]) -> impl Iterator<Item = (u32, u32)> {
    use std::net::IpAddr::V4;
    ranges.iter().filter_map(|range| match (range.start, range.end) {
        (V4(start), V4(end)) => Some((start.to_bits(), end.to_bits())),
        _ => None,
    })
}

/// What the bureau calls the parts of a filed record (`Ztid`, `Wzid`, `Ymid`, `Jrid`, `Ipid`, 备案号).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordIds {
    pub sponsor: Option<i64>,
    /// 主体备案号; the dossier's target stands in for it.
    pub sponsor_number: Option<String>,
    pub services: Vec<ServiceRecordIds>,
    /// The record as the bureau last sent it: a change states the whole record, so that what the
    /// dossier leaves alone is taken from here.
    pub filed: Option<Box<BureauRecord>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRecordIds {
    pub service: ServiceId,
    pub id: Option<i64>,
    /// 网站备案号.
    pub number: Option<String>,
    /// By domain, A-label.
    #[serde(default)]
    pub domains: BTreeMap<String, i64>,
    pub access: Option<i64>,
    /// By first and last address.
    #[serde(default)]
    pub ips: Vec<(IpRange, i64)>,
}

impl RecordIds {
    pub(crate) fn service(&self, id: ServiceId) -> Option<&ServiceRecordIds> {
        self.services.iter().find(|service| service.service == id)
    }
}

/// One picture.
#[derive(Clone)]
pub struct Attachment {
    pub use_: AttachmentUse,
    pub owner: Owner,
    pub jpeg: Vec<u8>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({:?}, {:?}, {} bytes)", self.use_, self.owner, self.jpeg.len())
    }
}

/// Whose picture it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Sponsor,
    Service(ServiceId),
    /// A scan of the service's prior approval of this index in the dossier; V3.0 has a place of its
    /// own for it (`Spwj`).
    Approval(ServiceId, usize),
    /// The icon of the service, an app; it goes into the dialect.
    Icon(ServiceId),
}

/// 附件用途, code table `attachment_use` (handbook §3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentUse {
    /// 主办单位证件
    SponsorDocument,
    /// 主体其他材料
    SponsorOther,
    /// 主体负责人有效证件
    SponsorOfficerDocument,
    /// 主体负责人照片
    SponsorOfficerPhoto,
    /// 真实性核验单
    Sheet,
    /// 网站补充材料
    ServiceOther,
    /// 网站负责人有效证件
    ServiceOfficerDocument,
    /// 网站负责人核验照片
    ServiceOfficerPhoto,
    /// 前置/专项审批文件
    PriorApproval,
    /// 主体负责人身份证人像面
    SponsorOfficerIdFront,
    /// 主体负责人身份证国徽面
    SponsorOfficerIdBack,
    /// 主体负责人身份证手持
    SponsorOfficerIdHeld,
    /// 网站负责人身份证人像面
    ServiceOfficerIdFront,
    /// 网站负责人身份证国徽面
    ServiceOfficerIdBack,
    /// 网站负责人身份证手持
    ServiceOfficerIdHeld,
    /// 域名证书
    DomainCertificate,
}

impl AttachmentUse {
    const IDS: [(u32, Self); 16] = [
        (1, Self::SponsorDocument),
        (2, Self::SponsorOther),
        (3, Self::SponsorOfficerDocument),
        (4, Self::SponsorOfficerPhoto),
        (5, Self::Sheet),
        (6, Self::ServiceOther),
        (7, Self::ServiceOfficerDocument),
        (8, Self::ServiceOfficerPhoto),
        (9, Self::PriorApproval),
        (21, Self::SponsorOfficerIdFront),
        (22, Self::SponsorOfficerIdBack),
        (23, Self::SponsorOfficerIdHeld),
        (24, Self::ServiceOfficerIdFront),
        (25, Self::ServiceOfficerIdBack),
        (26, Self::ServiceOfficerIdHeld),
        (30, Self::DomainCertificate),
    ];

    pub fn from_id(id: u32) -> Option<Self> {
        Self::IDS.iter().find(|(known, _)| *known == id).map(|(_, use_)| *use_)
    }

    pub fn id(self) -> u32 {
        Self::IDS.iter().find(|(_, known)| *known == self).map_or(0, |(id, _)| *id)
    }
}

/// Somebody who has to confirm by SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmer {
    pub role: Party,
    pub name: Personal,
    /// Eleven digits.
    pub mobile: Personal,
    pub document_number: Personal,
}

/// `zt` or `wz`, as the dialect writes a role.
pub(crate) fn role_code(role: Party) -> &'static str {
    match role {
        Party::SponsorOfficer => "zt",
        Party::ServiceOfficer => "wz",
    }
}
