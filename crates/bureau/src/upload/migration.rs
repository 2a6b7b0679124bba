//! 迁移 in our own dialect (`Yz_qy`, `schema/dialect.txt`): V3.0 has no operation for it. Giver, service
//! and receiver go by their numbers; the service is described as the receiver will have it.

use super::{Writing, attachment, dialect, service, sponsor::is_organisation, xzba::numbered};
use crate::{submission::Owner, xml::Element};
use filing::{dossier::Service, kind::FilingKind};

/// `Qy_xx`.
pub(super) fn record(writing: &mut Writing<'_>) -> Element {
    let dossier = writing.submission.dossier;
    let target = dossier.target();
    let what = match dossier.kind() {
        FilingKind::MigrateService => 1,
        _ => 0,
    };
    let giver = target.sponsor_number.as_deref();
    let giver = writing.need(giver, "filing number of the giving sponsor");
    let gone = target.service_number.as_deref();
    let gone = writing.need(gone, "filing number of the service that moves");
    let receiver = target.receiving_sponsor_number.as_deref();
    let receiver = writing.need(receiver, "filing number of the receiving sponsor");
    let organisation = writing.sponsor().is_some_and(is_organisation);
    let services = writing.services();
    if services.len() != 1 {
        writing.missing("the one service that moves");
    }
    let services: Vec<Element> =
        services.iter().filter_map(|part| received(writing, part, organisation)).collect();
    let attachments = attachment::all(writing, |writing, owner| match owner {
        Owner::Sponsor => attachment::filed(None, receiver),
        // Under its receiver the bureau does not know it yet: our own number names it.
        Owner::Service(id) | Owner::Approval(id, _) | Owner::Icon(id) => {
            attachment::filed(writing.submission.ids.service(id).map(|ids| ids.id), None)
        }
    });
    Element::new("Qy_xx")
        .with(Element::leaf("Qylb", what))
        .with(Element::new("Qczt").maybe("Ztbah", giver).maybe("Wzbah", gone))
        .with(Element::new("Qrzt").maybe("Ztbah", receiver))
        .extend(services)
        .extend(attachments)
        .extend(dialect::element(writing, numbered(writing)))
}

/// `Wz_xx` without what comes along from the giver: approvals, contents, languages.
fn received(writing: &mut Writing<'_>, part: &Service, organisation: bool) -> Option<Element> {
    let numbers = writing.wire_ids(part)?;
    let access = Element::new("Jr_xx")
        .with(Element::leaf("IspJrid", numbers.access))
        .extend(service::access_head(&part.access))
        .extend(service::ips(writing, part, numbers));
    Some(
        Element::new("Wz_xx")
            .with(Element::leaf("IspWzid", numbers.id))
            .with(Element::leaf("Wzmc", part.names.join(";")))
            .extend(service::domains(writing, part, numbers))
            .with(access)
            .with(service::officer(part, organisation))
            .extend(service::tail(part)),
    )
}
