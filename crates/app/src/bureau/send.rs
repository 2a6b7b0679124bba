//! Sends what is in the outbox, strictly in order, one sender at a time.

use super::{sender::Sender, sequence::took};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use bureau::PreviousUpload;
use filing::{
    journal::EntryName,
    reporting_hours::ReportingHours,
    state::{Action, FilingState, Upload},
};
use store::{AlertAbout, OutboxRow, Tx, UploadRow, UploadState, Waiting};

/// Whether the next file's turn has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    GoOn,
    /// The outbox waits, or is held.
    Stop,
}

impl App {
    /// Sends until the outbox is empty, waits or is held. When it goes on after a wait is a job of
    /// its own; a held one goes on by a word of the staff, or when the account in the configuration
    /// is another than the one that it was held for.
    pub(crate) async fn send_uploads(&self, ctx: &Ctx) -> Result<()> {
        let outbox = self.store.outbox().await?;
        let held = outbox.held.as_ref().is_some_and(|held| held.account == self.bureau_account());
        let waits = outbox.waiting.as_ref().is_some_and(|waiting| waiting.until > ctx.now);
        if held || waits || self.store.next_upload().await?.is_none() {
            return Ok(());
        }
        // Another sends; the schedule looks again in case that one died.
        let Some(sender) = Sender::take(self, ctx).await? else { return Ok(()) };
        let work = Box::pin(self.send_in_order(ctx, &sender));
        let sent = self.while_held(sender.lease(), ctx.now, work).await;
        sender.give_back().await?;
        sent
    }

    async fn send_in_order(&self, ctx: &Ctx, sender: &Sender) -> Result<()> {
        if self.store.outbox().await?.held.is_some() {
            let mut tx = sender.begin().await?;
            self.resume(ctx, &mut tx, "settings").await?;
            tx.commit().await?;
        }
        if let Some(until) = self.own_hours(ctx) {
            let mut tx = sender.begin().await?;
            let mut outbox = tx.outbox().await?;
            let reason = "bureau.outside_hours".to_owned();
            outbox.waiting = Some(Waiting { code: None, reason, until });
            tx.save_outbox(&outbox).await?;
            tx.queue(&Work::SendAt { at: until }.at(until), ctx.now).await?;
            tx.commit().await?;
            return Ok(());
        }
        // Looked at again after each file: what was prepared meanwhile queued no job of its own.
        // Each file is through or has stopped us, so there is an end.
        while let Some(upload) = self.store.next_upload().await? {
            if self.send_one(ctx, sender, upload).await? == Next::Stop {
                break;
            }
        }
        Ok(())
    }

    /// When the hours in the settings begin, if it is not one of them now.
    fn own_hours(&self, ctx: &Ctx) -> Option<filing::time::Timestamp> {
        let hours = ReportingHours::read(&self.settings.outbox.reporting_hours)?;
        (!hours.is_open(ctx.now)).then(|| hours.next_opening(ctx.now))
    }

    async fn send_one(&self, ctx: &Ctx, sender: &Sender, upload: UploadRow) -> Result<Next> {
        let zip = match self.opened(&format!("upload:{}", upload.id), &upload.object).await {
            Ok(zip) => zip,
            Err(Error::NotFound(_)) => return self.file_is_lost(ctx, sender, upload).await,
            Err(error) => return Err(error),
        };
        // A file whose answer never came may have arrived: the bureau is asked before it is sent
        // again, so that no filing is reported twice. After a wait a question shows whether the
        // bureau is back, at less cost than the file.
        let doubtful = upload.state == UploadState::Sending && upload.sequence.is_some();
        let mut heard = None;
        if doubtful || self.store.outbox().await?.waits > 0 {
            match self.bureau.previous_upload_file().await {
                Ok(previous) => {
                    if doubtful {
                        let next = self.settle_doubt(ctx, sender, &upload, &previous).await?;
                        if let Some(next) = next {
                            return Ok(next);
                        }
                    }
                    heard = Some(previous);
                }
                Err(error) => return self.no_word(ctx, sender, upload, &error).await,
            }
        }
        let Some(upload) = self.write_down(ctx, sender, upload, heard).await? else {
            return Ok(Next::GoOn);
        };
        let sequence = upload.sequence.ok_or_else(|| Error::internal("a file without number"))?;
        let answer = self.bureau.send(&zip, &upload.hash, sequence).await;
        crate::fail_point!("send.call.after");
        self.upload_answered(ctx, sender, upload, answer).await
    }

    /// What the bureau's last file says about one that may have arrived; `None` when it did not and
    /// its turn is now.
    async fn settle_doubt(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        upload: &UploadRow,
        previous: &PreviousUpload,
    ) -> Result<Option<Next>> {
        let sequence = upload.sequence.unwrap_or_default();
        if took(&self.store, previous, upload).await? {
            return self.upload_accepted(ctx, sender, upload.clone(), true).await.map(Some);
        }
        if previous.sequence + 1 == sequence {
            return Ok(None);
        }
        self.meet_sequence(ctx, sender, upload.clone(), previous, &[]).await.map(Some)
    }

    /// Number, state and filings are written down before anything is sent. `None` when the file was
    /// withdrawn meanwhile.
    async fn write_down(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        upload: UploadRow,
        heard: Option<PreviousUpload>,
    ) -> Result<Option<UploadRow>> {
        // Commit point: sending. After it the file may have arrived.
        let mut tx = sender.begin().await?;
        let mut filings = Vec::new();
        if upload.accepted_at.is_none() {
            for id in &upload.filings {
                filings.push(tx.filing(*id).await?.ok_or(Error::NotFound("filing"))?);
            }
        }
        let Some(mut upload) = tx.upload(upload.id).await? else { return Ok(None) };
        if !matches!(upload.state, UploadState::Prepared | UploadState::Sending) {
            return Ok(None);
        }
        tx.begin_sequence(self.settings.outbox.first_sequence).await?;
        upload.sequence = Some(tx.assign_sequence(upload.id).await?);
        if heard.is_some() && upload.state == UploadState::Sending {
            // The bureau says that the sending before did not arrive.
            upload.arrivals = i32::from(upload.accepted_at.is_some());
        }
        upload.state = UploadState::Sending;
        upload.attempts += 1;
        upload.arrivals += 1;
        upload.sent_at = Some(ctx.now);
        tx.update_upload(&upload).await?;
        for mut row in filings {
            if row.state == (FilingState::AwaitingUpload { upload: Upload::Waiting }) {
                self.act_on(ctx, &mut tx, &mut row, Action::StartReport, async |_, _| Ok(()))
                    .await?;
            }
        }
        if let Some(previous) = heard {
            let mut outbox = tx.outbox().await?;
            outbox.synced_at = Some(ctx.now);
            outbox.bureau_sequence = Some(previous.sequence);
            tx.save_outbox(&outbox).await?;
        }
        if upload.attempts == 1 {
            let detail = serde_json::json!({
                "sequence": upload.sequence, "filings": upload.filings.len(), "hash": upload.hash,
            });
            self.journal(&mut tx, ctx, EntryName::FileSent, None, detail).await?;
        }
        crate::fail_point!("send.sequence.before");
        tx.commit().await?;
        crate::fail_point!("send.sequence.after");
        Ok(Some(upload))
    }

    /// The outbox goes on: `by` the staff or changed settings.
    pub(super) async fn resume(&self, ctx: &Ctx, tx: &mut Tx, by: &str) -> Result<()> {
        let outbox = tx.outbox().await?;
        if outbox.held.is_some() {
            let detail = serde_json::json!({ "by": by });
            self.journal(tx, ctx, EntryName::OutboxResumed, None, detail).await?;
        }
        tx.save_outbox(&OutboxRow { held: None, waiting: None, waits: 0, ..outbox }).await?;
        tx.settle_alerts(AlertAbout::Outbox, ctx.now).await?;
        Ok(())
    }

    /// What a hold for a wrong account is tied to: never the password itself.
    pub(super) fn bureau_account(&self) -> String {
        let account = self.bureau.config().account();
        hex::encode(self.store.keys().index("bureau_account", account.expose()))
    }
}
