//! 新增网站: a filed sponsor adds a service (D09, D11, D12). The sponsor is a copy of the record; its
//! evidence is asked again only when this provider never verified it (handbook §5.5).

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "新增网站",
    wire: Wire::Xzwz,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::Sponsor,
    rows: &[row(Case::Any, EvidenceAsked::NEW_SERVICE)],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::Services,
};
