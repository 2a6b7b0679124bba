//! 取消接入: this provider stops serving a service; its number stays (ZXBA `Zxlb` 2).

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Initiator, Numbers, ServicePart, Target, Wire,
    row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "取消接入",
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
