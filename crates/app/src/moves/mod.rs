//! What only an administrator does, and only with a second person: 认领 and 转移 of a record between
//! accounts, 域名迁移 and 网站迁移 between sponsors.
//!
//! A sponsor asks ([`request`]), a holder answers, an administrator proposes ([`propose`]), another
//! one decides ([`decide`]); what is agreed is carried out in the same transaction. A migration is
//! a filing of its own ([`migration`]) that is not reported before the second person agreed; where
//! the bureau's interface has no operation for it, its outcome is entered by hand ([`outcome`]).

mod decide;
mod handover;
mod migration;
mod outcome;
mod propose;
mod request;
mod sides;
mod view;

pub use migration::NewMigration;
pub(crate) use migration::carried_on_by;
pub use outcome::NewOutcome;
pub use propose::NewHandover;
pub use request::MoveQuestion;
pub(crate) use sides::{giver_number, keep_both};
pub use view::{
    AskedForView, DecisionView, MatterView, MoveRequestCase, MoveRequestView, ProposalView,
};

use crate::{
    App,
    error::{Error, Result},
    record::Kept,
};
use filing::{
    issue::{Issue, Severity},
    record::RecordState,
};
use store::{RecordRow, Tx};

/// Characters of a reason, a proof or an answer.
const TEXT: usize = 1000;

/// A text that must be there and must not be endless.
fn text(path: &str, typed: &str, found: &mut Vec<Issue>) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        found.push(Issue::new(path, "required", Severity::Error));
    } else if typed.chars().count() > TEXT {
        found.push(Issue::error(path, "text.too_long").with(TEXT.to_string()));
    }
    typed.to_owned()
}

fn held(found: Vec<Issue>) -> Result<()> {
    match found.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(found)),
    }
}

impl App {
    /// Whether something about a record is under way: a filing that was handed over, or one of any
    /// account that is being typed or verified.
    async fn is_busy(&self, tx: &mut Tx, row: &RecordRow, kept: &Kept) -> Result<bool> {
        if kept.record.underway.is_some() || row.state == RecordState::Cancelled {
            return Ok(true);
        }
        if !tx.unfinished_of_record(row.id).await?.is_empty() {
            return Ok(true);
        }
        let number = kept.record.sponsor.as_ref().map(|sponsor| &sponsor.document_number);
        let Some(number) = number.filter(|number| !number.is_empty()) else { return Ok(false) };
        let documents = self.store.keys().document_indexes(number.reveal());
        Ok(tx.inflight(&documents, None).await?.is_some())
    }
}
