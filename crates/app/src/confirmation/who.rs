//! Who is asked.

use crate::{App, Ctx, Result, filing::case};
use bureau::Confirmer;
use filing::{
    dossier::{Dossier, Officer},
    kind::{Confirmers, Party, who_confirms},
    record::Record,
};
use store::{FilingRow, Tx};

/// Who must answer the ministry's SMS, by the table of the province on this day. One person with
/// both roles is asked once.
pub(crate) fn confirmers(
    row: &FilingRow,
    dossier: &Dossier,
    record: Option<&Record>,
    ctx: &Ctx,
) -> Vec<Confirmer> {
    let province = row.province.as_deref().and_then(|code| code.parse().ok()).unwrap_or_default();
    let parties = who_confirms(row.kind, case(row, record), province, ctx.now.day());
    let mut confirmers: Vec<Confirmer> = Vec::new();
    for party in parties {
        let Some(officer) = officer(dossier, record, party) else { continue };
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

/// The officer named in the filing, or the one on record before it, as the kind says.
fn officer<'o>(
    dossier: &'o Dossier,
    record: Option<&'o Record>,
    party: Party,
) -> Option<&'o Officer> {
    let on_record = dossier.kind().spec().confirmers == Confirmers::OnRecord;
    match (on_record, party) {
        (false, Party::SponsorOfficer) => dossier.sponsor().map(|sponsor| &sponsor.officer),
        (false, Party::ServiceOfficer) => dossier.services().first().map(|s| &s.officer),
        (true, Party::SponsorOfficer) => record?.sponsor.as_ref().map(|sponsor| &sponsor.officer),
        (true, Party::ServiceOfficer) => {
            let number = dossier.target().service_number.as_deref()?;
            record?.service_by_number(number).map(|recorded| &recorded.service.officer)
        }
    }
}

impl App {
    /// The parties of a filing that are asked; the same as in the file that was sent.
    pub(crate) async fn asked_parties(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<Vec<Party>> {
        let Some(dossier) = &row.dossier else { return Ok(Vec::new()) };
        let record = self.record_of(tx, row).await?;
        let asked = confirmers(row, dossier, record.as_ref(), ctx);
        Ok(asked.into_iter().map(|confirmer| confirmer.role).collect())
    }
}
