//! What the bureau sends: `DownloadData` as events, in the order of the file.

mod codes;
mod confirmation;
mod event;
mod inspection;
mod kind;
mod lists;
mod outcome;
mod record;
mod time;

pub use event::{
    BureauEvent, Cancelled, CodeRow, ConfirmationStep, NoticeAbout, PersonConfirmation,
};
pub use inspection::{
    AccessFault, CheckFinding, CheckedService, InspectedRecord, InspectedService,
};
pub use lists::{Blacklisted, IllegalAccess, ListChange, UnfiledSite};

use crate::{
    error::ReadError,
    gbk::{self, Undeclared},
    xml::{self, Element},
};

/// Bytes of one inflated file.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<BureauEvent>, ReadError> {
    let root = xml::parse(&gbk::decode(bytes, Undeclared::Gbk)?)?;
    if root.name != "DownloadData" {
        return Err(ReadError::Not("download"));
    }
    let mut events = Vec::new();
    for part in &root.children {
        match part.name.as_ref() {
            "ICP" => part.children.iter().for_each(|block| icp(block, &mut events)),
            "JCDM" => codes::read(part, &mut events),
            "SJTB" => part.children.iter().for_each(|block| synchronised(block, &mut events)),
            _ => events.push(other(part)),
        }
    }
    Ok(events)
}

fn icp(block: &Element, events: &mut Vec<BureauEvent>) {
    match block.name.as_ref() {
        "BAJG" => {
            for part in &block.children {
                match part.name.as_ref() {
                    "Jg_xx" => outcome::results(part, events),
                    "GJSHS" => part.all("Gjsh").for_each(|one| events.push(outcome::review(one))),
                    _ => events.push(other(part)),
                }
            }
        }
        "GJSHS" => block.all("Gjsh").for_each(|one| events.push(outcome::review(one))),
        "BASJ" => block.all("Baxx").for_each(|one| events.push(record::read(one))),
        "ZXSJ" => block.all("Zxxx").for_each(|one| events.push(outcome::cancelled(one))),
        "XGTZ" => block.all("Tzxx").for_each(|one| events.push(outcome::notice(one))),
        "HMDLB" => lists::blacklist(block, events),
        "FFJRHMD" => {
            block.all("Ffjrxx").for_each(|one| events.push(lists::illegal_access(one)));
        }
        "WBAWZLB" => block.all("Wbawz_xx").for_each(|one| events.push(lists::unfiled_site(one))),
        "HSRW" => block.all("Baxx").for_each(|one| events.push(inspection::task(one))),
        "HCJG" => inspection::results(block, events),
        "Dxhyzt" => block.all("Hyzt").for_each(|one| events.push(confirmation::read(one))),
        _ => events.push(other(block)),
    }
}

/// 备案数据同步: the same records and tables under another name.
fn synchronised(block: &Element, events: &mut Vec<BureauEvent>) {
    match block.name.as_ref() {
        "ICP" => block.all("Baxx").for_each(|one| events.push(record::read(one))),
        "JCDM" => codes::read(block, events),
        _ => events.push(other(block)),
    }
}

fn other(element: &Element) -> BureauEvent {
    BureauEvent::Other { element: element.name.to_string() }
}

/// A record that lacks what makes it one.
fn unreadable(element: &Element, lacks: &'static str) -> BureauEvent {
    BureauEvent::Unreadable { element: element.name.to_string(), lacks }
}
