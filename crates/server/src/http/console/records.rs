//! Records for the staff: found, looked at, and filed about by the provider itself (接入商发起).

use super::cases::LookedAt;
use crate::http::{
    Server,
    auth::Staff,
    extract::{Asked, Id, Ids, Json as Body},
    portal::{
        filings::{FilingAnswer, Paged},
        records::{RecordHistoryPage, Then},
    },
    problem::Problem,
};
use app::record::{ProvidersFiling, RecordSummaryView, RecordView};
use axum::{Json, extract::State, http::StatusCode};
use filing::id::{FilingId, RecordId};
use serde::Deserialize;
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// A filing number of a sponsor or of a service, or a domain.
    pub find: String,
}

/// Records by filing number or domain.
#[utoipa::path(get, path = "/api/console/records", tag = "console", operation_id = "find_records", params(Sought),
    responses(
        (status = 200, body = Vec<RecordSummaryView>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn find(
    State(server): State<Server>,
    staff: Staff,
    Asked(sought): Asked<Sought>,
) -> Result<Json<Vec<RecordSummaryView>>, Problem> {
    Ok(Json(server.app.find_records(&staff.ctx, &sought.find).await?))
}

/// One record, personal fields masked, with what the provider can file about it now.
#[utoipa::path(get, path = "/api/console/records/{record}", tag = "console", operation_id = "show_record_to_staff",
    params(("record" = RecordId, Path), Then),
    responses(
        (status = 200, body = RecordView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<RecordId>,
    Asked(then): Asked<Then>,
) -> Result<Json<RecordView>, Problem> {
    let shown = match then.at {
        Some(at) => server.app.show_record_at(&staff.ctx, id, at).await?,
        None => server.app.show_record(&staff.ctx, id).await?,
    };
    Ok(Json(shown))
}

/// Every change of a record, newest first.
#[utoipa::path(get, path = "/api/console/records/{record}/history", tag = "console", operation_id = "record_history_for_staff",
    params(("record" = RecordId, Path), Paged),
    responses(
        (status = 200, body = RecordHistoryPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn history(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<RecordId>,
    Asked(paged): Asked<Paged>,
) -> Result<Json<RecordHistoryPage>, Problem> {
    let (after, limit) = paged.read()?;
    Ok(Json(server.app.record_history(&staff.ctx, id, after, limit).await?.into()))
}

/// Files for the provider itself: complete and handed over at once. Another reviewer decides, nobody
/// confirms by SMS. An `Idempotency-Key` makes a repetition safe.
#[utoipa::path(post, path = "/api/console/records/{record}/filings", tag = "console", operation_id = "file_for_provider",
    params(("record" = RecordId, Path)), request_body = ProvidersFiling,
    responses(
        (status = 201, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn file(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<RecordId>,
    Body(new): Body<ProvidersFiling>,
) -> Result<(StatusCode, Json<FilingAnswer>), Problem> {
    let row = server.app.file_for_provider(&staff.ctx, id, new).await?;
    let view = server.app.show_filing(&staff.ctx, row.id).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// What the provider can do to a filing that it started itself.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProvidersAction {
    /// Takes it back, before a reviewer has it.
    Withdraw,
    /// Hands it over again, after a return.
    Resubmit,
    Abandon,
}

impl FromStr for ProvidersAction {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(text.into())
    }
}

/// Withdrawal, resubmission or end of a filing that the provider started.
#[utoipa::path(post, path = "/api/console/filings/{filing}/own/{action}", tag = "console", operation_id = "act_for_provider",
    params(("filing" = FilingId, Path), ("action" = ProvidersAction, Path)),
    request_body = LookedAt,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn act(
    State(server): State<Server>,
    staff: Staff,
    Ids(id, action): Ids<FilingId, ProvidersAction>,
    Body(seen): Body<LookedAt>,
) -> Result<Json<FilingAnswer>, Problem> {
    let (app, ctx, version) = (&server.app, &staff.ctx, seen.version);
    match action {
        ProvidersAction::Withdraw => app.withdraw(ctx, id, version).await?,
        ProvidersAction::Resubmit => app.submit(ctx, id, version).await?,
        ProvidersAction::Abandon => app.abandon(ctx, id, version).await?,
    };
    Ok(Json(app.show_filing(ctx, id).await?.into()))
}
