//! 附件: `Fj`, and the scans of prior approvals (handbook §3.9).

use super::Writing;
use crate::{
    envelope,
    error::PrepareError,
    submission::{Attachment, AttachmentUse, Owner, Submission},
    xml::Element,
};
use filing::id::ServiceId;

/// Every JPEG begins so.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

/// Sizes, format and owners, for all attachments of a submission.
pub(super) fn check(writing: &mut Writing<'_>) {
    let limits = writing.config.limits;
    for attachment in &writing.submission.attachments {
        let Attachment { use_, jpeg, owner } = attachment;
        let (record, use_, size) = (writing.record, *use_, jpeg.len());
        if !exists(writing, *owner) {
            writing.missing("owner of an attachment");
        }
        let limit = if use_ == AttachmentUse::Sheet { limits.sheet } else { limits.other };
        if size > limit {
            writing.found.push(PrepareError::AttachmentTooLarge { record, use_, size, limit });
        }
        if !jpeg.starts_with(&JPEG) {
            writing.found.push(PrepareError::AttachmentNotJpeg { record, use_ });
        }
    }
}

/// Whether the dossier, or the record behind it, has the part that an attachment belongs to.
fn exists(writing: &Writing<'_>, owner: Owner) -> bool {
    let part = |id| writing.services().iter().find(|service| service.id == id);
    match owner {
        Owner::Sponsor => true,
        Owner::Service(id) => {
            let filed = writing.submission.record.and_then(|record| record.service(id));
            part(id).is_some() || filed.is_some()
        }
        Owner::Icon(id) => part(id).is_some_and(|service| service.app.is_some()),
        Owner::Approval(id, index) => {
            part(id).is_some_and(|service| index < service.prior_approvals.len())
        }
    }
}

/// `Spwj` of one approval.
pub(super) fn scans(submission: &Submission<'_>, service: ServiceId, index: usize) -> Vec<Element> {
    let owner = Owner::Approval(service, index);
    submission
        .attachments
        .iter()
        .filter(|attachment| attachment.owner == owner)
        .map(|attachment| Element::leaf("Spwj", envelope::wrap(&attachment.jpeg, None)))
        .collect()
}

/// `Fj` of a submission's attachments; `name` says how the message names an attachment's owner.
pub(super) fn all(
    writing: &mut Writing<'_>,
    name: impl Fn(&Writing<'_>, Owner) -> Option<Element>,
) -> Vec<Element> {
    some(writing, |_| true, name)
}

/// The same of those whose owner is `wanted`.
pub(super) fn some(
    writing: &mut Writing<'_>,
    wanted: impl Fn(Owner) -> bool,
    name: impl Fn(&Writing<'_>, Owner) -> Option<Element>,
) -> Vec<Element> {
    let submission = writing.submission;
    let mut list = Vec::new();
    for attachment in submission.attachments.iter().filter(|one| wanted(one.owner)) {
        let kind = match attachment.owner {
            Owner::Sponsor => 1,
            Owner::Service(_) => 2,
            // V3.0 and the dialect have places of their own for these.
            Owner::Approval(..) | Owner::Icon(_) => continue,
        };
        let owner = name(writing, attachment.owner);
        let Some(owner) = writing.need(owner, "owner of an attachment") else { continue };
        let codes = &writing.config.attachment_codes;
        let ours = i64::from(attachment.use_.id());
        let use_ = codes.uses.get(&attachment.use_).copied().unwrap_or(ours);
        let owner = Element::new("Fjssdx").with(Element::leaf("Ssdxlx", kind)).with(owner);
        list.push(
            Element::new("Fj").with(
                Element::new("Fjxx")
                    .with(Element::leaf("Fjwjgs", codes.jpeg))
                    .with(Element::leaf("Fjyt", use_))
                    .with(Element::leaf("Fjnr", envelope::wrap(&attachment.jpeg, None)))
                    .with(owner),
            ),
        );
    }
    list
}

/// `Ssdxbs` by the bureau's id or, without one, by the filing number.
pub(super) fn filed(id: Option<i64>, number: Option<&str>) -> Option<Element> {
    let owner = match (id, number) {
        (Some(id), _) => Element::leaf("Jlid", id),
        (None, Some(number)) => Element::leaf("Baxh", number),
        (None, None) => return None,
    };
    Some(Element::new("Ssdxbs").with(owner))
}

/// The same for the filed sponsor of a submission.
pub(super) fn filed_sponsor(writing: &Writing<'_>) -> Option<Element> {
    let id = writing.submission.record.and_then(|record| record.sponsor);
    filed(id, writing.sponsor_number())
}

/// The same for a filed service of a submission.
pub(super) fn filed_service(writing: &Writing<'_>, service: ServiceId) -> Option<Element> {
    let submission = writing.submission;
    let record = submission.record.and_then(|record| record.service(service));
    let number = record.and_then(|record| record.number.as_deref()).or(submission
        .dossier
        .target()
        .service_number
        .as_deref());
    filed(record.and_then(|record| record.id), number)
}
