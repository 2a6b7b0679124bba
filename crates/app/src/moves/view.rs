//! What the screens show of requests and proposals.

use super::decide::{role, standing, took_part};
use crate::{App, Ctx, ctx::Actor, error::Result, filing::Refusal, words};
use filing::{
    id::{FilingId, MoveRequestId, ProposalId, RecordId, StaffId},
    kind::FilingKind,
    proposal::{Basis, Consent, Decision, Matter, MoveKind, ProposalKind, ProposalState},
    time::Timestamp,
};
use serde::Serialize;
use store::{MoveRequestRow, MoveRequestState, ProposalRow};
use utoipa::ToSchema;

/// An own request, as its asker sees it: nothing in it depends on whose the record is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveRequestView {
    pub id: MoveRequestId,
    pub kind: MoveKind,
    pub kind_label: String,
    /// 主体备案号.
    pub number: String,
    pub reason: String,
    /// `open`, `done`, `declined`, `withdrawn`.
    #[schema(value_type = String)]
    pub state: MoveRequestState,
    pub state_label: String,
    /// The provider's words, when it was turned down.
    pub answer: Option<String>,
    pub asked_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl From<MoveRequestRow> for MoveRequestView {
    fn from(row: MoveRequestRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            kind_label: words::move_kind(row.kind),
            number: row.sponsor_number,
            reason: row.reason,
            state: row.state,
            state_label: words::move_request_state(row.state),
            answer: row.answer,
            asked_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

/// Somebody asks for a record of the reader's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskedForView {
    pub id: MoveRequestId,
    pub record: RecordId,
    pub number: String,
    /// User name of who asks; it was told so when it asked.
    pub asker: String,
    pub reason: String,
    pub asked_at: Timestamp,
    /// What the reader answered.
    pub answer: Option<Consent>,
    pub answered_at: Option<Timestamp>,
}

/// A request as an administrator sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveRequestCase {
    pub request: MoveRequestView,
    /// User name of who asks.
    pub asker: String,
    /// Whether this provider knows a record of the number.
    pub known: bool,
    /// `nobody`, `asker` or `other`.
    pub holder: Option<&'static str>,
    /// What the holder answered in its portal.
    pub consent: Option<Consent>,
}

/// A proposal and what its reader may do with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposalView {
    pub id: ProposalId,
    pub kind: ProposalKind,
    pub kind_label: String,
    /// As it stands now: an open one whose time is over has expired.
    pub state: ProposalState,
    pub state_label: String,
    pub filing: Option<FilingId>,
    pub records: Vec<RecordId>,
    pub matter: MatterView,
    /// Name of the member of the staff.
    pub proposed_by: String,
    pub proposed_at: Timestamp,
    pub until: Option<Timestamp>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// Why it was refused or taken back.
    pub note: Option<String>,
    /// What this reader may do, with the reason where it can't be done.
    pub decisions: Vec<DecisionView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionView {
    pub name: Decision,
    pub label: String,
    pub needs_reason: bool,
    pub refused: Option<Refusal>,
}

/// What a proposal is about.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct MatterView {
    pub request: Option<MoveRequestId>,
    /// 主体备案号 that is handed over.
    pub sponsor_number: Option<String>,
    pub basis: Option<Basis>,
    pub basis_label: Option<String>,
    pub proof: Option<String>,
    pub migration: Option<FilingKind>,
    pub service_number: Option<String>,
    pub receiving_sponsor_number: Option<String>,
    pub domains: Vec<String>,
    pub new_service_number: Option<String>,
    pub reason: Option<String>,
    pub reference: Option<String>,
}

impl App {
    pub(super) async fn proposal_view(&self, ctx: &Ctx, row: ProposalRow) -> Result<ProposalView> {
        let filing = match row.filing {
            Some(id) => self.store.filing(id).await?,
            None => None,
        };
        let took_part = took_part(filing.as_ref());
        let standing = standing(&row, &took_part);
        let decisions = match ctx.actor {
            Actor::Staff { staff, .. } if role(ctx).may(row.kind.needs()) => Decision::ALL
                .iter()
                .map(|decision| {
                    let next = standing.decide(*decision, staff, role(ctx), ctx.now);
                    let code = next.err().map(|error| error.code());
                    DecisionView {
                        name: *decision,
                        label: words::decision(*decision),
                        needs_reason: decision.needs_reason(),
                        refused: code.map(|code| Refusal {
                            code: code.to_owned(),
                            message: words::problem(code, &[]),
                        }),
                    }
                })
                .collect(),
            _ => Vec::new(),
        };
        let state = standing.at(ctx.now);
        let mut matter = MatterView::default();
        match &row.matter {
            Matter::Handover(handover) => {
                matter.request = Some(handover.request);
                matter.sponsor_number = Some(handover.sponsor_number.clone());
                matter.basis = Some(handover.basis);
                matter.basis_label = Some(words::basis(handover.basis));
                matter.proof = Some(handover.proof.clone()).filter(|proof| !proof.is_empty());
            }
            Matter::Migration { .. } => {
                if let Some(filing) = &filing {
                    let target = &filing.draft.target;
                    matter.migration = Some(filing.kind);
                    matter.service_number = target.service_number.clone();
                    matter.receiving_sponsor_number = target.receiving_sponsor_number.clone();
                    matter.domains =
                        filing.draft.services.iter().flat_map(|s| s.domains.clone()).collect();
                    matter.reason = filing.draft.reason.clone();
                }
            }
            Matter::Outcome(outcome) => {
                matter.migration = Some(outcome.kind);
                matter.service_number = Some(outcome.service_number.clone());
                matter.receiving_sponsor_number = Some(outcome.receiving_sponsor_number.clone());
                matter.domains.clone_from(&outcome.domains);
                matter.new_service_number = Some(outcome.new_service_number.clone());
                matter.reason = Some(outcome.reason.clone());
                matter.reference = Some(outcome.reference.clone());
            }
        }
        Ok(ProposalView {
            id: row.id,
            kind: row.kind,
            kind_label: words::proposal_kind(row.kind),
            state,
            state_label: words::proposal_state(state),
            filing: row.filing,
            records: row.records,
            matter,
            proposed_by: self.staff_name(row.proposed_by).await?,
            proposed_at: row.proposed_at,
            until: row.until,
            decided_by: match row.decided_by {
                Some(staff) => Some(self.staff_name(staff).await?),
                None => None,
            },
            decided_at: row.decided_at,
            note: row.note,
            decisions,
        })
    }

    async fn staff_name(&self, id: StaffId) -> Result<String> {
        Ok(self.store.staff(id).await?.map(|row| row.name).unwrap_or_default())
    }
}
