//! What a sponsor must put right, for its own screen.

use super::Detail;
use crate::{
    App, Ctx,
    error::{Error, Result},
    words,
};
use filing::{
    id::{RecordId, TaskId},
    inspection::{TaskKind, TaskState},
    time::Timestamp,
};
use serde::Serialize;
use store::{Cursor, Page, TaskRow};
use utoipa::ToSchema;

/// One notice about an own record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SponsorNotice {
    pub id: TaskId,
    pub kind: TaskKind,
    pub kind_text: String,
    pub record: Option<RecordId>,
    pub number: Option<String>,
    /// The bureau's own words, or what its check found.
    pub text: String,
    pub remark: Option<String>,
    pub deadline: Timestamp,
    pub received_at: Timestamp,
    /// Still to be done.
    pub open: bool,
    /// The term is over and it was not done.
    pub overdue: bool,
}

impl App {
    /// What the account's records must put right, by the end of the term.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for anybody but a sponsor.
    pub async fn notices(
        &self,
        ctx: &Ctx,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<SponsorNotice>> {
        let account = ctx.account()?;
        let page = self.store.tasks_for_account(account, after, limit).await?;
        let items = page.items.iter().map(notice).collect::<Result<_>>()?;
        Ok(Page { items, next: page.next })
    }
}

fn notice(row: &TaskRow) -> Result<SponsorNotice> {
    let detail: Detail = serde_json::from_value(row.detail.clone()).map_err(Error::internal)?;
    let finding = detail.matter.finding().map(words::check_finding);
    let said = detail.matter.words().map(str::to_owned);
    let text: Vec<String> = [finding, said].into_iter().flatten().collect();
    Ok(SponsorNotice {
        id: row.id,
        kind: row.kind,
        kind_text: words::task_kind(row.kind.name()),
        record: row.record,
        number: row.number.clone(),
        text: text.join("："),
        remark: detail.remark,
        deadline: row.deadline,
        received_at: row.received_at,
        open: matches!(row.state, TaskState::Open | TaskState::Overdue),
        overdue: row.state == TaskState::Overdue,
    })
}
