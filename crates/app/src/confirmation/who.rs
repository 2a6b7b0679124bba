//! Who is asked, and that it stays so.

use crate::{
    App, Ctx,
    error::{Error, Result},
    filing::case,
    words,
};
use bureau::Confirmer;
use filing::{
    confirmation::{self, AskedPerson, OfficerUnknown, Officers, who_is_asked},
    dossier::Dossier,
    id::FilingId,
    issue::{Issue, Severity},
    kind::who_confirms,
    province::Provinces,
    region::RegionCode,
    state::Action,
    time::Timestamp,
};
use store::{FilingRow, RoundState, Tx};

impl App {
    /// Who must answer the ministry's SMS, by the table of the province on this day: every officer
    /// that it names, each person once. Nobody is asked in the place of an officer who is not known.
    pub(crate) async fn people_to_ask(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        dossier: &Dossier,
    ) -> Result<std::result::Result<Vec<AskedPerson>, OfficerUnknown>> {
        let place: Option<RegionCode> = row.province.as_deref().and_then(|code| code.parse().ok());
        let (day, number) = (ctx.now.day(), place.map_or(0, RegionCode::number));
        let record = self.record_of(tx, row).await?;
        let parties = who_confirms(row.kind, case(row, record.as_ref()), number, day);
        if parties.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let officers = Officers::of(dossier, record.as_ref());
        let provinces = Provinces::shipped();
        let rules = place.map_or(provinces.default_rules(), |place| provinces.rules(place));
        let one_code = rules.one_confirmation_for_two_roles.holds_on(day);
        Ok(who_is_asked(&parties, &officers, one_code))
    }

    /// The same for a file that is being built.
    pub(crate) async fn asked_by(
        &self,
        ctx: &Ctx,
        row: &FilingRow,
        dossier: &Dossier,
    ) -> Result<std::result::Result<Vec<AskedPerson>, OfficerUnknown>> {
        let mut tx = self.store.begin_repeatable().await?;
        let people = self.people_to_ask(ctx, &mut tx, row, dossier).await?;
        tx.rollback().await?;
        Ok(people)
    }

    /// Whom to ask is not known: nothing is reported, the staff fetches the record first.
    pub(crate) async fn cannot_ask(
        &self,
        ctx: &Ctx,
        id: FilingId,
        unknown: OfficerUnknown,
    ) -> Result<()> {
        tracing::error!(filing.id = %id, %unknown, "a filing can't be reported");
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.act_on(ctx, &mut tx, &mut row, Action::StartReport, async |_, _| Ok(())).await?;
        self.act_on(ctx, &mut tx, &mut row, Action::UploadRefused, async |row, _| {
            row.return_reasons = vec![
                Issue::new("", "confirmation.officer_unknown", Severity::Error)
                    .with(words::party(unknown.0)),
            ];
            Ok(())
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps who is asked with the file that names them: what the table or the record says later
    /// changes nothing about it.
    pub(crate) async fn freeze_people(
        &self,
        tx: &mut Tx,
        id: FilingId,
        people: &[AskedPerson],
        now: Timestamp,
    ) -> Result<()> {
        let round = tx.prepare_round(id, now).await?;
        for (place, person) in (0..).zip(people) {
            tx.insert_confirmation(id, round, place, person).await?;
        }
        Ok(())
    }

    /// Who is asked by the file that is on its way.
    pub(crate) async fn asked_parties(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<Vec<confirmation::Confirmer>> {
        let latest = tx.rounds_of(row.id).await?.into_iter().next();
        let round = match latest.filter(|round| round.state == RoundState::Prepared) {
            Some(round) => round.round,
            // A file of an earlier version, which kept no list.
            None => {
                let Some(dossier) = &row.dossier else { return Ok(Vec::new()) };
                let people = self.people_to_ask(ctx, tx, row, dossier).await?.unwrap_or_default();
                self.freeze_people(tx, row.id, &people, ctx.now).await?;
                tx.rounds_of(row.id).await?.first().map_or(1, |round| round.round)
            }
        };
        let people = tx.confirmations_of(row.id, round).await?;
        Ok(people.into_iter().map(|person| person.confirmer).collect())
    }
}

/// As the file names them.
pub(crate) fn in_file(people: &[AskedPerson]) -> Vec<Confirmer> {
    let people = people.iter().map(|person| Confirmer {
        role: person.confirmer.party,
        name: person.name.clone(),
        mobile: person.mobile.clone(),
        document_number: person.document_number.clone(),
    });
    people.collect()
}
