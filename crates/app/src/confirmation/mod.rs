//! The 24 hours in which the officers answer the ministry's SMS. The code never passes through
//! here: we watch, count down, remind, and learn the result from the bureau.
//!
//! A *round* is one asking. Whom it asks is frozen when the file is built ([`who`]); it begins with
//! the bureau's word, or with its taking the file where it does not tell ([`round`]); it ends with
//! the last answer, with the sixth wrong one or with its deadline. After a missed round the filing
//! may be reported again unchanged: the next round begins, the old one stays as history.

mod board;
mod remind;
pub(crate) mod round;
mod view;
pub(crate) mod who;

pub use board::{BoardLine, BoardPerson};
#[cfg(test)]
pub(crate) use view::HELP;
pub(crate) use view::people;
pub use view::{ConfirmationView, ConfirmationsView, HelpView, NoticeView, RoundView};

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::FilingId,
    state::{Action, FilingState},
    time::Timestamp,
};
use store::{ConfirmationState, FilingRow, RoundState, Tx};

impl App {
    /// The time is over: what the bureau knows is heard first, since an answer in the last minute
    /// counts; then the filing goes back, exactly at the deadline or later.
    pub(crate) async fn expire_confirmation(
        &self,
        ctx: &Ctx,
        id: FilingId,
        deadline: Timestamp,
    ) -> Result<()> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if !is_awaiting(&row.state, deadline) {
            return Ok(());
        }
        self.poll_bureau(ctx).await?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if is_awaiting(&row.state, deadline) {
            self.expired(ctx, &mut tx, &mut row, false).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Nobody confirmed in time: the filing goes back, and may be reported again unchanged.
    /// `by_bureau` says whose clock called it over.
    pub(crate) async fn expired(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        by_bureau: bool,
    ) -> Result<()> {
        self.act_on(ctx, tx, row, Action::SmsExpired, async |row, tx| {
            let (ended, people) = (RoundState::Expired, ConfirmationState::Expired);
            self.end_round(tx, row.id, ended, people, by_bureau, ctx.now).await
        })
        .await
    }
}

pub(crate) fn is_awaiting(state: &FilingState, round: Timestamp) -> bool {
    matches!(state, FilingState::SmsVerification { deadline, .. } if *deadline == round)
}
