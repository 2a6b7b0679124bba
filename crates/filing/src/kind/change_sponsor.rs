//! 变更主体: only the sponsor's data change. V3.0 refuses another province (code 1046) though the
//! guide's table has the row; the province's rules decide.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "变更主体",
    wire: Wire::Bgba,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::Sponsor,
    rows: &[row(Case::SameProvince, EvidenceAsked::SPONSOR), row(Case::OtherProvince, EvidenceAsked::SPONSOR)],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
