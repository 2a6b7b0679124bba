//! Results, reviews, cancellations and notices.

use super::{
    event::{BureauEvent, Cancelled, NoticeAbout},
    time, unreadable,
};
use crate::{operation::WireOperation, xml::Element};
use filing::personal::Personal;

/// `Jg_xx`: one event for each `Jgxx`.
pub(super) fn results(element: &Element, events: &mut Vec<BureauEvent>) {
    let operation = operation(element);
    let identifier = element.text_of("Bs").map(str::to_owned);
    let remark = element.text_of("Bz");
    let mut codes = element.all("Jgxx").peekable();
    if codes.peek().is_none() {
        events.push(unreadable(element, "Jgxx"));
    }
    for code in codes {
        events.push(match code.number("Jgdm") {
            Some(number) => BureauEvent::Result {
                operation,
                identifier: identifier.clone(),
                code: number,
                text: joined(code.text_of("Dmms"), remark),
            },
            None => unreadable(code, "Jgdm"),
        });
    }
}

fn operation(element: &Element) -> Option<WireOperation> {
    element.number("Czlx").and_then(WireOperation::from_code)
}

fn joined(text: Option<&str>, remark: Option<&str>) -> Option<String> {
    match (text, remark) {
        (Some(text), Some(remark)) => Some(format!("{text} ({remark})")),
        (text, remark) => text.or(remark).map(str::to_owned),
    }
}

/// `Gjsh`.
pub(super) fn review(element: &Element) -> BureauEvent {
    let passed = match element.number::<i64>("Shjg") {
        Some(0) => false,
        Some(1) => true,
        _ => return unreadable(element, "Shjg"),
    };
    BureauEvent::Reviewed {
        operation: operation(element),
        record_id: element.number("Jlid"),
        passed,
        opinion: element.text_of("Shyj").map(str::to_owned),
        reviewer: element.text_of("Shrxm").map(Personal::from),
        reviewer_phone: element.text_of("Shr_dhhm").map(Personal::from),
        at: element.text_of("Shsj").and_then(time::beijing),
    }
}

/// `Zxxx`.
pub(super) fn cancelled(element: &Element) -> BureauEvent {
    let what = match element.number::<i64>("Zxlb") {
        Some(0) => Cancelled::Sponsor,
        Some(1) => Cancelled::Service,
        Some(2) => Cancelled::Access,
        _ => return unreadable(element, "Zxlb"),
    };
    match element.number("Jlid") {
        Some(id) => BureauEvent::Cancelled { what, id },
        None => unreadable(element, "Jlid"),
    }
}

/// `Tzxx`.
pub(super) fn notice(element: &Element) -> BureauEvent {
    let about = match element.number::<i64>("Tzlb") {
        Some(0) => NoticeAbout::Sponsor,
        Some(1) => NoticeAbout::Service,
        _ => return unreadable(element, "Tzlb"),
    };
    match element.text_of("Tznr") {
        Some(text) => BureauEvent::Notice {
            about,
            number: element.text_of("Baxh").map(str::to_owned),
            id: element.number("Jlid"),
            text: text.to_owned(),
            remark: element.text_of("Bz").map(str::to_owned),
        },
        None => unreadable(element, "Tznr"),
    }
}
