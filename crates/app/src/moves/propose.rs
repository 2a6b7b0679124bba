//! An administrator looks into a request and proposes a handover, or turns it down.

use super::{MoveRequestCase, ProposalView, held, text};
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::{FilingId, MoveRequestId, ProposalId, RecordId, StaffId},
    journal::EntryName,
    permission::Permission,
    proposal::{Basis, Consent, Handover, Holder, Matter, ProposalState, basis},
};
use serde::Deserialize;
use store::{Cursor, MoveRequestRow, MoveRequestState, Page, ProposalRow, RecordRow, Tx};

/// A handover that an administrator stands for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    pub request: MoveRequestId,
    /// What was seen as proof of control; may be empty where the holder agreed in its portal.
    #[serde(default)]
    pub proof: String,
}

impl App {
    /// Requests in a state, oldest first, with what is known of the record.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who does not move records.
    pub async fn move_requests(
        &self,
        ctx: &Ctx,
        state: MoveRequestState,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<MoveRequestCase>> {
        ctx.require(Permission::MoveRecords)?;
        let page = self.store.move_requests(state, after, limit).await?;
        let mut items = Vec::new();
        for row in page.items {
            let record = self.store.record_by_sponsor_number(&row.sponsor_number).await?;
            let asker = self.store.account(row.account).await?;
            let asker = asker.and_then(|asker| asker.username.or(asker.filing_number));
            items.push(MoveRequestCase {
                known: record.is_some(),
                holder: record.as_ref().map(|record| holder(&row, record).name()),
                consent: record.as_ref().and_then(|record| consent(&row, record)),
                asker: asker.unwrap_or_default(),
                request: row.into(),
            });
        }
        Ok(Page { items, next: page.next })
    }

    /// Turns a request down; its asker reads the answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/answer`; [`Error::Refused`] when it ended before.
    pub async fn decline_move_request(
        &self,
        ctx: &Ctx,
        id: MoveRequestId,
        answer: &str,
    ) -> Result<()> {
        ctx.require(Permission::MoveRecords)?;
        let mut found = Vec::new();
        let answer = text("/answer", answer, &mut found);
        held(found)?;
        let mut tx = self.store.begin().await?;
        let row = tx.move_request(id).await?.ok_or(Error::NotFound("request"))?;
        let declined = MoveRequestRow {
            state: MoveRequestState::Declined,
            answer: Some(answer),
            ended_at: Some(ctx.now),
            ..row
        };
        if !tx.save_move_request(&declined).await? {
            return Err(Error::refused("move_ended"));
        }
        let detail = serde_json::json!({ "request": id, "state": declined.state });
        self.journal(&mut tx, ctx, EntryName::MoveDeclined, None, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Proposes what a sponsor asked for: a second person decides.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/proof`; [`Error::Refused`] when there is no such record, something
    /// about it is under way or waits for a second person, or the request ended.
    pub async fn propose_handover(&self, ctx: &Ctx, new: NewHandover) -> Result<ProposalView> {
        ctx.require(Permission::MoveRecords)?;
        let mut tx = self.store.begin().await?;
        let request = tx.move_request(new.request).await?.ok_or(Error::NotFound("request"))?;
        if request.state != MoveRequestState::Open {
            return Err(Error::refused("move_ended"));
        }
        let record = tx.record_by_sponsor_number(&request.sponsor_number).await?;
        let record = record.ok_or(Error::refused("record_unknown"))?;
        let basis = rests_on(&request, &record)?;
        let mut found = Vec::new();
        let proof = match basis {
            Basis::HoldersConsent if new.proof.trim().is_empty() => String::new(),
            _ => text("/proof", &new.proof, &mut found),
        };
        held(found)?;
        let kept = self.kept(&mut tx, &record).await?;
        if self.is_busy(&mut tx, &record, &kept).await? {
            return Err(Error::refused("record_busy"));
        }
        let matter = Matter::Handover(Handover {
            kind: request.kind,
            request: request.id,
            sponsor_number: request.sponsor_number,
            from: record.account,
            to: request.account,
            basis,
            proof,
        });
        let row = self.put_up(ctx, &mut tx, matter, None, vec![record.id], ctx.staff()?).await?;
        tx.commit().await?;
        self.proposal_view(ctx, row).await
    }

    /// Writes a proposal down, unless another one about a record is open. `by` proposes it.
    pub(super) async fn put_up(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        matter: Matter,
        filing: Option<FilingId>,
        records: Vec<RecordId>,
        by: StaffId,
    ) -> Result<ProposalRow> {
        for record in &records {
            for other in tx.proposals_about(*record).await? {
                if other.state != ProposalState::Open {
                    continue;
                }
                if other.until.is_none_or(|until| ctx.now < until) {
                    return Err(Error::refused("proposal_open"));
                }
                let expired = ProposalRow {
                    state: ProposalState::Expired,
                    decided_at: Some(ctx.now),
                    ..other
                };
                tx.decide_proposal(&expired).await?;
            }
        }
        let kind = matter.kind();
        let row = ProposalRow {
            id: ProposalId::from_uuid(self.entropy.id()),
            kind,
            state: ProposalState::Open,
            filing,
            records,
            matter,
            proposed_by: by,
            proposed_at: ctx.now,
            until: kind.open_for().map(|span| ctx.now + span),
            decided_by: None,
            decided_at: None,
            note: None,
        };
        tx.insert_proposal(&row).await?;
        let detail = serde_json::json!({
            "proposal": row.id, "kind": kind, "records": row.records, "by": by,
        });
        self.journal(tx, ctx, EntryName::ProposalMade, filing, detail).await?;
        Ok(row)
    }
}

fn holder(request: &MoveRequestRow, record: &RecordRow) -> Holder {
    match record.account {
        None => Holder::Nobody,
        Some(account) if account == request.account => Holder::Asker,
        Some(_) => Holder::Other,
    }
}

/// The answer of who holds the record now.
fn consent(request: &MoveRequestRow, record: &RecordRow) -> Option<Consent> {
    let holders = record.account.is_some() && request.consent_by == record.account;
    request.consent.filter(|_| holders)
}

/// What a handover of this record to the asker rests on now.
pub(super) fn rests_on(request: &MoveRequestRow, record: &RecordRow) -> Result<Basis> {
    let rests = basis(request.kind, holder(request, record), consent(request, record));
    rests.map_err(|code| Error::Refused { code, args: Vec::new() })
}
