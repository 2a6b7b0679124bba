//! A record as the bureau publishes it (`BASJ`): what was confirmed, under its ids and ours.

use crate::submission::ReportMode;
use filing::{
    draft::{AppDraft, MiniProgramDraft, QuickAppDraft, ServiceKind},
    personal::Personal,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, Ipv6Addr};

/// 备案数据: a sponsor with its services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BureauRecord {
    pub sponsor: RecordedSponsor,
    pub services: Vec<RecordedService>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedSponsor {
    /// `IspZtid`; absent when another provider filed it.
    pub our_id: Option<i64>,
    /// `Ztid`.
    pub id: i64,
    /// 主体备案号.
    pub number: Option<String>,
    pub name: Personal,
    pub kind: Option<u32>,
    pub province: u32,
    pub city: Option<u32>,
    pub county: Option<u32>,
    pub address: Option<Personal>,
    pub document_type: u32,
    pub document_number: Personal,
    pub document_address: Personal,
    pub investor: Option<String>,
    pub officer: RecordedOfficer,
    /// 应急联系电话 of its officer (dialect).
    #[serde(default)]
    pub emergency_phone: Option<Personal>,
    pub report_mode: Option<ReportMode>,
    pub first_reported_at: Option<Timestamp>,
    pub changed_at: Option<Timestamp>,
    pub reviewed_at: Option<Timestamp>,
    pub remark: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedOfficer {
    pub name: Option<Personal>,
    pub phone: Option<Personal>,
    pub mobile: Option<Personal>,
    pub email: Option<Personal>,
    pub msn: Option<Personal>,
    pub qq: Option<Personal>,
    pub document_type: Option<u32>,
    pub document_number: Option<Personal>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedService {
    /// `IspWzid`.
    pub our_id: Option<i64>,
    /// `Wzid`.
    pub id: i64,
    /// 网站备案号.
    pub number: Option<String>,
    /// By the dialect, or by the letter of its number; unknown where neither says it.
    #[serde(default)]
    pub kind: Option<ServiceKind>,
    pub names: Vec<String>,
    /// Type and number of each prior approval; its scans are not kept.
    pub approvals: Vec<(u32, String)>,
    pub contents: Vec<u32>,
    pub languages: Vec<u32>,
    pub domains: Vec<RecordedDomain>,
    pub accesses: Vec<RecordedAccess>,
    pub officer: RecordedOfficer,
    pub home_url: Option<String>,
    pub remark: Option<String>,
    pub first_reported_at: Option<Timestamp>,
    pub changed_at: Option<Timestamp>,
    #[serde(default)]
    pub dialect: RecordedDialect,
}

/// What V3.0 has no place for in a service, as our dialect tells it. Pictures are not sent back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordedDialect {
    /// 应急联系电话 of its officer.
    pub emergency_phone: Option<Personal>,
    pub ipv6: Vec<(Ipv6Addr, Ipv6Addr)>,
    pub app: Option<AppDraft>,
    pub mini_program: Option<MiniProgramDraft>,
    pub quick_app: Option<QuickAppDraft>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedDomain {
    pub our_id: Option<i64>,
    /// `Ymid`.
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAccess {
    pub our_id: Option<i64>,
    /// `Jrid`.
    pub id: i64,
    /// `Ispid` of the provider that gives this access.
    pub provider: i64,
    pub server_locations: Vec<u32>,
    pub methods: Vec<u32>,
    pub ips: Vec<RecordedIp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedIp {
    pub our_id: Option<i64>,
    /// `Ipid`.
    pub id: i64,
    pub start: Ipv4Addr,
    pub end: Ipv4Addr,
}
