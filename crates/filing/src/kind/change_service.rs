//! 变更网站: only a service's data change; adding or removing a domain is one of them.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "变更网站",
    wire: Wire::Bgba,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::Service,
    rows: &[row(Case::Any, EvidenceAsked::SERVICE)],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
