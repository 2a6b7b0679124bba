//! Messages that leave the system: written down first, sent by a job, tried again.

pub mod sms;

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use sms::Sms;
use store::MessageState;
use uuid::Uuid;

impl App {
    /// Sends one message of the outbox; a message that was sent is not sent again.
    pub(crate) async fn send_message(&self, ctx: &Ctx, id: Uuid) -> Result<()> {
        let mut row = self.store.message(id).await?.ok_or(Error::NotFound("message"))?;
        if row.state == MessageState::Sent {
            return Ok(());
        }
        let text = row.args["text"].as_str().unwrap_or_default().to_owned();
        let sms = Sms { mobile: row.recipient.clone(), text, out_id: row.out_id.clone() };
        self.sms.send(&sms).await.map_err(|error| {
            tracing::warn!(%error, message.template = row.template, "a message was not taken");
            Error::Unavailable("sms gateway")
        })?;
        crate::fail_point!("message.call.after");
        // A message may go out twice anyway, when we end between the gateway's yes and this.
        let mut tx = self.store.begin_repeatable().await?;
        row.state = MessageState::Sent;
        row.attempts += 1;
        row.sent_at = Some(ctx.now);
        tx.update_message(&row).await?;
        tx.commit().await?;
        Ok(())
    }
}
