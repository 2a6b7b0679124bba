//! What was written down: for the sponsor its own filings, for the auditor everything.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{id::FilingId, permission::Permission};
use store::{Cursor, JournalRow, Page, UploadRow};

impl App {
    /// The entries of one filing, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's filing.
    pub async fn history(
        &self,
        ctx: &Ctx,
        id: FilingId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<JournalRow>> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        Ok(self.store.journal_of(id, after, limit).await?)
    }

    /// The whole journal.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody but the auditor.
    pub async fn read_journal(
        &self,
        ctx: &Ctx,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<JournalRow>> {
        ctx.require(Permission::ReadJournal)?;
        Ok(self.store.journal_page(after, limit).await?)
    }

    /// What waits to be sent to the bureau, with the last error of each file.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who neither reports nor runs the bureau's account.
    pub async fn outbox(&self, ctx: &Ctx) -> Result<Vec<UploadRow>> {
        if !ctx.actor.may(Permission::ManageBureau) {
            ctx.require(Permission::ReportToBureau)?;
        }
        Ok(self.store.unfinished_uploads().await?)
    }
}
