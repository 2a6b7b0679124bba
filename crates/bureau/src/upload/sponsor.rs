//! 主体: the parts of `Zt_xx` that a first filing and a change share.

use super::person;
use crate::{record::RecordedSponsor, xml::Element};
use filing::dossier::Sponsor;

/// 单位性质 of a person who files for himself.
pub(super) const INDIVIDUAL: u32 = 5;

pub(super) fn is_organisation(sponsor: &Sponsor) -> bool {
    sponsor.kind != INDIVIDUAL
}

/// From `Dwxz` to `Fzr`, in the order both messages have.
pub(super) fn body(sponsor: &Sponsor) -> Vec<Element> {
    let region = sponsor.region;
    let address = Element::new("Txdz")
        .with(Element::leaf("Shengid", region.province))
        .with(Element::leaf("Shiid", region.city))
        .maybe("Xianid", region.county)
        .maybe("Xxdz", Some(sponsor.address.reveal()));
    let document = Element::new("Zj")
        .with(Element::leaf("Zjlx", sponsor.document_type))
        .with(Element::leaf("Zjhm", sponsor.document_number.reveal()))
        .with(Element::leaf("Zjzs", sponsor.document_address.reveal()));
    let head = Element::new("")
        .with(Element::leaf("Dwxz", sponsor.kind))
        .maybe("Tzr", sponsor.investor.as_deref());
    head.children
        .into_iter()
        .chain([
            address,
            document,
            person::officer("Fzr", &sponsor.officer, is_organisation(sponsor)),
        ])
        .collect()
}

/// The same of a record that a change leaves alone.
pub(super) fn recorded(sponsor: &RecordedSponsor) -> Vec<Element> {
    let text = |field: &filing::personal::Personal| field.reveal().to_owned();
    let address = Element::new("Txdz")
        .with(Element::leaf("Shengid", sponsor.province))
        .maybe("Shiid", sponsor.city)
        .maybe("Xianid", sponsor.county)
        .maybe("Xxdz", sponsor.address.as_ref().map(text));
    let document = Element::new("Zj")
        .with(Element::leaf("Zjlx", sponsor.document_type))
        .with(Element::leaf("Zjhm", sponsor.document_number.reveal()))
        .with(Element::leaf("Zjzs", sponsor.document_address.reveal()));
    let head =
        Element::new("").maybe("Dwxz", sponsor.kind).maybe("Tzr", sponsor.investor.as_deref());
    head.children
        .into_iter()
        .chain([address, document, person::recorded("Fzr", &sponsor.officer)])
        .collect()
}
