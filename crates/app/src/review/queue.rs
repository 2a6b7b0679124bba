use crate::{App, Ctx, error::Result, filing::FilingSummaryView, filing::summary};
use filing::permission::{Permission, Role};
use store::{Cursor, Page};

impl App {
    /// Filings in these states (`provider_review` …), those waiting longest first.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for who neither reviews nor audits.
    pub async fn queue(
        &self,
        ctx: &Ctx,
        states: &[&str],
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<FilingSummaryView>> {
        if !ctx.actor.may(Permission::ReadJournal) {
            ctx.require(Permission::ReviewFiling)?;
        }
        let reader = ctx.actor.role().unwrap_or(Role::Reviewer);
        let page = self.store.queue(states, after, limit).await?;
        Ok(Page {
            items: page.items.into_iter().map(|row| summary(row, reader)).collect(),
            next: page.next,
        })
    }
}
