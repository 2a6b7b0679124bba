//! The staff's list of tasks, and one task.

use super::{Detail, Matter};
use crate::{
    App, Ctx,
    error::{Error, Result},
    words,
};
use filing::{
    code::CodeTables,
    id::{RecordId, StaffId, TaskId},
    inspection::{TaskAnswer, TaskKind, TaskState},
    journal::EntryName,
    permission::Permission,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use store::{Cursor, Page, TaskFilter, TaskRow};
use utoipa::ToSchema;

/// Which tasks.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct TaskQuery {
    pub kind: Option<TaskKind>,
    pub state: Option<TaskState>,
    /// Only those whose term ends before this instant.
    pub due_before: Option<Timestamp>,
}

/// One line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskView {
    pub id: TaskId,
    pub kind: TaskKind,
    pub kind_text: String,
    pub state: TaskState,
    pub state_text: String,
    /// Staff has to do something.
    pub waits: bool,
    pub record: Option<RecordId>,
    /// 备案号 as the bureau wrote it.
    pub number: Option<String>,
    pub domain: Option<String>,
    pub ip: Option<String>,
    pub deadline: Timestamp,
    pub received_at: Timestamp,
    pub version: i64,
}

/// One task, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskDetailView {
    #[serde(flatten)]
    pub task: TaskView,
    /// The bureau's file that it came in.
    pub file_name: String,
    /// What a check found.
    pub finding: Option<String>,
    /// The bureau's own words.
    pub text: Option<String>,
    pub remark: Option<String>,
    /// What the bureau has on record, masked.
    pub facts: Vec<Fact>,
    /// What the opinion of an answer is chosen from; empty: no opinion is asked.
    pub opinions: Vec<Opinion>,
    /// Whether the answer must say if the record holds.
    pub asks_whether_it_holds: bool,
    pub answer: Option<TaskAnswer>,
    pub answered_by: Option<StaffId>,
    pub answered_at: Option<Timestamp>,
    /// What became of the answer.
    pub outcome: Option<String>,
}

/// One field as the bureau has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fact {
    /// Path of the same field in a draft.
    pub path: String,
    pub label: String,
    pub value: String,
}

/// One choice of an opinion.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Opinion {
    pub id: i64,
    pub label: String,
}

impl App {
    /// Tasks by the end of their term.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who does not report to the bureau.
    pub async fn tasks(
        &self,
        ctx: &Ctx,
        query: TaskQuery,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<TaskView>> {
        ctx.require(Permission::ReportToBureau)?;
        let TaskQuery { kind, state, due_before } = query;
        let page = self.store.tasks(TaskFilter { kind, state, due_before }, after, limit).await?;
        Ok(Page { items: page.items.iter().map(line).collect(), next: page.next })
    }

    /// One task.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn show_task(&self, ctx: &Ctx, id: TaskId) -> Result<TaskDetailView> {
        ctx.require(Permission::ReportToBureau)?;
        let row = self.store.task(id).await?.ok_or(Error::NotFound("task"))?;
        whole(&row, &self.codes.current(), ctx.now)
    }

    /// The facts of a task in full, for who verifies them; journalled.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] without a reason.
    pub async fn reveal_task(&self, ctx: &Ctx, id: TaskId, reason: &str) -> Result<Vec<Fact>> {
        ctx.require(Permission::RevealPersonalData)?;
        ctx.staff()?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::field("/reason", "required"));
        }
        let row = self.store.task(id).await?.ok_or(Error::NotFound("task"))?;
        let detail: Detail = serde_json::from_value(row.detail).map_err(Error::internal)?;
        let mut tx = self.store.begin().await?;
        let told = serde_json::json!({ "task": id, "reason": reason });
        self.journal(&mut tx, ctx, EntryName::PersonalDataRevealed, None, told).await?;
        tx.commit().await?;
        // Asked for with a reason, and journalled above.
        Ok(facts(&detail.matter, |value| value.reveal().to_owned()))
    }
}

fn line(row: &TaskRow) -> TaskView {
    TaskView {
        id: row.id,
        kind: row.kind,
        kind_text: words::task_kind(row.kind.name()),
        state: row.state,
        state_text: words::task_state(row.state.name()),
        waits: row.state.waits_for_staff(),
        record: row.record,
        number: row.number.clone(),
        domain: row.domain.clone(),
        ip: row.ip.clone(),
        deadline: row.deadline,
        received_at: row.received_at,
        version: row.version,
    }
}

fn whole(row: &TaskRow, codes: &CodeTables, now: Timestamp) -> Result<TaskDetailView> {
    let detail: Detail = serde_json::from_value(row.detail.clone()).map_err(Error::internal)?;
    let answer = row.answer.clone().map(serde_json::from_value).transpose();
    let opinions = row.kind.opinions().into_iter();
    let opinions = opinions.flat_map(|table| codes.choices(table, now.day()));
    Ok(TaskDetailView {
        task: line(row),
        file_name: row.file_name.clone(),
        finding: detail.matter.finding().map(words::check_finding),
        text: detail.matter.words().map(str::to_owned),
        facts: facts(&detail.matter, filing::personal::Personal::masked),
        remark: detail.remark,
        opinions: opinions.map(|row| Opinion { id: row.id, label: row.zh.clone() }).collect(),
        asks_whether_it_holds: row.kind == TaskKind::VerificationTask,
        answer: answer.map_err(Error::internal)?,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
        outcome: row.outcome.as_ref().and_then(|said| said.as_str()).map(str::to_owned),
    })
}

/// Names of services and domains are public; everything else is shown as `show` has it.
fn facts(matter: &Matter, show: impl Fn(&filing::personal::Personal) -> String) -> Vec<Fact> {
    let fact = |(path, value): (String, filing::personal::Personal)| {
        let public = path.ends_with("/names") || path.ends_with("/domains");
        let value = if public { value.reveal().to_owned() } else { show(&value) };
        Fact { label: words::field(&path), path, value }
    };
    matter.facts().into_iter().map(fact).collect()
}
