//! The bureau on HTTP: SOAP for providers, pages for people, JSON for tests.

mod account;
mod board;
mod brief;
mod clerk;
mod control;
mod endpoint;
mod handout;
mod inbox;
mod line;
mod page;
mod particulars;
mod posted;
mod record_facts;
mod setup;
mod sms;
mod switches;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};

use crate::bureau::Bureau;
use crate::wire::soap;

pub use line::{Door, Manners};

/// 50 MB are 67 MB in base64; a body beyond this is answered with 18 without reading it.
const LARGEST_BODY: usize = 72 * 1024 * 1024;

/// The bureau behind all handlers.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Bureau>>);

impl Shared {
    /// Share a bureau.
    #[must_use]
    pub fn new(bureau: Bureau) -> Self {
        Self(Arc::new(Mutex::new(bureau)))
    }

    /// Do something with the bureau, after what is due has happened; then its state is saved.
    pub fn with<R>(&self, act: impl FnOnce(&mut Bureau) -> R) -> R {
        let mut bureau = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bureau.tick();
        let result = act(&mut bureau);
        bureau.save();
        result
    }
}

/// All addresses.
pub fn router(shared: Shared) -> Router {
    Router::new()
        .route(soap::UP_DOWN_LOAD, get(endpoint::describe).post(endpoint::call))
        .route(soap::QUERY_STATUS, get(endpoint::describe).post(endpoint::call))
        .route(soap::VERIFY_BAMM, get(endpoint::describe).post(endpoint::call))
        .route("/", get(board::show))
        .route("/board/live", get(board::live))
        .route("/setup", get(setup::show))
        .route("/inbox", get(inbox::show))
        .route("/ledger", get(account::show))
        .route("/ledger/summary", get(account::summary))
        .route("/modes", get(switches::show))
        .route("/sms", get(sms::form).post(sms::confirm))
        .route("/sms/resend", post(sms::resend))
        .route("/clerk", get(clerk::list))
        .route("/clerk/{id}", get(clerk::show))
        .route("/clerk/{id}/approve", post(clerk::approve))
        .route("/clerk/{id}/refuse", post(clerk::refuse))
        .route("/clerk/{id}/attachments/{n}", get(clerk::attachment))
        .route("/control/clock", get(control::clock).post(control::move_clock))
        .route("/control/modes", get(control::modes).post(control::set_mode))
        .route("/control/hostility", post(control::set_hostility))
        .route("/control/records", get(control::records).post(control::put_record))
        .merge(handout::router())
        .route("/control/blacklist", post(control::blacklist))
        .route("/style.css", get(page::style))
        .route("/board.js", get(board::script))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(shared)
}

/// Whether the caller is a browser: pages for it, JSON for everything else.
fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}
