//! The use cases: may he, load, decide (in `filing`), save with journal and jobs.
//!
//! [`App`] holds what the use cases stand on; each module adds the methods of one subject.
//! [`act`] is the only place where a filing changes state.

pub mod account;
pub mod act;
pub mod app_signature;
pub mod bureau;
pub mod codes;
pub mod confirmation;
pub mod ctx;
pub mod entropy;
pub mod error;
pub mod fail_points;
pub mod filing;
pub mod history;
pub mod inspection;
pub mod jobs;
pub mod moves;
pub mod notify;
pub mod pictures;
pub mod record;
pub mod review;
pub mod settings;
pub mod sheet;
pub mod verification;
pub mod words;

pub use ctx::{Actor, Ctx};
pub use error::{Error, Result};
pub(crate) use fail_points::fail_point;

use ::filing::{id::FilingId, journal::EntryName, time::Timestamp};
use serde_json::Value;
use std::sync::Arc;

/// Reads the time. Asked once a request or job, by `server` and the runner of jobs.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the use cases stand on. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: store::Store,
    pub objects: store::Objects,
    pub bureau: Arc<::bureau::Bureau>,
    pub pictures: pictures::Pictures,
    pub sms: Arc<dyn notify::sms::SmsGateway>,
    pub passwords: account::Passwords,
    pub entropy: entropy::Entropy,
    /// Absent when the fonts are missing: sheets can't be printed then, and say so.
    pub typesetter: Option<sheet::Typesetter>,
    pub settings: Arc<settings::Settings>,
    /// The code tables in use.
    pub codes: codes::Codes,
}

impl App {
    /// Writes down who did what; in the same transaction as what was done.
    pub(crate) async fn journal(
        &self,
        tx: &mut store::Tx,
        ctx: &Ctx,
        what: EntryName,
        filing: Option<FilingId>,
        detail: Value,
    ) -> Result<()> {
        let entry = store::JournalEntry {
            at: ctx.now,
            actor: ctx.actor.name(),
            action: what.as_str(),
            filing,
            detail,
            request: ctx.request.clone(),
        };
        tx.journal(entry).await?;
        Ok(())
    }
}
