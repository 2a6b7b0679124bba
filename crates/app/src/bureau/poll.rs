//! Fetches what the bureau has for us: kept, then read, then acknowledged.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use store::DownloadRow;

/// One look takes at most so many files; what is left waits for the next.
const AT_ONCE: usize = 50;

impl App {
    /// Fetches and processes file after file. A file that can't be processed is kept and stops the
    /// queue: acknowledging it would lose it.
    pub(crate) async fn poll_bureau(&self, ctx: &Ctx) -> Result<()> {
        for _ in 0..AT_ONCE {
            let fetched = self.bureau.download().await.map_err(|error| {
                tracing::warn!(%error, "the bureau's download did not work");
                Error::Unavailable("bureau")
            })?;
            let Some(download) = fetched else { return Ok(()) };
            crate::fail_point!("poll.download.after");
            self.keep_download(ctx, &download.file_name, &download.raw).await?;
            self.read_download(ctx, &download.file_name).await?;
            if !download.more {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Stores a file as it came, sealed, once.
    async fn keep_download(&self, ctx: &Ctx, file_name: &str, raw: &[u8]) -> Result<()> {
        if self.store.download(file_name).await?.is_some() {
            return Ok(());
        }
        let context = format!("download:{file_name}");
        let object = self.objects.put(self.store.keys(), &context, raw).await?;
        crate::fail_point!("poll.object.put");
        // The commit of what is read in it comes after this one, the acknowledgement after both:
        // a file that is lost comes again.
        let mut tx = self.store.begin_repeatable().await?;
        tx.insert_download_if_new(&DownloadRow {
            file_name: file_name.to_owned(),
            object,
            received_at: ctx.now,
            processed_at: None,
            acknowledged_at: None,
        })
        .await?;
        tx.commit().await?;
        crate::fail_point!("poll.row.after");
        Ok(())
    }

    /// Processes a kept file once and acknowledges it; the acknowledgement follows the commit.
    pub(crate) async fn read_download(&self, ctx: &Ctx, file_name: &str) -> Result<()> {
        let row = self.store.download(file_name).await?.ok_or(Error::NotFound("download"))?;
        if row.processed_at.is_none() {
            let context = format!("download:{file_name}");
            let raw = self.objects.get(self.store.keys(), &context, &row.object).await?;
            let events = self.bureau.read(&raw).map_err(|error| {
                tracing::error!(bureau.file = file_name, %error, "a download can't be read");
                Error::internal(error)
            })?;
            let mut tx = self.store.begin().await?;
            for event in events {
                self.hear(ctx, &mut tx, event).await?;
            }
            tx.mark_download_processed(file_name, ctx.now).await?;
            crate::fail_point!("poll.processed.before");
            tx.commit().await?;
            crate::fail_point!("poll.processed.after");
        }
        self.bureau.acknowledge(file_name).await.map_err(|error| {
            tracing::warn!(bureau.file = file_name, %error, "an acknowledgement did not arrive");
            Error::Unavailable("bureau")
        })?;
        crate::fail_point!("poll.acknowledged.after");
        // At worst it is acknowledged again.
        let mut tx = self.store.begin_repeatable().await?;
        tx.mark_download_acknowledged(file_name, ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("poll.marked.after");
        Ok(())
    }
}
