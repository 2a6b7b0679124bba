//! Writing a message down and queueing its sending, in the transaction of what it tells about.

use crate::{App, Ctx, error::Result, jobs::Work, words};
use filing::{
    personal::Personal,
    state::{FilingState, Notice},
    time::{Duration, Timestamp},
};
use store::{Channel, FilingRow, MessageRow, MessageState, Tx};
use uuid::Uuid;

/// News that nobody got by then is old.
const KEEP_TRYING: Duration = Duration::days(3);

impl App {
    /// A short message to the officer who answers for the filing; the words name no person.
    pub(crate) async fn tell_sponsor(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        notice: Notice,
    ) -> Result<()> {
        let Some(mobile) = contact(row) else { return Ok(()) };
        let args = [row.title.clone(), number(row)];
        let text = words::notice(notice.words_for(row.kind), &args);
        self.queue_message(ctx, tx, mobile, notice.name(), text).await
    }

    /// Puts a message into the outbox and queues its sending.
    pub(crate) async fn queue_message(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mobile: Personal,
        template: &str,
        text: String,
    ) -> Result<()> {
        let (id, until) = (self.entropy.id(), ctx.now + KEEP_TRYING);
        self.queue_message_until(ctx, tx, id, mobile, template, text, until).await
    }

    /// The same for one that is of no use from `until` on.
    #[expect(clippy::too_many_arguments, reason = "one row of the outbox, named by its columns")]
    pub(crate) async fn queue_message_until(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: Uuid,
        mobile: Personal,
        template: &str,
        text: String,
        until: Timestamp,
    ) -> Result<()> {
        tx.insert_message(&MessageRow {
            id,
            channel: Channel::Sms,
            recipient: mobile,
            template: template.to_owned(),
            args: serde_json::json!({ "text": text }),
            out_id: id.simple().to_string(),
            state: MessageState::Queued,
            attempts: 0,
            created_at: ctx.now,
            sent_at: None,
            expires_at: Some(until),
            last_error: None,
        })
        .await?;
        tx.queue(&Work::SendMessage { message: id }.at(ctx.now), ctx.now).await?;
        Ok(())
    }
}

/// Whom the sponsor is reached by: the officer who answers for the filing as it was handed over.
pub(crate) fn contact(row: &FilingRow) -> Option<Personal> {
    let dossier = row.dossier.as_ref();
    dossier
        .and_then(|d| d.sponsor())
        .map(|sponsor| sponsor.officer.mobile.clone())
        .or_else(|| dossier?.services().first().map(|s| s.officer.mobile.clone()))
        .or_else(|| row.draft.sponsor.officer.mobile.clone())
}

/// The number a notice is about: the one that was given, or the one of what is changed or cancelled;
/// the filing's title where there is none.
fn number(row: &FilingRow) -> String {
    let given = match &row.state {
        FilingState::Filed { number } => number.clone(),
        _ => None,
    };
    let target = row.dossier.as_ref().map(|dossier| dossier.target());
    let about = target.and_then(|t| t.service_number.clone().or(t.sponsor_number.clone()));
    given.or(about).unwrap_or_else(|| row.title.clone())
}
