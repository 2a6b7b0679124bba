//! What the bureau says of a record (BASJ), laid over what is kept of it. V3.0 has no place for much
//! of what is filed today (emergency phones, IPv6, apps …): what it can't say stays.

use super::Kept;
use bureau::{BureauRecord, RecordedAccess, RecordedOfficer, RecordedService as Said};
use filing::{
    dossier::{Access, Domain, IpRange, Officer, PriorApproval, Region, Service, Sponsor},
    draft::ServiceKind,
    id::ServiceId,
    number::{DomainName, FilingNumber},
    personal::Personal,
    record::{Record, RecordEvent, RecordState, RecordedService},
};
use std::net::IpAddr;

/// Code table `im_type`: the only messenger V3.0 has an element for.
const QQ: i32 = 1;

/// The record as it stands after the bureau's word. `name` gives the id of a service that was not
/// known; nothing when it has none to give, and then the service is not taken in. Nothing at all
/// comes of a record without a number.
pub(crate) fn told(
    known: Option<&Kept>,
    said: &BureauRecord,
    provider: i64,
    mut name: impl FnMut(&Said) -> Option<ServiceId>,
) -> Option<Kept> {
    let number = normal(said.sponsor.number.as_deref()?);
    let mut record = match known {
        Some(kept) => kept.record.clone(),
        None => Record {
            state: if said.services.is_empty() { RecordState::Shell } else { RecordState::Active },
            sponsor_number: String::new(),
            sponsor_wire_id: None,
            sponsor: None,
            services: Vec::new(),
            verified: None,
            underway: None,
        },
    };
    record.sponsor_number = number;
    record.sponsor_wire_id = Some(said.sponsor.id);
    record.sponsor = Some(sponsor(record.sponsor.as_ref(), said));
    for part in &said.services {
        let number = part.number.as_deref().map(normal);
        let at = record.services.iter().position(|known| {
            known.wire_id == Some(part.id)
                || number.as_deref().is_some_and(|number| known.has_number(number))
        });
        match at {
            Some(at) => {
                let next = service(Some(&record.services[at]), None, part, provider);
                record.services.splice(at..=at, next);
            }
            None => record.services.extend(service(None, name(part), part, provider)),
        }
    }
    if known.is_some() && record.state != RecordState::Cancelled {
        record.settle();
    }
    let filed = merged(known.and_then(|kept| kept.filed.as_ref()), said);
    let meanwhile = known.and_then(|kept| kept.said_meanwhile.clone());
    Some(Kept { record, filed: Some(filed), said_meanwhile: meanwhile })
}

/// A number in normal form; as it is when it has none.
pub(crate) fn normal(number: &str) -> String {
    match number.parse::<FilingNumber>() {
        Ok(parsed) => parsed.as_str().to_owned(),
        Err(_) => number.trim().to_owned(),
    }
}

/// The bureau's words, whole: a file tells only of the services that changed.
fn merged(known: Option<&BureauRecord>, said: &BureauRecord) -> BureauRecord {
    let mut services = known.map(|known| known.services.clone()).unwrap_or_default();
    for part in &said.services {
        match services.iter_mut().find(|known| known.id == part.id) {
            Some(known) => *known = part.clone(),
            None => services.push(part.clone()),
        }
    }
    BureauRecord { sponsor: said.sponsor.clone(), services }
}

fn sponsor(known: Option<&Sponsor>, said: &BureauRecord) -> Sponsor {
    let said = &said.sponsor;
    let mut officer = officer(known.map(|known| &known.officer), &said.officer);
    officer.remark_bureau.clone_from(&said.remark);
    Sponsor {
        name: said.name.clone(),
        kind: said.kind.or(known.map(|known| known.kind)).unwrap_or_default(),
        region: Region {
            province: said.province,
            city: said.city.or(known.map(|known| known.region.city)).unwrap_or_default(),
            county: said.county,
        },
        document_type: said.document_type,
        document_number: said.document_number.clone(),
        document_address: said.document_address.clone(),
        address: said
            .address
            .clone()
            .or(known.map(|known| known.address.clone()))
            .unwrap_or_default(),
        investor: said.investor.clone(),
        officer,
    }
}

fn officer(known: Option<&Officer>, said: &RecordedOfficer) -> Officer {
    let known = known.cloned().unwrap_or_else(|| Officer {
        name: Personal::default(),
        document_type: 0,
        document_number: Personal::default(),
        mobile: Personal::default(),
        email: Personal::default(),
        phone: None,
        emergency_phone: None,
        im_type: None,
        im_account: None,
        remark_bureau: None,
    });
    if *said == RecordedOfficer::default() {
        return known;
    }
    // Where no office phone was typed, the report repeats the mobile number in its place.
    let repeated = known.phone.is_none() && said.phone == said.mobile;
    let (im_type, im_account) = match &said.qq {
        Some(account) => (Some(QQ), Some(account.clone())),
        None if known.im_type == Some(QQ) => (None, None),
        None => (known.im_type, known.im_account),
    };
    Officer {
        name: said.name.clone().unwrap_or(known.name),
        document_type: said.document_type.unwrap_or(known.document_type),
        document_number: said.document_number.clone().unwrap_or(known.document_number),
        mobile: said.mobile.clone().unwrap_or(known.mobile),
        email: said.email.clone().unwrap_or(known.email),
        phone: said.phone.clone().filter(|_| !repeated),
        im_type,
        im_account,
        ..known
    }
}

fn service(
    known: Option<&RecordedService>,
    fresh: Option<ServiceId>,
    said: &Said,
    provider: i64,
) -> Option<RecordedService> {
    let own: Vec<&RecordedAccess> =
        said.accesses.iter().filter(|access| access.provider == provider).collect();
    let others = said.accesses.len() - own.len();
    let kept = known.map(|known| &known.service);
    let id = kept.map(|kept| kept.id).or(fresh)?;
    let number = said.number.as_deref().map(normal);
    let kind = number.as_deref().and_then(|number| number.parse::<FilingNumber>().ok());
    let kind = kind.and_then(|number| number.service()).map(|(_, kind)| kind).or(said.kind);
    let mut officer = officer(kept.map(|kept| &kept.officer), &said.officer);
    officer.remark_bureau.clone_from(&said.remark);
    let approvals = |of: &(u32, String)| {
        let mut kept = kept.into_iter().flat_map(|kept| &kept.prior_approvals);
        kept.find(|kept| (kept.type_, &kept.number) == (of.0, &of.1))
            .cloned()
            .unwrap_or(PriorApproval { type_: of.0, number: of.1.clone(), materials: Vec::new() })
    };
    let chosen = |said: &[u32], kept: Option<&Vec<u32>>| match (said, kept) {
        ([], Some(kept)) => kept.clone(),
        _ => said.to_vec(),
    };
    let hosts = kept.map(|kept| kept.hosts.clone()).unwrap_or_default();
    let known_home = kept.and_then(|kept| kept.home_url.clone());
    let home_url = match (&said.home_url, known_home) {
        // A service without a home page is reported under its first host.
        (Some(said), None) if hosts.first() == Some(said) => None,
        (Some(said), _) => Some(said.clone()),
        (None, known) => known,
    };
    let service = Service {
        id,
        kind: kind.or(kept.map(|kept| kept.kind)).unwrap_or(ServiceKind::Website),
        names: said.names.clone(),
        domains: said.domains.iter().map(|domain| self::domain(&domain.name)).collect(),
        hosts,
        home_url,
        prior_approvals: said.approvals.iter().map(approvals).collect(),
        contents: chosen(&said.contents, kept.map(|kept| &kept.contents)),
        languages: chosen(&said.languages, kept.map(|kept| &kept.languages)),
        application_types: kept.map(|kept| kept.application_types.clone()).unwrap_or_default(),
        officer,
        access: access(kept.map(|kept| &kept.access), &own),
        app: kept.and_then(|kept| kept.app.clone()).or(said.dialect.app.clone()),
        mini_program: kept
            .and_then(|kept| kept.mini_program.clone())
            .or(said.dialect.mini_program.clone()),
        quick_app: kept.and_then(|kept| kept.quick_app.clone()).or(said.dialect.quick_app.clone()),
    };
    Some(RecordedService {
        state: state(known.map(|known| known.state), said),
        number: number.or(known.and_then(|known| known.number.clone())),
        wire_id: Some(said.id),
        access_wire_ids: own.iter().map(|access| access.id).collect(),
        other_accesses: u32::try_from(others).unwrap_or(u32::MAX),
        service,
    })
}

/// A service without any access is a shell; with one again it is none.
fn state(known: Option<RecordState>, said: &Said) -> RecordState {
    let event = match said.accesses.is_empty() {
        true => RecordEvent::LastPartGone,
        false => RecordEvent::PartAdded,
    };
    let before = known.unwrap_or(RecordState::Active);
    // What the table does not take stays: a cancelled service is left by nothing.
    before.apply(event).unwrap_or(before)
}

fn domain(name: &str) -> Domain {
    match name.parse::<DomainName>() {
        Ok(domain) => Domain { ascii: domain.as_str().to_owned(), unicode: domain.unicode() },
        Err(_) => Domain { ascii: name.to_ascii_lowercase(), unicode: name.to_owned() },
    }
}

/// Several accesses of this provider are shown as one, with the addresses of all.
fn access(known: Option<&Access>, own: &[&RecordedAccess]) -> Access {
    let mut whole =
        Access { server_locations: Vec::new(), methods: Vec::new(), ip_ranges: Vec::new() };
    let add = |list: &mut Vec<u32>, codes: &[u32]| {
        for code in codes {
            if !list.contains(code) {
                list.push(*code);
            }
        }
    };
    for access in own {
        add(&mut whole.server_locations, &access.server_locations);
        add(&mut whole.methods, &access.methods);
        whole.ip_ranges.extend(
            access
                .ips
                .iter()
                .map(|ip| IpRange { start: IpAddr::V4(ip.start), end: IpAddr::V4(ip.end) }),
        );
    }
    let Some(known) = known.filter(|_| !own.is_empty()) else { return whole };
    let (v4, v6): (Vec<IpRange>, Vec<IpRange>) =
        known.ip_ranges.iter().copied().partition(|range| range.start.is_ipv4());
    match v4 == whole.ip_ranges {
        true => whole.ip_ranges.clone_from(&known.ip_ranges),
        // IPv6 has no place in a download.
        false => whole.ip_ranges.extend(v6),
    }
    whole
}

#[cfg(test)]
mod tests;
