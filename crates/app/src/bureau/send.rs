//! Sends what is in the outbox, strictly in order, one sender at a time.

use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::{RIGHT, Work},
};
use bureau::{CallCode, Dialect, PreviousUpload, RetryReason, UploadAnswer, UploadFile};
use filing::{
    confirmation::SMS_WINDOW,
    id::FilingId,
    issue::{Issue, Severity},
    journal::EntryName,
    state::{Action, FilingState, Upload},
};
use store::{FilingRow, Lease, Tx, UploadRow, UploadState};

const SENDER: &str = "bureau_sender";

impl App {
    /// Sends until the outbox is empty or the bureau asks to wait; an error is tried again later
    /// with a growing pause.
    pub(crate) async fn send_uploads(&self, ctx: &Ctx) -> Result<()> {
        let holder = self.entropy.id().to_string();
        let lease = self.store.acquire_lease(SENDER, &holder, ctx.now, RIGHT).await?;
        let lease = lease.ok_or(Error::Unavailable("bureau sender"))?;
        let sent =
            self.while_held(&lease, ctx.now, Box::pin(self.send_in_order(ctx, &lease))).await;
        self.store.release_lease(&lease).await?;
        sent
    }

    async fn send_in_order(&self, ctx: &Ctx, lease: &Lease) -> Result<()> {
        loop {
            // Looked at again at the end: what was prepared meanwhile queued no job of its own.
            // Each file is through or has stopped us, so there is an end.
            let waiting = self.store.unfinished_uploads().await?;
            if waiting.is_empty() {
                return Ok(());
            }
            for upload in waiting {
                self.send_one(ctx, lease, upload).await?;
            }
        }
    }

    async fn send_one(&self, ctx: &Ctx, lease: &Lease, mut upload: UploadRow) -> Result<()> {
        let context = format!("upload:{}", upload.id);
        let bytes = self.objects.get(self.store.keys(), &context, &upload.object).await?;
        let file = UploadFile::from_zip(bytes).map_err(Error::internal)?;
        // A file whose answer never came may have arrived: the bureau is asked before it is sent
        // again, so that no filing is reported twice.
        if upload.state == UploadState::Sending
            && let Some(sequence) = upload.sequence
        {
            match self.bureau.previous_upload_file().await {
                Ok(previous) if took(&previous, sequence, &upload) => {
                    return self.upload_accepted(ctx, upload).await;
                }
                Ok(_) => {}
                Err(error) => return self.upload_unanswered(upload, error.to_string()).await,
            }
        }
        upload.state = UploadState::Sending;
        upload.attempts += 1;
        upload.sent_at = Some(ctx.now);
        let mut tx = self.store.begin().await?;
        let sequence = tx.assign_sequence(upload.id).await?;
        upload.sequence = Some(sequence);
        tx.update_upload(&upload).await?;
        for id in upload.filings.clone() {
            let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
            if row.state == (FilingState::AwaitingUpload { upload: Upload::Waiting }) {
                self.act_on(ctx, &mut tx, &mut row, Action::StartReport, async |_, _| Ok(()))
                    .await?;
            }
        }
        crate::fail_point!("send.sequence.before");
        tx.commit().await?;
        crate::fail_point!("send.sequence.after");
        let answer = self.bureau.upload(&file, sequence).await;
        crate::fail_point!("send.call.after");
        // Who slept while another took the right over writes nothing of what he heard.
        if !self.store.begin().await?.holds_lease(lease, ctx.now).await? {
            return Err(Error::Unavailable("bureau sender"));
        }
        match answer {
            Ok(UploadAnswer::Accepted) => self.upload_accepted(ctx, upload).await,
            // 其他错误, and codes that no table has, don't exclude that the file was taken.
            Ok(UploadAnswer::Retry { code, reason: RetryReason::Unspecified, .. }) => {
                upload.msg_code = Some(code);
                self.upload_unanswered(upload, format!("the bureau answered {code}")).await
            }
            Ok(UploadAnswer::Refused { code, .. }) if CallCode::of(code) == CallCode::Unknown => {
                upload.msg_code = Some(code);
                self.upload_unanswered(upload, format!("the bureau answered {code}")).await
            }
            Ok(UploadAnswer::Retry { code, .. }) => {
                upload.msg_code = Some(code);
                self.upload_postponed(ctx, upload, format!("the bureau asks to wait: {code}")).await
            }
            Ok(UploadAnswer::Missing { .. }) => {
                upload.msg_code = Some(14);
                let why = self.meet_sequence(&upload, sequence).await?;
                self.upload_postponed(ctx, upload, why).await
            }
            Ok(UploadAnswer::Refused { code, .. }) => self.upload_refused(ctx, upload, code).await,
            Err(error) => self.upload_unanswered(upload, error.to_string()).await,
        }
    }

    async fn upload_accepted(&self, ctx: &Ctx, mut upload: UploadRow) -> Result<()> {
        upload.state = UploadState::Accepted;
        upload.answered_at = Some(ctx.now);
        upload.msg_code = Some(0);
        upload.last_error = None;
        let mut tx = self.store.begin().await?;
        tx.update_upload(&upload).await?;
        for id in upload.filings.clone() {
            let Some(mut row) = being_sent(&mut tx, id).await? else { continue };
            let confirmers = self.asked_parties(ctx, &mut tx, &row).await?;
            // The bureau's download says whether its own checks passed, and when it asked the
            // officers: the 24 hours run from there. Where nobody is asked, or the bureau does not
            // say (no dialect), the file's acceptance is all there is.
            let told = self.bureau.config().dialect == Dialect::Beian1;
            if told && !confirmers.is_empty() {
                let detail = serde_json::json!({ "sequence": upload.sequence });
                self.journal(&mut tx, ctx, EntryName::FileAnswered, Some(id), detail).await?;
                continue;
            }
            let deadline = ctx.now + SMS_WINDOW;
            let action = Action::Uploaded { confirmers, deadline };
            self.act_on(ctx, &mut tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        self.answers_taken(ctx, &mut tx, upload.id).await?;
        tx.queue(&Work::PollBureau.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("send.accepted.after");
        Ok(())
    }

    /// The bureau took nothing and said so: the filing waits for the next try.
    async fn upload_postponed(&self, ctx: &Ctx, mut upload: UploadRow, why: String) -> Result<()> {
        upload.state = UploadState::Prepared;
        upload.last_error = Some(why.clone());
        let mut tx = self.store.begin().await?;
        tx.update_upload(&upload).await?;
        for id in upload.filings.clone() {
            let Some(mut row) = being_sent(&mut tx, id).await? else { continue };
            self.act_on(ctx, &mut tx, &mut row, Action::UploadRetry, async |_, _| Ok(())).await?;
        }
        tx.commit().await?;
        crate::fail_point!("send.postponed.after");
        Err(Error::internal(why))
    }

    /// Whether the file arrived is not known: it stays as it is, the operator sees why.
    async fn upload_unanswered(&self, mut upload: UploadRow, why: String) -> Result<()> {
        tracing::warn!(bureau.sequence = upload.sequence, %why, "no answer to an upload");
        upload.last_error = Some(why.clone());
        let mut tx = self.store.begin().await?;
        tx.update_upload(&upload).await?;
        tx.commit().await?;
        crate::fail_point!("send.unanswered.after");
        Err(Error::Unavailable("bureau"))
    }

    /// Refused as a whole: sending it again would not help, the staff looks at it.
    async fn upload_refused(&self, ctx: &Ctx, mut upload: UploadRow, code: i32) -> Result<()> {
        tracing::error!(bureau.code = code, "the bureau refused an upload");
        upload.state = UploadState::Refused;
        upload.msg_code = Some(code);
        upload.answered_at = Some(ctx.now);
        let mut tx = self.store.begin().await?;
        // A refused file used up no number at the bureau: the next one takes it.
        tx.give_back_sequence(&upload).await?;
        tx.update_upload(&upload).await?;
        self.answers_refused(ctx, &mut tx, upload.id, code).await?;
        for id in upload.filings.clone() {
            let Some(mut row) = being_sent(&mut tx, id).await? else { continue };
            self.act_on(ctx, &mut tx, &mut row, Action::UploadRefused, async |row, _| {
                row.return_reasons = vec![
                    Issue::new("", "bureau.upload_refused", Severity::Error).with(code.to_string()),
                ];
                Ok(())
            })
            .await?;
        }
        tx.commit().await?;
        crate::fail_point!("send.refused.after");
        Ok(())
    }

    /// A filing that can't be put into a file: it waits for the staff as a failed upload.
    pub(super) async fn cannot_report(&self, ctx: &Ctx, id: FilingId, why: &str) -> Result<()> {
        tracing::error!(filing.id = %id, why, "a filing can't be put into the bureau's format");
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.act_on(ctx, &mut tx, &mut row, Action::StartReport, async |_, _| Ok(())).await?;
        self.act_on(ctx, &mut tx, &mut row, Action::UploadRefused, async |row, _| {
            row.return_reasons =
                vec![Issue::new("", "bureau.not_in_format", Severity::Error).with(why)];
            Ok(())
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether the bureau took this file last: number and hash. Its number alone says nothing where
/// another system reported before this one.
fn took(previous: &PreviousUpload, sequence: i64, upload: &UploadRow) -> bool {
    previous.sequence == sequence && previous.hash.as_ref().is_none_or(|hash| *hash == upload.hash)
}

/// A filing that waits for this file's answer. One that is further already came with a file that
/// the bureau lost and got again: nothing happens to it.
async fn being_sent(tx: &mut Tx, id: FilingId) -> Result<Option<FilingRow>> {
    let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
    Ok(Some(row).filter(|row| row.state == FilingState::AwaitingUpload { upload: Upload::Sending }))
}
