//! 新增网站: another service of a filed sponsor.

use super::{Writing, attachment, dialect, service, sponsor, xzba::numbered};
use crate::{submission::Owner, xml::Element};

/// `Xzxx`.
pub(super) fn record(writing: &mut Writing<'_>) -> Element {
    let submission = writing.submission;
    let id = submission.record.and_then(|record| record.sponsor);
    let number = writing.sponsor_number();
    let head = match (number, id) {
        (Some(number), _) => Some(Element::leaf("Ztbah", number)),
        (None, Some(id)) => Some(Element::leaf("Ztid", id)),
        (None, None) => None,
    };
    let head = writing.need(head, "filing number of the sponsor");
    let organisation = is_organisation(writing);
    let services: Vec<Element> = writing
        .services()
        .iter()
        .filter_map(|part| service::new(writing, part, organisation))
        .collect();
    let attachments = attachment::all(writing, |writing, owner| match owner {
        Owner::Sponsor => attachment::filed_sponsor(writing),
        // The bureau does not know this service yet: our own number names it.
        Owner::Service(id) | Owner::Approval(id, _) | Owner::Icon(id) => {
            attachment::filed(writing.submission.ids.service(id).map(|ids| ids.id), None)
        }
    });
    let password = writing.filing_password();
    Element::new("Xzxx")
        .with(Element::new("Zt_xx").extend(head))
        .extend(services)
        .extend(attachments)
        .maybe("ICPmm", password)
        .extend(dialect::element(writing, numbered(writing)))
}

/// Of the dossier's sponsor or of the filed one; an organisation when neither is known, for it has
/// to say more.
pub(super) fn is_organisation(writing: &Writing<'_>) -> bool {
    let submission = writing.submission;
    if let Some(who) = submission.dossier.sponsor() {
        return sponsor::is_organisation(who);
    }
    let filed = submission.record.and_then(|record| record.filed.as_ref());
    filed.and_then(|filed| filed.sponsor.kind) != Some(sponsor::INDIVIDUAL)
}
