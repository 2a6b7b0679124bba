//! 域名迁移: a domain moves under another sponsor. Done by the administrator on request (F20); V3.0
//! has no operation for it.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "域名迁移",
    wire: Wire::None,
    sponsor: false,
    services: ServicePart::Identity,
    access: true,
    reason: false,
    target: Target::ServiceAndReceiver,
    rows: &[row(Case::Any, EvidenceAsked::SERVICE_AND_SHEET).by_provider()],
    confirmers: Confirmers::OfDraft,
    channel: Channel::AdministratorWithSecondPerson,
    gives: Numbers::None,
};
