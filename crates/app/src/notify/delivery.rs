//! Whether what the gateway took reached the phone. A phone that is switched off gets it hours later,
//! so that it is asked several times; until the third look nobody is worried.

use super::sms::Delivery;
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use filing::{journal::EntryName, time::Duration};
use store::{MessageRow, MessageState, Tx};
use uuid::Uuid;

/// From one look to the next.
pub(super) const LOOKS: [Duration; 4] =
    [Duration::minutes(2), Duration::minutes(10), Duration::hours(1), Duration::hours(6)];
/// From this look on what has not arrived counts as not delivered, and the sponsor sees it.
const WORRIED: u32 = 2;

impl App {
    /// Asks the gateway after a message that it took.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not answer.
    pub(crate) async fn check_message(&self, ctx: &Ctx, id: Uuid, look: u32) -> Result<()> {
        let row = self.store.message(id).await?.ok_or(Error::NotFound("message"))?;
        if !matches!(row.state, MessageState::Sent | MessageState::Undelivered) {
            return Ok(());
        }
        let known = self.sms.query(&row.out_id).await.map_err(|error| {
            tracing::warn!(%error, message.template = row.template, "no word of a delivery");
            Error::Unavailable("sms gateway")
        })?;
        let mut next = row.clone();
        let mut looked_after = true;
        match known {
            Some(Delivery::Delivered) => {
                next.state = MessageState::Delivered;
                next.last_error = None;
                looked_after = false;
            }
            Some(Delivery::Failed(why)) => {
                next.state = MessageState::Undelivered;
                next.last_error = Some(why);
                looked_after = false;
            }
            Some(Delivery::OnItsWay) | None if look >= WORRIED => {
                next.state = MessageState::Undelivered;
                next.last_error = Some("taken by the gateway and not delivered".into());
            }
            Some(Delivery::OnItsWay) | None => {}
        }
        let mut tx = self.store.begin().await?;
        if next != row {
            tx.update_message(&next).await?;
        }
        if next.state == MessageState::Undelivered && row.state != MessageState::Undelivered {
            self.note_undelivered(ctx, &mut tx, &next).await?;
        }
        let pause = usize::try_from(look + 1).ok().and_then(|next| LOOKS.get(next)).copied();
        if let Some(pause) = pause.filter(|_| looked_after) {
            let again = Work::CheckMessage { message: id, look: look + 1 };
            tx.queue(&again.at(ctx.now + pause), ctx.now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Nobody got it: for the history, and for the operator's numbers. The sponsor reads the text in
    /// the portal, beside the word that it was not delivered.
    pub(super) async fn note_undelivered(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &MessageRow,
    ) -> Result<()> {
        let template = row.template.clone();
        metrics::counter!("beian_messages_undelivered_total", "template" => template).increment(1);
        let detail = serde_json::json!({ "template": row.template, "message": row.id });
        self.journal(tx, ctx, EntryName::NoticeUndelivered, None, detail).await
    }
}
