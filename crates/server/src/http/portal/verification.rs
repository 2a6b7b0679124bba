use crate::http::{
    Server,
    auth::Sponsor,
    document::File,
    extract::{Id, Ids},
    problem::Problem,
};
use app::review::MaterialView;
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use filing::{
    id::{FilingId, MaterialId, ServiceId},
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A QR code for the phone of who collects the evidence of one service.
#[derive(Serialize, ToSchema)]
pub struct QrCode {
    /// `https://HOST/v/TOKEN`
    pub url: String,
    pub svg: String,
    /// To open it; afterwards the phone has its own time.
    pub expires_at: Timestamp,
}

/// A fresh QR code for one service; an older one stops working.
#[utoipa::path(post, path = "/api/portal/filings/{filing}/services/{service}/verification", tag = "portal",
    operation_id = "open_verification",
    params(("filing" = FilingId, Path), ("service" = ServiceId, Path)),
    responses(
        (status = 201, body = QrCode),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn open(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(filing, service): Ids<FilingId, ServiceId>,
) -> Result<(StatusCode, Json<QrCode>), Problem> {
    let qr = server.app.open_verification(&sponsor.ctx, filing, service).await?;
    let code = QrCode { url: qr.url, svg: qr.svg, expires_at: qr.expires_at };
    Ok((StatusCode::CREATED, Json(code)))
}

/// 真实性核验单, filled in, to be printed in colour, signed and sealed.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/services/{service}/sheet.pdf", tag = "portal",
    operation_id = "print_sheet",
    params(("filing" = FilingId, Path), ("service" = ServiceId, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = File),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn sheet(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(filing, service): Ids<FilingId, ServiceId>,
) -> Result<Response, Problem> {
    let pdf = server.app.print_sheet(&sponsor.ctx, filing, service).await?;
    Ok(file(pdf, "application/pdf", "sheet.pdf"))
}

/// 承诺书, filled in.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/services/{service}/commitment.pdf", tag = "portal",
    operation_id = "print_commitment",
    params(("filing" = FilingId, Path), ("service" = ServiceId, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = File),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn commitment(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(filing, service): Ids<FilingId, ServiceId>,
) -> Result<Response, Problem> {
    let pdf = server.app.print_commitment(&sponsor.ctx, filing, service).await?;
    Ok(file(pdf, "application/pdf", "commitment.pdf"))
}

/// The pictures of a filing, with their sizes.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/materials", tag = "portal", operation_id = "list_materials",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = Vec<MaterialView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn materials(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(filing): Id<FilingId>,
) -> Result<Json<Vec<MaterialView>>, Problem> {
    Ok(Json(server.app.list_materials(&sponsor.ctx, filing).await?))
}

/// One picture.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/materials/{material}", tag = "portal", operation_id = "show_material",
    params(("filing" = FilingId, Path), ("material" = MaterialId, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = File),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn material(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(filing, material): Ids<FilingId, MaterialId>,
) -> Result<Response, Problem> {
    let jpeg = server.app.show_material(&sponsor.ctx, filing, material).await?;
    Ok(file(jpeg, "image/jpeg", "picture.jpg"))
}

/// Our own bytes with a fixed type; nothing in them can run.
pub fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (head, bytes).into_response()
}
