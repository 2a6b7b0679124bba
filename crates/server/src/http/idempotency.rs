//! `Idempotency-Key`: the first answer again for a request that is sent twice.

use super::{Server, auth, problem::Problem};
use app::{Error, entropy::digest};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use filing::time::Duration;
use sha2::{Digest, Sha256};
use store::{Idempotency, IdempotencyKey};

/// Header with a key of the client's own making, 8 to 128 visible characters.
pub static HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Bodies over this are not repeated by key: pictures are recognised by their content.
const LIMIT: usize = 2 << 20;

/// Runs a keyed request once; a repetition gets the stored answer, another content is refused.
pub async fn once(State(server): State<Server>, request: Request, next: Next) -> Response {
    let multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let key = request.headers().get(&HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let (Some(key), false, false) = (key, request.method().is_safe(), multipart) else {
        return next.run(request).await;
    };
    match keyed(&server, key, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn keyed(server: &Server, key: String, request: Request, next: Next) -> Result<Response, Problem> {
    if !(8..=128).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "idempotency_key"));
    }
    let (parts, body) = request.into_parts();
    let cookies = [auth::SPONSOR_COOKIE, auth::STAFF_COOKIE];
    let Some(token) = cookies.iter().find_map(|name| auth::cookie(&parts, name)) else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let now = (server.clock)();
    // Only a living session has keys; the handler tells the others.
    let Ok((subject, _)) = server.app.session(&token, now).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let bytes = to_bytes(body, LIMIT)
        .await
        .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"))?;
    let mut content = Sha256::new();
    content.update(parts.method.as_str());
    content.update([0]);
    content.update(parts.uri.path());
    content.update([0]);
    content.update(&bytes);
    let key = IdempotencyKey { subject, key: digest(&key), request: content.finalize().into() };
    let until = now + Duration::hours(server.app.settings.limits.idempotency_hours);
    match server.app.store.idempotency(&key, now, until).await.map_err(Error::from)? {
        Idempotency::Fresh => {}
        Idempotency::Done { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
            return Ok((status, [(header::CONTENT_TYPE, kind)], body).into_response());
        }
        Idempotency::InProgress => {
            return Err(Problem::new(StatusCode::CONFLICT, "in_progress"));
        }
        Idempotency::Mismatch => return Err(Error::KeyReused.into()),
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (head, body) = response.into_parts();
    let bytes = to_bytes(body, LIMIT)
        .await
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?;
    match head.status.is_server_error() || head.status == StatusCode::TOO_MANY_REQUESTS {
        // Nothing was decided: the next try runs.
        true => server.app.store.forget_idempotency(&key).await.map_err(Error::from)?,
        false => {
            let status = head.status.as_u16();
            server.app.store.put_idempotency(&key, status, &bytes).await.map_err(Error::from)?;
        }
    }
    Ok(Response::from_parts(head, Body::from(bytes)))
}
