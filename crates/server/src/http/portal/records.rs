//! The own records (备案记录): how they stand, what can be filed about them, what they were.

use super::filings::{FilingAnswer, Paged};
use crate::http::{
    Server,
    auth::Sponsor,
    extract::{Asked, Id, Json as Body},
    problem::Problem,
};
use app::record::{FilingOfRecord, RecordHistoryLine, RecordSummaryView, RecordView};
use axum::{Json, extract::State, http::StatusCode};
use filing::{id::RecordId, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// When it is looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Then {
    /// The record as it was at this instant; as it is when absent.
    pub at: Option<Timestamp>,
}

/// A page of a record's history.
#[derive(Serialize, ToSchema)]
pub struct RecordHistoryPage {
    pub items: Vec<RecordHistoryLine>,
    pub next: Option<String>,
}

impl From<store::Page<RecordHistoryLine>> for RecordHistoryPage {
    fn from(page: store::Page<RecordHistoryLine>) -> Self {
        Self { items: page.items, next: page.next.map(|next| next.to_string()) }
    }
}

/// The own records, oldest first.
#[utoipa::path(get, path = "/api/portal/records", tag = "portal", operation_id = "list_records",
    responses(
        (status = 200, body = Vec<RecordSummaryView>),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    sponsor: Sponsor,
) -> Result<Json<Vec<RecordSummaryView>>, Problem> {
    Ok(Json(server.app.list_records(&sponsor.ctx).await?))
}

/// One record: sponsor, services, accesses, states, and what can be filed about it now.
#[utoipa::path(get, path = "/api/portal/records/{record}", tag = "portal", operation_id = "show_record",
    params(("record" = RecordId, Path), Then),
    responses(
        (status = 200, body = RecordView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<RecordId>,
    Asked(then): Asked<Then>,
) -> Result<Json<RecordView>, Problem> {
    let shown = match then.at {
        Some(at) => server.app.show_record_at(&sponsor.ctx, id, at).await?,
        None => server.app.show_record(&sponsor.ctx, id).await?,
    };
    Ok(Json(shown))
}

/// Every change of a record, newest first.
#[utoipa::path(get, path = "/api/portal/records/{record}/history", tag = "portal", operation_id = "record_history",
    params(("record" = RecordId, Path), Paged),
    responses(
        (status = 200, body = RecordHistoryPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn history(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<RecordId>,
    Asked(paged): Asked<Paged>,
) -> Result<Json<RecordHistoryPage>, Problem> {
    let (after, limit) = paged.read()?;
    Ok(Json(server.app.record_history(&sponsor.ctx, id, after, limit).await?.into()))
}

/// Opens a draft about a record, filled with what is on it. The type check is asked by the server.
#[utoipa::path(post, path = "/api/portal/records/{record}/filings", tag = "portal", operation_id = "create_filing_of_record",
    params(("record" = RecordId, Path)), request_body = FilingOfRecord,
    responses(
        (status = 201, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn file(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<RecordId>,
    Body(new): Body<FilingOfRecord>,
) -> Result<(StatusCode, Json<FilingAnswer>), Problem> {
    let row = server.app.create_filing_of(&sponsor.ctx, id, new).await?;
    let view = server.app.show_filing(&sponsor.ctx, row.id).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}
