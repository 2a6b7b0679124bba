//! Numbers of files: the bureau takes each in its turn and says 14 to any other (handbook §10.2.3).

use crate::{App, Error, Result};
use store::{UploadRow, UploadState};

impl App {
    /// What the bureau counts and what we count differ: files that it lost are made ready to be
    /// sent again as they were; where it counts further than we do, we go on after its number.
    /// Answers what was found, for the operator.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the bureau does not say which file it took last.
    pub(super) async fn meet_sequence(&self, upload: &UploadRow, sequence: i64) -> Result<String> {
        let previous = self.bureau.previous_upload().await.map_err(|error| {
            tracing::warn!(%error, "the bureau does not say which file it took last");
            Error::Unavailable("bureau")
        })?;
        let mut tx = self.store.begin().await?;
        if previous >= sequence {
            tx.give_back_sequence(upload).await?;
            tx.set_last_sequence(previous).await?;
        }
        for lost in previous + 1..sequence {
            let Some(mut row) = tx.upload_by_sequence(lost).await? else { continue };
            row.state = UploadState::Prepared;
            row.last_error = Some("the bureau asks for it once more".into());
            tx.update_upload(&row).await?;
        }
        crate::fail_point!("sequence.met.before");
        tx.commit().await?;
        crate::fail_point!("sequence.met.after");
        Ok(format!("the bureau expects file {} instead of {sequence}", previous + 1))
    }
}
