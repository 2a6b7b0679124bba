//! Claim, approve, return, recall; and what is repaired after a failed upload.

use crate::{App, Ctx, error::{Error, Result}};
use filing::{
    id::FilingId,
    issue::{Issue, Severity},
    review::return_reason,
    state::Action,
};
use serde::Deserialize;
use store::FilingRow;

/// Why a filing goes back: a coded reason bound to a field or picture.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnReason {
    /// Code of the library of reasons.
    pub code: String,
    /// JSON pointer into the draft, or `/materials/SLOT`.
    pub path: String,
    /// In the reviewer's words, beside the text of the code.
    #[serde(default)]
    pub note: Option<String>,
}

impl App {
    /// A reviewer takes a case.
    ///
    /// # Errors
    /// [`Error::Refused`] when another reviewer has it.
    pub async fn claim(&self, ctx: &Ctx, id: FilingId) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        self.act(ctx, id, None, Action::Claim, async |row, _| match row.assignee {
            Some(other) if other != staff => Err(Error::refused("already_claimed")),
            _ => {
                row.assignee = Some(staff);
                Ok(())
            }
        })
        .await
    }

    /// 审核通过: goes to the bureau.
    ///
    /// # Errors
    /// [`Error::Refused`] when another reviewer has it; [`Error::Stale`] when it changed since it
    /// was looked at.
    pub async fn approve(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        self.act(ctx, id, Some(version), Action::Approve, async |row, _| {
            own_case(row, staff)?;
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    /// 退回, with at least one reason; only what the reasons name must be done again.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/reasons` when there is none or a code is not known.
    pub async fn return_filing(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
        reasons: Vec<ReturnReason>,
    ) -> Result<FilingRow> {
        let staff = ctx.staff()?;
        let mut found = Vec::new();
        let mut issues = Vec::new();
        if reasons.is_empty() {
            found.push(Issue::error("/reasons", "required"));
        }
        for (n, reason) in reasons.into_iter().enumerate() {
            match return_reason(&reason.code) {
                Some(known) => {
                    let mut issue = Issue::new(reason.path, known.code, Severity::Error);
                    issue.args.extend(reason.note.map(|note| note.chars().take(500).collect()));
                    issues.push(issue);
                }
                None => found.push(Issue::error(format!("/reasons/{n}/code"), "code.unknown")),
            }
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        self.act(ctx, id, Some(version), Action::Return, async |row, tx| {
            own_case(row, staff)?;
            self.redo_what_is_named(tx, row, &issues).await?;
            row.return_reasons = issues;
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
            self.drop_upload(tx, row, ctx.now).await
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

    /// Reported again as it was, after a missed confirmation.
    ///
    /// # Errors
    /// [`Error::NotNow`] unless nobody confirmed in time.
    pub async fn resubmit_unchanged(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
    ) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::ResubmitUnchanged, async |_, _| Ok(())).await
    }
}

/// A decision belongs to who claimed the case.
fn own_case(row: &FilingRow, staff: filing::id::StaffId) -> Result<()> {
    match row.assignee {
        Some(assignee) if assignee == staff => Ok(()),
        Some(_) => Err(Error::refused("already_claimed")),
        None => Err(Error::refused("claim_first")),
    }
}
