//! The bureau's files, and giving up one that can't be read.

use crate::http::{
    Server,
    auth::Staff,
    extract::{Asked, Id, Json as Body},
    portal::filings::Paged,
    problem::Problem,
};
use app::inspection::FileView;
use axum::{Json, extract::State, http::StatusCode};
use filing::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct BureauFilePage {
    pub items: Vec<FileView>,
    pub next: Option<String>,
}

/// Files that came from the bureau, newest first: received, taken in, acknowledged, what is wrong.
#[utoipa::path(get, path = "/api/console/bureau-files", tag = "console", operation_id = "bureau_files", params(Paged),
    responses(
        (status = 200, body = BureauFilePage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<Paged>,
) -> Result<Json<BureauFilePage>, Problem> {
    let (_, limit) = Paged { after: None, limit: asked.limit }.read()?;
    let before = asked.after.as_deref().map(mark).transpose()?;
    let items = server.app.bureau_files(&staff.ctx, before, limit).await?;
    // A full page may have another behind it.
    let last = items.last().filter(|_| items.len() == limit as usize);
    let next = last.map(|file| format!("{}.{}", file.received_at.millis(), file.name));
    Ok(Json(BureauFilePage { items, next }))
}

/// When and what: `<milliseconds>.<name>`.
fn mark(text: &str) -> Result<(Timestamp, &str), Problem> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(at, name)| Some((Timestamp::from_millis(at.parse().ok()?), name)));
    read.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "page"))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhySkipped {
    /// Kept with the file and in the journal.
    pub reason: String,
}

/// Gives up a file that can't be read: it is acknowledged without being taken in, and kept.
#[utoipa::path(post, path = "/api/console/bureau-files/{file}/skip", tag = "console", operation_id = "skip_bureau_file",
    params(("file" = String, Path)), request_body = WhySkipped,
    responses(
        (status = 200, body = FileView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn skip(
    State(server): State<Server>,
    staff: Staff,
    Id(name): Id<String>,
    Body(why): Body<WhySkipped>,
) -> Result<Json<FileView>, Problem> {
    Ok(Json(server.app.skip_download(&staff.ctx, &name, &why.reason).await?))
}
