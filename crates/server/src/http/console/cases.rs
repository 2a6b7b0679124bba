use crate::http::{
    Server,
    auth::Staff,
    document::File,
    extract::{Asked, Id, Ids, Json as Body},
    portal::{
        filings::{FilingAnswer, FilingPage, Paged},
        verification::file,
    },
    problem::Problem,
};
use app::review::{CaseView, MaterialView};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use filing::{
    id::{FilingId, MaterialId},
    review::{ReturnItem, return_reasons},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

/// Which filings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueOf {
    /// `provider_review` when absent; also `awaiting_upload`, `sms_verification`, `bureau_review`,
    /// `returned`, `filed`.
    pub state: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

const STATES: &[&str] = &[
    "provider_review",
    "awaiting_upload",
    "sms_verification",
    "bureau_review",
    "returned",
    "filed",
];

/// Filings in a state, those waiting longest first.
#[utoipa::path(get, path = "/api/console/filings", tag = "console", operation_id = "queue", params(QueueOf),
    responses(
        (status = 200, body = FilingPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn queue(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<QueueOf>,
) -> Result<Json<FilingPage>, Problem> {
    let (after, limit) = Paged { after: asked.after, limit: asked.limit }.read()?;
    let state = asked.state.as_deref().unwrap_or("provider_review");
    if !STATES.contains(&state) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "page"));
    }
    let page = server.app.queue(&staff.ctx, &[state], after, limit).await?;
    Ok(Json(FilingPage { items: page.items, next: page.next.map(|next| next.to_string()) }))
}

/// One case: typed beside read, what to look at, the pictures. Personal fields are masked.
#[utoipa::path(get, path = "/api/console/filings/{filing}", tag = "console", operation_id = "show_case",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<FilingId>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(server.app.show_case(&staff.ctx, id).await?))
}

/// Takes a case.
#[utoipa::path(post, path = "/api/console/filings/{filing}/claim", tag = "console", operation_id = "claim",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn claim(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<FilingId>,
) -> Result<Json<CaseView>, Problem> {
    server.app.claim(&staff.ctx, id).await?;
    Ok(Json(server.app.show_case(&staff.ctx, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The version that was looked at.
    pub version: i64,
    /// Keys of the points that were looked at and found right.
    #[serde(default)]
    pub ticked: Vec<String>,
}

/// 审核通过: goes to the bureau. Every point that a human must look at is ticked.
#[utoipa::path(post, path = "/api/console/filings/{filing}/approve", tag = "console", operation_id = "approve",
    params(("filing" = FilingId, Path)), request_body = Approval,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn approve(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<FilingId>,
    Body(approval): Body<Approval>,
) -> Result<Json<FilingAnswer>, Problem> {
    server.app.approve(&staff.ctx, id, approval.version, approval.ticked).await?;
    Ok(Json(server.app.show_filing(&staff.ctx, id).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    pub version: i64,
    /// At least one; only what they name must be done again.
    pub reasons: Vec<ReturnItem>,
}

/// 退回 with reasons, each at its field or picture.
#[utoipa::path(post, path = "/api/console/filings/{filing}/return", tag = "console", operation_id = "return_filing",
    params(("filing" = FilingId, Path)), request_body = Return,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn return_case(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<FilingId>,
    Body(given): Body<Return>,
) -> Result<Json<FilingAnswer>, Problem> {
    server.app.return_filing(&staff.ctx, id, given.version, given.reasons).await?;
    Ok(Json(server.app.show_filing(&staff.ctx, id).await?.into()))
}

/// What staff can do to a filing beside deciding it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffAction {
    /// Takes an approval back before the upload.
    Recall,
    /// After the cause of a failed upload was repaired.
    RetryUpload,
    /// Reported again as it was, after a missed confirmation.
    ResubmitUnchanged,
}

impl FromStr for StaffAction {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(text.into())
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookedAt {
    pub version: i64,
}

/// Recall, retry of an upload, resubmission unchanged.
#[utoipa::path(post, path = "/api/console/filings/{filing}/actions/{action}", tag = "console", operation_id = "staff_act",
    params(("filing" = FilingId, Path), ("action" = StaffAction, Path)), request_body = LookedAt,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn act(
    State(server): State<Server>,
    staff: Staff,
    Ids(id, action): Ids<FilingId, StaffAction>,
    Body(seen): Body<LookedAt>,
) -> Result<Json<FilingAnswer>, Problem> {
    let (app, ctx, version) = (&server.app, &staff.ctx, seen.version);
    match action {
        StaffAction::Recall => app.recall(ctx, id, version).await?,
        StaffAction::RetryUpload => app.retry_upload(ctx, id, version).await?,
        StaffAction::ResubmitUnchanged => app.resubmit_unchanged(ctx, id, version).await?,
    };
    Ok(Json(app.show_filing(ctx, id).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealOf {
    /// JSON pointer into the draft.
    pub path: String,
    /// Why it must be seen; kept in the journal.
    pub reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct Revealed {
    /// The whole text.
    pub text: String,
}

/// The whole text of a masked field; an act with a reason, written into the journal.
#[utoipa::path(post, path = "/api/console/filings/{filing}/reveal", tag = "console", operation_id = "reveal",
    params(("filing" = FilingId, Path)), request_body = RevealOf,
    responses(
        (status = 200, body = Revealed),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn reveal(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<FilingId>,
    Body(of): Body<RevealOf>,
) -> Result<Json<Revealed>, Problem> {
    let text = server.app.reveal(&staff.ctx, id, &of.path, &of.reason).await?;
    // Asked for with a reason, and journalled above.
    Ok(Json(Revealed { text: text.reveal().to_owned() }))
}

/// One picture of a case that this reviewer has; every look is journalled.
#[utoipa::path(get, path = "/api/console/filings/{filing}/materials/{material}", tag = "console", operation_id = "case_material",
    params(("filing" = FilingId, Path), ("material" = MaterialId, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = File),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn material(
    State(server): State<Server>,
    staff: Staff,
    Ids(filing, material): Ids<FilingId, MaterialId>,
) -> Result<Response, Problem> {
    let jpeg = server.app.show_material(&staff.ctx, filing, material).await?;
    Ok(file(jpeg, "image/jpeg", "picture.jpg"))
}

/// A picture with its contents.
#[derive(Serialize, ToSchema)]
pub struct CasePicture {
    #[serde(flatten)]
    pub material: MaterialView,
    /// JPEG, base64.
    pub jpeg: String,
}

/// Every picture of a case that this reviewer has, in one look; journalled with each picture named.
#[utoipa::path(get, path = "/api/console/filings/{filing}/pictures", tag = "console", operation_id = "case_pictures",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = Vec<CasePicture>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn pictures(
    State(server): State<Server>,
    staff: Staff,
    Id(filing): Id<FilingId>,
) -> Result<Json<Vec<CasePicture>>, Problem> {
    let seen = server.app.show_pictures(&staff.ctx, filing).await?;
    let picture = |(material, jpeg): (MaterialView, Vec<u8>)| CasePicture {
        material,
        jpeg: STANDARD.encode(jpeg),
    };
    Ok(Json(seen.into_iter().map(picture).collect()))
}

/// A reason of the library.
#[derive(Serialize, ToSchema)]
pub struct Reason {
    pub code: String,
    /// What the sponsor reads.
    pub text: String,
    /// Fields (pointer patterns) and steps where it can be given.
    pub at: Vec<filing::review::Place>,
    pub redo: filing::review::Redo,
}

/// The library of return reasons.
#[utoipa::path(get, path = "/api/console/return-reasons", tag = "console", operation_id = "return_reasons",
    responses(
        (status = 200, body = Vec<Reason>),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn reasons(_staff: Staff) -> Json<Vec<Reason>> {
    let reason = |reason: &filing::review::ReturnReason| Reason {
        code: reason.code.clone(),
        text: reason.zh.clone(),
        at: reason.at.clone(),
        redo: reason.redo,
    };
    Json(return_reasons().iter().map(reason).collect())
}

/// One file of the outbox.
#[derive(Serialize, ToSchema)]
pub struct UploadLine {
    pub sequence: Option<i64>,
    pub filings: Vec<FilingId>,
    pub state: String,
    pub msg_code: Option<i32>,
    pub attempts: i32,
    /// Why it did not work the last time.
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

impl From<store::UploadRow> for UploadLine {
    fn from(row: store::UploadRow) -> Self {
        Self {
            sequence: row.sequence,
            filings: row.filings,
            state: serde_json::to_value(row.state)
                .ok()
                .and_then(|state| state.as_str().map(str::to_owned))
                .unwrap_or_default(),
            msg_code: row.msg_code,
            attempts: row.attempts,
            last_error: row.last_error,
            created_at: row.created_at,
            sent_at: row.sent_at,
        }
    }
}

/// What waits to be sent to the bureau, in order, with the last error of each file.
#[utoipa::path(get, path = "/api/console/uploads", tag = "console", operation_id = "uploads",
    responses(
        (status = 200, body = Vec<UploadLine>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn uploads(
    State(server): State<Server>,
    staff: Staff,
) -> Result<Json<Vec<UploadLine>>, Problem> {
    let rows = server.app.outbox(&staff.ctx).await?;
    Ok(Json(rows.into_iter().map(UploadLine::from).collect()))
}
