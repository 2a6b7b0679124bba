//! 转移 / 认领: a record moves to another account of this provider. The bureau is not told, nobody
//! confirms by SMS; the administrator checks the proof of control.

use super::{
    Channel, Confirmers, FilingSpec, Numbers, ServicePart, Target, Wire,
};

pub const SPEC: FilingSpec = FilingSpec {
    label: "转移备案",
    wire: Wire::None,
    sponsor: false,
    services: ServicePart::None,
    access: false,
    reason: false,
    target: Target::Sponsor,
    rows: &[],
    confirmers: Confirmers::OnRecord,
    channel: Channel::AdministratorWithSecondPerson,
    gives: Numbers::None,
};
