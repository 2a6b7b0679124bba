//! The work that a transition starts: performed or queued in its own transaction.

use crate::{App, Ctx, error::Result, jobs::Work, moves::carried_on_by};
use filing::{
    kind::Initiator,
    state::{Effect, Notice},
    time::Duration,
};
use store::{FilingRow, Tx};

/// How long the evidence of an abandoned filing is kept.
const KEEP_ABANDONED: Duration = Duration::days(30);

impl App {
    pub(crate) async fn perform(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        effect: Effect,
    ) -> Result<()> {
        match effect {
            Effect::RevokeTokens => {
                tx.revoke_verifications_of(row.id, None).await?;
            },
            Effect::UploadToBureau => self.report_or_propose(ctx, tx, row).await?,
            Effect::PollBureau => {
                tx.queue(&Work::PollBureau.at(ctx.now), ctx.now).await?;
            }
            Effect::AskForConfirmation { confirmer, until } => {
                self.ask_for_confirmation(ctx, tx, row, confirmer, until).await?;
            }
            Effect::WatchDeadline { until } => {
                self.watch_deadline(ctx, tx, row.id, until).await?;
            }
            Effect::CountWrongTry { confirmer } => {
                self.note_wrong_try(ctx, tx, row.id, confirmer).await?;
            }
            // Of what the provider does by itself the sponsor is told when it is done.
            Effect::TellSponsor { notice }
                if carried_on_by(row) == Initiator::Provider && notice != Notice::Filed => {}
            Effect::TellSponsor { notice } => self.tell_sponsor(ctx, tx, row, notice).await?,
            Effect::TellStaff => {
                tracing::error!(filing.id = %row.id, "an upload failed and waits for the staff");
            }
            Effect::ScheduleErasure => {
                self.end_proposals(ctx, tx, row.id).await?;
                let at = ctx.now + KEEP_ABANDONED;
                tx.queue(&Work::EraseMaterials { filing: row.id }.at(at), ctx.now).await?;
            }
            // Done by the caller in the same transaction, since only it knows with what: the
            // snapshot, the assignee, the reasons, the record, the stages that start again.
            Effect::FreezeSnapshot
            | Effect::AssignReviewer
            | Effect::KeepReturnReasons
            | Effect::StoreRecord
            | Effect::OpenVerifications
            | Effect::RestartSponsorStage
            | Effect::RestartServiceStage
            | Effect::MarkStaleEvidence
            // Whether a filing is in flight is read from its state.
            | Effect::ReleaseInFlight => {}
        }
        Ok(())
    }
}
