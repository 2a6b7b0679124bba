//! 注销网站: one service's record ends (ZXBA `Zxlb` 1).

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Initiator, Numbers, ServicePart, Target, Wire,
    row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "注销网站",
    wire: Wire::Zxba,
    sponsor: false,
    services: ServicePart::None,
    access: false,
    reason: true,
    target: Target::Service,
    rows: &[
        row(Case::StartedBy(Initiator::Sponsor), EvidenceAsked::NOTHING),
        row(Case::StartedBy(Initiator::Provider), EvidenceAsked::NOTHING).by_provider(),
    ],
    confirmers: Confirmers::OnRecord,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
