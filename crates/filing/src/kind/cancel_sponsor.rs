//! 注销主体: the sponsor's whole record ends, with all its services (ZXBA `Zxlb` 0).

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Initiator, Numbers, ServicePart, Target, Wire,
    row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "注销主体",
    wire: Wire::Zxba,
    sponsor: false,
    services: ServicePart::None,
    access: false,
    reason: true,
    target: Target::Sponsor,
    rows: &[
        row(Case::StartedBy(Initiator::Sponsor), EvidenceAsked::NOTHING),
        row(Case::StartedBy(Initiator::Provider), EvidenceAsked::NOTHING).by_provider(),
    ],
    confirmers: Confirmers::OnRecord,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
