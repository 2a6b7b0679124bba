//! `HSJG` and `WBACLJG`. The record of an `HSJG` goes back as it came, in that message's own order,
//! with its own name for a mobile number: `sjhm` (handbook §10.4).

use super::service;
use crate::{
    client::UploadFile,
    config::BureauConfig,
    download::{InspectedRecord, InspectedService},
    error::{MAX_RECORDS, PrepareError},
    inspection::{InspectionAnswer, UnfiledAnswer, VerificationAnswer},
    record::RecordedOfficer,
    xml::Element,
};
use filing::{personal::Personal, time::Timestamp};

/// The file, or everything that is wrong with it.
pub(crate) fn file(
    config: &BureauConfig,
    answers: &[InspectionAnswer<'_>],
) -> Result<UploadFile, Vec<PrepareError>> {
    let one = |found| vec![found];
    let name = |answer: &InspectionAnswer<'_>| match answer {
        InspectionAnswer::Verification(_) => "HSJG",
        InspectionAnswer::Unfiled(_) => "WBACLJG",
    };
    let first = answers.first().map(name).ok_or(PrepareError::Empty).map_err(one)?;
    if answers.iter().any(|answer| name(answer) != first) {
        return Err(one(PrepareError::MixedOperations));
    }
    if answers.len() > MAX_RECORDS {
        return Err(one(PrepareError::TooManyRecords { count: answers.len() }));
    }
    let body = Element::new(first).extend(answers.iter().map(|answer| match answer {
        InspectionAnswer::Verification(answer) => verification(config, answer),
        InspectionAnswer::Unfiled(answer) => unfiled(config, answer),
    }));
    super::whole(config, body, answers.len())
}

/// `Hsjgxx`.
fn verification(config: &BureauConfig, answer: &VerificationAnswer<'_>) -> Element {
    Element::new("Hsjgxx")
        .with(Element::leaf("Hsjg", if answer.holds { 0 } else { 1 }))
        .maybe("Hsrxm", Some(answer.inspector.reveal()))
        .with(Element::leaf("Hssj", day(answer.at)))
        .with(Element::leaf("Bbdw", config.provider_code))
        .maybe("Hsyj", Some(&answer.opinion))
        .maybe("Cwxx", answer.faults.as_deref())
        .with(record(answer.record))
}

/// `Baxx`.
fn record(record: &InspectedRecord) -> Element {
    let sponsor = &record.sponsor;
    let text = |field: &Option<Personal>| field.as_ref().map(|text| text.reveal().to_owned());
    let address = Element::new("Txdz")
        .with(Element::leaf("Shengid", sponsor.province))
        .maybe("Shiid", sponsor.city)
        .maybe("Xianid", sponsor.county)
        .maybe("Xxdz", text(&sponsor.address));
    let document = Element::new("Zj")
        .with(Element::leaf("Zjlx", sponsor.document_type))
        .maybe("Zjhm", Some(sponsor.document_number.reveal()))
        .maybe("Zjzs", Some(sponsor.document_address.reveal()));
    let head = Element::new("Zt_xx")
        .with(Element::leaf("Ztid", sponsor.id))
        .maybe("Dwmc", Some(sponsor.name.reveal()))
        .maybe("Dwxz", sponsor.kind)
        .with(address)
        .maybe("Tzr", sponsor.investor.as_deref())
        .with(document)
        .with(officer("Fzr", &sponsor.officer))
        .maybe("Bz", sponsor.remark.as_deref());
    Element::new("Baxx").with(head).extend(record.services.iter().map(inspected))
}

/// `Wz_xx`.
fn inspected(inspected: &InspectedService) -> Element {
    let part = &inspected.service;
    let domains = part.domains.iter().map(|domain| {
        Element::new("Ym_xx")
            .with(Element::leaf("Ymid", domain.id))
            .with(Element::leaf("Ym", &domain.name))
    });
    let accesses = part.accesses.iter().zip(&inspected.report_modes).map(|(access, mode)| {
        let ips = access.ips.iter().map(|ip| {
            Element::new("Ip_xx")
                .with(Element::leaf("Ipid", ip.id))
                .with(Element::leaf("Qsip", ip.start.to_bits()))
                .with(Element::leaf("Zzip", ip.end.to_bits()))
        });
        Element::new("Jr_xx")
            .with(Element::leaf("Jrid", access.id))
            .with(service::ids("Wzfb", "Fbdd", access.server_locations.iter().copied()))
            .with(service::ids("Wzjrfs", "Jrfs", access.methods.iter().copied()))
            .extend(ips)
            .with(Element::leaf("Bbfs", mode.code()))
    });
    Element::new("Wz_xx")
        .with(Element::leaf("Wzid", part.id))
        .maybe("Wzmc", Some(part.names.join(";")))
        .extend(approvals(inspected))
        .with(service::ids("Fwnr", "Fwnr_id", part.contents.iter().copied()))
        .extend(domains)
        .extend(accesses)
        .with(officer("Wz_Fzr", &part.officer))
        .maybe("Syurl", part.home_url.as_deref())
        .maybe("Wz_Bz", part.remark.as_deref())
}

/// `Nrlx`, which V3.0 wants with the scans or not at all.
fn approvals(inspected: &InspectedService) -> Option<Element> {
    let approvals = &inspected.service.approvals;
    let whole = approvals.len() == inspected.scans.len()
        && inspected.scans.iter().all(|scans| !scans.is_empty());
    (whole && !approvals.is_empty()).then(|| {
        let each = approvals.iter().zip(&inspected.scans);
        Element::new("Nrlx").extend(each.map(|((type_, number), scans)| {
            Element::new("Nrlx_xx")
                .with(Element::leaf("Nrlx_id", type_))
                .with(Element::leaf("Qzsph", number))
                .extend(scans.iter().map(|scan| Element::leaf("Spwj", scan)))
        }))
    })
}

fn officer(name: &'static str, officer: &RecordedOfficer) -> Element {
    let text = |field: &Option<Personal>| field.as_ref().map(|text| text.reveal().to_owned());
    Element::new(name)
        .maybe("Fzr_xm", text(&officer.name))
        .maybe("Fzr_dhhm", text(&officer.phone))
        .maybe("sjhm", text(&officer.mobile))
        .maybe("Fzr_dzyj", text(&officer.email))
        .maybe("Msn", text(&officer.msn))
        .maybe("Qq", text(&officer.qq))
        .maybe("Fzr_zjlx", officer.document_type)
        .maybe("Fzr_zjhm", text(&officer.document_number))
}

/// `Clxx`.
fn unfiled(config: &BureauConfig, answer: &UnfiledAnswer) -> Element {
    Element::new("Clxx")
        .with(Element::leaf("Ym", &answer.domain))
        .with(Element::leaf("IP", answer.ip.to_bits()))
        .with(Element::leaf("Yys", answer.carrier))
        .with(Element::leaf("Jrs", answer.provider.unwrap_or(config.provider_code)))
        .with(Element::leaf("Shengid", answer.province))
        .with(Element::leaf("Cljg", answer.handling))
        .maybe("Clyj", Some(&answer.opinion))
        .with(Element::leaf("Rbsj", day(answer.listed_at)))
        .with(Element::leaf("Clsx", day(answer.due_at)))
        .maybe("Sbrxm", answer.reporter.as_ref().map(|who| who.reveal().to_owned()))
}

/// The day in Beijing.
fn day(at: Timestamp) -> impl std::fmt::Display {
    at.day().format("%Y-%m-%d")
}
