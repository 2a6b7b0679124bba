//! What the bureau wants looked at: 核实任务 (`HSRW`), 核查结果 (`HCJG`).

use super::{
    event::BureauEvent,
    lists::{at, id, remark},
    record, unreadable,
};
use crate::{
    record::{RecordedService, RecordedSponsor},
    submission::ReportMode,
    xml::Element,
};
use filing::{personal::Personal, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// 核实任务: a record as the bureau has it, to be held against the truth. The answer states it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectedRecord {
    pub sponsor: RecordedSponsor,
    pub services: Vec<InspectedService>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectedService {
    /// `provider` of an access is here who reported it (`Bbyhid`).
    pub service: RecordedService,
    /// 报备用户类型, one an access.
    pub report_modes: Vec<ReportMode>,
    /// Scans of each prior approval, base64 as they came. They stay in the file and are not stored
    /// a second time: an answer reads them there.
    #[serde(skip)]
    pub scans: Vec<Vec<String>>,
}

/// 核查结果: one thing the bureau's check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckFinding {
    /// 主体核查 `Zthc`: what is wrong with a sponsor's data.
    Sponsor {
        id: i64,
        name: Personal,
        document_type: u32,
        document_number: Personal,
        fault: Option<String>,
    },
    /// 接入核查 `Jrhc`: what is reported and what is found on the line differ.
    Access {
        service: CheckedService,
        fault: AccessFault,
        domain: Option<String>,
        /// What the domain resolves to; 0.0.0.0 where the bureau says so.
        resolved: Option<Ipv4Addr>,
        /// Who reported the access.
        provider: Option<i64>,
        access: Option<i64>,
    },
    /// 空壳网站核查 `Kkwzhc`.
    Shell { service: CheckedService, alive: bool, home_url: Option<String> },
    /// 网站存活检测 `Wzch`: V3.0 gives it no result; what is named was found not to answer.
    Liveness { service: CheckedService, home_url: Option<String> },
}

/// The service that a check was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedService {
    /// `Wzid`.
    pub id: i64,
    /// 网站备案号.
    pub number: String,
    pub checked_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessFault {
    /// 多报 1: reported, and not found there.
    Excess,
    /// 少报 2: found there, and not reported.
    Missing,
}

/// `Baxx` of `HSRW`.
pub(super) fn task(element: &Element) -> BureauEvent {
    let Some(sponsor) = element.child("Zt_xx").and_then(record::sponsor) else {
        return unreadable(element, "Zt_xx with its ids");
    };
    let services: Option<Vec<_>> = element.all("Wz_xx").map(service).collect();
    match services {
        Some(services) if !services.is_empty() => BureauEvent::VerificationTask {
            record: Box::new(InspectedRecord { sponsor, services }),
            remark: remark(element),
        },
        _ => unreadable(element, "Wz_xx with its ids"),
    }
}

fn service(element: &Element) -> Option<InspectedService> {
    let mode = |access: &Element| match access.text_of("Bbyhlx")? {
        "0" => Some(ReportMode::Own),
        "1" => Some(ReportMode::OnBehalf),
        _ => None,
    };
    let scans = element.child("Nrlx").map(|list| {
        // The same ones that the record's reader takes.
        let named = |one: &&Element| {
            one.number::<u32>("Nrlx_id").is_some() && one.text_of("Qzsph").is_some()
        };
        let of = |one: &Element| one.all("Spwj").map(|scan| scan.text.trim().to_owned()).collect();
        list.all("Nrlx_xx").filter(named).map(of).collect()
    });
    Some(InspectedService {
        service: record::service(element, "Bbyhid", None)?,
        report_modes: element.all("Jr_xx").map(mode).collect::<Option<_>>()?,
        scans: scans.unwrap_or_default(),
    })
}

/// `HCJG`: `Jgxx` with findings of four sorts, one event each.
pub(super) fn results(element: &Element, events: &mut Vec<BureauEvent>) {
    for one in element.all("Jgxx").flat_map(|result| &result.children) {
        let read: fn(&Element) -> Result<CheckFinding, &'static str> = match one.name.as_ref() {
            "Zthc" => sponsor,
            "Jrhc" => access,
            "Kkwzhc" => shell,
            "Wzch" => liveness,
            _ => {
                events.push(super::other(one));
                continue;
            }
        };
        events.push(match read(one) {
            Ok(finding) => BureauEvent::Checked { finding, remark: remark(one) },
            Err(lacks) => unreadable(one, lacks),
        });
    }
}

fn sponsor(one: &Element) -> Result<CheckFinding, &'static str> {
    Ok(CheckFinding::Sponsor {
        id: id(one, "Ztid").ok_or("Ztid")?,
        name: one.text_of("Dwmc").ok_or("Dwmc")?.into(),
        document_type: one.number("Zjlx").ok_or("Zjlx")?,
        document_number: one.text_of("Zjhm").ok_or("Zjhm")?.into(),
        fault: one.text_of("Cwyy").map(str::to_owned),
    })
}

fn checked(one: &Element) -> Result<CheckedService, &'static str> {
    Ok(CheckedService {
        id: id(one, "Wzid").ok_or("Wzid")?,
        number: one.text_of("Wz_Baxh").ok_or("Wz_Baxh")?.to_owned(),
        checked_at: at(one, "Hcsj"),
    })
}

/// `Jxip` may be 0 here, unlike every other address (handbook §10.4).
fn access(one: &Element) -> Result<CheckFinding, &'static str> {
    let fault = match one.number::<i64>("Hcjg") {
        Some(1) => AccessFault::Excess,
        Some(2) => AccessFault::Missing,
        _ => return Err("Hcjg"),
    };
    let domain = one.text_of("Ym").map(str::to_owned);
    let resolved = one.number::<u32>("Jxip").map(Ipv4Addr::from_bits);
    // V3.0: 少报时,必填.
    if fault == AccessFault::Missing && (domain.is_none() || resolved.is_none()) {
        return Err("Ym and Jxip");
    }
    Ok(CheckFinding::Access {
        service: checked(one)?,
        fault,
        domain,
        resolved,
        provider: id(one, "Bbisp"),
        access: id(one, "Jrid"),
    })
}

fn shell(one: &Element) -> Result<CheckFinding, &'static str> {
    let alive = match one.number::<i64>("Hcjg") {
        Some(0) => true,
        Some(1) => false,
        _ => return Err("Hcjg"),
    };
    let home_url = one.text_of("Syurl").map(str::to_owned);
    Ok(CheckFinding::Shell { service: checked(one)?, alive, home_url })
}

fn liveness(one: &Element) -> Result<CheckFinding, &'static str> {
    let home_url = one.text_of("Syurl").map(str::to_owned);
    Ok(CheckFinding::Liveness { service: checked(one)?, home_url })
}
