//! 变更备案: sponsor, services and access may change together. The bureau is sent the whole record.

use super::{
    Case, Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, ServicePart, Target, Wire, row,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "变更备案",
    wire: Wire::Bgba,
    sponsor: true,
    services: ServicePart::Whole,
    access: true,
    reason: false,
    target: Target::Sponsor,
    rows: &[
        row(Case::SponsorOnly, EvidenceAsked::SPONSOR),
        row(Case::SponsorAndService, EvidenceAsked::SPONSOR_AND_SERVICE),
        row(Case::ServiceOnly, EvidenceAsked::SERVICE),
        row(Case::AccessOnly, EvidenceAsked::NOTHING).by_either(),
    ],
    confirmers: Confirmers::OfDraft,
    channel: Channel::Electronic,
    gives: Numbers::None,
};
