//! The record follows its filing: 变更中 or 注销中 from the handing over until the filing ends.

use crate::{
    App, Ctx,
    error::{Error, Result},
    moves::giver_number,
};
use filing::{
    record::{RecordChange, RecordError},
    state::ActionName,
};
use store::{FilingRow, RecordRow, Tx};

impl App {
    /// What a transition of a filing means for the record it is about. What the bureau accepts is
    /// stored where its word is heard.
    pub(crate) async fn record_follows(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        action: ActionName,
    ) -> Result<()> {
        let handed_over = match action {
            ActionName::Submit | ActionName::Resubmit => true,
            ActionName::Withdraw | ActionName::Abandon => false,
            _ => return Ok(()),
        };
        let own = match row.record {
            Some(id) => tx.record(id).await?,
            None => None,
        };
        // A migration is about the record that gives, too.
        let giver = match giver_number(row) {
            Some(number) => tx.record_by_sponsor_number(&number).await?,
            None => None,
        };
        for known in own.into_iter().chain(giver) {
            self.one_follows(ctx, tx, row, known, handed_over).await?;
        }
        Ok(())
    }

    async fn one_follows(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        known: RecordRow,
        handed_over: bool,
    ) -> Result<()> {
        let mut kept = self.kept(tx, &known).await?;
        let event = match handed_over {
            true => match kept.record.begin(row.id, row.kind, &row.draft) {
                Ok(event) => Some(event),
                Err(RecordError::InFlight) => return Err(Error::refused("in_flight")),
                Err(other) => return Err(Error::internal(other)),
            },
            false => {
                let ours = kept.record.underway.as_ref().is_some_and(|u| u.filing == row.id);
                if ours { kept.record.end() } else { None }
            }
        };
        let Some(event) = event else { return Ok(()) };
        kept.said_meanwhile = None;
        let why = (RecordChange::State(event), Some(row.id));
        self.keep(ctx, tx, Some(&known), &kept, None, why).await?;
        Ok(())
    }
}
