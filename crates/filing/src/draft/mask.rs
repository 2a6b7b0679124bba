//! A draft for who has no right to the whole: staff lists, histories.

use super::{Draft, OfficerDraft};
use crate::personal::Personal;

/// The same draft with every personal text masked. The name of an organisation stays: it is
/// printed in public, and a list without it is no use.
pub fn mask_draft(draft: &Draft) -> Draft {
    let mut masked = draft.clone();
    let sponsor = &mut masked.sponsor;
    if !sponsor.is_organisation() {
        hide(&mut sponsor.name);
    }
    hide(&mut sponsor.document.number);
    hide(&mut sponsor.document.address);
    hide(&mut sponsor.address);
    hide_officer(&mut sponsor.officer);
    for service in &mut masked.services {
        hide_officer(&mut service.officer);
    }
    masked
}

fn hide_officer(officer: &mut OfficerDraft) {
    for text in [
        &mut officer.name,
        &mut officer.document_number,
        &mut officer.mobile,
        &mut officer.email,
        &mut officer.phone,
        &mut officer.emergency_phone,
        &mut officer.im_account,
    ] {
        hide(text);
    }
    // Free text may say anything about anybody.
    for text in [&mut officer.remark_bureau, &mut officer.remark_provider].into_iter().flatten() {
        *text = crate::personal::mask(text);
    }
}

fn hide(text: &mut Option<Personal>) {
    if let Some(personal) = text {
        *personal = Personal::new(personal.masked());
    }
}
