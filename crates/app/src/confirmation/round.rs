//! How a round begins and ends.

use crate::{App, Ctx, error::Result, jobs::Work};
use filing::{
    confirmation::{Confirmer, SMS_WINDOW, WRONG_TRIES, reminders},
    id::FilingId,
    journal::EntryName,
    time::Timestamp,
};
use store::{ConfirmationRow, ConfirmationState, FilingRow, RoundRow, RoundState, Tx};

impl App {
    /// An officer is asked: with the first one the round begins.
    pub(crate) async fn ask_for_confirmation(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        confirmer: Confirmer,
        until: Timestamp,
    ) -> Result<()> {
        let Some(mut round) = latest_round(tx, row.id).await? else { return Ok(()) };
        if round.state == RoundState::Prepared {
            round.state = RoundState::Open;
            round.asked_at = Some(Timestamp::from_millis(until.millis() - SMS_WINDOW.as_millis()));
            round.deadline = Some(until);
            tx.save_round(&round).await?;
        }
        let detail = serde_json::json!({ "confirmer": confirmer, "round": round.round });
        self.journal(tx, ctx, EntryName::ConfirmationAsked, Some(row.id), detail).await
    }

    /// What is due until the end of a round, and at it.
    pub(crate) async fn watch_deadline(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        deadline: Timestamp,
    ) -> Result<()> {
        let expire = Work::ExpireConfirmation { filing: id, deadline };
        tx.queue(&expire.at(deadline), ctx.now).await?;
        let quiet = self.settings.limits.quiet_hours;
        for (reminder, at) in reminders(ctx.now, deadline, quiet) {
            let remind = Work::RemindConfirmation { filing: id, deadline, reminder };
            tx.queue(&remind.at(at), ctx.now).await?;
        }
        Ok(())
    }

    /// Beside the transition: how many tries were wrong, as the bureau counts them.
    pub(crate) async fn note_wrong_try(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        confirmer: Confirmer,
    ) -> Result<()> {
        let mut wrong = None;
        if let Some(round) = latest_round(tx, id).await? {
            let people = tx.confirmations_of(id, round.round).await?;
            let person = people.iter().find(|person| person.confirmer == confirmer);
            wrong = person.map(|person| person.wrong);
        }
        let detail = serde_json::json!({
            "confirmer": confirmer, "wrong": wrong, "allowed": WRONG_TRIES,
        });
        self.journal(tx, ctx, EntryName::ConfirmationWrong, Some(id), detail).await
    }

    /// The round that runs ends, if one does; what is still awaited ends as `people`, answers that
    /// were given stay.
    pub(crate) async fn end_round(
        &self,
        tx: &mut Tx,
        id: FilingId,
        state: RoundState,
        people: ConfirmationState,
        by_bureau: bool,
        at: Timestamp,
    ) -> Result<()> {
        let Some(mut round) = latest_round(tx, id).await? else { return Ok(()) };
        if round.state != RoundState::Open {
            return Ok(());
        }
        for mut row in tx.confirmations_of(id, round.round).await? {
            if row.state == ConfirmationState::Waiting {
                row.state = people;
                row.answered_at = Some(at);
                tx.save_confirmation(&row).await?;
            }
        }
        round.state = state;
        round.by_bureau = by_bureau;
        round.ended_at = Some(at);
        tx.save_round(&round).await?;
        Ok(())
    }

    /// The bureau decided while somebody was awaited.
    pub(crate) async fn close_confirmations(
        &self,
        tx: &mut Tx,
        id: FilingId,
        people: ConfirmationState,
        at: Timestamp,
    ) -> Result<()> {
        self.end_round(tx, id, RoundState::Ended, people, true, at).await
    }
}

pub(crate) async fn latest_round(tx: &mut Tx, id: FilingId) -> Result<Option<RoundRow>> {
    Ok(tx.rounds_of(id).await?.into_iter().next())
}

/// The row of a person in the round that runs or ran last.
pub(crate) async fn person_of(
    tx: &mut Tx,
    id: FilingId,
    confirmer: Confirmer,
) -> Result<Option<ConfirmationRow>> {
    let Some(round) = latest_round(tx, id).await? else { return Ok(None) };
    let people = tx.confirmations_of(id, round.round).await?;
    Ok(people.into_iter().find(|person| person.confirmer == confirmer))
}
