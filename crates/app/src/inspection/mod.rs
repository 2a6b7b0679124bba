//! 核查整改: what the bureau asks the provider to look into. Its files make tasks
//! ([`crate::bureau`]), staff answers them, answers go back in files of their own, terms are watched,
//! and sponsors are told what they must put right.

mod answer;
mod files;
mod matter;
mod notice;
mod reply;
mod show;
mod watch;

pub use answer::GivenAnswer;
pub use files::FileView;
pub(crate) use matter::{Detail, Matter};
pub use notice::SponsorNotice;
pub use show::{Fact, TaskDetailView, TaskQuery, TaskView};

use crate::{App, Ctx, error::Result};
use filing::{
    inspection::{TaskAction, TaskRefusal},
    journal::EntryName,
};
use serde_json::json;
use store::{TaskRow, Tx};

/// What the staff must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alert {
    /// A file stops the queue.
    FileUnreadable,
    PartUnreadable,
    TableRefused,
    TaskDueSoon,
    TaskOverdue,
}

impl Alert {
    const fn name(self) -> &'static str {
        match self {
            Self::FileUnreadable => "file_unreadable",
            Self::PartUnreadable => "part_unreadable",
            Self::TableRefused => "table_refused",
            Self::TaskDueSoon => "task_due_soon",
            Self::TaskOverdue => "task_overdue",
        }
    }

    /// Tells the staff: in the log and in the metrics, for whoever is on call. After the commit of
    /// what it is about.
    pub fn raise(self, subject: &str) {
        metrics::counter!("beian_bureau_alerts_total", "alert" => self.name()).increment(1);
        tracing::error!(alert = self.name(), subject, "the staff must look at this");
    }
}

impl App {
    /// One step of a task, with its journal entry. A step that is not possible is none.
    pub(crate) async fn move_task(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mut row: TaskRow,
        action: TaskAction,
    ) -> Result<std::result::Result<TaskRow, TaskRefusal>> {
        let from = row.state;
        row.state = match from.apply(row.kind, action) {
            Ok(next) => next,
            Err(refusal) => return Ok(Err(refusal)),
        };
        row.updated_at = ctx.now;
        row.version = tx.save_task(&row).await?;
        let entry = match action {
            TaskAction::Answer => EntryName::TaskAnswered,
            TaskAction::DeadlinePassed => EntryName::TaskOverdue,
            _ => EntryName::TaskChanged,
        };
        let detail = json!({
            "task": row.id, "kind": row.kind, "action": action, "from": from, "to": row.state,
        });
        self.journal(tx, ctx, entry, None, detail).await?;
        Ok(Ok(row))
    }
}
