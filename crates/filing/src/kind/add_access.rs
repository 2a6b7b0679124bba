//! 新增接入: a filed service adds this provider (D13). The officer on the previous record confirms
//! (guide 六.2; F63), not the one typed here.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "新增接入",
    wire: Wire::Xzjr,
    sponsor: false,
    services: ServicePart::Identity,
    access: true,
    reason: false,
    target: Target::Service,
    rows: &[row(Case::Any, EvidenceAsked::SERVICE_AND_SHEET)],
    confirmers: Confirmers::OnRecord,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
