//! Fetches what the bureau has for us: kept, then read, then acknowledged.
//!
//! A file that can't be read stops the queue: the bureau gives the same one again until it is
//! acknowledged, and acknowledging it would lose it. It is kept sealed; after a few tries the staff
//! is told, who may skip it ([`App::skip_download`]).

use crate::{
    App, Ctx,
    error::{Error, Result},
    inspection::Alert,
};
use bureau::{BureauError, BureauEvent};
use filing::journal::EntryName;
use serde_json::json;
use store::{DownloadRow, UnreadPart};

/// One look takes at most so many files; what is left waits for the next.
const AT_ONCE: usize = 50;
/// Bytes may have been damaged on the way: the staff is told after so many tries.
pub const TRIES_BEFORE_ALERT: i32 = 3;

impl App {
    /// Fetches and processes file after file.
    pub(crate) async fn poll_bureau(&self, ctx: &Ctx) -> Result<()> {
        // Another process may have taken code tables in.
        self.codes.refresh(&self.store).await?;
        for _ in 0..AT_ONCE {
            let (file_name, more) = match self.bureau.download().await {
                Ok(None) => return Ok(()),
                Ok(Some(download)) => {
                    crate::fail_point!("poll.download.after");
                    self.keep_download(ctx, &download.file_name, &download.raw).await?;
                    (download.file_name, download.more)
                }
                // It has a name: kept as it came, for whoever looks into it.
                Err(
                    BureauError::WrongHash { file_name, raw }
                    | BureauError::Undecryptable { file_name, raw },
                ) if !self.is_done_with(&file_name).await? => {
                    self.keep_download(ctx, &file_name, &raw.0).await?;
                    let why = "its hash is wrong or our key does not open it";
                    return self.download_failed(ctx, &file_name, why).await;
                }
                // Skipped or taken in, and the bureau did not hear of it.
                Err(
                    BureauError::WrongHash { file_name, .. }
                    | BureauError::Undecryptable { file_name, .. },
                ) => (file_name, true),
                Err(error) => {
                    tracing::warn!(%error, "the bureau's download did not work");
                    return Err(Error::Unavailable("bureau"));
                }
            };
            self.take_download(ctx, &file_name).await?;
            if !more {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn is_done_with(&self, file_name: &str) -> Result<bool> {
        let row = self.store.download(file_name).await?;
        Ok(row.is_some_and(|row| row.processed_at.is_some() || row.skipped.is_some()))
    }

    /// Stores a file as it came, sealed, once; again only when it failed and comes anew, for it may
    /// come whole this time.
    async fn keep_download(&self, ctx: &Ctx, file_name: &str, raw: &[u8]) -> Result<()> {
        let known = self.store.download(file_name).await?;
        if let Some(row) = &known
            && (row.failures == 0 || row.processed_at.is_some() || row.skipped.is_some())
        {
            return Ok(());
        }
        let context = format!("download:{file_name}");
        let object = self.objects.put(self.store.keys(), &context, raw).await?;
        crate::fail_point!("poll.object.put");
        // The commit of what is read in it comes after this one, the acknowledgement after both:
        // a file that is lost comes again.
        let mut tx = self.store.begin_repeatable().await?;
        match known {
            Some(_) => tx.replace_download(file_name, &object).await?,
            None => {
                let row = DownloadRow::new(file_name, object, ctx.now);
                tx.insert_download_if_new(&row).await?;
            }
        }
        tx.commit().await?;
        crate::fail_point!("poll.row.after");
        Ok(())
    }

    /// Processes a kept file once and acknowledges it; after one that was skipped the queue goes on.
    pub(crate) async fn read_download(&self, ctx: &Ctx, file_name: &str) -> Result<()> {
        self.take_download(ctx, file_name).await?;
        let row = self.store.download(file_name).await?.ok_or(Error::NotFound("download"))?;
        if row.skipped.is_some() { self.poll_bureau(ctx).await } else { Ok(()) }
    }

    /// The acknowledgement follows the commit.
    async fn take_download(&self, ctx: &Ctx, file_name: &str) -> Result<()> {
        let row = self.store.download(file_name).await?.ok_or(Error::NotFound("download"))?;
        if row.processed_at.is_none() && row.skipped.is_none() {
            match self.take_in(ctx, &row).await {
                Ok(()) => {}
                // Nothing of it was kept, and it is worth trying again as it is.
                Err(error @ (Error::Unavailable(_) | Error::Stale { .. })) => return Err(error),
                Err(error) => {
                    return self.download_failed(ctx, file_name, &error.to_string()).await;
                }
            }
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

    /// Everything in the file, in one transaction. A part that makes no sense holds up no other: it
    /// is noted, and the file stays for whoever looks into it.
    async fn take_in(&self, ctx: &Ctx, row: &DownloadRow) -> Result<()> {
        let context = format!("download:{}", row.file_name);
        let raw = self.objects.get(self.store.keys(), &context, &row.object).await?;
        let events = self.bureau.read(&raw).map_err(Error::internal)?;
        let mut unread = Vec::new();
        let mut codes = false;
        let mut tx = self.store.begin().await?;
        for (place, event) in (0..).zip(events) {
            codes |= matches!(event, BureauEvent::Codes { .. });
            if let BureauEvent::Unreadable { element, lacks } = &event {
                let (element, lacks) = (element.clone(), (*lacks).to_owned());
                unread.push(UnreadPart { place, element, lacks });
                continue;
            }
            let from = super::hear::Source { file_name: &row.file_name, place };
            Box::pin(self.hear(ctx, &mut tx, from, event)).await?;
        }
        if !unread.is_empty() {
            tx.note_unread_parts(&row.file_name, &unread).await?;
            let detail = json!({ "file": row.file_name, "parts": unread });
            self.journal(&mut tx, ctx, EntryName::PartUnreadable, None, detail).await?;
        }
        tx.mark_download_processed(&row.file_name, ctx.now).await?;
        crate::fail_point!("poll.processed.before");
        tx.commit().await?;
        crate::fail_point!("poll.processed.after");
        if !unread.is_empty() {
            Alert::PartUnreadable.raise(&row.file_name);
        }
        if codes {
            self.codes.refresh(&self.store).await?;
        }
        Ok(())
    }

    /// Notes the failure, for the list; after a few the staff is told, once.
    async fn download_failed(&self, ctx: &Ctx, file_name: &str, why: &str) -> Result<()> {
        tracing::error!(bureau.file = file_name, why, "a download can't be taken in");
        let mut tx = self.store.begin().await?;
        let failures = tx.note_download_failure(file_name, why).await?;
        if failures == TRIES_BEFORE_ALERT {
            let detail = json!({ "file": file_name, "failures": failures });
            self.journal(&mut tx, ctx, EntryName::DownloadUnreadable, None, detail).await?;
        }
        tx.commit().await?;
        if failures == TRIES_BEFORE_ALERT {
            Alert::FileUnreadable.raise(file_name);
        }
        Err(Error::internal(format!("the file {file_name}: {why}")))
    }
}
