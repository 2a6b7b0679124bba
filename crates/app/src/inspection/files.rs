//! The bureau's files as staff sees them, and giving one up.

use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use filing::{id::StaffId, journal::EntryName, permission::Permission, time::Timestamp};
use serde::Serialize;
use serde_json::json;
use store::{DownloadRow, SkipOf};
use utoipa::ToSchema;

/// Characters of a reason.
const REASON: usize = 500;

/// One file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileView {
    /// The bureau's name for it.
    pub name: String,
    pub bytes: u64,
    pub received_at: Timestamp,
    pub processed_at: Option<Timestamp>,
    pub acknowledged_at: Option<Timestamp>,
    /// How often it could not be read or taken in.
    pub failures: i32,
    /// Why, the last time.
    pub error: Option<String>,
    /// Parts that could not be read while the others were taken in: element, what it lacks.
    pub unread: Vec<String>,
    /// It stops the queue and may be skipped.
    pub stuck: bool,
    pub skipped_at: Option<Timestamp>,
    pub skipped_by: Option<StaffId>,
    pub skip_reason: Option<String>,
}

impl App {
    /// The bureau's files, newest first, older than `before`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who neither reports nor runs the bureau's account.
    pub async fn bureau_files(
        &self,
        ctx: &Ctx,
        before: Option<(Timestamp, &str)>,
        limit: u32,
    ) -> Result<Vec<FileView>> {
        if !ctx.actor.may(Permission::ManageBureau) {
            ctx.require(Permission::ReportToBureau)?;
        }
        let rows = self.store.downloads_page(before, limit).await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// Gives up a file that can't be read: it is acknowledged without being taken in, so that the
    /// queue goes on. It stays where it is, sealed.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; `download_not_stuck` for one that was taken in,
    /// given up or not found unreadable; [`Error::Invalid`] without a reason.
    pub async fn skip_download(&self, ctx: &Ctx, name: &str, reason: &str) -> Result<FileView> {
        ctx.require(Permission::ManageBureau)?;
        let staff = ctx.staff()?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::field("/reason", "required"));
        }
        if reason.chars().count() > REASON {
            let issue =
                filing::issue::Issue::error("/reason", "text.too_long").with(REASON.to_string());
            return Err(Error::Invalid(vec![issue]));
        }
        let mut tx = self.store.begin().await?;
        let row = tx.download(name).await?.ok_or(Error::NotFound("download"))?;
        if !is_stuck(&row) {
            return Err(Error::refused("download_not_stuck"));
        }
        let skip = SkipOf { at: ctx.now, by: staff, reason: reason.to_owned() };
        tx.skip_download(name, &skip).await?;
        let detail = json!({ "file": name, "reason": reason, "failures": row.failures });
        self.journal(&mut tx, ctx, EntryName::DownloadSkipped, None, detail).await?;
        let read = Work::ReadDownload { file_name: name.to_owned() };
        tx.queue(&read.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        Ok(view(DownloadRow { skipped: Some(skip), ..row }))
    }
}

fn is_stuck(row: &DownloadRow) -> bool {
    row.processed_at.is_none() && row.skipped.is_none() && row.failures > 0
}

fn view(row: DownloadRow) -> FileView {
    let stuck = is_stuck(&row);
    let (skipped_at, skipped_by, skip_reason) = match row.skipped {
        Some(skip) => (Some(skip.at), Some(skip.by), Some(skip.reason)),
        None => (None, None, None),
    };
    FileView {
        stuck,
        name: row.file_name,
        bytes: row.object.size,
        received_at: row.received_at,
        processed_at: row.processed_at,
        acknowledged_at: row.acknowledged_at,
        failures: row.failures,
        error: row.last_error,
        unread: row.unread.iter().map(|part| format!("{}: {}", part.element, part.lacks)).collect(),
        skipped_at,
        skipped_by,
        skip_reason,
    }
}
