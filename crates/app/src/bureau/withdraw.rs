//! A file leaves the outbox before the bureau took it.

use crate::{App, Ctx, error::Result, jobs::Work};
use filing::{journal::EntryName, time::Timestamp};
use store::{FilingRow, Tx, UploadRow, UploadState};

impl App {
    /// What was prepared and not taken does not go out: the filing was taken back. The others of its
    /// file come with another.
    pub(crate) async fn drop_upload(&self, ctx: &Ctx, tx: &mut Tx, row: &FilingRow) -> Result<()> {
        for mut upload in tx.uploads_of(row.id).await? {
            if upload.state == UploadState::Prepared && upload.accepted_at.is_none() {
                self.withdraw_upload(ctx, tx, &mut upload, "a filing was taken back").await?;
            }
        }
        Ok(())
    }

    pub(super) async fn withdraw_upload(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        upload: &mut UploadRow,
        why: &str,
    ) -> Result<()> {
        upload.state = UploadState::Withdrawn;
        upload.last_error = Some(why.to_owned());
        upload.answered_at = Some(ctx.now);
        tx.give_back_sequence(upload).await?;
        tx.update_upload(upload).await?;
        let detail = serde_json::json!({
            "sequence": upload.sequence, "filings": upload.filings.len(), "why": why,
        });
        self.journal(tx, ctx, EntryName::FileWithdrawn, None, detail).await?;
        upload.sequence = None;
        if upload.filings.len() > 1 {
            tx.queue(&Work::PrepareUploads.at(ctx.now), ctx.now).await?;
        }
        Ok(())
    }

    /// When an approval that is given now is put into a file with others.
    pub(crate) fn gathered_at(&self, now: Timestamp) -> Timestamp {
        now + filing::time::Duration::seconds(self.settings.outbox.gather_seconds.max(0))
    }
}
