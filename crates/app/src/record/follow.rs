//! The record follows its filing: 变更中 or 注销中 from the handing over until the filing ends.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    record::{RecordChange, RecordError},
    state::ActionName,
};
use store::{FilingRow, Tx};

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
        let Some(id) = row.record else { return Ok(()) };
        let Some(known) = tx.record(id).await? else { return Ok(()) };
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
