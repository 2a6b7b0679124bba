//! Claim, approve, return, recall; and what is repaired after a failed upload.

use crate::{
    Actor, App, Ctx,
    error::{Error, Result},
    words,
};
use filing::{
    id::{FilingId, StaffId},
    issue::{Issue, Severity},
    journal::EntryName,
    kind::Initiator,
    review::{self, ReturnItem},
    state::{Action, FilingState},
};
use store::{FilingRow, Tx};

impl App {
    /// A reviewer takes a case.
    ///
    /// # Errors
    /// [`Error::Refused`] when another reviewer has it.
    pub async fn claim(&self, ctx: &Ctx, id: FilingId) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        self.act(ctx, id, None, Action::Claim, async |row, tx| match row.assignee {
            Some(other) if other != staff => Err(claimed_by(tx, other).await),
            _ if row.started_by == Some(staff) => Err(Error::refused("started_it_yourself")),
            _ => {
                row.assignee = Some(staff);
                Ok(())
            }
        })
        .await
    }

    /// 审核通过: goes to the bureau. Every point that a human must look at is ticked.
    ///
    /// # Errors
    /// [`Error::Refused`] when another reviewer has it; [`Error::Invalid`] naming every point that
    /// is not ticked; [`Error::Stale`] when it changed since it was looked at.
    pub async fn approve(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
        ticked: Vec<String>,
    ) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        let points = self.checklist_of(ctx, id).await?;
        let action = Action::Approve;
        self.act(ctx, id, Some(version), action, async |row, tx| {
            own_case(row, tx, staff).await?;
            let ticks = ticked.into_iter().collect();
            let open: Vec<Issue> = review::open_points(&points, &ticks)
                .into_iter()
                .map(|point| {
                    Issue::error(format!("/ticked/{}", point.key), "review.not_ticked")
                        .with(words::point(point))
                })
                .collect();
            if !open.is_empty() {
                return Err(Error::Invalid(open));
            }
            let detail = serde_json::json!({ "points": ticks });
            self.journal(tx, ctx, EntryName::ChecklistTicked, Some(id), detail).await?;
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    /// 退回, with at least one reason; only what the reasons name must be done again. A failed
    /// upload goes back with the bureau's own reasons, if the reviewer gives none.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/reasons` when there is none, or one does not fit its place.
    pub async fn return_filing(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
        reasons: Vec<ReturnItem>,
    ) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        let found: Vec<Issue> = reasons
            .iter()
            .enumerate()
            .filter(|(_, reason)| !reason.is_valid())
            .map(|(n, _)| Issue::error(format!("/reasons/{n}"), "return_reason.unknown"))
            .collect();
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        self.act(ctx, id, Some(version), Action::Return, async |row, tx| {
            let refused = matches!(row.state, FilingState::AwaitingUpload { .. });
            if !refused {
                own_case(row, tx, staff).await?;
            }
            if reasons.is_empty() && (!refused || row.return_reasons.is_empty()) {
                return Err(Error::field("/reasons", "required"));
            }
            self.redo_what_is_named(tx, row, &reasons).await?;
            if !reasons.is_empty() {
                row.return_reasons = reasons.into_iter().map(as_issue).collect();
            }
            Ok(())
        })
        .await
    }

    /// Takes an approval back before the upload.
    ///
    /// # Errors
    /// [`Error::NotNow`] once the upload has begun.
    pub async fn recall(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::Recall, async |row, tx| {
            self.drop_upload(ctx, tx, row).await
        })
        .await
    }

    /// After the cause of a failed upload was repaired.
    ///
    /// # Errors
    /// [`Error::NotNow`] unless the upload failed.
    pub async fn retry_upload(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::RetryUpload, async |_, _| Ok(())).await
    }

    /// Reported again as it was, after a missed confirmation: by the sponsor or by a reviewer.
    ///
    /// # Errors
    /// [`Error::NotNow`] unless nobody confirmed in time.
    pub async fn resubmit_unchanged(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
    ) -> Result<FilingRow> {
        let by = match ctx.actor {
            Actor::Sponsor { .. } => Initiator::Sponsor,
            _ => Initiator::Provider,
        };
        self.act(ctx, id, Some(version), Action::ResubmitUnchanged { by }, async |row, _| {
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }
}

/// A decision belongs to who claimed the case, and never to who started it.
async fn own_case(row: &FilingRow, tx: &mut Tx, staff: StaffId) -> Result<()> {
    if row.started_by == Some(staff) {
        return Err(Error::refused("started_it_yourself"));
    }
    match row.assignee {
        Some(assignee) if assignee == staff => Ok(()),
        Some(other) => Err(claimed_by(tx, other).await),
        None => Err(Error::refused("claim_first")),
    }
}

/// A colleague was faster: who, so that one can ask.
async fn claimed_by(tx: &mut Tx, other: StaffId) -> Error {
    match tx.staff(other).await {
        Ok(Some(row)) => Error::Refused { code: "claimed_by", args: vec![row.name] },
        Ok(None) => Error::refused("already_claimed"),
        Err(error) => error.into(),
    }
}

/// A reason as the sponsor reads it: at its field, or at the step of the phone work.
fn as_issue(reason: ReturnItem) -> Issue {
    let step = reason.step.map(|step| format!("/steps/{}", step.name()));
    Issue {
        path: reason.path.or(step).unwrap_or_default(),
        code: reason.code.into(),
        severity: Severity::Error,
        args: reason.note.into_iter().map(|note| note.chars().take(500).collect()).collect(),
    }
}
