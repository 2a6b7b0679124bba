use crate::http::{
    Server,
    auth::{Anyone, SPONSOR_COOKIE, Sponsor, csrf_of, session_cookie},
    extract::Json as Body,
    problem::Problem,
};
use app::account::{Credentials, PasswordChange, Registration, Session};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use filing::{
    id::{AccountId, CaptchaId},
    permission::Role,
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A picture with four letters, to be answered once.
#[derive(Serialize, ToSchema)]
pub struct Captcha {
    pub id: CaptchaId,
    /// `data:image/png;base64,…`
    pub image: String,
}

#[derive(Serialize, ToSchema)]
pub struct Registered {
    pub id: AccountId,
}

/// Who is logged in (guide F10: name, last log-in and its address).
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    pub name: String,
    pub role: Role,
    pub must_change_password: bool,
    pub last_login_at: Option<Timestamp>,
    pub last_login_address: Option<String>,
    pub expires_at: Timestamp,
    /// To be sent back as `X-CSRF-Token` with everything that changes something.
    pub csrf_token: String,
}

impl SessionView {
    pub fn of(session: Session, token: &str) -> Self {
        Self {
            name: session.name,
            role: session.role,
            must_change_password: session.must_change_password,
            last_login_at: session.last_login.as_ref().map(|login| login.at),
            last_login_address: session.last_login.map(|login| login.address),
            expires_at: session.expires_at,
            csrf_token: csrf_of(token),
        }
    }
}

/// Draws a captcha for registration or log-in; good for one try within five minutes.
#[utoipa::path(post, path = "/api/captcha", tag = "portal", operation_id = "captcha",
    responses(
        (status = 201, body = Captcha),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn captcha(
    State(server): State<Server>,
    Anyone(ctx): Anyone,
) -> Result<(StatusCode, Json<Captcha>), Problem> {
    let drawn = server.app.draw_captcha(&ctx).await?;
    let image = format!("data:image/png;base64,{}", STANDARD.encode(drawn.png));
    Ok((StatusCode::CREATED, Json(Captcha { id: drawn.id, image })))
}

/// Opens a sponsor's account (免费注册).
#[utoipa::path(post, path = "/api/portal/accounts", tag = "portal", operation_id = "register",
    request_body = Registration,
    responses(
        (status = 201, body = Registered),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn register(
    State(server): State<Server>,
    Anyone(ctx): Anyone,
    Body(form): Body<Registration>,
) -> Result<(StatusCode, Json<Registered>), Problem> {
    let id = server.app.register(&ctx, form).await?;
    Ok((StatusCode::CREATED, Json(Registered { id })))
}

/// Logs in with a self-chosen name, or with a 主体备案号 and the password that the provider issued.
#[utoipa::path(post, path = "/api/portal/session", tag = "portal", operation_id = "login",
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
    let entered = server.app.login(&ctx, given).await?;
    let (_, session) = server.app.session(&entered.token, ctx.now).await?;
    let cookie =
        session_cookie(&server, SPONSOR_COOKIE, &entered.token, ctx.now, session.expires_at);
    let view = SessionView::of(session, &entered.token);
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(view)).into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/portal/session", tag = "portal", operation_id = "session",
    responses(
        (status = 200, body = SessionView),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn me(sponsor: Sponsor) -> Json<SessionView> {
    Json(SessionView::of(sponsor.session, &sponsor.token))
}

/// Logs out.
#[utoipa::path(delete, path = "/api/portal/session", tag = "portal", operation_id = "logout",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn logout(State(server): State<Server>, sponsor: Sponsor) -> Result<Response, Problem> {
    server.app.logout(&sponsor.token).await?;
    let now = sponsor.ctx.now;
    let cookie = session_cookie(&server, SPONSOR_COOKIE, "", now, now);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Changes the own password; every session ends.
#[utoipa::path(post, path = "/api/portal/password", tag = "portal", operation_id = "change_password",
    request_body = PasswordChange,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn password(
    State(server): State<Server>,
    sponsor: Sponsor,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    server.app.change_password(&sponsor.ctx, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
