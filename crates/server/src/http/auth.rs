//! Who is asking: a cookie for sponsors, another for staff, a bearer token for phones.
//!
//! Each extractor yields the [`Ctx`] of the request. A cookie comes with a token against forged
//! requests (`X-CSRF-Token`) on everything that changes something.

use super::{Server, problem::Problem};
use app::{Actor, Ctx, Error, account::Session, entropy::digest};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{StatusCode, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use filing::time::Timestamp;
use std::net::SocketAddr;
use store::Subject;

/// Cookie of a sponsor's session.
pub const SPONSOR_COOKIE: &str = "beian_session";
/// Cookie of a staff session, so that both can be open in one browser.
pub const STAFF_COOKIE: &str = "beian_staff";

/// Nobody has to be logged in.
pub struct Anyone(pub Ctx);

/// A logged-in sponsor.
pub struct Sponsor {
    pub ctx: Ctx,
    pub session: Session,
    pub token: String,
}

/// A logged-in member of the staff.
pub struct Staff {
    pub ctx: Ctx,
    pub session: Session,
    pub token: String,
}

/// A phone that opened a QR code.
pub struct Phone {
    pub ctx: Ctx,
}

/// Derived from the cookie, so that it needs no storage; a page of another origin can't read it.
pub fn csrf_of(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&format!("csrf:{token}")))
}

pub fn ctx(parts: &Parts, server: &Server) -> Ctx {
    let address = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_string())
        .unwrap_or_default();
    let request = parts
        .headers
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    Ctx { actor: Actor::Anonymous, now: (server.clock)(), request, address }
}

/// A cookie that no script can read, for as long as the session lasts; an empty one takes it away.
pub fn session_cookie(
    server: &Server,
    name: &str,
    token: &str,
    now: Timestamp,
    until: Timestamp,
) -> String {
    let seconds = until.since(now).as_millis() / 1000;
    let secure = if server.http.secure_cookies { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The value of a cookie.
pub fn cookie(parts: &Parts, name: &str) -> Option<String> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Passwords that were handed out open nothing but their own change.
const BEFORE_CHANGE: &[&str] = &[
    "/api/portal/session",
    "/api/portal/password",
    "/api/console/session",
    "/api/console/password",
];

async fn session(
    parts: &Parts,
    server: &Server,
    name: &str,
) -> Result<(Ctx, Subject, Session, String), Problem> {
    let mut ctx = ctx(parts, server);
    let token = cookie(parts, name).ok_or(Error::Unauthenticated)?;
    let (subject, session) = server.app.session(&token, ctx.now).await?;
    let given = parts.headers.get("x-csrf-token").map(|v| v.as_bytes().to_vec());
    if !parts.method.is_safe() && given.as_deref() != Some(csrf_of(&token).as_bytes()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "csrf"));
    }
    if session.must_change_password && !BEFORE_CHANGE.contains(&parts.uri.path()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "password_change_required"));
    }
    ctx.actor = match subject {
        Subject::Account(account) => Actor::Sponsor { account },
        Subject::Staff(staff) => Actor::Staff { staff, role: session.role },
    };
    Ok((ctx, subject, session, token))
}

impl FromRequestParts<Server> for Anyone {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        Ok(Self(ctx(parts, server)))
    }
}

impl FromRequestParts<Server> for Sponsor {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let (ctx, subject, session, token) = session(parts, server, SPONSOR_COOKIE).await?;
        match subject {
            Subject::Account(_) => Ok(Self { ctx, session, token }),
            Subject::Staff(_) => Err(Error::Unauthenticated.into()),
        }
    }
}

impl FromRequestParts<Server> for Staff {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let (ctx, subject, session, token) = session(parts, server, STAFF_COOKIE).await?;
        match subject {
            Subject::Staff(_) => Ok(Self { ctx, session, token }),
            Subject::Account(_) => Err(Error::Unauthenticated.into()),
        }
    }
}

impl FromRequestParts<Server> for Phone {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let mut ctx = ctx(parts, server);
        let device = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "))
            .ok_or(Error::Unauthenticated)?
            .to_owned();
        ctx.actor = server.app.phone(&device, ctx.now).await?;
        Ok(Self { ctx })
    }
}
