//! `Yz_xx`: what V3.0 has no place for, in our own dialect (`schema/dialect.txt`).

use super::{Writing, kind};
use crate::{config::Dialect, submission::role_code, xml::Element};
use filing::{
    dossier::{IpRange, Service},
    personal::Personal,
};

/// Of every element that is ours.
pub(super) const VERSION: &str = "beian-1";

/// The element, unless the dialect is off or there is nothing to say. `named` are the record's
/// services with the number by which the record names each.
pub(super) fn element<'a>(
    writing: &Writing<'_>,
    named: impl IntoIterator<Item = (&'a Service, i64)>,
) -> Option<Element> {
    if writing.config.dialect == Dialect::None {
        return None;
    }
    let submission = writing.submission;
    let emergency = submission
        .dossier
        .sponsor()
        .and_then(|sponsor| sponsor.officer.emergency_phone.as_ref())
        .map(|phone| Element::new("Zt").with(Element::leaf("Yjlxdh", phone.reveal())));
    let services = named.into_iter().map(|(part, number)| service(writing, part, number));
    let people = submission.confirmers.iter().map(|person| {
        Element::new("Dxry")
            .with(Element::leaf("Js", role_code(person.role)))
            .with(Element::leaf("Xm", person.name.reveal()))
            .with(Element::leaf("Sjhm", person.mobile.reveal()))
            .with(Element::leaf("Zjhm", person.document_number.reveal()))
    });
    let people = Element::new("Dx").extend(people);
    let people = (!people.children.is_empty()).then_some(people);
    let whole = Element::new("Yz_xx")
        .attribute("version", VERSION)
        .extend(emergency)
        .extend(services)
        .extend(people);
    (!whole.children.is_empty()).then_some(whole)
}

fn service(writing: &Writing<'_>, service: &Service, number: i64) -> Element {
    let verified = writing.submission.verified_at.get(&service.id).map(|at| {
        Element::new("Hy")
            .with(Element::leaf("Fs", 1))
            .with(Element::leaf("Sj", at.beijing().format("%Y-%m-%d %H:%M:%S")))
    });
    Element::new("Wz")
        .with(Element::leaf("IspWzid", number))
        .with(Element::leaf("Fwlx", service.kind.code()))
        .maybe("Yjlxdh", service.officer.emergency_phone.as_ref().map(Personal::reveal))
        .extend(service.access.ip_ranges.iter().filter_map(ipv6))
        .extend(verified)
        .extend(kind::element(writing.submission, service))
}

fn ipv6(range: &IpRange) -> Option<Element> {
    range.start.is_ipv6().then(|| {
        Element::new("Ipv6")
            .with(Element::leaf("Qsip", range.start))
            .with(Element::leaf("Zzip", range.end))
    })
}
