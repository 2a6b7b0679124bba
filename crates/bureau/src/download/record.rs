//! `Baxx` of `BASJ`: strict about the ids that everything later hangs on, lenient about the rest.

use super::{event::BureauEvent, kind, time, unreadable};
use crate::{
    record::{
        BureauRecord, RecordedAccess, RecordedDomain, RecordedIp, RecordedOfficer, RecordedService,
        RecordedSponsor,
    },
    submission::ReportMode,
    xml::Element,
};
use filing::{draft::ServiceKind, number::FilingNumber, personal::Personal, time::Timestamp};
use std::net::Ipv4Addr;

pub(super) fn read(element: &Element) -> BureauEvent {
    let Some(mut sponsor) = element.child("Zt_xx").and_then(sponsor) else {
        return unreadable(element, "Zt_xx with its ids");
    };
    let dialect = kind::part(element);
    let of_sponsor = dialect.and_then(|part| part.child("Zt"));
    sponsor.emergency_phone = of_sponsor.and_then(kind::emergency_phone);
    let services: Option<Vec<_>> =
        element.all("Wz_xx").map(|found| service(found, "Ispid", dialect)).collect();
    match services {
        Some(services) => {
            BureauEvent::Recorded { record: Box::new(BureauRecord { sponsor, services }) }
        }
        None => unreadable(element, "Wz_xx with its ids"),
    }
}

fn personal(element: &Element, name: &str) -> Option<Personal> {
    element.text_of(name).map(Personal::from)
}

fn text(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

fn at(element: &Element, name: &str) -> Option<Timestamp> {
    element.text_of(name).and_then(time::beijing)
}

pub(super) fn sponsor(element: &Element) -> Option<RecordedSponsor> {
    let address = element.child("Txdz")?;
    let document = element.child("Zj")?;
    Some(RecordedSponsor {
        our_id: element.number("IspZtid"),
        id: element.number("Ztid")?,
        number: text(element, "Baxh"),
        name: personal(element, "Dwmc")?,
        kind: element.number("Dwxz"),
        province: address.number("Shengid")?,
        city: address.number("Shiid"),
        county: address.number("Xianid"),
        address: personal(address, "Xxdz"),
        document_type: document.number("Zjlx")?,
        document_number: personal(document, "Zjhm")?,
        document_address: personal(document, "Zjzs").unwrap_or_default(),
        investor: text(element, "Tzr"),
        officer: element.child("Fzr").map(officer).unwrap_or_default(),
        emergency_phone: None,
        report_mode: match element.text_of("Bbyhlx") {
            Some("0") => Some(ReportMode::Own),
            Some("1") => Some(ReportMode::OnBehalf),
            _ => None,
        },
        first_reported_at: at(element, "Scbbsj"),
        changed_at: at(element, "Zjxgsj"),
        reviewed_at: at(element, "Shsj"),
        remark: text(element, "Bz"),
    })
}

fn officer(element: &Element) -> RecordedOfficer {
    RecordedOfficer {
        name: personal(element, "Fzr_xm"),
        phone: personal(element, "Fzr_dhhm"),
        mobile: personal(element, "Fzr_sjhm"),
        email: personal(element, "Fzr_dzyj"),
        msn: personal(element, "Msn"),
        qq: personal(element, "Qq"),
        document_type: element.number("Fzr_zjlx"),
        document_number: personal(element, "Fzr_zjhm"),
    }
}

/// `provider` is the element that says whose an access is: `Ispid` here, `Bbyhid` in `HSRW`.
pub(super) fn service(
    element: &Element,
    provider: &str,
    dialect: Option<&Element>,
) -> Option<RecordedService> {
    let id = element.number("Wzid")?;
    let dialect = dialect.and_then(|part| kind::service(part, id));
    let approvals = element.child("Nrlx").map(|list| {
        list.all("Nrlx_xx")
            .filter_map(|one| Some((one.number("Nrlx_id")?, text(one, "Qzsph")?)))
            .collect()
    });
    Some(RecordedService {
        our_id: element.number("IspWzid"),
        id,
        number: text(element, "Baxh"),
        kind: dialect
            .and_then(kind::service_kind)
            .or_else(|| element.text_of("Baxh").and_then(kind_of_number)),
        names: element.text_of("Wzmc")?.split([';', '；']).map(|n| n.trim().to_owned()).collect(),
        approvals: approvals.unwrap_or_default(),
        contents: ids(element, "Fwnr", "Fwnr_id"),
        languages: ids(element, "Yylb", "Yylb_id"),
        domains: element.all("Ym_xx").map(domain).collect::<Option<_>>()?,
        accesses: element.all("Jr_xx").map(|one| access(one, provider)).collect::<Option<_>>()?,
        officer: element.child("Wz_Fzr").map(officer).unwrap_or_default(),
        home_url: text(element, "Syurl"),
        remark: text(element, "Wz_Bz"),
        first_reported_at: at(element, "Scbbsj"),
        changed_at: at(element, "Zjxgsj"),
        dialect: dialect.map(kind::read).unwrap_or_default(),
    })
}

/// By the letter at its end.
fn kind_of_number(number: &str) -> Option<ServiceKind> {
    number.parse::<FilingNumber>().ok()?.service().map(|(_, kind)| kind)
}

pub(super) fn ids(element: &Element, outer: &str, inner: &str) -> Vec<u32> {
    let Some(list) = element.child(outer) else { return Vec::new() };
    list.all(inner).filter_map(|id| id.text.trim().parse().ok()).collect()
}

fn domain(element: &Element) -> Option<RecordedDomain> {
    Some(RecordedDomain {
        our_id: element.number("IspYmid"),
        id: element.number("Ymid")?,
        name: text(element, "Ym")?,
    })
}

fn access(element: &Element, provider: &str) -> Option<RecordedAccess> {
    Some(RecordedAccess {
        our_id: element.number("IspJrid"),
        id: element.number("Jrid")?,
        provider: element.number(provider)?,
        server_locations: ids(element, "Wzfb", "Fbdd"),
        methods: ids(element, "Wzjrfs", "Jrfs"),
        ips: element.all("Ip_xx").map(ip).collect::<Option<_>>()?,
    })
}

fn ip(element: &Element) -> Option<RecordedIp> {
    let address = |name| element.number::<u32>(name).map(Ipv4Addr::from_bits);
    Some(RecordedIp {
        our_id: element.number("IspIpid"),
        id: element.number("Ipid")?,
        start: address("Qsip")?,
        end: address("Zzip")?,
    })
}
