//! Staff answers a task.

use super::{Detail, Matter, TaskDetailView};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
    words,
};
use bureau::{BureauEvent, InspectedRecord, PrepareError};
use filing::{
    id::TaskId,
    inspection::{TaskAction, TaskAnswer, check_answer},
    issue::Issue,
    permission::Permission,
};
use serde::Deserialize;
use store::TaskRow;

/// An answer to a task that was looked at.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenAnswer {
    /// The version that was looked at.
    pub version: i64,
    pub answer: TaskAnswer,
}

impl App {
    /// Takes an answer, and where the bureau wants it, puts it on its way.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`]; `task_not_now` when it is
    /// answered or done; [`Error::Invalid`] with everything that is wrong, what does not fit into
    /// the bureau's message included.
    pub async fn answer_task(
        &self,
        ctx: &Ctx,
        id: TaskId,
        given: GivenAnswer,
    ) -> Result<TaskDetailView> {
        ctx.require(Permission::ReportToBureau)?;
        let staff = ctx.staff()?;
        let known = self.store.task(id).await?.ok_or(Error::NotFound("task"))?;
        let answer = TaskAnswer { text: given.answer.text.trim().to_owned(), ..given.answer };
        let mut found = check_answer(known.kind, &answer, &self.codes.current(), ctx.now.day());
        let mut row = TaskRow {
            answer: Some(serde_json::to_value(&answer).map_err(Error::internal)?),
            answered_by: Some(staff),
            answered_at: Some(ctx.now),
            upload: None,
            outcome: None,
            ..known
        };
        if found.is_empty() && row.kind.reply().is_some() {
            let refused = self.answer_file(std::slice::from_ref(&row)).await?.err();
            found.extend(refused.into_iter().flatten().map(|error| not_carried(&error)));
        }
        if row.version != given.version {
            return Err(Error::Stale { current: row.version });
        }
        if let Err(refusal) = row.state.apply(row.kind, TaskAction::Answer) {
            return Err(Error::Refused {
                code: "task_not_now",
                args: vec![
                    words::task_state(refusal.state.name()),
                    words::task_action(refusal.action.name()),
                ],
            });
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        let mut tx = self.store.begin().await?;
        row = match self.move_task(ctx, &mut tx, row, TaskAction::Answer).await? {
            Ok(row) => row,
            Err(refusal) => return Err(Error::internal(refusal)),
        };
        if row.kind.reply().is_some() {
            tx.queue(&Work::ReportAnswers.at(ctx.now), ctx.now).await?;
        }
        tx.commit().await?;
        self.show_task(ctx, row.id).await
    }

    /// The record that a verification task is about, with the scans that only its file has.
    pub(super) async fn inspected(&self, row: &TaskRow) -> Result<InspectedRecord> {
        let detail: Detail = serde_json::from_value(row.detail.clone()).map_err(Error::internal)?;
        let Matter::Verification(record) = detail.matter else {
            return Err(Error::internal("no verification task"));
        };
        let approvals = record.services.iter().any(|one| !one.service.approvals.is_empty());
        if !approvals {
            return Ok(*record);
        }
        let file = self.store.download(&row.file_name).await?.ok_or(Error::NotFound("download"))?;
        let context = format!("download:{}", row.file_name);
        let raw = self.objects.get(self.store.keys(), &context, &file.object).await?;
        let events = self.bureau.read(&raw).map_err(Error::internal)?;
        let place = usize::try_from(row.place).map_err(Error::internal)?;
        Ok(match events.into_iter().nth(place) {
            // A task that came again may have made the row before: the same record only.
            Some(BureauEvent::VerificationTask { record: again, .. })
                if again.sponsor.id == record.sponsor.id =>
            {
                *again
            }
            _ => *record,
        })
    }
}

/// A finding of the protocol at the answer's fields; what is about the record itself names it.
fn not_carried(error: &PrepareError) -> Issue {
    match error {
        PrepareError::Unencodable { character, .. } => {
            Issue::error("/text", "text.not_in_gbk").with(character.to_string())
        }
        other => Issue::error("", "task.not_in_format").with(other.to_string()),
    }
}
