//! How long files stay: what was sent at least three months (handbook §10.2.3), answers that nobody
//! could read as long.

use crate::{App, Ctx, error::Result};
use filing::{
    journal::EntryName,
    time::{Duration, Timestamp},
};

/// The interface demands three months of sent files.
pub const LEAST_KEEP_DAYS: i64 = 92;
/// Of answers that could not be read.
const KEEP_UNREAD: Duration = Duration::days(90);
/// Rows of one look.
const AT_ONCE: u32 = 100;

impl App {
    /// Deletes the bytes of files that the bureau took or refused, and that were withdrawn, after
    /// their time. The row stays: that, when and under which number and hash they were sent.
    pub(crate) async fn forget_sent_files(&self, ctx: &Ctx) -> Result<()> {
        let keep = Duration::days(self.settings.outbox.keep_days.max(LEAST_KEEP_DAYS));
        loop {
            let outlived = self.store.outlived_uploads(before(ctx, keep), AT_ONCE).await?;
            let last = outlived.len() < AT_ONCE as usize;
            for mut upload in outlived {
                upload.file_deleted_at = Some(ctx.now);
                let mut tx = self.store.begin().await?;
                tx.update_upload(&upload).await?;
                let detail = serde_json::json!({
                    "sequence": upload.sequence, "hash": upload.hash,
                    "filings": upload.filings.len(),
                });
                self.journal(&mut tx, ctx, EntryName::FileDeleted, None, detail).await?;
                tx.commit().await?;
                // If this does not come about, the object is nobody's and goes with the sweep.
                self.objects.delete(&upload.object).await?;
            }
            if last {
                break;
            }
        }
        for (id, object) in self.store.unread_answers(before(ctx, KEEP_UNREAD), AT_ONCE).await? {
            let mut tx = self.store.begin_repeatable().await?;
            tx.delete_unread_answer(id).await?;
            tx.commit().await?;
            self.objects.delete(&object).await?;
        }
        Ok(())
    }
}

fn before(ctx: &Ctx, span: Duration) -> Timestamp {
    Timestamp::from_millis(ctx.now.millis() - span.as_millis())
}
