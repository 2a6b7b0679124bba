//! The staff's board: whose time runs out first.

use super::view::{ConfirmationView, people};
use crate::{App, Ctx, error::Result};
use filing::{
    id::FilingId,
    kind::FilingKind,
    permission::Permission,
    time::{Duration, Timestamp},
};
use serde::Serialize;
use store::{Cursor, Page};
use utoipa::ToSchema;

/// One filing whose officers are awaited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardLine {
    pub filing: FilingId,
    pub kind: FilingKind,
    pub kind_label: &'static str,
    pub title: String,
    /// From 1; a later one follows a missed one.
    pub round: i32,
    pub asked_at: Timestamp,
    pub deadline: Timestamp,
    pub seconds_left: i64,
    /// Everybody who is asked, masked.
    pub people: Vec<BoardPerson>,
}

/// A person with what the staff looks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardPerson {
    #[serde(flatten)]
    pub person: ConfirmationView,
    pub missing: bool,
}

impl App {
    /// Filings whose officers are awaited, the nearest deadline first; with `hours_left` those only
    /// that end within so many hours.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for who neither reviews nor audits.
    pub async fn confirmation_board(
        &self,
        ctx: &Ctx,
        hours_left: Option<u32>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<BoardLine>> {
        if !ctx.actor.may(Permission::ReadJournal) {
            ctx.require(Permission::ReviewFiling)?;
        }
        let until = hours_left.map(|hours| ctx.now + Duration::hours(i64::from(hours)));
        let page = self.store.confirmation_board(until, after, limit).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for round in page.items {
            let Some(row) = self.store.filing(round.filing).await? else { continue };
            let (Some(asked_at), Some(deadline)) = (round.asked_at, round.deadline) else {
                continue;
            };
            let rows = self.store.confirmations_of(round.filing, round.round).await?;
            items.push(BoardLine {
                filing: row.id,
                kind: row.kind,
                kind_label: row.kind.label(),
                round: round.round,
                asked_at,
                deadline,
                seconds_left: deadline.since(ctx.now).as_millis() / 1000,
                people: people(&row, &round, &rows)
                    .into_iter()
                    .map(|person| BoardPerson { missing: person.state == "waiting", person })
                    .collect(),
                title: row.title,
            });
        }
        Ok(Page { items, next: page.next })
    }
}
