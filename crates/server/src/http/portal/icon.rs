use super::filings::FilingAnswer;
use crate::http::{
    Server,
    auth::Sponsor,
    extract::{Form, Ids, broken},
    problem::Problem,
};
use app::Error;
use axum::{Json, extract::State};
use filing::{
    id::{FilingId, ServiceId},
    issue::Issue,
};
use utoipa::ToSchema;

/// An icon as a form sends it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a form that is read field by field")]
pub struct IconForm {
    /// The version of the filing that it is added to.
    pub version: i64,
    /// JPEG or PNG, at most 100 KB.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// Keeps the icon of an app and names it in the draft.
#[utoipa::path(post, path = "/api/portal/filings/{filing}/services/{service}/icon", tag = "portal",
    operation_id = "put_icon",
    params(("filing" = FilingId, Path), ("service" = ServiceId, Path)),
    request_body(content = IconForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn put(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(filing, service): Ids<FilingId, ServiceId>,
    Form(mut form): Form,
) -> Result<Json<FilingAnswer>, Problem> {
    let (mut version, mut bytes) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("version") => version = field.text().await.map_err(|e| broken(&e))?.parse().ok(),
            Some("file") => bytes = Some(field.bytes().await.map_err(|e| broken(&e))?.to_vec()),
            _ => {}
        }
    }
    let mut missing = Vec::new();
    if version.is_none() {
        missing.push(Issue::error("/version", "required"));
    }
    if bytes.is_none() {
        missing.push(Issue::error("/file", "required"));
    }
    let (Some(version), Some(bytes)) = (version, bytes) else {
        return Err(Error::Invalid(missing).into());
    };
    server.app.put_icon(&sponsor.ctx, filing, service, version, bytes).await?;
    Ok(Json(server.app.show_filing(&sponsor.ctx, filing).await?.into()))
}
