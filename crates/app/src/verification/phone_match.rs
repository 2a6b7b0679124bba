//! The phone's own number is the service officer's (guide F52). In the browser: a one-time code
//! sent to that number. The number that was entered on the desk is shown masked.

use crate::{
    App, Ctx,
    entropy::digest,
    error::{Error, Result},
    notify::midnight,
    words,
};
use filing::{
    personal::Personal,
    time::Duration,
    verification::{Evidence, Step, Verdict},
};
use store::CodeOutcome;

const PURPOSE: &str = "phone_match";
/// Between two codes to one phone.
const PAUSE: Duration = Duration::seconds(60);

impl App {
    /// Sends a code to the service officer's mobile; answers the masked number.
    ///
    /// # Errors
    /// [`Error::TooMany`] when too many were sent today; [`Error::Refused`] when the step is not
    /// due.
    pub async fn send_phone_code(&self, ctx: &Ctx) -> Result<String> {
        // A code that a power cut undoes is asked for again.
        let mut open = self.open_run_repeatable(ctx).await?;
        open.run.require_consent("phone_number")?;
        due(&open.run)?;
        let mobile: Personal =
            open.service()?.officer.mobile.clone().ok_or(Error::NotFound("mobile"))?;
        let code = self.entropy.six_digits();
        let minutes = self.settings.limits.phone_code_minutes;
        let subject = open.row.id.to_string();
        let until = ctx.now + Duration::minutes(minutes);
        if let Some(sent) = open.tx.code_sent_at(PURPOSE, &subject).await?
            && ctx.now.since(sent) < PAUSE
        {
            return Err(Error::TooMany { retry_after: (sent + PAUSE).since(ctx.now) });
        }
        if open.run.codes_sent >= self.settings.limits.phone_codes {
            return Err(Error::refused("phone_codes_used_up"));
        }
        if self.budget_left(&mobile, ctx.now).await? == 0 {
            let tomorrow = midnight(ctx.now) + Duration::days(1);
            return Err(Error::TooMany { retry_after: tomorrow.since(ctx.now) });
        }
        open.run.codes_sent += 1;
        open.save().await?;
        open.tx.put_code(PURPOSE, &subject, &digest(&code), ctx.now, until).await?;
        let text = words::notice("phone_code", &[code, minutes.to_string()]);
        let masked = mobile.masked();
        self.queue_message(ctx, &mut open.tx, mobile, "phone_code", text).await?;
        open.tx.commit().await?;
        Ok(masked)
    }

    /// Checks the code; five wrong ones end it.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `/code` with the tries that are left.
    pub async fn match_phone(&self, ctx: &Ctx, code: &str) -> Result<()> {
        let mut open = self.open_run(ctx).await?;
        due(&open.run)?;
        let subject = open.row.id.to_string();
        let typed: String = code.chars().filter(char::is_ascii_digit).collect();
        let outcome = open.tx.try_code(PURPOSE, &subject, &digest(&typed), ctx.now).await?;
        let refused = match outcome {
            CodeOutcome::Ok => None,
            CodeOutcome::Wrong { left } => {
                Some(filing::issue::Issue::error("/code", "code.wrong").with(left.to_string()))
            }
            CodeOutcome::Expired => Some(filing::issue::Issue::error("/code", "code.expired")),
            CodeOutcome::Locked => Some(filing::issue::Issue::error("/code", "code.locked")),
        };
        if let Some(issue) = refused {
            open.tx.commit().await?;
            return Err(Error::Invalid(vec![issue]));
        }
        open.run.phone_matched = true;
        let stage = open.run.session.current().map(|step| step.stage);
        let evidence = Evidence {
            service: Some(open.row.service),
            stage: stage.ok_or(Error::refused("step_not_due"))?,
            step: Step::PhoneMatch,
            materials: Vec::new(),
            readings: Vec::new(),
            measures: Vec::new(),
            verdict: Verdict::Passed,
            at: ctx.now,
        };
        self.finish_step(ctx, &mut open, evidence).await?;
        open.tx.commit().await?;
        Ok(())
    }
}

fn due(run: &super::run::Run) -> Result<()> {
    match run.session.current() {
        Some(step) if step.step == Step::PhoneMatch => Ok(()),
        _ => Err(Error::refused("step_not_due")),
    }
}
