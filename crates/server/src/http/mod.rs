//! The HTTP side: routes, limits, headers. Every handler reads its input, calls one use case of
//! `app` and puts the answer into JSON.

mod assets;
mod auth;
mod caller;
mod console;
mod document;
mod extract;
mod health;
mod idempotency;
mod limits;
pub mod measured;
mod phone;
mod portal;
mod problem;
mod reference;
mod service_kinds;

use crate::config::Http;
use app::{App, Clock};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    middleware,
    routing::get,
};
use std::{sync::Arc, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What every handler is given.
#[derive(Clone)]
pub struct Server {
    pub app: App,
    pub clock: Clock,
    pub http: Http,
}

fn routes(http: &Http) -> OpenApiRouter<Server> {
    OpenApiRouter::with_openapi(document::Document::openapi())
        .routes(utoipa_axum::routes!(health::healthz))
        .routes(utoipa_axum::routes!(health::readyz))
        .merge(reference::routes())
        .merge(service_kinds::routes())
        .merge(portal::routes(http))
        .merge(phone::routes(http))
        .merge(console::routes(http))
}

/// The description of the API, as committed.
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::complete(routes(&Http::for_document()).split_for_parts().1)
}

/// Everything that is served on the public address.
pub fn router(server: Server) -> Router {
    let (router, document) = routes(&server.http).split_for_parts();
    let document = document::complete(document);
    let document: Arc<str> = serde_json::to_string(&document).unwrap_or_default().into();
    let http = server.http.clone();
    router
        .route(
            "/openapi.json",
            get(move || async move {
                ([(header::CONTENT_TYPE, "application/json")], document.to_string())
            }),
        )
        .fallback(assets::asset)
        .layer(middleware::from_fn_with_state(server.clone(), idempotency::once))
        .layer(middleware::from_fn(measured::count))
        .with_state(server)
        .layer(DefaultBodyLimit::max(http.upload_megabytes << 20))
        .layer(
            CompressionLayer::new()
                .compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES)),
        )
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(http.request_seconds),
        ))
        .layer(middleware::map_response(problem::in_words))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'self'",
        ))
        // Answers are about one person: nothing on the way keeps them.
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(middleware::from_fn_with_state(
            Arc::<[std::net::IpAddr]>::from(http.trusted_proxies.as_slice()),
            caller::behind,
        ))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

fn fixed(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The matched route, not the address: ids and tokens stay out of the log.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("-", axum::extract::MatchedPath::as_str);
    let id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or("-");
    tracing::info_span!("request", http.method = %request.method(), http.route = route, request.id = id)
}
