//! Handing messages to the gateway, which takes each as often as it is asked: whatever is in doubt
//! is asked after before it is sent again.

use super::sms::{Delivery, Sms, SmsError};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use filing::{
    personal::Personal,
    time::{Duration, Timestamp},
};
use store::{MessageRow, MessageState};
use uuid::Uuid;

impl App {
    /// Sends one message of the outbox; one that was taken is not sent again.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: later, until the message is of no use any more.
    pub(crate) async fn send_message(&self, ctx: &Ctx, id: Uuid) -> Result<()> {
        let row = self.store.message(id).await?.ok_or(Error::NotFound("message"))?;
        match row.state {
            MessageState::Queued => {}
            // Somebody handed it over and did not come back with the answer.
            MessageState::Sending => match self.sms.query(&row.out_id).await {
                Ok(Some(delivery)) => return self.message_taken(ctx, row, delivery).await,
                Ok(None) => {}
                Err(error) => return self.message_in_doubt(row, error).await,
            },
            MessageState::Sent
            | MessageState::Delivered
            | MessageState::Undelivered
            | MessageState::Failed => return Ok(()),
        }
        if row.expires_at.is_some_and(|until| until <= ctx.now) {
            return self.message_given_up(ctx, row).await;
        }
        if self.budget_left(&row.recipient, ctx.now).await? == 0 {
            return self.message_waits(row, "the number got its messages of the day").await;
        }
        let mut tx = self.store.begin().await?;
        let Some(row) = tx.hand_over(&row, ctx.now).await? else { return Ok(()) };
        tx.commit().await?;
        let text = row.args["text"].as_str().unwrap_or_default().to_owned();
        let sms = Sms { mobile: row.recipient.clone(), text, out_id: row.out_id.clone() };
        let answer = self.sms.send(&sms).await;
        crate::fail_point!("message.call.after");
        match answer {
            Ok(delivery) => self.message_taken(ctx, row, delivery).await,
            Err(SmsError::NotTaken(why)) => self.message_waits(row, &why).await,
            Err(error @ SmsError::NoAnswer(_)) => self.message_in_doubt(row, error).await,
        }
    }

    /// How many more messages a number may get today.
    pub(crate) async fn budget_left(&self, mobile: &Personal, now: Timestamp) -> Result<i64> {
        let budget = i64::from(self.settings.limits.messages_per_number_and_day);
        let sent = self.store.messages_to(mobile, midnight(now)).await?;
        Ok((budget - sent).max(0))
    }

    /// The gateway has it.
    pub(super) async fn message_taken(
        &self,
        ctx: &Ctx,
        mut row: MessageRow,
        delivery: Delivery,
    ) -> Result<()> {
        let mut tx = self.store.begin().await?;
        row.last_error = None;
        row.state = match delivery {
            Delivery::Delivered => MessageState::Delivered,
            Delivery::OnItsWay => {
                let look = Work::CheckMessage { message: row.id, look: 0 };
                tx.queue(&look.at(ctx.now + super::delivery::LOOKS[0]), ctx.now).await?;
                MessageState::Sent
            }
            Delivery::Failed(why) => {
                row.last_error = Some(why);
                MessageState::Undelivered
            }
        };
        tx.update_message(&row).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The gateway took nothing and said so, or was not asked: later.
    async fn message_waits(&self, mut row: MessageRow, why: &str) -> Result<()> {
        tracing::warn!(message.template = row.template, why, "a message waits");
        row.state = MessageState::Queued;
        // It does not count against the number.
        row.sent_at = None;
        row.last_error = Some(why.to_owned());
        let mut tx = self.store.begin().await?;
        tx.update_message(&row).await?;
        tx.commit().await?;
        Err(Error::Unavailable("sms gateway"))
    }

    /// Whether the gateway took it is not known.
    async fn message_in_doubt(&self, mut row: MessageRow, error: SmsError) -> Result<()> {
        tracing::warn!(message.template = row.template, %error, "no answer about a message");
        row.last_error = Some(error.to_string());
        let mut tx = self.store.begin().await?;
        tx.update_message(&row).await?;
        tx.commit().await?;
        Err(Error::Unavailable("sms gateway"))
    }

    /// It is of no use any more.
    async fn message_given_up(&self, ctx: &Ctx, mut row: MessageRow) -> Result<()> {
        tracing::warn!(message.template = row.template, "a message was given up");
        row.state = MessageState::Failed;
        let mut tx = self.store.begin().await?;
        tx.update_message(&row).await?;
        self.note_undelivered(ctx, &mut tx, &row).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// When the day began in Beijing.
pub(crate) fn midnight(now: Timestamp) -> Timestamp {
    let day = Duration::days(1).as_millis();
    let beijing = Duration::hours(8).as_millis();
    Timestamp::from_millis((now.millis() + beijing).div_euclid(day) * day - beijing)
}
