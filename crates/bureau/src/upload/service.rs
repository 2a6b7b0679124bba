//! 网站, APP, 小程序, 快应用: the parts of `Wz_xx` that the operations share.

use super::{Writing, attachment, person};
use crate::{
    config::Dialect,
    error::PrepareError,
    gbk,
    submission::{ServiceWireIds, ipv4},
    xml::Element,
};
use filing::{
    dossier::{Access, Domain, Service},
    draft::ServiceKind,
};

/// Code table `access_method` and friends are written as a list of ids inside one element.
pub(super) fn ids(
    outer: &'static str,
    inner: &'static str,
    ids: impl IntoIterator<Item = u32>,
) -> Element {
    Element::new(outer).extend(ids.into_iter().map(|id| Element::leaf(inner, id)))
}

/// `Wzmc` to `Yylb`. V3.0 by itself would make a website of every service.
pub(super) fn head(writing: &mut Writing<'_>, service: &Service) -> Vec<Element> {
    if service.kind != ServiceKind::Website && writing.config.dialect == Dialect::None {
        let (record, service, kind) = (writing.record, service.id, service.kind);
        writing.found.push(PrepareError::ServiceKindNotCarried { record, service, kind });
    }
    let mut head = vec![Element::leaf("Wzmc", service.names.join(";"))];
    head.extend(approvals(writing, service));
    head.push(ids("Fwnr", "Fwnr_id", service.contents.iter().copied()));
    head.push(ids("Yylb", "Yylb_id", service.languages.iter().copied()));
    head
}

/// `Nrlx`: each approval with its scans.
fn approvals(writing: &mut Writing<'_>, service: &Service) -> Option<Element> {
    if service.prior_approvals.is_empty() {
        return None;
    }
    let mut list = Element::new("Nrlx");
    for (index, approval) in service.prior_approvals.iter().enumerate() {
        let scans = attachment::scans(writing.submission, service.id, index);
        if scans.is_empty() {
            writing.missing("scan of a prior approval");
        }
        list = list.with(
            Element::new("Nrlx_xx")
                .with(Element::leaf("Nrlx_id", approval.type_))
                .with(Element::leaf("Qzsph", &approval.number))
                .extend(scans),
        );
    }
    Some(list)
}

/// A first filing's or a new service's `Ym_xx`; other operations add the bureau's ids.
pub(super) fn domains(
    writing: &mut Writing<'_>,
    service: &Service,
    numbers: &ServiceWireIds,
) -> Vec<Element> {
    if service.domains.is_empty() && service.kind == ServiceKind::Website {
        writing.missing("domain of a website");
    }
    if numbers.domains.len() != service.domains.len() {
        writing.missing("our number of a domain");
    }
    service
        .domains
        .iter()
        .zip(&numbers.domains)
        .map(|(domain, number)| {
            Element::new("Ym_xx")
                .with(Element::leaf("IspYmid", number))
                .with(Element::leaf("Ym", spelling(domain)))
        })
        .collect()
}

/// As people write it, where GBK can; else as the registry does.
pub(super) fn spelling(domain: &Domain) -> &str {
    match gbk::unencodable(&domain.unicode) {
        None => &domain.unicode,
        Some(_) => &domain.ascii,
    }
}

/// `Wzfb` and `Wzjrfs`.
pub(super) fn access_head(access: &Access) -> [Element; 2] {
    [
        ids("Wzfb", "Fbdd", access.server_locations.iter().copied()),
        ids("Wzjrfs", "Jrfs", access.methods.iter().copied()),
    ]
}

/// `Ip_xx`. V3.0 has numbers of 32 bits only and demands one range at least; IPv6 is in the dialect.
pub(super) fn ips(
    writing: &mut Writing<'_>,
    service: &Service,
    numbers: &ServiceWireIds,
) -> Vec<Element> {
    let ranges: Vec<(u32, u32)> = ipv4(&service.access.ip_ranges).collect();
    if ranges.is_empty() {
        let (record, service) = (writing.record, service.id);
        writing.found.push(PrepareError::Ipv4Missing { record, service });
    } else if ranges.len() != numbers.ips.len() {
        writing.missing("our number of an IP range");
    }
    ranges
        .into_iter()
        .zip(&numbers.ips)
        .map(|((start, end), number)| {
            Element::new("Ip_xx")
                .with(Element::leaf("IspIpid", number))
                .with(Element::leaf("Qsip", start))
                .with(Element::leaf("Zzip", end))
        })
        .collect()
}

/// `Wz_Fzr`.
pub(super) fn officer(service: &Service, organisation: bool) -> Element {
    person::officer("Wz_Fzr", &service.officer, organisation)
}

/// `Syurl` and `Wz_Bz`; a service without a home page is found under its first host.
pub(super) fn tail(service: &Service) -> Vec<Element> {
    let home = service.home_url.as_ref().or(service.hosts.first());
    Element::new("")
        .maybe("Syurl", home)
        .maybe("Wz_Bz", service.officer.remark_bureau.as_deref())
        .children
}

/// The whole `Wz_xx` of a service the bureau does not know yet.
pub(super) fn new(
    writing: &mut Writing<'_>,
    service: &Service,
    organisation: bool,
) -> Option<Element> {
    let numbers = writing.wire_ids(service)?;
    let access = Element::new("Jr_xx")
        .with(Element::leaf("IspJrid", numbers.access))
        .extend(access_head(&service.access))
        .extend(ips(writing, service, numbers));
    Some(
        Element::new("Wz_xx")
            .with(Element::leaf("IspWzid", numbers.id))
            .extend(head(writing, service))
            .extend(domains(writing, service, numbers))
            .with(access)
            .with(officer(service, organisation))
            .extend(tail(service)),
    )
}
