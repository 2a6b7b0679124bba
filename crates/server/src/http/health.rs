//! Whether the program lives, and whether it can work.

use super::Server;
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

/// What the server stands on, one by one.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    pub ready: bool,
    pub database: bool,
    /// `onnxruntime`, `rten` or what is missing; filings go on without it, read by humans.
    pub reader: String,
    /// Sheets can be printed.
    pub fonts: bool,
    pub version: &'static str,
}

/// The engine in use, or what keeps pictures from being read.
fn reader(server: &Server) -> String {
    let status = server.app.pictures.vision().status();
    let missing: Vec<&str> =
        status.models.iter().filter(|model| !model.present).map(|model| model.name).collect();
    match (&status.engine, missing.is_empty()) {
        (Some(engine), true) => format!("{engine:?}").to_lowercase(),
        (_, false) => format!("missing: {}", missing.join(", ")),
        (None, _) => status.note.unwrap_or_else(|| "no engine".into()),
    }
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// The process can do its work.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub async fn readyz(State(server): State<Server>) -> (StatusCode, Json<Readiness>) {
    let database = server.app.store.ping().await.is_ok();
    let readiness = Readiness {
        ready: database,
        database,
        reader: reader(&server),
        fonts: server.app.typesetter.is_some(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}
