//! `HSRW/Baxx` of a download: a record the provider has to look at again, with the bureau's ids only.

use super::library::Record;
use super::writing::{approvals, contacts, kind_of, numbers, place_and_certificate};
use super::{Access, Officer, Service};
use crate::wire::writing::Xml;

/// Write a record as one `Baxx` of an inspection task 核实任务: the sponsor, and of the services the ones
/// the provider gives access to, with its own accesses.
pub fn hsrw(
    xml: &mut Xml,
    record: &Record,
    services: &[&Service],
    provider: i64,
    remark: Option<&str>,
) {
    let sponsor = &record.sponsor;
    xml.open("Baxx");
    xml.open("Zt_xx");
    xml.leaf("Ztid", sponsor.id);
    xml.leaf("Dwmc", &sponsor.name);
    xml.maybe("Dwxz", sponsor.nature);
    place_and_certificate(xml, &sponsor.address, &sponsor.certificate);
    xml.open("Fzr");
    officer(xml, &sponsor.officer);
    xml.close();
    xml.maybe("Tzr", sponsor.investor.as_deref());
    xml.leaf("Bbyhlx", sponsor.reported_by);
    xml.leaf("Scbbsj", record.filed.text());
    xml.leaf("Zjxgsj", record.changed.text());
    xml.maybe("Bz", sponsor.remark.as_deref());
    xml.close();
    for item in services {
        service(xml, item, provider, sponsor.reported_by);
    }
    xml.maybe("Bz", remark);
    xml.close();
}

/// Contacts, then kind and number: in tasks the kind stands first everywhere.
fn officer(xml: &mut Xml, officer: &Officer) {
    contacts(xml, officer);
    xml.maybe("Fzr_zjlx", kind_of(officer));
    xml.maybe("Fzr_zjhm", officer.certificate.as_ref().map(|c| c.number.as_str()));
}

fn service(xml: &mut Xml, service: &Service, provider: i64, reported_by: i64) {
    xml.open("Wz_xx");
    xml.leaf("Wzid", service.id);
    xml.leaf("Wzmc", &service.name);
    approvals(xml, service);
    numbers(xml, "Fwnr", "Fwnr_id", &service.contents);
    numbers(xml, "Yylb", "Yylb_id", &service.languages);
    for domain in &service.domains {
        xml.open("Ym_xx");
        xml.leaf("Ymid", domain.id);
        xml.leaf("Ym", &domain.name);
        xml.close();
    }
    for item in service.accesses.iter().filter(|a| a.provider == provider) {
        access(xml, item, reported_by);
    }
    xml.open("Wz_Fzr");
    officer(xml, &service.officer);
    xml.close();
    xml.maybe("Syurl", service.home_url.as_deref().filter(|url| url.chars().count() <= 255));
    xml.maybe("Wz_Bz", service.remark.as_deref());
    xml.maybe("Scbbsj", service.filed.map(|at| at.text()));
    xml.maybe("Zjxgsj", service.changed.map(|at| at.text()));
    xml.close();
}

fn access(xml: &mut Xml, access: &Access, reported_by: i64) {
    xml.open("Jr_xx");
    xml.leaf("Jrid", access.id);
    numbers(xml, "Wzfb", "Fbdd", &access.locations);
    numbers(xml, "Wzjrfs", "Jrfs", &access.modes);
    for range in &access.ranges {
        xml.open("Ip_xx");
        xml.leaf("Ipid", range.id);
        xml.leaf("Qsip", range.first);
        xml.leaf("Zzip", range.last);
        xml.close();
    }
    xml.leaf("Bbyhid", access.provider);
    xml.leaf("Bbyhlx", reported_by);
    xml.close();
}
