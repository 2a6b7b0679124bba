use crate::http::{Server, auth::Sponsor, extract::Id, problem::Problem};
use app::confirmation::ConfirmationsView;
use axum::{Json, extract::State};
use filing::id::FilingId;

/// Who must answer the ministry's SMS and how far they are, the time that is left, what was told to
/// whom, and what to do when no SMS came.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/confirmations", tag = "portal", operation_id = "filing_confirmations",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = ConfirmationsView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn confirmations(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<FilingId>,
) -> Result<Json<ConfirmationsView>, Problem> {
    Ok(Json(server.app.show_confirmations(&sponsor.ctx, id).await?))
}
