//! How far the officers' answers are.

use super::SENDING;
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use bureau::{ConfirmationStep, PersonConfirmation};
use filing::{
    id::FilingId,
    issue::{Issue, Severity},
    kind::Party,
    state::{Action, FilingState},
    time::{Duration, Timestamp},
};
use store::{ConfirmationState, FilingRow, Tx};

impl App {
    /// How far the officers' answers are, as the bureau sees it.
    pub(super) async fn confirmation_state(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        until: Timestamp,
        people: Vec<PersonConfirmation>,
    ) -> Result<()> {
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if row.state == SENDING {
            // The bureau's checks passed and the officers were asked: its deadline is ours.
            let confirmers = self.asked_parties(ctx, tx, &row).await?;
            let action = Action::Uploaded { confirmers, deadline: until };
            self.act_on(ctx, tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        for person in people {
            let FilingState::SmsVerification { pending, deadline } = row.state.clone() else {
                return Ok(());
            };
            if !pending.contains(&person.role) {
                continue;
            }
            match person.step {
                ConfirmationStep::Waiting => {}
                ConfirmationStep::Confirmed => {
                    self.confirmed(ctx, tx, &mut row, person.role, deadline).await?;
                }
                ConfirmationStep::Failed => {
                    self.act_on(ctx, tx, &mut row, Action::SmsLocked, async |row, tx| {
                        row.return_reasons =
                            vec![Issue::new("", "confirmation.locked", Severity::Error)];
                        let failed = ConfirmationState::Failed;
                        self.close_confirmations(tx, row.id, failed, ctx.now).await
                    })
                    .await?;
                }
                ConfirmationStep::TimedOut => {
                    // The bureau's clock decides: its word comes at or after its deadline.
                    let then = Ctx { now: ctx.now.max(deadline), ..ctx.clone() };
                    self.expired(&then, tx, &mut row).await?;
                }
            }
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
        party: Party,
        deadline: Timestamp,
    ) -> Result<()> {
        let last = Timestamp::from_millis(deadline.millis() - Duration::millis(1).as_millis());
        let then = Ctx { now: ctx.now.min(last), ..ctx.clone() };
        for mut confirmation in tx.confirmations_of(row.id).await? {
            if confirmation.party == party {
                confirmation.state = ConfirmationState::Confirmed;
                confirmation.answered_at = Some(then.now);
                tx.upsert_confirmation(&confirmation).await?;
            }
        }
        self.act_on(&then, tx, row, Action::SmsConfirmed(party), async |_, _| Ok(())).await
    }
}
