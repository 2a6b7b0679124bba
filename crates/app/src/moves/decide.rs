//! The second person decides; what is agreed is carried out in the same transaction.

use super::{ProposalView, held, text};
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::{ProposalId, StaffId},
    journal::EntryName,
    permission::{Permission, Role},
    proposal::{Decision, Matter, ProposalError, ProposalState, Standing},
};
use store::{Cursor, FilingRow, Page, ProposalRow};

impl App {
    /// Proposals in a state, newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who does not move records: a proof may name people.
    pub async fn list_proposals(
        &self,
        ctx: &Ctx,
        state: ProposalState,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ProposalView>> {
        ctx.require(Permission::MoveRecords)?;
        let page = self.store.proposals(state, after, limit).await?;
        let mut items = Vec::new();
        for row in page.items {
            items.push(self.proposal_view(ctx, row).await?);
        }
        Ok(Page { items, next: page.next })
    }

    /// One proposal.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn show_proposal(&self, ctx: &Ctx, id: ProposalId) -> Result<ProposalView> {
        ctx.require(Permission::MoveRecords)?;
        let row = self.store.proposal(id).await?.ok_or(Error::NotFound("proposal"))?;
        self.proposal_view(ctx, row).await
    }

    /// Agrees, refuses or takes back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] by role; [`Error::Invalid`] with `/reason`; [`Error::Refused`] by the
    /// rules ([`ProposalError`]), or when what was proposed does not hold any more. Nothing is
    /// changed then.
    pub async fn decide_proposal(
        &self,
        ctx: &Ctx,
        id: ProposalId,
        decision: Decision,
        reason: Option<String>,
    ) -> Result<ProposalView> {
        ctx.require(Permission::MoveRecords)?;
        let staff = ctx.staff()?;
        let mut found = Vec::new();
        let reason = reason.filter(|reason| !reason.trim().is_empty() || decision.needs_reason());
        let note = match (reason, decision.needs_reason()) {
            (None, false) => None,
            (typed, _) => Some(text("/reason", typed.as_deref().unwrap_or_default(), &mut found)),
        };
        // Which filing it is about is written once; locked before the proposal, as everywhere.
        let about = self.store.proposal(id).await?.ok_or(Error::NotFound("proposal"))?.filing;
        let mut tx = self.store.begin().await?;
        let mut filing = match about {
            Some(filing) => tx.filing(filing).await?,
            None => None,
        };
        let row = tx.proposal(id).await?.ok_or(Error::NotFound("proposal"))?;
        let state = standing(&row, &took_part(filing.as_ref()))
            .decide(decision, staff, role(ctx), ctx.now)
            .map_err(refused)?;
        held(found)?;
        match (&row.matter, decision, &mut filing) {
            (Matter::Handover(handover), Decision::Agree, _) => {
                self.hand_over(ctx, &mut tx, &row, handover).await?;
            }
            (Matter::Outcome(outcome), Decision::Agree, _) => {
                self.carry_out_by_hand(ctx, &mut tx, &row, outcome).await?;
            }
            (Matter::Migration { dossier, .. }, Decision::Agree, Some(filing)) => {
                self.release_report(ctx, &mut tx, filing, dossier.as_deref()).await?;
            }
            (Matter::Migration { .. }, Decision::Refuse | Decision::Withdraw, Some(filing)) => {
                let note = note.as_deref().unwrap_or_default();
                self.hold_report(ctx, &mut tx, filing, note).await?;
            }
            (Matter::Migration { .. }, _, None) => return Err(Error::NotFound("filing")),
            (Matter::Handover(_) | Matter::Outcome(_), _, _) => {}
        }
        let row =
            ProposalRow { state, decided_by: Some(staff), decided_at: Some(ctx.now), note, ..row };
        if !tx.decide_proposal(&row).await? {
            return Err(refused(ProposalError::Decided));
        }
        let entry = match state {
            ProposalState::Agreed => EntryName::ProposalAgreed,
            ProposalState::Refused => EntryName::ProposalRefused,
            _ => EntryName::ProposalWithdrawn,
        };
        let detail =
            serde_json::json!({ "proposal": id, "kind": row.kind, "records": row.records });
        self.journal(&mut tx, ctx, entry, row.filing, detail).await?;
        tx.commit().await?;
        self.proposal_view(ctx, row).await
    }
}

fn refused(error: ProposalError) -> Error {
    match error {
        ProposalError::NotAllowed => Error::Forbidden,
        other => Error::Refused { code: other.code(), args: Vec::new() },
    }
}

pub(super) fn role(ctx: &Ctx) -> Role {
    ctx.actor.role().unwrap_or(Role::Collector)
}

/// Who had a hand in a filing beside proposing its report.
pub(super) fn took_part(filing: Option<&FilingRow>) -> Vec<StaffId> {
    filing.into_iter().flat_map(|row| [row.started_by, row.assignee]).flatten().collect()
}

pub(super) fn standing<'a>(row: &ProposalRow, took_part: &'a [StaffId]) -> Standing<'a> {
    Standing {
        kind: row.kind,
        state: row.state,
        proposed_by: row.proposed_by,
        took_part,
        until: row.until,
    }
}
