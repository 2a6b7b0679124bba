use crate::{
    Keys, Result, Tx,
    accounts::found,
    column::{from_word, maybe_at, word},
    link::{on, reads},
};
use filing::{
    confirmation::{AskedPerson, Confirmer},
    id::{FilingId, ServiceId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a person's confirmation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationState {
    Waiting,
    Confirmed,
    /// The sixth wrong code.
    Failed,
    /// Not answered within 24 hours.
    Expired,
    /// Not answered when the round ended for another reason.
    Ended,
}

/// One person of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationRow {
    pub id: Uuid,
    pub filing: FilingId,
    pub round: i32,
    /// In the list of the file, from 0.
    pub place: i32,
    pub confirmer: Confirmer,
    /// As they stand in the file. Sealed; absent where an earlier version asked.
    pub person: Option<AskedPerson>,
    pub name_masked: String,
    pub mobile_masked: String,
    pub state: ConfirmationState,
    /// Wrong codes so far, as far as the bureau tells.
    pub wrong: i32,
    /// New codes asked for so far, as far as the bureau tells.
    pub resent: i32,
    pub answered_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    filing: Uuid,
    round: i32,
    place: i32,
    party: String,
    service: Option<Uuid>,
    person: Option<Vec<u8>>,
    name_masked: String,
    mobile_masked: String,
    state: String,
    wrong: i32,
    resent: i32,
    answered_at: Option<i64>,
}

const PARTY: &str = "confirmation_person.party";
const PERSON: &str = "confirmation_person.person";
const STATE: &str = "confirmation_person.state";

impl Raw {
    fn row(self, keys: &Keys) -> Result<ConfirmationRow> {
        let open = |sealed: Vec<u8>| keys.open_json(PERSON, self.id, &sealed);
        Ok(ConfirmationRow {
            id: self.id,
            filing: FilingId::from_uuid(self.filing),
            round: self.round,
            place: self.place,
            confirmer: Confirmer {
                party: from_word(self.party, PARTY)?,
                service: self.service.map(ServiceId::from_uuid),
            },
            person: self.person.map(open).transpose()?,
            name_masked: self.name_masked,
            mobile_masked: self.mobile_masked,
            state: from_word(self.state, STATE)?,
            wrong: self.wrong,
            resent: self.resent,
            answered_at: maybe_at(self.answered_at),
        })
    }
}

reads! {
    /// The people of a round, in the order of the file.
    pub async fn confirmations_of(&mut self, filing: FilingId, round: i32) -> Vec<ConfirmationRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, filing, round, place, party, service, person, name_masked, \
                 mobile_masked, state, wrong, resent, answered_at FROM confirmation_person \
                 WHERE filing = $1 AND round = $2 ORDER BY place",
            )
            .bind(filing.uuid()).bind(round).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Adds a person to a prepared round.
    pub async fn insert_confirmation(
        &mut self,
        filing: FilingId,
        round: i32,
        place: i32,
        person: &AskedPerson,
    ) -> Result<()> {
        let id = (self.link.ids)();
        let sealed = self.link.keys.seal_json(PERSON, id, person)?;
        let party = word(&person.confirmer.party, PARTY)?;
        let state = word(&ConfirmationState::Waiting, STATE)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO confirmation_person (id, filing, round, place, party, service, person, \
                 name_masked, mobile_masked, state, wrong, resent, answered_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, NULL)",
            )
            .bind(id)
            .bind(filing.uuid())
            .bind(round)
            .bind(place)
            .bind(party)
            .bind(person.confirmer.service.map(ServiceId::uuid))
            .bind(sealed)
            .bind(person.name.masked())
            .bind(person.mobile.masked())
            .bind(state)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Saves how far a person is: state, counts and time of the answer.
    pub async fn save_confirmation(&mut self, row: &ConfirmationRow) -> Result<()> {
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE confirmation_person SET state = $2, wrong = $3, resent = $4, \
                 answered_at = $5 WHERE id = $1",
            )
            .bind(row.id)
            .bind(state)
            .bind(row.wrong)
            .bind(row.resent)
            .bind(row.answered_at.map(Timestamp::millis))
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }
}
