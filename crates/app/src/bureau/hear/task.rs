//! What the bureau wants looked into, as work: one task a matter, with a term.

use super::Source;
use crate::{
    App, Ctx,
    error::{Error, Result},
    inspection::{Detail, Matter},
};
use bureau::CheckFinding;
use chrono::NaiveTime;
use filing::{
    bureau_result::{self, NextStep},
    id::{RecordId, TaskId},
    inspection::{TaskAction, TaskKind, TaskState, term},
    journal::EntryName,
    number::FilingNumber,
    time::Timestamp,
};
use serde_json::json;
use store::{TaskRow, Tx};

/// 审核通过 in the bureau's table of results.
const GOOD: i32 = 1001;

impl App {
    /// A task of its own; a matter that is on the list already and waits is not listed twice, the
    /// list has what the bureau said last.
    pub(super) async fn task(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        from: Source<'_>,
        matter: Matter,
        number: Option<String>,
        remark: Option<String>,
    ) -> Result<()> {
        if tx.task_of_event(from.file_name, from.place).await?.is_some() {
            return Ok(());
        }
        let kind = matter.kind();
        let key = matter.key();
        let record = record_of(tx, &matter, number.as_deref()).await?;
        let words: Vec<String> =
            [matter.words().map(str::to_owned), remark.clone()].into_iter().flatten().collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let deadline = term(kind, &words, ctx.now);
        let (domain, ip) = matter.place();
        let detail = serde_json::to_value(Detail { matter, remark }).map_err(Error::internal)?;
        if let Some(key) = &key {
            let known = tx.tasks_of_key(kind, key).await?.into_iter().next();
            if let Some(mut known) = known.filter(|row| row.state.waits_for_staff()) {
                known.detail = detail;
                known.record = record.or(known.record);
                known.updated_at = ctx.now;
                tx.save_task(&known).await?;
                let told = json!({ "task": known.id, "kind": kind, "again": true });
                return self.journal(tx, ctx, EntryName::TaskReceived, None, told).await;
            }
        }
        let row = TaskRow {
            id: TaskId::from_uuid(self.entropy.id()),
            kind,
            state: TaskState::Open,
            file_name: from.file_name.to_owned(),
            place: from.place,
            key,
            record,
            number,
            domain,
            ip,
            deadline,
            detail,
            answer: None,
            answered_by: None,
            answered_at: None,
            upload: None,
            outcome: None,
            received_at: ctx.now,
            updated_at: ctx.now,
            version: 0,
        };
        tx.insert_task_if_new(&row).await?;
        let told = json!({ "task": row.id, "kind": kind, "deadline": deadline });
        self.journal(tx, ctx, EntryName::TaskReceived, None, told).await?;
        self.watch_task(ctx, tx, &row).await?;
        if kind.asks_sponsor() {
            self.ask_to_rectify(ctx, tx, &row).await?;
        }
        Ok(())
    }

    /// The bureau's word on an answer. One that fits no answer of ours is nobody's.
    pub(super) async fn answer_result(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        kind: TaskKind,
        identifier: Option<&str>,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        let Some(identifier) = identifier else { return Ok(()) };
        let waits = |row: &TaskRow| matches!(row.state, TaskState::Answered | TaskState::Sent);
        let mut rows = match kind {
            TaskKind::UnfiledSite => tx.tasks_of_domain(kind, &identifier.to_lowercase()).await?,
            _ => tx.tasks_of_key(kind, identifier).await?,
        };
        // Of two answers about one matter the older one is told of first.
        rows.reverse();
        let Some(mut row) = rows.into_iter().find(waits) else {
            tracing::warn!(bureau.code = code, "a result for an answer that is not ours");
            return Ok(());
        };
        // A code that is not known is never taken for a yes.
        let known = u32::try_from(code).ok().and_then(bureau_result::lookup);
        let good = code == GOOD
            || known.is_some_and(|row| matches!(row.then, NextStep::Done | NextStep::Continue));
        let action = if good { TaskAction::ResultGood } else { TaskAction::ResultBad };
        let said = text.map_or_else(|| code.to_string(), |text| format!("{code} {text}"));
        row.outcome = Some(said.into());
        self.move_task(ctx, tx, row, action).await?.ok();
        Ok(())
    }

    /// The bureau published a record after asking for it to be put right: what was asked is done.
    pub(super) async fn settle_by_record(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        number: &str,
        changed: Option<Timestamp>,
    ) -> Result<()> {
        let Some(record) = tx.record_by_sponsor_number(number).await? else { return Ok(()) };
        let mut left = false;
        for row in tx.unsettled_tasks_of(record.id).await? {
            if changed.is_some_and(|changed| is_after(changed, row.received_at)) {
                self.move_task(ctx, tx, row, TaskAction::Settled).await?.ok();
            } else {
                left = true;
            }
        }
        if left { Ok(()) } else { self.rectified(ctx, tx, record.id).await }
    }

    /// A sponsor that was cancelled has nothing to put right any more.
    pub(super) async fn settle_gone(&self, ctx: &Ctx, tx: &mut Tx, sponsor: i64) -> Result<()> {
        let Some(record) = tx.record_by_wire_id(sponsor).await? else { return Ok(()) };
        for row in tx.unsettled_tasks_of(record.id).await? {
            self.move_task(ctx, tx, row, TaskAction::Settled).await?.ok();
        }
        Ok(())
    }
}

/// Whether the bureau changed a record after it asked. Its times may have days only: then the same
/// day says nothing, and staff closes the task.
fn is_after(changed: Timestamp, asked: Timestamp) -> bool {
    let midnight = changed.beijing().time() == NaiveTime::MIN;
    if midnight { changed.day() > asked.day() } else { changed > asked }
}

/// The record that a matter is about, if it is kept here: by number, else by the bureau's ids.
async fn record_of(tx: &mut Tx, matter: &Matter, number: Option<&str>) -> Result<Option<RecordId>> {
    if let Some(number) = number {
        let normal = number.parse::<FilingNumber>().map(|number| number.to_string());
        for number in [Some(number.to_owned()), normal.ok()].into_iter().flatten() {
            if let Some(record) = tx.record_by_sponsor_number(&number).await? {
                return Ok(Some(record.id));
            }
            if let Some(service) = tx.record_service_by_number(&number).await? {
                return Ok(Some(service.record));
            }
        }
    }
    let (sponsor, service) = match matter {
        Matter::Notice { about: bureau::NoticeAbout::Sponsor, id, .. } => (*id, None),
        Matter::Notice { about: bureau::NoticeAbout::Service, id, .. } => (None, *id),
        Matter::Verification(record) => (Some(record.sponsor.id), None),
        Matter::Checked(CheckFinding::Sponsor { id, .. }) => (Some(*id), None),
        Matter::Checked(
            CheckFinding::Access { service, .. }
            | CheckFinding::Shell { service, .. }
            | CheckFinding::Liveness { service, .. },
        ) => (None, Some(service.id)),
        Matter::IllegalAccess(_) | Matter::UnfiledSite(_) => (None, None),
    };
    match (sponsor, service) {
        (Some(id), _) => Ok(tx.record_by_wire_id(id).await?.map(|record| record.id)),
        (None, Some(id)) => Ok(tx.record_service_by_wire_id(id).await?.map(|row| row.record)),
        (None, None) => Ok(None),
    }
}
