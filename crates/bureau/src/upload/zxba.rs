//! 注销备案: a sponsor, a service or an access goes.

use super::{Writing, dialect};
use crate::{operation::WireOperation, submission::ServiceRecordIds, xml::Element};

/// `Zx_xx`.
pub(super) fn record(writing: &mut Writing<'_>) -> Element {
    let submission = writing.submission;
    let service = target(writing);
    let (what, id) = match writing.operation {
        WireOperation::CancelService => (1, service.and_then(|service| service.id)),
        WireOperation::CancelAccess => (2, service.and_then(|service| service.access)),
        _ => (0, submission.record.and_then(|record| record.sponsor)),
    };
    let id = writing.need(id, "the bureau's id of what is cancelled");
    let reason = writing.need(submission.dossier.cancel_reason(), "reason of the cancellation");
    let password = writing.filing_password();
    Element::new("Zx_xx")
        .with(Element::leaf("Zxlb", what))
        .maybe("Jlid", id)
        .maybe("Zxly", reason)
        .maybe("ICPmm", password)
        .extend(dialect::element(writing, []))
}

/// The service the dossier is about: by its number, by the dossier's one service, or the only one.
fn target<'a>(writing: &Writing<'a>) -> Option<&'a ServiceRecordIds> {
    let services = &writing.submission.record?.services;
    let number = writing.submission.dossier.target().service_number.as_ref();
    if number.is_some() {
        let found = services.iter().find(|service| service.number.as_ref() == number);
        if found.is_some() {
            return found;
        }
    }
    match (writing.services(), services.as_slice()) {
        ([part], _) => services.iter().find(|service| service.service == part.id),
        (_, [only]) if number.is_none() || only.number.is_none() => Some(only),
        _ => None,
    }
}
