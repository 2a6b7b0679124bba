//! Lists of the bureau: 黑名单 (`HMDLB`), 非法接入黑名单 (`FFJRHMD`), 未备案网站列表 (`WBAWZLB`).

use super::{event::BureauEvent, time, unreadable};
use crate::xml::Element;
use filing::{personal::Personal, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// 操作类型 of a line of the blacklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListChange {
    /// 增加 0
    Added,
    /// 修改 1
    Changed,
    /// 删除 2
    Removed,
}

/// Whom or what a line of the blacklist is about. A person is a sponsor whose document is a person's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blacklisted {
    Sponsor {
        name: Personal,
        kind: Option<u32>,
        document_type: u32,
        document_number: Personal,
    },
    Service {
        names: Vec<String>,
        /// As the bureau writes them; at least one.
        domains: Vec<String>,
        home_url: Option<String>,
    },
}

/// 非法接入信息: a domain that is served without a right to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IllegalAccess {
    /// The bureau's own number of the line.
    pub id: i64,
    pub domain: String,
    pub ip: Ipv4Addr,
    /// 直接接入者: whose line it hangs on.
    pub provider: i64,
    pub province: i64,
    pub seen_at: Option<Timestamp>,
    pub remark: Option<String>,
}

/// 未备案网站: a site found at this provider that nobody filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnfiledSite {
    /// The bureau's own number of the line.
    pub id: i64,
    pub domain: String,
    pub languages: Vec<u32>,
    pub ip: Ipv4Addr,
    pub seen_at: Option<Timestamp>,
    pub first_seen_at: Option<Timestamp>,
    /// How often it was found unfiled.
    pub times: Option<u32>,
    pub province: Option<i64>,
    /// 接入商; absent where the bureau does not know it.
    pub provider: Option<i64>,
    /// 运营商
    pub carrier: i64,
    pub remark: Option<String>,
}

/// `HMDLB`: one event a line, each line by itself.
pub(super) fn blacklist(element: &Element, events: &mut Vec<BureauEvent>) {
    for line in &element.children {
        events.push(match line.name.as_ref() {
            "Zthmdxxs" => line_of(line, sponsor),
            "Wzhmdxxs" => line_of(line, service),
            _ => super::other(line),
        });
    }
}

fn line_of(line: &Element, read: fn(&Element) -> Result<Blacklisted, &'static str>) -> BureauEvent {
    let change = match line.number::<i64>("Czlx") {
        Some(0) => ListChange::Added,
        Some(1) => ListChange::Changed,
        Some(2) => ListChange::Removed,
        _ => return unreadable(line, "Czlx"),
    };
    match read(line) {
        Ok(what) => BureauEvent::Blacklist { what, change, reason: remark(line) },
        Err(lacks) => unreadable(line, lacks),
    }
}

/// V3.0 allows a line without `Zt_xx`; it names nobody.
fn sponsor(line: &Element) -> Result<Blacklisted, &'static str> {
    let sponsor = line.child("Zt_xx").ok_or("Zt_xx")?;
    let document = sponsor.child("Zj").ok_or("Zj")?;
    Ok(Blacklisted::Sponsor {
        name: sponsor.text_of("Dwmc").ok_or("Dwmc")?.into(),
        kind: sponsor.number("Dwxz"),
        document_type: document.number("Zjlx").ok_or("Zjlx")?,
        document_number: document.text_of("Zjhm").ok_or("Zjhm")?.into(),
    })
}

fn service(line: &Element) -> Result<Blacklisted, &'static str> {
    let service = line.child("Wz_xx").ok_or("Wz_xx")?;
    let domains: Option<Vec<String>> =
        service.all("Ym_xx").map(|one| one.text_of("Ym").map(str::to_owned)).collect();
    let domains = domains.filter(|domains| !domains.is_empty()).ok_or("Ym")?;
    let names = service.text_of("Wzmc").unwrap_or_default();
    Ok(Blacklisted::Service {
        names: names.split([';', '；']).map(|name| name.trim().to_owned()).collect(),
        domains,
        home_url: service.text_of("Syurl").map(str::to_owned),
    })
}

/// `Ffjrxx`.
pub(super) fn illegal_access(line: &Element) -> BureauEvent {
    let read = || -> Result<IllegalAccess, &'static str> {
        Ok(IllegalAccess {
            id: id(line, "Id").ok_or("Id")?,
            domain: line.text_of("Ym").ok_or("Ym")?.to_owned(),
            ip: ip(line, "Ip").ok_or("Ip")?,
            provider: id(line, "Zjjrz").ok_or("Zjjrz")?,
            province: id(line, "Szs").ok_or("Szs")?,
            seen_at: at(line, "Dqjcsj"),
            remark: remark(line),
        })
    };
    read().map_or_else(|lacks| unreadable(line, lacks), BureauEvent::IllegalAccess)
}

/// `Wbawz_xx`.
pub(super) fn unfiled_site(line: &Element) -> BureauEvent {
    let read = || -> Result<UnfiledSite, &'static str> {
        Ok(UnfiledSite {
            id: id(line, "Id").ok_or("Id")?,
            domain: line.text_of("Wzym_mc").ok_or("Wzym_mc")?.to_owned(),
            languages: super::record::ids(line, "Yylb", "Yylb_id"),
            ip: ip(line, "IP").ok_or("IP")?,
            seen_at: at(line, "Dqjcsj"),
            first_seen_at: at(line, "Scjcsj"),
            times: line.number("Jccs"),
            province: id(line, "Sssh"),
            provider: id(line, "Jrs"),
            carrier: id(line, "Yys").ok_or("Yys")?,
            remark: remark(line),
        })
    };
    read().map_or_else(|lacks| unreadable(line, lacks), BureauEvent::UnfiledSite)
}

/// Ids of the bureau begin at 1.
pub(super) fn id(element: &Element, name: &str) -> Option<i64> {
    element.number(name).filter(|id| *id >= 1)
}

/// Addresses begin at 1 everywhere but in `HCJG` (handbook §10.4).
fn ip(element: &Element, name: &str) -> Option<Ipv4Addr> {
    element.number::<u32>(name).filter(|bits| *bits >= 1).map(Ipv4Addr::from_bits)
}

pub(super) fn at(element: &Element, name: &str) -> Option<Timestamp> {
    element.text_of(name).and_then(time::beijing)
}

pub(super) fn remark(element: &Element) -> Option<String> {
    element.text_of("Bz").map(str::to_owned)
}
