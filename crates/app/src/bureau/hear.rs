//! What the bureau says about a filing, turned into what happens to it.

use super::report::asked_parties;
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use bureau::{BureauEvent, BureauRecord, ConfirmationStep, PersonConfirmation};
use filing::{
    bureau_result::{self, NextStep},
    confirmation::SMS_WINDOW,
    id::{FilingId, RecordId},
    issue::{Issue, Severity},
    journal::EntryName,
    kind::Party,
    state::{Action, FilingState, Upload},
    time::{Duration, Timestamp},
};
use store::{ConfirmationState, FilingRow, RecordRow, RecordServiceRow, Tx};

/// 审核通过 and 审核不通过 in the bureau's table of results.
const PASSED: i32 = 1001;
const REFUSED: i32 = 1002;
/// Taken by the bureau, whose checks are not through.
const SENDING: FilingState = FilingState::AwaitingUpload { upload: Upload::Sending };
/// Found wrong there; the staff sends it back.
const FAILED: FilingState = FilingState::AwaitingUpload { upload: Upload::Failed };

impl App {
    pub(super) async fn hear(&self, ctx: &Ctx, tx: &mut Tx, event: BureauEvent) -> Result<()> {
        match event {
            BureauEvent::Result { identifier, code, text, .. } => {
                let Some(id) = addressed(tx, identifier.as_deref()).await? else {
                    tracing::warn!(bureau.code = code, "a result for a filing that is not ours");
                    return Ok(());
                };
                self.result(ctx, tx, id, code, text).await
            }
            BureauEvent::Reviewed { record_id, passed, opinion, .. } => {
                let identifier = record_id.map(|id| id.to_string());
                match addressed(tx, identifier.as_deref()).await? {
                    Some(id) if !passed => self.refused(ctx, tx, id, REFUSED, opinion).await,
                    // Passed: the record with its numbers is what files it.
                    _ => Ok(()),
                }
            }
            BureauEvent::Recorded { record } => self.recorded(ctx, tx, *record).await,
            BureauEvent::ConfirmationState { identifier, people, deadline, .. } => {
                match addressed(tx, Some(&identifier)).await? {
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
            BureauEvent::Cancelled { what, id } => {
                let detail = serde_json::json!({ "what": format!("{what:?}"), "id": id });
                self.journal(tx, ctx, EntryName::BureauCancelled, None, detail).await
            }
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

    async fn result(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        // 1001 and what tells of a step that went well; the record with its numbers is what files
        // it. A code that is not known is never taken for a yes.
        let known = u32::try_from(code).ok().and_then(bureau_result::lookup);
        let well = known.is_some_and(|row| matches!(row.then, NextStep::Done | NextStep::Continue));
        match code == PASSED || well {
            true => Ok(()),
            false => self.refused(ctx, tx, id, code, text).await,
        }
    }

    /// The bureau says no: back to the sponsor, each code at its field. Codes that follow the first
    /// one are further reasons; one that is known already changes nothing.
    async fn refused(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let reasons = reasons(code, text);
        if matches!(row.state, FilingState::Returned { .. }) || row.state == FAILED {
            let known = row.return_reasons.len();
            for reason in reasons {
                if !row.return_reasons.contains(&reason) {
                    row.return_reasons.push(reason);
                }
            }
            if row.return_reasons.len() > known {
                row.version = tx.save_draft(&row).await?;
            }
            return Ok(());
        }
        if row.state == SENDING {
            // Found before anybody was asked: the staff sends it back with these reasons.
            return self
                .act_on(ctx, tx, &mut row, Action::UploadRefused, async |row, _| {
                    row.return_reasons = reasons;
                    Ok(())
                })
                .await;
        }
        if row.state.apply(Action::BureauRefused, ctx.now).is_err() {
            tracing::warn!(filing.id = %id, bureau.code = code, "a refusal that comes too late");
            return Ok(());
        }
        self.act_on(ctx, tx, &mut row, Action::BureauRefused, async |row, tx| {
            row.return_reasons = reasons;
            self.close_confirmations(tx, row.id, ConfirmationState::Expired, ctx.now).await
        })
        .await
    }

    /// A record as it stands: if it answers a filing of ours, that filing is done.
    async fn recorded(&self, ctx: &Ctx, tx: &mut Tx, record: BureauRecord) -> Result<()> {
        let ours = record.sponsor.our_id.into_iter();
        let ours = ours.chain(record.services.iter().filter_map(|service| service.our_id));
        let mut filing = None;
        for id in ours {
            if let Some(found) = tx.filing_of_wire_id(id).await? {
                filing = Some(found);
                break;
            }
        }
        let row = match filing {
            Some(id) => tx.filing(id).await?,
            None => None,
        };
        self.keep_record(ctx, tx, &record, row.as_ref()).await?;
        let Some(mut row) = row else { return Ok(()) };
        if row.state == SENDING {
            // Everything was heard at once: the officers were asked and answered meanwhile.
            let confirmers = asked_parties(&row, ctx);
            let deadline = ctx.now + SMS_WINDOW;
            let action = Action::Uploaded { confirmers, deadline };
            self.act_on(ctx, tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        let waiting =
            matches!(row.state, FilingState::BureauReview | FilingState::SmsVerification { .. });
        if !waiting {
            return Ok(());
        }
        if let FilingState::SmsVerification { pending, deadline } = row.state.clone() {
            // The bureau decided, so everybody had confirmed, before the deadline.
            for party in pending {
                self.confirmed(ctx, tx, &mut row, party, deadline).await?;
            }
        }
        let number = record
            .services
            .first()
            .and_then(|service| service.number.clone())
            .or(record.sponsor.number.clone());
        let action = Action::BureauAccepted { number };
        self.act_on(ctx, tx, &mut row, action, async |row, _| {
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    async fn keep_record(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        record: &BureauRecord,
        filing: Option<&FilingRow>,
    ) -> Result<()> {
        let Some(number) = record.sponsor.number.clone() else { return Ok(()) };
        let known = tx.record_by_sponsor_number(&number).await?;
        let document = record.sponsor.document_number.reveal();
        let id =
            known.as_ref().map_or_else(|| RecordId::from_uuid(self.entropy.id()), |known| known.id);
        let row = RecordRow {
            id,
            account: known.as_ref().and_then(|k| k.account).or(filing.map(|f| f.account)),
            sponsor_number: number,
            sponsor_wire_id: Some(record.sponsor.id),
            document_index: self.store.keys().document_index(document),
            data: serde_json::to_value(record).map_err(Error::internal)?,
            state: if record.services.is_empty() { "shell" } else { "active" }.into(),
            created_at: known.as_ref().map_or(ctx.now, |k| k.created_at),
            updated_at: ctx.now,
            version: known.as_ref().map_or(0, |k| k.version),
        };
        tx.upsert_record(&row).await?;
        let dossier = filing.and_then(|f| f.dossier.as_ref());
        let ids: Option<bureau::WireIds> = filing
            .and_then(|f| f.wire_ids.clone())
            .and_then(|ids| serde_json::from_value(ids).ok());
        for service in &record.services {
            let ours = ids
                .as_ref()
                .and_then(|ids| ids.services.iter().find(|known| Some(known.id) == service.our_id));
            let kept = match &service.number {
                Some(number) => tx.record_service_by_number(number).await?,
                None => None,
            };
            let service_id = kept
                .as_ref()
                .map(|kept| kept.service)
                .or(ours.map(|ours| ours.service))
                .unwrap_or_else(|| filing::id::ServiceId::from_uuid(self.entropy.id()));
            let kind = dossier
                .and_then(|d| d.services().iter().find(|s| s.id == service_id))
                .map(|s| s.kind)
                .or(kept.map(|kept| kept.kind))
                .unwrap_or_default();
            tx.upsert_record_service(&RecordServiceRow {
                record: id,
                service: service_id,
                service_number: service.number.clone(),
                service_wire_id: Some(service.id),
                kind,
                domains: service.domains.iter().map(|domain| domain.name.clone()).collect(),
                access_wire_ids: service.accesses.iter().map(|access| access.id).collect(),
                state: if service.accesses.is_empty() { "shell" } else { "active" }.into(),
            })
            .await?;
        }
        Ok(())
    }

    /// How far the officers' answers are, as the bureau sees it.
    async fn confirmation_state(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        until: Timestamp,
        people: Vec<PersonConfirmation>,
    ) -> Result<()> {
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if row.state == SENDING {
            // The bureau's checks passed and the officers were asked: its deadline is ours.
            let confirmers = asked_parties(&row, ctx);
            let action = Action::Uploaded { confirmers, deadline: until };
            self.act_on(ctx, tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        for person in people {
            let FilingState::SmsVerification { pending, deadline } = row.state.clone() else {
                return Ok(());
            };
            if !pending.contains(&person.role) {
                continue;
            }
            match person.step {
                ConfirmationStep::Waiting => {}
                ConfirmationStep::Confirmed => {
                    self.confirmed(ctx, tx, &mut row, person.role, deadline).await?;
                }
                ConfirmationStep::Failed => {
                    self.act_on(ctx, tx, &mut row, Action::SmsLocked, async |row, tx| {
                        row.return_reasons =
                            vec![Issue::new("", "confirmation.locked", Severity::Error)];
                        let failed = ConfirmationState::Failed;
                        self.close_confirmations(tx, row.id, failed, ctx.now).await
                    })
                    .await?;
                }
                ConfirmationStep::TimedOut => {
                    // The bureau's clock decides: its word comes at or after its deadline.
                    let then = Ctx { now: ctx.now.max(deadline), ..ctx.clone() };
                    self.expired(&then, tx, &mut row).await?;
                }
            }
        }
        Ok(())
    }

    /// An officer answered. The bureau only reports answers of within the window, so one that is
    /// heard of after the deadline was given before it.
    async fn confirmed(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        party: Party,
        deadline: Timestamp,
    ) -> Result<()> {
        let last = Timestamp::from_millis(deadline.millis() - Duration::millis(1).as_millis());
        let then = Ctx { now: ctx.now.min(last), ..ctx.clone() };
        for mut confirmation in tx.confirmations_of(row.id).await? {
            if confirmation.party == party {
                confirmation.state = ConfirmationState::Confirmed;
                confirmation.answered_at = Some(then.now);
                tx.upsert_confirmation(&confirmation).await?;
            }
        }
        self.act_on(&then, tx, row, Action::SmsConfirmed(party), async |_, _| Ok(())).await
    }
}

/// The filing that a number on the wire belongs to.
async fn addressed(tx: &mut Tx, identifier: Option<&str>) -> Result<Option<FilingId>> {
    let Some(number) = identifier.and_then(|text| text.parse::<i64>().ok()) else {
        return Ok(None);
    };
    Ok(tx.filing_of_wire_id(number).await?)
}

/// A code of the bureau as findings at the sponsor's fields.
fn reasons(code: i32, text: Option<String>) -> Vec<Issue> {
    let known = u32::try_from(code).ok().and_then(bureau_result::lookup);
    let finding = known.and_then(|row| row.finding.as_deref()).unwrap_or("bureau.refused");
    let mut paths = known.map(|row| row.paths_for(Some(0))).unwrap_or_default();
    if paths.is_empty() {
        paths.push(String::new());
    }
    paths
        .into_iter()
        .map(|path| Issue {
            path,
            code: finding.into(),
            severity: Severity::Error,
            args: [Some(code.to_string()), text.clone()].into_iter().flatten().collect(),
        })
        .collect()
}
