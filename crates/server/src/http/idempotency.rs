//! `Idempotency-Key`: the first answer again for a request that is sent twice.

use super::{Server, auth, problem::Problem};
use app::Error;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use filing::time::Duration;
use sha2::{Digest, Sha256};
use store::Idempotency;

/// Header with a key of the client's own making, 8 to 128 visible characters.
pub static HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Bodies over this are not repeated by key: pictures are recognised by their content.
const LIMIT: usize = 2 << 20;
/// A request that was never answered frees its key after this.
const IN_PROGRESS: Duration = Duration::seconds(90);

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

async fn keyed(
    server: &Server,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
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
    let request_hash: [u8; 32] = content.finalize().into();
    let kept = now + Duration::hours(server.app.settings.limits.idempotency_hours);
    let known = {
        // Lasts as soon as anything lasts that the request does.
        let mut tx = server.app.store.begin_repeatable().await.map_err(Error::from)?;
        let until = now + IN_PROGRESS;
        let known = tx.idempotency(subject, &key, &request_hash, now, until).await;
        tx.commit().await.map_err(Error::from)?;
        known.map_err(Error::from)?
    };
    match known {
        Idempotency::Fresh => {}
        Idempotency::Done { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let kind = match status.is_success() {
                true => "application/json",
                false => "application/problem+json",
            };
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
    let mut tx = server.app.store.begin().await.map_err(Error::from)?;
    match head.status.is_server_error() || head.status == StatusCode::TOO_MANY_REQUESTS {
        // Nothing was decided: the next try runs.
        true => tx.idempotency_forget(subject, &key).await.map_err(Error::from)?,
        false => {
            let status = head.status.as_u16();
            let done = tx.idempotency_done(subject, &key, status, &bytes, kept).await;
            done.map_err(Error::from)?;
        }
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(Response::from_parts(head, Body::from(bytes)))
}
