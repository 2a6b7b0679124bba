//! The 24 hours in which the officers answer the ministry's SMS. The code never passes through
//! here: we watch, count down, remind, and learn the result from the bureau.

mod who;

pub(crate) use who::confirmers;

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::FilingId,
    journal::EntryName,
    state::{Action, FilingState},
    time::Timestamp,
};
use store::{ConfirmationState, FilingRow, Tx};

impl App {
    /// The time is over: what the bureau knows is heard first, since an answer in the last minute
    /// counts; then the filing goes back, exactly at the deadline or later.
    pub(crate) async fn expire_confirmation(
        &self,
        ctx: &Ctx,
        id: FilingId,
        deadline: Timestamp,
    ) -> Result<()> {
        if !self.awaits(id, deadline).await? {
            return Ok(());
        }
        self.poll_bureau(ctx).await?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if is_awaiting(&row.state, deadline) {
            self.expired(ctx, &mut tx, &mut row).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Nobody confirmed in time: the filing goes back, and may be reported again unchanged.
    pub(crate) async fn expired(&self, ctx: &Ctx, tx: &mut Tx, row: &mut FilingRow) -> Result<()> {
        self.act_on(ctx, tx, row, Action::SmsExpired, async |row, tx| {
            let expired = ConfirmationState::Expired;
            self.close_confirmations(tx, row.id, expired, ctx.now).await
        })
        .await
    }

    /// What is still awaited ends as `state`; answers that were given stay.
    pub(crate) async fn close_confirmations(
        &self,
        tx: &mut Tx,
        id: FilingId,
        state: ConfirmationState,
        at: Timestamp,
    ) -> Result<()> {
        for mut row in tx.confirmations_of(id).await? {
            if row.state == ConfirmationState::Waiting {
                row.state = state;
                row.answered_at = Some(at);
                tx.upsert_confirmation(&row).await?;
            }
        }
        Ok(())
    }

    /// Tells those again who are still awaited.
    pub(crate) async fn remind_confirmation(
        &self,
        ctx: &Ctx,
        id: FilingId,
        deadline: Timestamp,
        hours_left: i64,
    ) -> Result<()> {
        if !self.awaits(id, deadline).await? {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.remind_officers(ctx, &mut tx, &row, hours_left).await?;
        let detail = serde_json::json!({ "hours_left": hours_left });
        self.journal(&mut tx, ctx, EntryName::ConfirmationReminded, Some(id), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// This round of this filing is still running.
    async fn awaits(&self, id: FilingId, deadline: Timestamp) -> Result<bool> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        Ok(is_awaiting(&row.state, deadline))
    }
}

fn is_awaiting(state: &FilingState, round: Timestamp) -> bool {
    matches!(state, FilingState::SmsVerification { deadline, .. } if *deadline == round)
}
