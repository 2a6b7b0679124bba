//! The outbox waits and goes on by itself, or is held until somebody acts.

use crate::{App, Ctx, error::Result, jobs::Work};
use filing::{
    bureau_call::{self, Course, LONG_SILENCE, Told, pause},
    journal::EntryName,
    reporting_hours::ReportingHours,
    time::Timestamp,
};
use store::{AlertAbout, Held, Tx, Waiting};

/// Why the outbox waits.
pub(super) struct Pause<'a> {
    pub code: Option<i32>,
    /// Finding with words.
    pub reason: &'a str,
    /// The bureau's own words, which may name its hours.
    pub message: &'a str,
}

impl App {
    /// The outbox waits; a job goes on when it is time. Somebody is told at once where the table
    /// says so, else when it takes long.
    pub(super) async fn wait(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        pause_for: Pause<'_>,
        told: Told,
    ) -> Result<()> {
        let Pause { code, reason, message } = pause_for;
        let mut outbox = tx.outbox().await?;
        outbox.waits = outbox.waits.saturating_add(1);
        let until = self.hours(ctx, code, message).unwrap_or_else(|| {
            let chance = u16::from_be_bytes(self.entropy.bytes::<2>()) % 1000;
            ctx.now + pause(code, outbox.waits, chance)
        });
        let told = match outbox.waits >= LONG_SILENCE && told == Told::Nobody {
            true => Told::Operator,
            false => told,
        };
        if told != Told::Nobody {
            let args: Vec<String> = code.map(|code| code.to_string()).into_iter().collect();
            if tx.alert(told, AlertAbout::Outbox, reason, &args, ctx.now).await? {
                tracing::error!(bureau.code = code, reason, "the bureau does not take our files");
            }
        }
        outbox.waiting = Some(Waiting { code, reason: reason.to_owned(), until });
        tx.save_outbox(&outbox).await?;
        tx.queue(&Work::SendAt { at: until }.at(until), ctx.now).await?;
        Ok(())
    }

    /// When the hours begin that the bureau's words or our settings name, after code 20. `None` when
    /// nobody names any, or when it is one of them now and the bureau says otherwise.
    fn hours(&self, ctx: &Ctx, code: Option<i32>, message: &str) -> Option<Timestamp> {
        if bureau_call::rule(code?).course != Course::WaitForHours {
            return None;
        }
        let hours = ReportingHours::read(message)
            .or_else(|| ReportingHours::read(&self.settings.outbox.reporting_hours))?;
        (!hours.is_open(ctx.now)).then(|| hours.next_opening(ctx.now))
    }

    /// Nothing is sent any more until somebody acts.
    pub(super) async fn hold(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        code: Option<i32>,
        reason: &str,
        args: &[String],
    ) -> Result<()> {
        tracing::error!(bureau.code = code, reason, "sending to the bureau has stopped");
        let mut outbox = tx.outbox().await?;
        outbox.held = Some(Held {
            code,
            reason: reason.to_owned(),
            args: args.to_vec(),
            since: ctx.now,
            account: self.bureau_account(),
        });
        (outbox.waits, outbox.waiting) = (0, None);
        tx.save_outbox(&outbox).await?;
        tx.alert(Told::Operator, AlertAbout::Outbox, reason, args, ctx.now).await?;
        let detail = serde_json::json!({ "code": code, "reason": reason });
        self.journal(tx, ctx, EntryName::OutboxHeld, None, detail).await
    }
}
