//! Processing codes and a reviewer's no.

use super::SENDING;
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    bureau_result::{self, NextStep},
    id::FilingId,
    issue::{Issue, Severity},
    state::{Action, FilingState, Upload},
};
use store::{ConfirmationState, Tx};

/// 审核通过 and 审核不通过 in the bureau's table of results.
const PASSED: i32 = 1001;
pub(super) const REFUSED: i32 = 1002;
/// Found wrong there; the staff sends it back.
const FAILED: FilingState = FilingState::AwaitingUpload { upload: Upload::Failed };

impl App {
    pub(super) async fn result(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        // 1001, and what tells of a step that went well. A code that is not known is never taken for
        // a yes.
        let known = u32::try_from(code).ok().and_then(bureau_result::lookup);
        let well = known.is_some_and(|row| matches!(row.then, NextStep::Done | NextStep::Continue));
        match code {
            PASSED => self.passed(ctx, tx, id).await,
            _ if well => Ok(()),
            _ => self.refused(ctx, tx, id, code, text).await,
        }
    }

    /// The bureau says no: back to the sponsor, each code at its field. Codes that follow the first
    /// one are further reasons; one that is known already changes nothing.
    pub(super) async fn refused(
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
