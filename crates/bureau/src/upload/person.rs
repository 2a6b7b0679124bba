//! 负责人: `Fzr` and `Wz_Fzr` (handbook §2.3, §2.4).

use crate::{record::RecordedOfficer, xml::Element};
use filing::dossier::Officer;

/// Code table `im_type`: QQ is the only messenger V3.0 has an element for.
const QQ: i32 = 1;

/// `organisation`: V3.0 then demands a second number (`Fzr_dhhm`), which the form leaves open. Where
/// none was given, the mobile number stands in for it, as it does on paper.
pub(super) fn officer(name: &'static str, officer: &Officer, organisation: bool) -> Element {
    let phone = officer.phone.as_ref().or(organisation.then_some(&officer.mobile));
    let qq = officer.im_account.as_ref().filter(|_| officer.im_type == Some(QQ));
    Element::new(name)
        .maybe("Fzr_xm", Some(officer.name.reveal()))
        .maybe("Fzr_dhhm", phone.map(|phone| phone.reveal()))
        .with(Element::leaf("Fzr_sjhm", officer.mobile.reveal()))
        .with(Element::leaf("Fzr_dzyj", officer.email.reveal()))
        .maybe("Qq", qq.map(|account| account.reveal()))
        .with(Element::leaf("Fzr_zjlx", officer.document_type))
        .with(Element::leaf("Fzr_zjhm", officer.document_number.reveal()))
}

/// As the bureau last sent it.
pub(super) fn recorded(name: &'static str, officer: &RecordedOfficer) -> Element {
    let text = |field: &Option<filing::personal::Personal>| {
        field.as_ref().map(|text| text.reveal().to_owned())
    };
    Element::new(name)
        .maybe("Fzr_xm", text(&officer.name))
        .maybe("Fzr_dhhm", text(&officer.phone))
        .maybe("Fzr_sjhm", text(&officer.mobile))
        .maybe("Fzr_dzyj", text(&officer.email))
        .maybe("Msn", text(&officer.msn))
        .maybe("Qq", text(&officer.qq))
        .maybe("Fzr_zjlx", officer.document_type)
        .maybe("Fzr_zjhm", text(&officer.document_number))
}
