//! `Dxhyzt`: the state of the confirmations by SMS (dialect).

use super::{
    event::{BureauEvent, ConfirmationStep, PersonConfirmation},
    time, unreadable,
};
use crate::xml::Element;
use filing::kind::Party;

/// `Hyzt`.
pub(super) fn read(element: &Element) -> BureauEvent {
    let Some(identifier) = element.text_of("IspZtid") else {
        return unreadable(element, "IspZtid");
    };
    let complete = match element.text_of("Sfwc") {
        Some("0") => false,
        Some("1") => true,
        _ => return unreadable(element, "Sfwc"),
    };
    let Some(deadline) = element.text_of("Jzsj").and_then(time::beijing) else {
        return unreadable(element, "Jzsj");
    };
    let people: Option<Vec<_>> = element.all("Ry").map(person).collect();
    match people {
        Some(people) if !people.is_empty() => BureauEvent::ConfirmationState {
            identifier: identifier.to_owned(),
            complete,
            deadline,
            people,
        },
        _ => unreadable(element, "Ry"),
    }
}

fn person(element: &Element) -> Option<PersonConfirmation> {
    Some(PersonConfirmation {
        role: match element.text_of("Js")? {
            "zt" => Party::SponsorOfficer,
            "wz" => Party::ServiceOfficer,
            _ => return None,
        },
        step: match element.number::<u8>("Zt")? {
            0 => ConfirmationStep::Waiting,
            1 => ConfirmationStep::Confirmed,
            2 => ConfirmationStep::Failed,
            3 => ConfirmationStep::TimedOut,
            _ => return None,
        },
        // A help for people, no part of the answer: one that makes no sense is left out.
        wrong: element.number::<u8>("Cs"),
        resent: element.number::<u8>("Cf"),
    })
}
