//! 变更接入: only how a service is connected changes; the provider may start it, nobody confirms.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "变更接入",
    wire: Wire::Bgba,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::Service,
    rows: &[row(Case::Any, EvidenceAsked::NOTHING).by_either()],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
