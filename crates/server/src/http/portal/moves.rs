use crate::http::{
    Server,
    auth::Sponsor,
    extract::{Id, Json as Body},
    problem::Problem,
};
use app::moves::{AskedForView, MoveQuestion, MoveRequestView};
use axum::{Json, extract::State, http::StatusCode};
use filing::{id::MoveRequestId, proposal::Consent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The own requests for records.
#[derive(Serialize, ToSchema)]
pub struct MoveRequests {
    pub items: Vec<MoveRequestView>,
}

/// What others ask of the own records.
#[derive(Serialize, ToSchema)]
pub struct AskedFor {
    pub items: Vec<AskedForView>,
}

/// The holder's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldersAnswer {
    pub answer: Consent,
}

/// Asks for a record: 认领 or 转移. The answer is the same whether there is such a record or not; it
/// never names who holds it. In a transfer the holder reads the asker's user name and reason.
#[utoipa::path(post, path = "/api/portal/record-requests", tag = "portal", operation_id = "ask_for_record",
    request_body = MoveQuestion,
    responses(
        (status = 201, body = MoveRequestView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn ask(
    State(server): State<Server>,
    sponsor: Sponsor,
    Body(question): Body<MoveQuestion>,
) -> Result<(StatusCode, Json<MoveRequestView>), Problem> {
    let asked = server.app.ask_for_record(&sponsor.ctx, question).await?;
    Ok((StatusCode::CREATED, Json(asked)))
}

/// The own requests, newest first.
#[utoipa::path(get, path = "/api/portal/record-requests", tag = "portal", operation_id = "record_requests",
    responses(
        (status = 200, body = MoveRequests),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    sponsor: Sponsor,
) -> Result<Json<MoveRequests>, Problem> {
    let items = server.app.own_move_requests(&sponsor.ctx).await?;
    Ok(Json(MoveRequests { items }))
}

/// Takes an own request back.
#[utoipa::path(post, path = "/api/portal/record-requests/{request}/withdraw", tag = "portal", operation_id = "withdraw_record_request",
    params(("request" = MoveRequestId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<MoveRequestId>,
) -> Result<StatusCode, Problem> {
    server.app.withdraw_move_request(&sponsor.ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Transfers that others ask for of the own records.
#[utoipa::path(get, path = "/api/portal/asked-for-records", tag = "portal", operation_id = "asked_for_records",
    responses(
        (status = 200, body = AskedFor),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn asked_for(
    State(server): State<Server>,
    sponsor: Sponsor,
) -> Result<Json<AskedFor>, Problem> {
    let items = server.app.asked_for_records(&sponsor.ctx).await?;
    Ok(Json(AskedFor { items }))
}

/// Agrees to give an own record to who asks for it, or doesn't. Two administrators decide after it.
#[utoipa::path(post, path = "/api/portal/asked-for-records/{request}", tag = "portal", operation_id = "answer_record_request",
    params(("request" = MoveRequestId, Path)), request_body = HoldersAnswer,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn answer(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<MoveRequestId>,
    Body(given): Body<HoldersAnswer>,
) -> Result<StatusCode, Problem> {
    server.app.answer_move_request(&sponsor.ctx, id, given.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
