//! How far the officers' answers are, as the bureau sees it. Its word counts: over our clock, and
//! over what we concluded from it.

use super::SENDING;
use crate::{
    App, Ctx,
    confirmation::round::{latest_round, person_of},
    error::{Error, Result},
};
use bureau::{ConfirmationStep, PersonConfirmation};
use filing::{
    confirmation::{Confirmer, matched},
    id::FilingId,
    issue::{Issue, Severity},
    journal::EntryName,
    kind::Party,
    state::{Action, FilingState, ReturnedBy},
    time::{Duration, Timestamp},
};
use store::{ConfirmationRow, ConfirmationState, FilingRow, RoundRow, RoundState, Tx};

/// A person of the round with what the bureau says of them.
type Told<'a> = (ConfirmationRow, &'a PersonConfirmation);

impl App {
    pub(super) async fn confirmation_state(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        until: Timestamp,
        people: Vec<PersonConfirmation>,
    ) -> Result<()> {
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        // A round is known by its deadline: what is told of an earlier one begins no new one.
        let known = round_until(tx, id, until).await?;
        if known.is_none() && row.state == SENDING {
            // The bureau's checks passed and the officers were asked: its deadline is ours.
            let confirmers = self.asked_parties(ctx, tx, &row).await?;
            let action = Action::Uploaded { confirmers, deadline: until };
            self.act_on(ctx, tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        let Some(round) = round_until(tx, id, until).await? else {
            return self.unexpected(ctx, tx, id, "no such round").await;
        };
        let rows = tx.confirmations_of(id, round.round).await?;
        let asked: Vec<Confirmer> = rows.iter().map(|person| person.confirmer).collect();
        let roles: Vec<Party> = people.iter().map(|person| person.role).collect();
        let Some(meant) = matched(&asked, &roles) else {
            return self.unexpected(ctx, tx, id, "other people than were asked").await;
        };
        let mut told: Vec<Told<'_>> = Vec::with_capacity(people.len());
        for (confirmer, said) in meant.iter().zip(&people) {
            let person = rows.iter().find(|person| person.confirmer == *confirmer).cloned();
            told.extend(person.map(|person| (person, said)));
        }
        match round.state {
            RoundState::Open => self.heard_in_time(ctx, tx, &mut row, until, told).await,
            RoundState::Expired if !round.by_bureau => {
                self.heard_after_all(ctx, tx, &mut row, round, told).await
            }
            _ => Ok(()),
        }
    }

    /// A round that runs: counts and answers first, then what ends it.
    async fn heard_in_time(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        deadline: Timestamp,
        told: Vec<Told<'_>>,
    ) -> Result<()> {
        for (person, said) in &told {
            if !awaits(&row.state, person.confirmer) {
                continue;
            }
            self.counted(ctx, tx, row, deadline, person, said).await?;
            if said.step == ConfirmationStep::Confirmed {
                self.confirmed(ctx, tx, row, person.confirmer, deadline).await?;
            }
        }
        for (person, said) in told {
            if !awaits(&row.state, person.confirmer) {
                continue;
            }
            match said.step {
                ConfirmationStep::Waiting | ConfirmationStep::Confirmed => {}
                ConfirmationStep::Failed => {
                    self.locked(ctx, tx, row, person.confirmer, deadline).await?;
                }
                ConfirmationStep::TimedOut => {
                    // The bureau's clock decides: its word comes at or after its deadline.
                    let then = Ctx { now: ctx.now.max(deadline), ..ctx.clone() };
                    self.expired(&then, tx, row, true).await?;
                }
            }
        }
        Ok(())
    }

    /// Wrong tries and new codes, where the bureau tells how many there were.
    async fn counted(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        deadline: Timestamp,
        person: &ConfirmationRow,
        said: &PersonConfirmation,
    ) -> Result<()> {
        let more = |said: Option<u8>, known: i32| said.map(i32::from).filter(|said| *said > known);
        let then = before(ctx, deadline);
        let mut next = person.clone();
        if let Some(wrong) = more(said.wrong, person.wrong) {
            next.wrong = wrong;
            let action = Action::SmsWrong(person.confirmer);
            self.act_on(&then, tx, row, action, async |_, tx| {
                Ok(tx.save_confirmation(&next).await?)
            })
            .await?;
        }
        if let Some(resent) = more(said.resent, person.resent) {
            next.resent = resent;
            let action = Action::SmsResent(person.confirmer);
            self.act_on(&then, tx, row, action, async |_, tx| {
                Ok(tx.save_confirmation(&next).await?)
            })
            .await?;
        }
        Ok(())
    }

    /// An officer answered. The bureau only reports answers of within the window, so one that is
    /// heard of after the deadline was given before it.
    pub(super) async fn confirmed(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        confirmer: Confirmer,
        deadline: Timestamp,
    ) -> Result<()> {
        let then = before(ctx, deadline);
        if let Some(mut person) = person_of(tx, row.id, confirmer).await? {
            person.state = ConfirmationState::Confirmed;
            person.answered_at = Some(then.now);
            tx.save_confirmation(&person).await?;
        }
        self.act_on(&then, tx, row, Action::SmsConfirmed(confirmer), async |_, _| Ok(())).await?;
        if row.state == FilingState::BureauReview {
            let (complete, nobody) = (RoundState::Complete, ConfirmationState::Ended);
            self.end_round(tx, row.id, complete, nobody, true, then.now).await?;
        }
        Ok(())
    }

    /// The sixth wrong try of one of them ends it for all.
    async fn locked(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        confirmer: Confirmer,
        deadline: Timestamp,
    ) -> Result<()> {
        let then = before(ctx, deadline);
        if let Some(mut person) = person_of(tx, row.id, confirmer).await? {
            person.state = ConfirmationState::Failed;
            person.answered_at = Some(then.now);
            tx.save_confirmation(&person).await?;
        }
        self.act_on(&then, tx, row, Action::SmsLocked, async |row, tx| {
            row.return_reasons = vec![Issue::new("", "confirmation.locked", Severity::Error)];
            let (ended, others) = (RoundState::Locked, ConfirmationState::Ended);
            self.end_round(tx, row.id, ended, others, true, then.now).await
        })
        .await
    }

    /// Our clock called this round over and the bureau's did not. While the filing still stands
    /// where our clock put it, it goes on from there; if it went on otherwise meanwhile, nothing is
    /// overturned and the staff is told.
    async fn heard_after_all(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        mut round: RoundRow,
        told: Vec<Told<'_>>,
    ) -> Result<()> {
        let Some(deadline) = round.deadline else { return Ok(()) };
        let answered = before(ctx, deadline).now;
        let mut pending = Vec::new();
        let mut over = false;
        let mut news = false;
        for (mut person, said) in told {
            match said.step {
                ConfirmationStep::Waiting => pending.push(person),
                ConfirmationStep::Confirmed => {
                    if person.state != ConfirmationState::Confirmed {
                        person.state = ConfirmationState::Confirmed;
                        person.answered_at = Some(answered);
                        tx.save_confirmation(&person).await?;
                        news = true;
                    }
                }
                ConfirmationStep::Failed | ConfirmationStep::TimedOut => over = true,
            }
        }
        if over {
            // The bureau says the same.
            round.by_bureau = true;
            tx.save_round(&round).await?;
            return Ok(());
        }
        let complete = pending.is_empty();
        let stands = row.state == (FilingState::Returned { by: ReturnedBy::SmsTimeout })
            && latest_round(tx, row.id).await?.is_some_and(|latest| latest.round == round.round);
        if !stands {
            return match complete && news {
                true => {
                    self.unexpected(ctx, tx, row.id, "confirmed after the filing went on").await
                }
                false => Ok(()),
            };
        }
        // Who is missing when our clock says it is over is waited for no longer here; the bureau's
        // next word decides.
        if !complete && ctx.now >= deadline {
            return Ok(());
        }
        round.state = if complete { RoundState::Complete } else { RoundState::Open };
        round.by_bureau = complete;
        round.ended_at = complete.then_some(answered);
        tx.save_round(&round).await?;
        for person in &mut pending {
            person.state = ConfirmationState::Waiting;
            person.answered_at = None;
            tx.save_confirmation(person).await?;
        }
        let pending = pending.into_iter().map(|person| person.confirmer).collect();
        let action = Action::SmsReopened { pending, deadline };
        self.act_on(ctx, tx, row, action, async |row, _| {
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    /// What the bureau says does not fit: nothing is concluded from it, and a person looks.
    async fn unexpected(&self, ctx: &Ctx, tx: &mut Tx, id: FilingId, why: &str) -> Result<()> {
        tracing::error!(filing.id = %id, why, "the bureau's word about a confirmation does not fit");
        let detail = serde_json::json!({ "why": why });
        self.journal(tx, ctx, EntryName::ConfirmationUnexpected, Some(id), detail).await
    }
}

fn awaits(state: &FilingState, confirmer: Confirmer) -> bool {
    matches!(state, FilingState::SmsVerification { pending, .. } if pending.contains(&confirmer))
}

/// The last instant at which an answer could be given, when it is heard of later.
fn before(ctx: &Ctx, deadline: Timestamp) -> Ctx {
    let last = Timestamp::from_millis(deadline.millis() - Duration::millis(1).as_millis());
    Ctx { now: ctx.now.min(last), ..ctx.clone() }
}

async fn round_until(tx: &mut Tx, id: FilingId, until: Timestamp) -> Result<Option<RoundRow>> {
    let rounds = tx.rounds_of(id).await?;
    Ok(rounds.into_iter().find(|round| round.deadline == Some(until)))
}
