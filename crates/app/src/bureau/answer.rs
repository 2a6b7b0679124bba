//! What follows from an answer of the bureau: the table is `filing::bureau_call`.

use super::{send::Next, sender::Sender, sequence::took, wait::Pause};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use bureau::{BureauError, Dialect, UploadAnswer};
use filing::{
    bureau_call::{self, AnswerRule, Course, DAMAGED_SENDINGS, Told},
    confirmation::SMS_WINDOW,
    id::FilingId,
    issue::{Issue, Severity},
    journal::EntryName,
    state::{Action, FilingState, Upload},
};
use store::{AlertAbout, FilingRow, Tx, UploadRow, UploadState};

impl App {
    pub(super) async fn upload_answered(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        upload: UploadRow,
        answer: std::result::Result<UploadAnswer, BureauError>,
    ) -> Result<Next> {
        let (code, message, missing) = match answer {
            Ok(UploadAnswer::Accepted) => (0, String::new(), Vec::new()),
            Ok(UploadAnswer::Missing { sequences }) => (14, String::new(), sequences),
            Ok(
                UploadAnswer::Retry { code, message, .. } | UploadAnswer::Refused { code, message },
            ) => (code, message, Vec::new()),
            Err(error) => {
                let mut upload = upload;
                if !error.is_unknown_outcome() {
                    upload.arrivals -= 1;
                }
                return self.no_word(ctx, sender, upload, &error).await;
            }
        };
        let rule = bureau_call::rule(code);
        let mut upload = UploadRow { msg_code: Some(code), ..upload };
        let pause = Pause { code: Some(code), reason: reason(rule), message: &message };
        match rule.course {
            Course::Accept => self.upload_accepted(ctx, sender, upload, false).await,
            Course::SendMissing => match self.bureau.previous_upload_file().await {
                Ok(previous) if took(&self.store, &previous, &upload).await? => {
                    self.upload_accepted(ctx, sender, upload, true).await
                }
                Ok(previous) => self.meet_sequence(ctx, sender, upload, &previous, &missing).await,
                Err(error) => self.no_word(ctx, sender, upload, &error).await,
            },
            Course::SendAgain => {
                upload.damaged += 1;
                match upload.damaged < DAMAGED_SENDINGS {
                    true => self.upload_postponed(ctx, sender, upload, pause).await,
                    false => self.give_to_staff(ctx, sender, upload, rule, code).await,
                }
            }
            Course::BackOff | Course::WaitForHours => {
                self.upload_postponed(ctx, sender, upload, pause).await
            }
            Course::AskWhatArrived => self.unanswered(ctx, sender, upload, pause, rule.told).await,
            Course::StopOutbox => {
                let mut tx = sender.begin().await?;
                self.not_taken(ctx, &mut tx, &mut upload, &format!("the bureau answered {code}"))
                    .await?;
                self.hold(ctx, &mut tx, Some(code), reason(rule), &[]).await?;
                tx.commit().await?;
                Ok(Next::Stop)
            }
            Course::Split if upload.filings.len() > 1 => {
                self.split(ctx, sender, upload, rule).await
            }
            Course::Split | Course::GiveToStaff => {
                self.give_to_staff(ctx, sender, upload, rule, code).await
            }
        }
    }

    /// Taken. `asked`: the bureau said so when asked, not as its answer.
    pub(super) async fn upload_accepted(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        asked: bool,
    ) -> Result<Next> {
        let again = upload.accepted_at.is_some();
        upload.state = UploadState::Accepted;
        upload.answered_at = Some(ctx.now);
        upload.accepted_at = upload.accepted_at.or(Some(ctx.now));
        upload.msg_code = Some(0);
        upload.last_error = None;
        // Commit point: answered.
        let mut tx = sender.begin().await?;
        tx.update_upload(&upload).await?;
        // One that the bureau lost and got again: nothing happens to its filings.
        let filings = if again { &[][..] } else { &upload.filings[..] };
        for id in filings {
            let Some(mut row) = being_sent(&mut tx, *id).await? else { continue };
            let confirmers = self.asked_parties(ctx, &mut tx, &row).await?;
            // The bureau's download says whether its own checks passed, and when it asked the
            // officers: the 24 hours run from there. Where nobody is asked, or the bureau does not
            // say (no dialect), the file's acceptance is all there is.
            let told = self.bureau.config().dialect == Dialect::Beian1;
            if told && !confirmers.is_empty() {
                let detail = serde_json::json!({ "sequence": upload.sequence });
                self.journal(&mut tx, ctx, EntryName::FileAnswered, Some(*id), detail).await?;
                continue;
            }
            let deadline = ctx.now + SMS_WINDOW;
            let action = Action::Uploaded { confirmers, deadline };
            self.act_on(ctx, &mut tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        self.answers_taken(ctx, &mut tx, upload.id).await?;
        let mut outbox = tx.outbox().await?;
        if outbox.waits > 0 {
            tx.settle_alerts(AlertAbout::Outbox, ctx.now).await?;
        }
        (outbox.waits, outbox.waiting) = (0, None);
        outbox.bureau_sequence = upload.sequence;
        outbox.synced_at = if asked { Some(ctx.now) } else { outbox.synced_at };
        tx.save_outbox(&outbox).await?;
        tx.queue(&Work::PollBureau.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("send.accepted.after");
        Ok(Next::GoOn)
    }

    /// The bureau took nothing and said so: the filings wait where they were, and can be taken back.
    pub(super) async fn not_taken(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        upload: &mut UploadRow,
        why: &str,
    ) -> Result<()> {
        upload.state = UploadState::Prepared;
        upload.arrivals -= 1;
        upload.last_error = Some(why.to_owned());
        tx.update_upload(upload).await?;
        self.filings_wait(ctx, tx, upload).await
    }

    pub(super) async fn filings_wait(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        upload: &UploadRow,
    ) -> Result<()> {
        if upload.accepted_at.is_some() {
            return Ok(());
        }
        for id in &upload.filings {
            let Some(mut row) = being_sent(tx, *id).await? else { continue };
            self.act_on(ctx, tx, &mut row, Action::UploadRetry, async |_, _| Ok(())).await?;
        }
        Ok(())
    }

    async fn upload_postponed(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        pause: Pause<'_>,
    ) -> Result<Next> {
        let why = format!("the bureau asks to wait: {}", pause.code.unwrap_or_default());
        let mut tx = sender.begin().await?;
        self.not_taken(ctx, &mut tx, &mut upload, &why).await?;
        self.wait(ctx, &mut tx, pause, Told::Nobody).await?;
        tx.commit().await?;
        crate::fail_point!("send.postponed.after");
        Ok(Next::Stop)
    }

    /// Whether the file arrived is not known: it stays as it is, and what was taken last is asked
    /// before it is sent again.
    async fn unanswered(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        pause: Pause<'_>,
        told: Told,
    ) -> Result<Next> {
        let why = format!("the bureau answered {}", pause.code.unwrap_or_default());
        tracing::warn!(bureau.sequence = upload.sequence, %why, "no answer to an upload");
        upload.last_error = Some(why);
        let mut tx = sender.begin().await?;
        tx.update_upload(&upload).await?;
        self.wait(ctx, &mut tx, pause, told).await?;
        tx.commit().await?;
        crate::fail_point!("send.unanswered.after");
        Ok(Next::Stop)
    }

    /// No answer that can be read, to a file or to the question what arrived. What came is kept for
    /// who looks into it.
    pub(super) async fn no_word(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        error: &BureauError,
    ) -> Result<Next> {
        let code = match error {
            BureauError::Later { code, .. } | BureauError::Refused { code, .. } => Some(*code),
            _ => None,
        };
        let message = match error {
            BureauError::Later { message, .. } | BureauError::Refused { message, .. } => message,
            _ => "",
        };
        tracing::warn!(bureau.sequence = upload.sequence, %error, "no answer to an upload");
        let kept = match error.raw() {
            Some(raw) => {
                let id = self.entropy.id();
                let context = format!("unread_answer:{id}");
                Some((id, self.objects.put(self.store.keys(), &context, raw).await?))
            }
            None => None,
        };
        if upload.state == UploadState::Sending {
            upload.last_error = Some(error.to_string());
        }
        let mut tx = sender.begin().await?;
        tx.update_upload(&upload).await?;
        if let Some((id, object)) = kept {
            tx.insert_unread_answer(id, "isp_upload", &object, ctx.now).await?;
        }
        let rule = code.map(bureau_call::rule);
        match rule {
            Some(rule) if rule.course == Course::StopOutbox => {
                self.hold(ctx, &mut tx, code, reason(rule), &[]).await?;
            }
            _ => {
                let reason = rule.map_or("bureau.out_of_reach", reason);
                let told = rule.map_or(Told::Nobody, |rule| rule.told);
                self.wait(ctx, &mut tx, Pause { code, reason, message }, told).await?;
            }
        }
        tx.commit().await?;
        crate::fail_point!("send.unanswered.after");
        Ok(Next::Stop)
    }

    /// Refused as a whole, and sending it again would not help: its filings are the staff's, its
    /// number is the next file's. One that the bureau had taken and lost leaves a gap: that stops
    /// the outbox.
    async fn give_to_staff(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        rule: AnswerRule,
        code: i32,
    ) -> Result<Next> {
        tracing::error!(bureau.code = code, "the bureau refused an upload");
        let mut tx = sender.begin().await?;
        if !tx.may_give_back(&upload).await? {
            self.not_taken(ctx, &mut tx, &mut upload, &format!("the bureau answered {code}"))
                .await?;
            let args = [upload.sequence.unwrap_or_default().to_string(), code.to_string()];
            self.hold(ctx, &mut tx, Some(code), "bureau.resend_refused", &args).await?;
            tx.commit().await?;
            return Ok(Next::Stop);
        }
        upload.state = UploadState::Refused;
        upload.arrivals -= 1;
        upload.answered_at = Some(ctx.now);
        for id in &upload.filings {
            let Some(mut row) = being_sent(&mut tx, *id).await? else { continue };
            self.act_on(ctx, &mut tx, &mut row, Action::UploadRefused, async |row, _| {
                row.return_reasons = vec![
                    Issue::new("", "bureau.upload_refused", Severity::Error).with(code.to_string()),
                ];
                Ok(())
            })
            .await?;
        }
        // A refused file used up no number at the bureau: the next one takes it.
        tx.give_back_sequence(&upload).await?;
        tx.update_upload(&upload).await?;
        self.answers_refused(ctx, &mut tx, upload.id, code).await?;
        let args = [code.to_string()];
        tx.alert(rule.told, AlertAbout::Upload(upload.id), reason(rule), &args, ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("send.refused.after");
        Ok(Next::GoOn)
    }

    /// Too large for this bureau: the filings come again in files of half the size.
    async fn split(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        rule: AnswerRule,
    ) -> Result<Next> {
        let mut tx = sender.begin().await?;
        if !tx.may_give_back(&upload).await? {
            drop(tx);
            return self.give_to_staff(ctx, sender, upload, rule, 18).await;
        }
        upload.arrivals -= 1;
        self.filings_wait(ctx, &mut tx, &upload).await?;
        self.withdraw_upload(ctx, &mut tx, &mut upload, "too large for the bureau").await?;
        let mut outbox = tx.outbox().await?;
        outbox.most_bytes = i64::try_from(upload.object.size / 2).ok();
        tx.save_outbox(&outbox).await?;
        tx.alert(rule.told, AlertAbout::Upload(upload.id), reason(rule), &[], ctx.now).await?;
        tx.commit().await?;
        Ok(Next::GoOn)
    }
}

/// The finding whose words a rule shows.
fn reason(rule: AnswerRule) -> &'static str {
    rule.finding().unwrap_or_default()
}

/// A filing that waits for this file's answer; one that is further already is left alone.
pub(super) async fn being_sent(tx: &mut Tx, id: FilingId) -> Result<Option<FilingRow>> {
    let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
    Ok(Some(row).filter(|row| row.state == FilingState::AwaitingUpload { upload: Upload::Sending }))
}
