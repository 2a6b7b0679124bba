//! 认领 and 转移 carried out: the record belongs to another account. The bureau is not told.

use super::propose::rests_on;
use crate::{
    App, Ctx,
    error::{Error, Result},
    words,
};
use filing::{
    journal::EntryName,
    proposal::{Basis, Handover, MoveKind},
    record::RecordChange,
};
use store::{MoveRequestRow, MoveRequestState, ProposalRow, RecordRow, Tx};

impl App {
    /// What was proposed is looked at again, as it stands now.
    pub(super) async fn hand_over(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        proposal: &ProposalRow,
        handover: &Handover,
    ) -> Result<()> {
        let request = tx.move_request(handover.request).await?.ok_or(Error::NotFound("request"))?;
        if request.state != MoveRequestState::Open {
            return Err(Error::refused("move_ended"));
        }
        let record = tx.record_by_sponsor_number(&handover.sponsor_number).await?;
        let record = record.ok_or(Error::refused("record_unknown"))?;
        let rests = rests_on(&request, &record)?;
        // A consent that came meanwhile is no harm; one that was taken back is.
        let stands = rests == handover.basis || rests == Basis::HoldersConsent;
        if record.account != handover.from || !stands {
            return Err(Error::refused("record_changed"));
        }
        let kept = self.kept(tx, &record).await?;
        if self.is_busy(tx, &record, &kept).await? {
            return Err(Error::refused("record_busy"));
        }
        let (change, entry) = match handover.kind {
            MoveKind::Claim => (RecordChange::Claimed, EntryName::RecordClaimed),
            MoveKind::Transfer => (RecordChange::Moved, EntryName::RecordMoved),
        };
        let number = record.sponsor_number.clone();
        let (id, from) = (record.id, record.account);
        let moved = RecordRow { account: Some(handover.to), updated_at: ctx.now, ..record };
        tx.save_record(&moved, change, None).await?;
        let done =
            MoveRequestRow { state: MoveRequestState::Done, ended_at: Some(ctx.now), ..request };
        tx.save_move_request(&done).await?;
        let detail = serde_json::json!({
            "record": id, "proposal": proposal.id, "from": from, "to": handover.to,
            "basis": handover.basis,
        });
        self.journal(tx, ctx, entry, None, detail).await?;
        // Whoever lost control of an account learns of it by another way.
        let officer = kept.record.sponsor.map(|sponsor| sponsor.officer.mobile);
        if let Some(mobile) = officer.filter(|mobile| !mobile.is_empty()) {
            let text = words::notice("record_handed_over", &[number]);
            self.queue_message(ctx, tx, mobile, "record_handed_over", text).await?;
        }
        Ok(())
    }
}
