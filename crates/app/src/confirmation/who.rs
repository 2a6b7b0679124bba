//! Who is asked.

use crate::{Ctx, filing::case};
use bureau::Confirmer;
use filing::{
    dossier::Dossier,
    kind::{Party, who_confirms},
};
use store::FilingRow;

/// Who must answer the ministry's SMS, by the table of the province on this day. One person with
/// both roles is asked once.
pub(crate) fn confirmers(row: &FilingRow, dossier: &Dossier, ctx: &Ctx) -> Vec<Confirmer> {
    let province = row.province.as_deref().and_then(|code| code.parse().ok()).unwrap_or_default();
    let parties = who_confirms(row.kind, case(row, None), province, ctx.now.day());
    let mut confirmers: Vec<Confirmer> = Vec::new();
    for party in parties {
        let officer = match party {
            Party::SponsorOfficer => dossier.sponsor().map(|sponsor| &sponsor.officer),
            Party::ServiceOfficer => dossier.services().first().map(|service| &service.officer),
        };
        let Some(officer) = officer else { continue };
        let known = confirmers.iter().any(|known| known.document_number == officer.document_number);
        if !known {
            confirmers.push(Confirmer {
                role: party,
                name: officer.name.clone(),
                mobile: officer.mobile.clone(),
                document_number: officer.document_number.clone(),
            });
        }
    }
    confirmers
}

/// The parties of a filing that are asked; the same as in the file that was sent.
pub(crate) fn asked_parties(row: &FilingRow, ctx: &Ctx) -> Vec<Party> {
    let Some(dossier) = &row.dossier else { return Vec::new() };
    confirmers(row, dossier, ctx).into_iter().map(|confirmer| confirmer.role).collect()
}
