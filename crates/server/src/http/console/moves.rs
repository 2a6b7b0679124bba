use crate::http::{
    Server,
    auth::Staff,
    extract::{Asked, Id, Json as Body},
    portal::filings::{FilingAnswer, Paged},
    problem::Problem,
};
use app::moves::{MoveRequestCase, NewHandover, NewMigration, NewOutcome, ProposalView};
use axum::{Json, extract::State, http::StatusCode};
use filing::{
    id::{MoveRequestId, ProposalId},
    proposal::{Decision, ProposalState},
};
use serde::{Deserialize, Serialize};
use store::MoveRequestState;
use utoipa::{IntoParams, ToSchema};

/// Which ones.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InState {
    /// `open` when absent. Requests: `open`, `done`, `declined`, `withdrawn`. Proposals: `open`,
    /// `agreed`, `refused`, `withdrawn`, `expired`.
    pub state: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

impl InState {
    fn named<T: Copy>(&self, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, Problem> {
        let wanted = self.state.as_deref().unwrap_or("open");
        let found = all.iter().copied().find(|state| name(*state) == wanted);
        found.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "page"))
    }

    fn paged(&self) -> Paged {
        Paged { after: self.after.clone(), limit: self.limit }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MoveRequestPage {
    pub items: Vec<MoveRequestCase>,
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ProposalPage {
    pub items: Vec<ProposalView>,
    pub next: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The asker reads it; it names nobody else.
    pub answer: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    pub decision: Decision,
    /// Needed to refuse and to take back.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What sponsors ask for, oldest first.
#[utoipa::path(get, path = "/api/console/record-requests", tag = "console", operation_id = "move_requests", params(InState),
    responses(
        (status = 200, body = MoveRequestPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn requests(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<InState>,
) -> Result<Json<MoveRequestPage>, Problem> {
    let (after, limit) = asked.paged().read()?;
    let state = asked.named(MoveRequestState::ALL, MoveRequestState::name)?;
    let page = server.app.move_requests(&staff.ctx, state, after, limit).await?;
    let next = page.next.map(|next| next.to_string());
    Ok(Json(MoveRequestPage { items: page.items, next }))
}

/// Turns a request down.
#[utoipa::path(post, path = "/api/console/record-requests/{request}/decline", tag = "console", operation_id = "decline_move_request",
    params(("request" = MoveRequestId, Path)), request_body = Declined,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn decline(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<MoveRequestId>,
    Body(declined): Body<Declined>,
) -> Result<StatusCode, Problem> {
    server.app.decline_move_request(&staff.ctx, id, &declined.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Proposes what a sponsor asked for, with the proof that was seen. Another administrator decides.
#[utoipa::path(post, path = "/api/console/handovers", tag = "console", operation_id = "propose_handover",
    request_body = NewHandover,
    responses(
        (status = 201, body = ProposalView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn propose_handover(
    State(server): State<Server>,
    staff: Staff,
    Body(new): Body<NewHandover>,
) -> Result<(StatusCode, Json<ProposalView>), Problem> {
    let proposal = server.app.propose_handover(&staff.ctx, new).await?;
    Ok((StatusCode::CREATED, Json(proposal)))
}

/// Proposes to write down what the bureau did off-line about a migration.
#[utoipa::path(post, path = "/api/console/outcomes", tag = "console", operation_id = "propose_outcome",
    request_body = NewOutcome,
    responses(
        (status = 201, body = ProposalView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn propose_outcome(
    State(server): State<Server>,
    staff: Staff,
    Body(new): Body<NewOutcome>,
) -> Result<(StatusCode, Json<ProposalView>), Problem> {
    let proposal = server.app.propose_outcome(&staff.ctx, new).await?;
    Ok((StatusCode::CREATED, Json(proposal)))
}

/// Opens 域名迁移 or 网站迁移: a filing of the receiving sponsor, which its account completes. Refused
/// where the bureau's interface has no operation for it.
#[utoipa::path(post, path = "/api/console/migrations", tag = "console", operation_id = "open_migration",
    request_body = NewMigration,
    responses(
        (status = 201, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn open_migration(
    State(server): State<Server>,
    staff: Staff,
    Body(new): Body<NewMigration>,
) -> Result<(StatusCode, Json<FilingAnswer>), Problem> {
    let row = server.app.open_migration(&staff.ctx, new).await?;
    let filing = server.app.show_filing(&staff.ctx, row.id).await?;
    Ok((StatusCode::CREATED, Json(filing.into())))
}

/// What waits for a second person, or was decided; newest first.
#[utoipa::path(get, path = "/api/console/proposals", tag = "console", operation_id = "proposals", params(InState),
    responses(
        (status = 200, body = ProposalPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn proposals(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<InState>,
) -> Result<Json<ProposalPage>, Problem> {
    let (after, limit) = asked.paged().read()?;
    let state = asked.named(ProposalState::ALL, ProposalState::name)?;
    let page = server.app.list_proposals(&staff.ctx, state, after, limit).await?;
    let next = page.next.map(|next| next.to_string());
    Ok(Json(ProposalPage { items: page.items, next }))
}

/// One proposal, with what the reader may do with it.
#[utoipa::path(get, path = "/api/console/proposals/{proposal}", tag = "console", operation_id = "show_proposal",
    params(("proposal" = ProposalId, Path)),
    responses(
        (status = 200, body = ProposalView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<ProposalId>,
) -> Result<Json<ProposalView>, Problem> {
    Ok(Json(server.app.show_proposal(&staff.ctx, id).await?))
}

/// Agrees, refuses, or takes back. Who proposed it does neither of the first two; what is agreed is
/// carried out at once.
#[utoipa::path(post, path = "/api/console/proposals/{proposal}/decision", tag = "console", operation_id = "decide_proposal",
    params(("proposal" = ProposalId, Path)), request_body = Decided,
    responses(
        (status = 200, body = ProposalView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn decide(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<ProposalId>,
    Body(decided): Body<Decided>,
) -> Result<Json<ProposalView>, Problem> {
    let Decided { decision, reason } = decided;
    Ok(Json(server.app.decide_proposal(&staff.ctx, id, decision, reason).await?))
}
