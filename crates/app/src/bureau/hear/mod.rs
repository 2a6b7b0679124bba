//! What the bureau says, turned into what happens here.

mod addressed;
mod confirmation;
mod lists;
mod migration;
mod record;
mod result;
mod task;

use crate::{App, Ctx, error::Result, inspection::Matter};
use addressed::addressed;
use bureau::{BureauEvent, BureauRecord, Cancelled, CheckFinding, WireOperation};
use filing::{
    inspection::TaskKind,
    journal::EntryName,
    state::{FilingState, Upload},
    time::Timestamp,
};
use store::Tx;

/// Taken by the bureau, whose checks are not through.
const SENDING: FilingState = FilingState::AwaitingUpload { upload: Upload::Sending };

/// Which event of which file.
#[derive(Clone, Copy, Debug)]
pub(in crate::bureau) struct Source<'a> {
    pub file_name: &'a str,
    pub place: i64,
}

impl App {
    pub(in crate::bureau) async fn hear(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        from: Source<'_>,
        event: BureauEvent,
    ) -> Result<()> {
        match event {
            BureauEvent::Result {
                operation: operation @ Some(WireOperation::Verification | WireOperation::Unfiled),
                identifier,
                code,
                text,
            } => {
                let kind = match operation {
                    Some(WireOperation::Unfiled) => TaskKind::UnfiledSite,
                    _ => TaskKind::VerificationTask,
                };
                self.answer_result(ctx, tx, kind, identifier.as_deref(), code, text).await
            }
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
                    Some(id) => Box::pin(self.passed(ctx, tx, id)).await,
                    None => Ok(()),
                }
            }
            BureauEvent::Recorded { record } => {
                let (number, changed) = (record.sponsor.number.clone(), changed_at(&record));
                Box::pin(self.recorded(ctx, tx, *record)).await?;
                match number {
                    Some(number) => self.settle_by_record(ctx, tx, &number, changed).await,
                    None => Ok(()),
                }
            }
            BureauEvent::ConfirmationState { identifier, people, deadline, .. } => {
                match addressed(tx, None, Some(&identifier)).await? {
                    Some(id) => self.confirmation_state(ctx, tx, id, deadline, people).await,
                    None => Ok(()),
                }
            }
            BureauEvent::Codes { table, rows } => self.code_table(ctx, tx, table, rows).await,
            BureauEvent::Cancelled { what, id } => {
                self.gone(ctx, tx, what, id).await?;
                match what {
                    Cancelled::Sponsor => self.settle_gone(ctx, tx, id).await,
                    Cancelled::Service | Cancelled::Access => Ok(()),
                }
            }
            BureauEvent::Blacklist { what, change, reason } => {
                self.blacklist_line(ctx, tx, &what, change, reason.as_deref()).await
            }
            BureauEvent::Notice { about, number, id, text, remark } => {
                let detail = serde_json::json!({ "number": number, "id": id });
                self.journal(tx, ctx, EntryName::BureauNotice, None, detail).await?;
                let matter = Matter::Notice { about, id, text };
                self.task(ctx, tx, from, matter, number, remark).await
            }
            BureauEvent::IllegalAccess(line) => {
                let remark = line.remark.clone();
                self.task(ctx, tx, from, Matter::IllegalAccess(line), None, remark).await
            }
            BureauEvent::UnfiledSite(site) => {
                let remark = site.remark.clone();
                self.task(ctx, tx, from, Matter::UnfiledSite(site), None, remark).await
            }
            BureauEvent::VerificationTask { record, remark } => {
                self.task(ctx, tx, from, Matter::Verification(record), None, remark).await
            }
            BureauEvent::Checked { finding: CheckFinding::Shell { alive: true, .. }, .. } => {
                tracing::info!(bureau.file = from.file_name, "a service was found alive");
                Ok(())
            }
            BureauEvent::Checked { finding, remark } => {
                let number = match &finding {
                    CheckFinding::Sponsor { .. } => None,
                    CheckFinding::Access { service, .. }
                    | CheckFinding::Shell { service, .. }
                    | CheckFinding::Liveness { service, .. } => Some(service.number.clone()),
                };
                self.task(ctx, tx, from, Matter::Checked(finding), number, remark).await
            }
            BureauEvent::Other { element } => {
                tracing::info!(bureau.element = element, "kept, not acted on");
                Ok(())
            }
            // Noted with the file, by whom it is taken in.
            BureauEvent::Unreadable { .. } => Ok(()),
        }
    }
}

/// When the bureau last changed anything of a record.
fn changed_at(record: &BureauRecord) -> Option<Timestamp> {
    let services = record.services.iter().map(|service| service.changed_at);
    services.chain([record.sponsor.changed_at]).flatten().max()
}
