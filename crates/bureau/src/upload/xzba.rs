//! 新增备案: a sponsor the bureau does not know yet, with its services.

use super::{Writing, attachment, dialect, service, sponsor};
use crate::{submission::Owner, xml::Element};

/// `Baxx`.
pub(super) fn record(writing: &mut Writing<'_>) -> Element {
    let submission = writing.submission;
    let who = writing.sponsor();
    let organisation = who.is_none_or(sponsor::is_organisation);
    let mut head = Element::new("Zt_xx").with(Element::leaf("IspZtid", submission.ids.sponsor));
    if let Some(who) = who {
        head = head
            .with(Element::leaf("Dwmc", who.name.reveal()))
            .extend(sponsor::body(who))
            .with(Element::leaf("Bbfs", submission.report_mode.code()))
            .maybe("Bz", who.officer.remark_bureau.as_deref());
    }
    let services: Vec<Element> = writing
        .services()
        .iter()
        .filter_map(|part| service::new(writing, part, organisation))
        .collect();
    let attachments = attachment::all(writing, |writing, owner| {
        let ids = writing.submission.ids;
        let number = match owner {
            Owner::Sponsor => Some(ids.sponsor),
            Owner::Service(id) | Owner::Approval(id, _) | Owner::Icon(id) => {
                ids.service(id).map(|ids| ids.id)
            }
        };
        number.map(|number| Element::leaf("Ssdxbs", number))
    });
    Element::new("Baxx")
        .with(head)
        .extend(services)
        .extend(attachments)
        .extend(dialect::element(writing, numbered(writing)))
}

/// The services with our own numbers, by which this message names them.
pub(super) fn numbered<'a>(writing: &Writing<'a>) -> Vec<(&'a filing::dossier::Service, i64)> {
    let ids = writing.submission.ids;
    writing
        .services()
        .iter()
        .filter_map(|service| ids.service(service.id).map(|ids| (service, ids.id)))
        .collect()
}
