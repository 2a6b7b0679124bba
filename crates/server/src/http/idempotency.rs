//! `Idempotency-Key`: the first answer again for a request that is sent twice.
//!
//! A process that ends between the work and its answer leaves a key without one. The journal, which
//! commits with the work, knows whether there was any: then the answer is made from what stands
//! now; else the request is run as if it had never come.

use super::{Server, auth, portal::filings::FilingAnswer, problem::Problem};
use app::{Actor, Ctx, Error};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use filing::{id::FilingId, journal::EntryName, state::ActionName, time::Duration};
use sha2::{Digest, Sha256};
use store::{Idempotency, Subject};

/// Header with a key of the client's own making, 8 to 128 visible characters.
pub static HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Bodies over this are not repeated by key: pictures are recognised by their content.
const LIMIT: usize = 2 << 20;
/// Whoever works on a request holds on to its key for so long, again and again.
const HELD: Duration = Duration::seconds(10);
const BEAT: std::time::Duration = std::time::Duration::from_secs(3);

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
    let Ok((subject, session)) = server.app.session(&token, now).await else {
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
    let actor = match subject {
        Subject::Account(account) => Actor::Sponsor { account },
        Subject::Staff(staff) => Actor::Staff { staff, role: session.role },
    };
    let ctx = Ctx { actor, ..auth::ctx(&parts, server) };
    let known = {
        // Lasts as soon as anything lasts that the request does.
        let mut tx = server.app.store.begin_repeatable().await.map_err(Error::from)?;
        let until = now + HELD;
        let known = tx.idempotency(subject, &key, &request_hash, &ctx.request, now, until).await;
        tx.commit().await.map_err(Error::from)?;
        known.map_err(Error::from)?
    };
    let mut answered = None;
    match known {
        Idempotency::Fresh => {}
        Idempotency::Interrupted { requests, after } => {
            if let Some(work) = work_of(server, &ctx, &requests, after).await? {
                answered = Some(answer_again(server, &ctx, &parts, work).await?);
            }
        }
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
    let response = match answered {
        Some(response) => response,
        None => {
            let run = next.run(Request::from_parts(parts, Body::from(bytes)));
            tokio::select! {
                response = run => response,
                never = hold(server, subject, &key) => match never {},
            }
        }
    };
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

/// Holds on to the key while the request runs. A beat that does not reach the database is followed
/// by the next one.
async fn hold(server: &Server, subject: Subject, key: &str) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(BEAT).await;
        let until = (server.clock)() + HELD;
        let beat = async {
            let mut tx = server.app.store.begin_repeatable().await?;
            tx.idempotency_hold(subject, key, until).await?;
            tx.commit().await
        };
        if let Err(error) = beat.await {
            tracing::warn!(%error, "a request's key could not be held on to");
        }
    }
}

/// What an earlier try of the same request did before it ended.
struct Work {
    filing: FilingId,
    created: bool,
}

/// The journal's word on earlier tries: a filing that was made or moved. `None`: nothing was done.
async fn work_of(
    server: &Server,
    ctx: &Ctx,
    requests: &[String],
    after: i64,
) -> Result<Option<Work>, Problem> {
    let actor = ctx.actor.name();
    for request in requests {
        let entries = server.app.store.journal_of_request(request, after).await;
        for entry in entries.map_err(Error::from)?.into_iter().filter(|e| e.actor == actor) {
            let created = entry.action == EntryName::FilingCreated.as_str();
            let moved = ActionName::ALL.iter().any(|action| action.as_str() == entry.action);
            match entry.filing {
                Some(filing) if created || moved => return Ok(Some(Work { filing, created })),
                _ => {}
            }
        }
    }
    Ok(None)
}

/// The answer that the earlier try would have given, as the filing stands now.
async fn answer_again(
    server: &Server,
    ctx: &Ctx,
    parts: &axum::http::request::Parts,
    work: Work,
) -> Result<Response, Problem> {
    if parts.uri.path().ends_with("/claim") {
        return Ok(Json(server.app.show_case(ctx, work.filing).await?).into_response());
    }
    let view: FilingAnswer = server.app.show_filing(ctx, work.filing).await?.into();
    let status = if work.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view)).into_response())
}
