//! 变更备案. V3.0 has one operation for every change, and it states the whole sponsor and whole
//! services: what the dossier leaves alone comes from the record as the bureau last sent it.

use super::{Writing, attachment, dialect, person, service, sponsor, xzwz::is_organisation};
use crate::{
    record::{RecordedAccess, RecordedService},
    submission::{Owner, ServiceRecordIds, ServiceWireIds, ipv4},
    xml::Element,
};
use filing::dossier::Service;

/// `Bgxx`.
pub(super) fn record(writing: &mut Writing<'_>) -> Element {
    let head = head(writing);
    let services = services(writing);
    let attachments = attachment::all(writing, |writing, owner| match owner {
        Owner::Sponsor => attachment::filed_sponsor(writing),
        Owner::Service(id) | Owner::Approval(id, _) | Owner::Icon(id) => {
            attachment::filed_service(writing, id)
        }
    });
    let password = writing.filing_password();
    let named: Vec<(&Service, i64)> = writing
        .services()
        .iter()
        .filter_map(|part| Some((part, writing.record_ids(part)?.id?)))
        .collect();
    Element::new("Bgxx")
        .with(head)
        .extend(services)
        .extend(attachments)
        .maybe("ICPmm", password)
        .extend(dialect::element(writing, named))
}

fn head(writing: &mut Writing<'_>) -> Element {
    let submission = writing.submission;
    let filed = submission.record.and_then(|record| record.filed.as_deref());
    let id =
        submission.record.and_then(|record| record.sponsor).or(filed.map(|filed| filed.sponsor.id));
    let id = writing.need(id, "the bureau's id of the sponsor");
    let number =
        writing.sponsor_number().or(filed.and_then(|filed| filed.sponsor.number.as_deref()));
    let number = writing.need(number, "filing number of the sponsor");
    let head = Element::new("Zt_xx").maybe("Ztid", id);
    if let Some(who) = submission.dossier.sponsor() {
        return head
            .with(Element::leaf("Dwmc", who.name.reveal()))
            .maybe("Baxh", number)
            .extend(sponsor::body(who))
            .maybe("Bz", who.officer.remark_bureau.as_deref());
    }
    let Some(filed) = writing.need(filed, "sponsor, or the record as filed") else { return head };
    head.with(Element::leaf("Dwmc", filed.sponsor.name.reveal()))
        .maybe("Baxh", number)
        .extend(sponsor::recorded(&filed.sponsor))
        .maybe("Bz", filed.sponsor.remark.as_deref())
}

/// The dossier's services; all of the record's when the dossier has none.
fn services(writing: &mut Writing<'_>) -> Vec<Element> {
    let parts = writing.services();
    if !parts.is_empty() {
        let organisation = is_organisation(writing);
        return parts.iter().filter_map(|part| changed(writing, part, organisation)).collect();
    }
    let filed = writing.submission.record.and_then(|record| record.filed.as_deref());
    match writing.need(filed, "services, or the record as filed") {
        Some(filed) => filed.services.iter().map(|part| unchanged(writing, part)).collect(),
        None => Vec::new(),
    }
}

fn changed(writing: &mut Writing<'_>, part: &Service, organisation: bool) -> Option<Element> {
    let numbers = writing.wire_ids(part)?;
    let filed = writing.record_ids(part);
    let filed = writing.need(filed, "the bureau's ids of a service")?;
    let id = writing.need(filed.id, "the bureau's id of a service")?;
    let access = writing.need(filed.access, "the bureau's id of an access")?;
    let number = writing.need(filed.number.as_deref(), "filing number of a service")?;
    let access = Element::new("Jr_xx")
        .with(Element::leaf("Jrid", access))
        .extend(service::access_head(&part.access))
        .extend(ips(writing, part, numbers, filed));
    Some(
        Element::new("Wz_xx")
            .with(Element::leaf("Wzid", id))
            .extend(service::head(writing, part))
            .extend(domains(writing, part, numbers, filed))
            .with(access)
            .with(service::officer(part, organisation))
            .with(Element::leaf("Baxh", number))
            .extend(service::tail(part)),
    )
}

/// `Ym_xx` with the bureau's id behind ours, where it has one.
fn domains(
    writing: &mut Writing<'_>,
    part: &Service,
    numbers: &ServiceWireIds,
    filed: &ServiceRecordIds,
) -> Vec<Element> {
    let mut list = service::domains(writing, part, numbers);
    for (element, domain) in list.iter_mut().zip(&part.domains) {
        if let Some(id) = filed.domains.get(&domain.ascii) {
            element.children.insert(1, Element::leaf("Ymid", id));
        }
    }
    list
}

/// `Ip_xx` with the bureau's id behind ours, where it has one.
fn ips(
    writing: &mut Writing<'_>,
    part: &Service,
    numbers: &ServiceWireIds,
    filed: &ServiceRecordIds,
) -> Vec<Element> {
    let mut list = service::ips(writing, part, numbers);
    for (element, range) in list.iter_mut().zip(ipv4(&part.access.ip_ranges)) {
        let id = filed.ips.iter().find(|(known, _)| ipv4(&[*known]).next() == Some(range));
        if let Some((_, id)) = id {
            element.children.insert(1, Element::leaf("Ipid", id));
        }
    }
    list
}

/// A service of the record that the change leaves as it is.
fn unchanged(writing: &mut Writing<'_>, part: &RecordedService) -> Element {
    if !part.approvals.is_empty() {
        // Its scans would have to be sent again, and the record does not keep them.
        writing.missing("scan of a prior approval");
    }
    let number = writing.need(part.number.as_deref(), "filing number of a service");
    let mut whole = Element::new("Wz_xx")
        .with(Element::leaf("Wzid", part.id))
        .with(Element::leaf("Wzmc", part.names.join(";")))
        .with(service::ids("Fwnr", "Fwnr_id", part.contents.iter().copied()))
        .with(service::ids("Yylb", "Yylb_id", part.languages.iter().copied()));
    for domain in &part.domains {
        let ours = writing.need(domain.our_id, "our number of a domain");
        whole = whole.with(
            Element::new("Ym_xx")
                .maybe("IspYmid", ours)
                .with(Element::leaf("Ymid", domain.id))
                .with(Element::leaf("Ym", &domain.name)),
        );
    }
    for access in &part.accesses {
        whole = whole.with(recorded_access(writing, access));
    }
    whole
        .with(person::recorded("Wz_Fzr", &part.officer))
        .maybe("Baxh", number)
        .maybe("Syurl", part.home_url.as_deref())
        .maybe("Wz_Bz", part.remark.as_deref())
}

fn recorded_access(writing: &mut Writing<'_>, access: &RecordedAccess) -> Element {
    let mut whole = Element::new("Jr_xx")
        .with(Element::leaf("Jrid", access.id))
        .with(service::ids("Wzfb", "Fbdd", access.server_locations.iter().copied()))
        .with(service::ids("Wzjrfs", "Jrfs", access.methods.iter().copied()));
    for ip in &access.ips {
        let ours = writing.need(ip.our_id, "our number of an IP range");
        whole = whole.with(
            Element::new("Ip_xx")
                .maybe("IspIpid", ours)
                .with(Element::leaf("Ipid", ip.id))
                .with(Element::leaf("Qsip", ip.start.to_bits()))
                .with(Element::leaf("Zzip", ip.end.to_bits())),
        );
    }
    whole
}
