use crate::http::{
    Server,
    auth::{Anyone, STAFF_COOKIE, Staff, session_cookie},
    extract::{Asked, Json as Body},
    portal::{account::SessionView, filings::Paged},
    problem::Problem,
};
use app::account::{Credentials, NewStaff, PasswordChange};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use filing::{id::FilingId, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{Object, ObjectBuilder, Type, schema::AdditionalProperties},
};

/// Logs a member of the staff in.
#[utoipa::path(post, path = "/api/console/session", tag = "console", operation_id = "staff_login",
    request_body = Credentials,
    responses(
        (status = 201, body = SessionView),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn login(
    State(server): State<Server>,
    Anyone(ctx): Anyone,
    Body(given): Body<Credentials>,
) -> Result<Response, Problem> {
    let entered = server.app.login_staff(&ctx, given).await?;
    let (_, session) = server.app.session(&entered.token, ctx.now).await?;
    let cookie = session_cookie(&server, STAFF_COOKIE, &entered.token, ctx.now, session.expires_at);
    let view = SessionView::of(session, &entered.token);
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(view)).into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/console/session", tag = "console", operation_id = "staff_session",
    responses(
        (status = 200, body = SessionView),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn me(staff: Staff) -> Json<SessionView> {
    Json(SessionView::of(staff.session, &staff.token))
}

/// Logs out.
#[utoipa::path(delete, path = "/api/console/session", tag = "console", operation_id = "staff_logout",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn logout(State(server): State<Server>, staff: Staff) -> Result<Response, Problem> {
    server.app.logout(&staff.token).await?;
    let now = staff.ctx.now;
    let cookie = session_cookie(&server, STAFF_COOKIE, "", now, now);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Changes the own password; every session ends.
#[utoipa::path(post, path = "/api/console/password", tag = "console", operation_id = "staff_change_password",
    request_body = PasswordChange,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn password(
    State(server): State<Server>,
    staff: Staff,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    server.app.change_password(&staff.ctx, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password that is shown once, to be handed over outside the system.
#[derive(Serialize, ToSchema)]
pub struct Issued {
    pub username: String,
    pub password: String,
}

/// For a sponsor that was filed before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueTo {
    /// 主体备案号, which becomes the log-in name.
    pub filing_number: String,
    /// The sponsor's mailbox, which the account is bound to.
    pub email: String,
}

/// Hands out a password for a sponsor that was filed before (guide F8).
#[utoipa::path(post, path = "/api/console/passwords", tag = "console", operation_id = "issue_password",
    request_body = IssueTo,
    responses(
        (status = 201, body = Issued),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn issue_password(
    State(server): State<Server>,
    staff: Staff,
    Body(to): Body<IssueTo>,
) -> Result<(StatusCode, Json<Issued>), Problem> {
    let issued = server.app.issue_password(&staff.ctx, &to.filing_number, &to.email).await?;
    let issued = Issued { username: issued.username, password: issued.password };
    Ok((StatusCode::CREATED, Json(issued)))
}

/// Adds a member of the staff.
#[utoipa::path(post, path = "/api/console/staff", tag = "console", operation_id = "add_staff",
    request_body = NewStaff,
    responses(
        (status = 201, body = Issued),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn add_staff(
    State(server): State<Server>,
    staff: Staff,
    Body(new): Body<NewStaff>,
) -> Result<(StatusCode, Json<Issued>), Problem> {
    let issued = server.app.add_staff(&staff.ctx, new).await?;
    let issued = Issued { username: issued.username, password: issued.password };
    Ok((StatusCode::CREATED, Json(issued)))
}

/// One entry of the journal.
#[derive(Serialize, ToSchema)]
pub struct Entry {
    /// 1, 2, 3 … without a gap.
    pub sequence: i64,
    pub at: Timestamp,
    /// Kind and id; no names.
    pub actor: String,
    pub action: String,
    pub filing: Option<FilingId>,
    /// What the entry is about, by name; never personal data.
    #[schema(schema_with = free_form)]
    pub detail: serde_json::Value,
    pub request: String,
}

fn free_form() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .build()
}

#[derive(Serialize, ToSchema)]
pub struct JournalPage {
    pub items: Vec<Entry>,
    pub next: Option<String>,
}

/// The journal, newest first. For the auditor.
#[utoipa::path(get, path = "/api/console/journal", tag = "console", operation_id = "journal", params(Paged),
    responses(
        (status = 200, body = JournalPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn journal(
    State(server): State<Server>,
    staff: Staff,
    Asked(paged): Asked<Paged>,
) -> Result<Json<JournalPage>, Problem> {
    let (after, limit) = paged.read()?;
    let page = server.app.read_journal(&staff.ctx, after, limit).await?;
    let entry = |row: store::JournalRow| Entry {
        sequence: row.sequence,
        at: row.at,
        actor: row.actor,
        action: row.action,
        filing: row.filing,
        detail: row.detail,
        request: row.request,
    };
    Ok(Json(JournalPage {
        items: page.items.into_iter().map(entry).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}
