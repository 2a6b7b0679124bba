//! What the bureau says, turned into what happens here.

mod addressed;
mod confirmation;
mod migration;
mod record;
mod result;

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use addressed::addressed;
use bureau::BureauEvent;
use filing::{
    journal::EntryName,
    state::{FilingState, Upload},
};
use store::Tx;

/// Taken by the bureau, whose checks are not through.
const SENDING: FilingState = FilingState::AwaitingUpload { upload: Upload::Sending };

impl App {
    pub(in crate::bureau) async fn hear(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        event: BureauEvent,
    ) -> Result<()> {
        match event {
            BureauEvent::Result { operation, identifier, code, text } => {
                let Some(id) = addressed(tx, operation, identifier.as_deref()).await? else {
                    tracing::warn!(bureau.code = code, "a result for a filing that is not ours");
                    return Ok(());
                };
                self.result(ctx, tx, id, code, text).await
            }
            BureauEvent::Reviewed { operation, record_id, passed, opinion, .. } => {
                let identifier = record_id.map(|id| id.to_string());
                match addressed(tx, operation, identifier.as_deref()).await? {
                    Some(id) if !passed => {
                        self.refused(ctx, tx, id, result::REFUSED, opinion).await
                    }
                    Some(id) => self.passed(ctx, tx, id).await,
                    None => Ok(()),
                }
            }
            BureauEvent::Recorded { record } => self.recorded(ctx, tx, *record).await,
            BureauEvent::ConfirmationState { identifier, people, deadline, .. } => {
                match addressed(tx, None, Some(&identifier)).await? {
                    Some(id) => self.confirmation_state(ctx, tx, id, deadline, people).await,
                    None => Ok(()),
                }
            }
            BureauEvent::Codes { table, rows } => {
                let rows: Vec<serde_json::Value> = rows
                    .iter()
                    .map(|row| {
                        serde_json::json!({
                            "id": row.id, "label": row.label, "valid": row.valid,
                            "parent": row.parent, "more": row.more,
                        })
                    })
                    .collect();
                tx.put_code_table(&table, &serde_json::Value::Array(rows), ctx.now).await?;
                let detail = serde_json::json!({ "table": table });
                self.journal(tx, ctx, EntryName::CodeTableReceived, None, detail).await
            }
            BureauEvent::Cancelled { what, id } => self.gone(ctx, tx, what, id).await,
            BureauEvent::Notice { number, id, .. } => {
                let detail = serde_json::json!({ "number": number, "id": id });
                self.journal(tx, ctx, EntryName::BureauNotice, None, detail).await
            }
            BureauEvent::Other { element } => {
                tracing::info!(bureau.element = element, "kept, not acted on");
                Ok(())
            }
            // The file is kept; acknowledging what was not understood would lose it.
            BureauEvent::Unreadable { element, lacks } => {
                Err(Error::internal(format!("{element} lacks {lacks}")))
            }
        }
    }
}
