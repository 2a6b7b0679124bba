//! 网站迁移: a service moves under another sponsor, never to an individual (handbook §5.5). An
//! administrator opens it on request, a second one agrees before it is reported; V3.0 has no
//! operation for it, our dialect has (`Yz_qy`). The sponsor is the receiving one, as on record.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "网站迁移",
    wire: Wire::Migration,
    sponsor: true,
    services: ServicePart::Identity,
    access: true,
    reason: false,
    target: Target::ServiceAndReceiver,
    rows: &[row(Case::Any, EvidenceAsked::SERVICE_AND_SHEET).by_provider()],
    confirmers: Confirmers::OfDraft,
    channel: Channel::AdministratorWithSecondPerson,
    gives: Numbers::Services,
};
