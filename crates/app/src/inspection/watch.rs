//! Terms: reminders before the end, overdue after it, and what a sponsor is told.

use super::Alert;
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
    record::Kept,
    words,
};
use filing::{
    id::{RecordId, TaskId},
    inspection::{TaskAction, reminders},
    journal::EntryName,
    personal::Personal,
    record::{RecordChange, RecordEvent},
    time::{Duration, Timestamp},
};
use serde_json::json;
use store::{TaskRow, Tx};

impl App {
    /// Queues the reminders of a task and the end of its term.
    pub(crate) async fn watch_task(&self, ctx: &Ctx, tx: &mut Tx, row: &TaskRow) -> Result<()> {
        let (task, deadline) = (row.id, row.deadline);
        for at in reminders(deadline, ctx.now) {
            tx.queue(&Work::RemindTask { task, deadline, at }.at(at), ctx.now).await?;
        }
        let over = deadline + Duration::millis(1);
        tx.queue(&Work::EndTask { task, deadline }.at(over.max(ctx.now)), ctx.now).await?;
        Ok(())
    }

    /// A record must be put right: its state says so, and its officer is told until when.
    pub(crate) async fn ask_to_rectify(&self, ctx: &Ctx, tx: &mut Tx, row: &TaskRow) -> Result<()> {
        let Some(id) = row.record else { return Ok(()) };
        self.rectification(ctx, tx, id, RecordEvent::RectifyAsked).await?;
        self.tell_officer(ctx, tx, row, "rectify_asked").await
    }

    /// Nothing is left to put right.
    pub(crate) async fn rectified(&self, ctx: &Ctx, tx: &mut Tx, id: RecordId) -> Result<()> {
        self.rectification(ctx, tx, id, RecordEvent::Rectified).await
    }

    /// The record's own state. One that is being changed or cancelled stays so: the task stands
    /// beside it.
    async fn rectification(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: RecordId,
        event: RecordEvent,
    ) -> Result<()> {
        let row = tx.record(id).await?.ok_or(Error::NotFound("record"))?;
        let mut kept = self.kept(tx, &row).await?;
        let Ok(next) = kept.record.state.apply(event) else { return Ok(()) };
        kept.record.state = next;
        let why = (RecordChange::State(event), None);
        self.keep(ctx, tx, Some(&row), &kept, None, why).await?;
        Ok(())
    }

    /// A short message to the officer of the record; the words name no person.
    async fn tell_officer(&self, ctx: &Ctx, tx: &mut Tx, row: &TaskRow, name: &str) -> Result<()> {
        let Some(id) = row.record else { return Ok(()) };
        let record = tx.record(id).await?.ok_or(Error::NotFound("record"))?;
        let kept = self.kept(tx, &record).await?;
        let Some(mobile) = officers_mobile(&kept) else { return Ok(()) };
        let number = row.number.clone().unwrap_or(record.sponsor_number);
        let args = [number, words::clock(row.deadline)];
        let text = match name {
            "rectify_asked" => words::notice("rectify_asked", &args),
            _ => words::notice("rectify_reminder", &args),
        };
        self.queue_message(ctx, tx, mobile, name, text).await
    }

    /// A reminder of a task that is still not done: to the staff, and to the sponsor who must put
    /// something right.
    pub(crate) async fn remind_task(
        &self,
        ctx: &Ctx,
        id: TaskId,
        deadline: Timestamp,
    ) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let row = tx.task(id).await?.ok_or(Error::NotFound("task"))?;
        if !row.state.waits_for_staff() || row.deadline != deadline {
            return Ok(());
        }
        if row.kind.asks_sponsor() {
            self.tell_officer(ctx, &mut tx, &row, "rectify_reminder").await?;
        }
        let detail = json!({ "task": row.id, "kind": row.kind, "deadline": deadline });
        self.journal(&mut tx, ctx, EntryName::TaskReminded, None, detail).await?;
        tx.commit().await?;
        Alert::TaskDueSoon.raise(&row.id.to_string());
        Ok(())
    }

    /// The term of a task is over.
    pub(crate) async fn end_task(&self, ctx: &Ctx, id: TaskId, deadline: Timestamp) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let row = tx.task(id).await?.ok_or(Error::NotFound("task"))?;
        if row.deadline != deadline || ctx.now <= deadline {
            return Ok(());
        }
        let moved = self.move_task(ctx, &mut tx, row, TaskAction::DeadlinePassed).await?;
        if let Ok(row) = moved {
            tx.commit().await?;
            Alert::TaskOverdue.raise(&row.id.to_string());
        }
        Ok(())
    }
}

/// The first mobile number of the sponsor's officer; the interface allows several in one field.
fn officers_mobile(kept: &Kept) -> Option<Personal> {
    let ours = kept.record.sponsor.as_ref().map(|sponsor| sponsor.officer.mobile.clone());
    let said = || kept.filed.as_ref()?.sponsor.officer.mobile.clone();
    let mobile = ours.or_else(said)?;
    let first = mobile.reveal().split([';', '；']).next()?.trim();
    (!first.is_empty()).then(|| first.into())
}
