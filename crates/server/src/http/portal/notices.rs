//! What a sponsor must put right.

use super::filings::Paged;
use crate::http::{Server, auth::Sponsor, extract::Asked, problem::Problem};
use app::inspection::SponsorNotice;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct NoticePage {
    pub items: Vec<SponsorNotice>,
    pub next: Option<String>,
}

/// Notices of the bureau about the own records, the nearest deadline first.
#[utoipa::path(get, path = "/api/portal/notices", tag = "portal", operation_id = "notices", params(Paged),
    responses(
        (status = 200, body = NoticePage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    sponsor: Sponsor,
    Asked(paged): Asked<Paged>,
) -> Result<Json<NoticePage>, Problem> {
    let (after, limit) = paged.read()?;
    let page = server.app.notices(&sponsor.ctx, after, limit).await?;
    Ok(Json(NoticePage { items: page.items, next: page.next.map(|next| next.to_string()) }))
}
