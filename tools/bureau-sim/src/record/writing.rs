//! `BASJ/Baxx` of a download: a record with the bureau's ids and numbers, in the order of the interface.

use super::library::Record;
use super::{Access, Address, Certificate, Officer, Service, Sponsor, WEBSITE};
use crate::wire::writing::Xml;

/// Write a record as one `Baxx`. `services` are the ones to tell about: all of the record after a new
/// filing, the added or changed ones otherwise. The provider's own ids are told only to their owner.
pub fn basj(xml: &mut Xml, record: &Record, services: &[&Service], provider: i64) {
    xml.open("Baxx");
    sponsor(xml, record, provider);
    for item in services {
        service(xml, item, provider);
    }
    dialect(xml, record, services);
    xml.close();
}

/// `Yz_xx`: what V3.0 has no place for. A record that has nothing of it stays plain V3.0.
fn dialect(xml: &mut Xml, record: &Record, services: &[&Service]) {
    let sponsors = record.sponsor.officer.emergency_phone.as_deref();
    let has_some = |service: &&&Service| {
        service.kind != WEBSITE
            || !service.ipv6.is_empty()
            || service.officer.emergency_phone.is_some()
    };
    let services: Vec<_> = services.iter().filter(has_some).collect();
    if sponsors.is_none() && services.is_empty() {
        return;
    }
    xml.open_with("Yz_xx", &[("version", "beian-1")]);
    if let Some(phone) = sponsors {
        xml.open("Zt");
        xml.leaf("Yjlxdh", phone);
        xml.close();
    }
    for service in services {
        xml.open("Wz");
        xml.leaf("IspWzid", service.id);
        xml.leaf("Fwlx", service.kind);
        xml.maybe("Yjlxdh", service.officer.emergency_phone.as_deref());
        for range in &service.ipv6 {
            xml.open("Ipv6");
            xml.leaf("Qsip", &range.first);
            xml.leaf("Zzip", &range.last);
            xml.close();
        }
        service.particulars.write(xml);
        xml.close();
    }
    xml.close();
}

fn sponsor(xml: &mut Xml, record: &Record, provider: i64) {
    let Sponsor { isp_id, id, name, nature, investor, address, certificate, officer, .. } =
        &record.sponsor;
    xml.open("Zt_xx");
    xml.maybe("IspZtid", isp_id.filter(|_| record.filed_by == provider));
    xml.leaf("Ztid", id);
    xml.leaf("Dwmc", name);
    xml.maybe("Dwxz", *nature);
    place_and_certificate(xml, address, certificate);
    xml.open("Fzr");
    contacts(xml, officer);
    // Here, and only here, the number stands before the kind.
    xml.maybe("Fzr_zjhm", officer.certificate.as_ref().map(|c| c.number.as_str()));
    xml.maybe("Fzr_zjlx", kind_of(officer));
    xml.close();
    xml.maybe("Baxh", record.sponsor.number.as_deref());
    xml.leaf("Bbyhlx", record.sponsor.reported_by);
    xml.maybe("Tzr", investor.as_deref());
    xml.leaf("Scbbsj", record.filed.text());
    xml.leaf("Zjxgsj", record.changed.text());
    xml.leaf("Shrxm", super::library::CLERK);
    xml.leaf("Shsj", record.changed.text());
    xml.maybe("Bz", record.sponsor.remark.as_deref());
    xml.close();
}

/// `Txdz` and `Zj`.
pub(super) fn place_and_certificate(xml: &mut Xml, place: &Address, certificate: &Certificate) {
    xml.open("Txdz");
    xml.leaf("Shengid", place.province);
    xml.leaf("Shiid", place.city);
    xml.maybe("Xianid", place.county);
    xml.maybe("Xxdz", place.detail.as_deref());
    xml.close();
    let Certificate { kind, number, address } = certificate;
    xml.open("Zj");
    xml.leaf("Zjlx", kind);
    xml.leaf("Zjhm", number);
    xml.leaf("Zjzs", address);
    xml.close();
}

pub(super) fn kind_of(officer: &Officer) -> Option<i64> {
    officer.certificate.as_ref().map(|c| c.kind).filter(|kind| *kind > 0)
}

pub(super) fn contacts(xml: &mut Xml, officer: &Officer) {
    xml.maybe("Fzr_xm", officer.name.as_deref());
    xml.maybe("Fzr_dhhm", officer.office_phone.as_deref());
    xml.leaf("Fzr_sjhm", &officer.mobile);
    xml.leaf("Fzr_dzyj", &officer.email);
    xml.maybe("Msn", officer.msn.as_deref());
    xml.maybe("Qq", officer.qq.as_deref());
}

fn service(xml: &mut Xml, service: &Service, provider: i64) {
    // A service may have been filed by another provider; its ids are of no use to this one.
    let own = service.accesses.iter().any(|a| a.provider == provider && a.isp_id.is_some());
    xml.open("Wz_xx");
    xml.maybe("IspWzid", service.isp_id.filter(|_| own));
    xml.leaf("Wzid", service.id);
    xml.leaf("Wzmc", &service.name);
    approvals(xml, service);
    numbers(xml, "Fwnr", "Fwnr_id", &service.contents);
    numbers(xml, "Yylb", "Yylb_id", &service.languages);
    for domain in &service.domains {
        xml.open("Ym_xx");
        xml.maybe("IspYmid", domain.isp_id.filter(|_| own));
        xml.leaf("Ymid", domain.id);
        xml.leaf("Ym", &domain.name);
        xml.close();
    }
    for item in &service.accesses {
        access(xml, item, provider);
    }
    xml.open("Wz_Fzr");
    contacts(xml, &service.officer);
    xml.maybe("Fzr_zjlx", kind_of(&service.officer));
    xml.maybe("Fzr_zjhm", service.officer.certificate.as_ref().map(|c| c.number.as_str()));
    xml.close();
    // An upload may be longer here (XZWZ: 512) than a download (255): what does not fit is not told.
    xml.maybe("Syurl", service.home_url.as_deref().filter(|url| url.chars().count() <= 255));
    xml.maybe("Wz_Bz", service.remark.as_deref());
    xml.maybe("Scbbsj", service.filed.map(|at| at.text()));
    xml.maybe("Zjxgsj", service.changed.map(|at| at.text()));
    xml.maybe("Baxh", service.number.as_deref());
    xml.close();
}

/// `Nrlx`, when there are prior approvals.
pub(super) fn approvals(xml: &mut Xml, service: &Service) {
    if service.approvals.is_empty() {
        return;
    }
    xml.open("Nrlx");
    for approval in &service.approvals {
        xml.open("Nrlx_xx");
        xml.leaf("Nrlx_id", approval.kind);
        xml.leaf("Qzsph", &approval.number);
        for scan in &approval.scans {
            xml.leaf("Spwj", scan);
        }
        xml.close();
    }
    xml.close();
}

fn access(xml: &mut Xml, access: &Access, provider: i64) {
    let own = access.provider == provider;
    xml.open("Jr_xx");
    xml.maybe("IspJrid", access.isp_id.filter(|_| own));
    xml.leaf("Jrid", access.id);
    xml.leaf("Ispid", access.provider);
    numbers(xml, "Wzfb", "Fbdd", &access.locations);
    numbers(xml, "Wzjrfs", "Jrfs", &access.modes);
    for range in &access.ranges {
        xml.open("Ip_xx");
        xml.maybe("IspIpid", range.isp_id.filter(|_| own));
        xml.leaf("Ipid", range.id);
        xml.leaf("Qsip", range.first);
        xml.leaf("Zzip", range.last);
        xml.close();
    }
    xml.close();
}

pub(super) fn numbers(xml: &mut Xml, outer: &'static str, inner: &str, values: &[i64]) {
    if values.is_empty() {
        return;
    }
    xml.open(outer);
    for value in values {
        xml.leaf(inner, value);
    }
    xml.close();
}
