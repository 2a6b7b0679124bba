//! 新增备案: a sponsor files for the first time, with its first services (D06).

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "新增备案",
    wire: Wire::Xzba,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::None,
    rows: &[row(Case::Any, EvidenceAsked::EVERYTHING)],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::SponsorAndServices,
};
