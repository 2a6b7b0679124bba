//! What the screens show of a filing: the server's words, findings and possible actions.

use super::classify::Classified;
use crate::{
    App, Ctx,
    confirmation::{ConfirmationView, people},
    error::{Error, Result},
    moves::carried_on_by,
    words,
};
use filing::{
    draft::{Draft, mask_draft},
    id::{AccountId, FilingId, ServiceId, StaffId},
    issue::Issue,
    kind::{FilingKind, Initiator},
    permission::Role,
    state::{ActionName, FilingState, Stage, possible_actions},
    time::Timestamp,
    verification::VerificationStatus,
};
use serde::Serialize;
use serde_json::Value;
use store::{Cursor, FilingRow, FilingSummary, Page};
use utoipa::ToSchema;

/// A filing as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FilingView {
    pub id: FilingId,
    pub kind: FilingKind,
    pub kind_label: &'static str,
    pub state: FilingState,
    /// One of the thirteen stages.
    pub stage: Stage,
    /// The state in this reader's words.
    pub stage_label: String,
    /// Sent back with the next change; another's change in between is refused.
    pub version: i64,
    pub draft: Draft,
    /// Every finding of the draft as it stands.
    pub findings: Vec<Issue>,
    /// What this reader may do, with the reason where it can't be done now.
    pub actions: Vec<ActionView>,
    #[schema(value_type = Option<Classified>)]
    pub classification: Option<Value>,
    pub return_reasons: Vec<Issue>,
    /// How far the phone work is, service by service.
    pub services: Vec<ServiceProgress>,
    pub confirmations: Vec<ConfirmationView>,
    /// 备案号, when there is one.
    pub number: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    #[serde(skip)]
    pub account: AccountId,
    #[serde(skip)]
    pub assignee: Option<StaffId>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActionView {
    pub name: String,
    pub label: String,
    /// Code and words of why it can't be done now.
    pub refused: Option<Refusal>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ServiceProgress {
    pub service: ServiceId,
    pub name: Option<String>,
    /// 未核验, 主体已核验, 网站已核验, 核验完成.
    pub status: VerificationStatus,
    pub status_label: String,
    /// The phone that opened it is at this step.
    pub opened_at: Option<Timestamp>,
}

/// One line of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FilingSummaryView {
    pub id: FilingId,
    pub kind: FilingKind,
    pub kind_label: &'static str,
    pub stage: Stage,
    pub stage_label: String,
    /// First service's name or domain; nothing personal.
    pub title: String,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
}

/// What a list calls a filing.
pub(crate) fn title(draft: &Draft) -> String {
    let service = draft.services.first();
    let name = service.and_then(|s| s.names.first().or(s.domains.first()));
    name.or(draft.target.service_number.as_ref())
        .or(draft.target.sponsor_number.as_ref())
        .cloned()
        .unwrap_or_default()
}

impl App {
    /// One filing for who may see it; staff get personal fields masked.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], also for another account's filing.
    pub async fn show_filing(&self, ctx: &Ctx, id: FilingId) -> Result<FilingView> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        self.view(ctx, row).await
    }

    pub(crate) async fn view(&self, ctx: &Ctx, row: FilingRow) -> Result<FilingView> {
        let role = ctx.actor.role().unwrap_or(Role::Collector);
        let findings = self.findings(&row, ctx.now).await?;
        let side = carried_on_by(&row);
        let actions = possible_actions(&row.state, role)
            .into_iter()
            .filter(|(action, _)| is_for(*action, role, side))
            .map(|(action, refused)| ActionView {
                name: action.to_string(),
                label: words::action(action),
                refused: refused
                    .map(|code| Refusal { code: code.to_owned(), message: words::refusal(code) }),
            })
            .collect();
        let stage = row.state.stage();
        let own = role == Role::Sponsor;
        Ok(FilingView {
            id: row.id,
            kind: row.kind,
            kind_label: row.kind.label(),
            stage,
            stage_label: words::stage(stage, role),
            version: row.version,
            services: self.progress(&row).await?,
            confirmations: self.confirmations(&row).await?,
            number: match &row.state {
                FilingState::Filed { number } => number.clone(),
                _ => None,
            },
            draft: if own { row.draft } else { mask_draft(&row.draft) },
            state: row.state,
            findings,
            actions,
            classification: row.classification.filter(|_| own),
            return_reasons: row.return_reasons,
            created_at: row.created_at,
            updated_at: row.updated_at,
            submitted_at: row.submitted_at,
            account: row.account,
            assignee: row.assignee,
        })
    }

    /// The people of the round that runs or ran last.
    async fn confirmations(&self, row: &FilingRow) -> Result<Vec<ConfirmationView>> {
        let rounds = self.store.rounds_of(row.id).await?;
        let Some(round) = rounds.iter().find(|round| round.deadline.is_some()) else {
            return Ok(Vec::new());
        };
        let rows = self.store.confirmations_of(row.id, round.round).await?;
        Ok(people(row, round, &rows))
    }

    /// The own filings, newest first.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for who has no account.
    pub async fn list_filings(
        &self,
        ctx: &Ctx,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<FilingSummaryView>> {
        let page = self.store.filings_of(ctx.account()?, after, limit).await?;
        Ok(Page {
            items: page.items.into_iter().map(|row| summary(row, Role::Sponsor)).collect(),
            next: page.next,
        })
    }
}

/// What the provider starts the sponsor only follows; what a sponsor starts the staff does not hand
/// over for it.
fn is_for(action: ActionName, reader: Role, initiator: Initiator) -> bool {
    use ActionName as A;
    let hands_over = matches!(action, A::Submit | A::Resubmit | A::Withdraw | A::Abandon);
    match (reader, initiator) {
        (Role::Sponsor, Initiator::Provider) => false,
        (Role::Sponsor, Initiator::Sponsor) | (_, Initiator::Provider) => true,
        (_, Initiator::Sponsor) => !hands_over,
    }
}

/// A line of a list in the words of a reader.
pub(crate) fn summary(row: FilingSummary, reader: Role) -> FilingSummaryView {
    let stage = row.state.stage();
    FilingSummaryView {
        id: row.id,
        kind: row.kind,
        kind_label: row.kind.label(),
        stage,
        stage_label: words::stage(stage, reader),
        title: row.title,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        submitted_at: row.submitted_at,
    }
}
