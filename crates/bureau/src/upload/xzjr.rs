//! 新增接入: a filed service moves to this provider, or is served by it as well.

use super::{Writing, attachment, dialect, service};
use crate::{submission::Owner, xml::Element};
use filing::dossier::Service;

/// One `Xzxx` a service.
pub(super) fn records(writing: &mut Writing<'_>) -> Vec<Element> {
    let services = writing.services();
    if services.is_empty() {
        writing.missing("service");
    }
    services.iter().filter_map(|service| record(writing, service)).collect()
}

fn record(writing: &mut Writing<'_>, part: &Service) -> Option<Element> {
    let numbers = writing.wire_ids(part)?;
    let filed = writing.record_ids(part);
    let number = filed.and_then(|filed| filed.number.as_deref()).or(writing
        .submission
        .dossier
        .target()
        .service_number
        .as_deref());
    let id = filed.and_then(|filed| filed.id);
    let head = match (number, id) {
        (Some(number), _) => Some(Element::leaf("Wzbah", number)),
        (None, Some(id)) => Some(Element::leaf("Wzid", id)),
        (None, None) => None,
    };
    let head = writing.need(head, "filing number of the service");
    let ips = service::ips(writing, part, numbers);
    // A record of its own a service: each takes its own pictures, and all take the sponsor's.
    let ours = |owner| owner == Owner::Sponsor || owner == Owner::Service(part.id);
    let attachments = attachment::some(writing, ours, |writing, owner| match owner {
        Owner::Sponsor => attachment::filed_sponsor(writing),
        Owner::Service(id) | Owner::Approval(id, _) | Owner::Icon(id) => {
            attachment::filed_service(writing, id)
        }
    });
    let password = writing.filing_password();
    let named = [(part, id.unwrap_or(numbers.access))];
    Some(
        Element::new("Xzxx")
            .with(Element::new("Wz_xx").extend(head))
            .with(Element::leaf("IspJrid", numbers.access))
            .extend(service::access_head(&part.access))
            .extend(ips)
            .extend(attachments)
            .maybe("ICPmm", password)
            .extend(dialect::element(writing, named)),
    )
}
