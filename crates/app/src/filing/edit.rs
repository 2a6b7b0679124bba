//! Typing: every change is kept, right or wrong, and answered with all findings.

use super::view::title;
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    check,
    draft::{Draft, PatchError},
    id::FilingId,
    issue::{Issue, Severity},
    permission::Permission,
    state::Action,
};
use serde_json::Value;
use store::FilingRow;

impl App {
    /// Merges a change into the draft (RFC 7396) and keeps it.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody else saved since `version`; [`Error::NotNow`] when the filing
    /// is not being typed; [`Error::Invalid`] for a key that no draft has. The draft is unchanged
    /// then.
    pub async fn edit_filing(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
        change: &Value,
    ) -> Result<FilingRow> {
        ctx.require(Permission::EditFiling)?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        crate::act::whose(ctx, &row, Permission::EditFiling)?;
        if row.version != version {
            return Err(Error::Stale { current: row.version });
        }
        row.state.apply(Action::Save, ctx.now)?;
        let mut change = change.clone();
        self.name_new_services(&mut change);
        let before = row.draft.clone();
        row.draft = row.draft.merge_patch(&change).map_err(refused)?;
        let fixed = check::fixed_by_opener(row.kind, &before, &row.draft);
        if !fixed.is_empty() {
            return Err(Error::Invalid(fixed));
        }
        super::icon::are_own(&mut tx, &row, &before).await?;
        self.keep_typed(ctx, &mut tx, &mut row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Saves what was typed, without changing the state.
    pub(super) async fn keep_typed(
        &self,
        ctx: &Ctx,
        tx: &mut store::Tx,
        row: &mut FilingRow,
    ) -> Result<()> {
        copy_individual(&mut row.draft);
        row.title = title(&row.draft);
        row.province = row.draft.sponsor.region.province.clone();
        row.updated_at = ctx.now;
        row.version = tx.save_draft(row).await?;
        Ok(())
    }

    /// Services that were added on the screen have no id yet; the server gives it.
    fn name_new_services(&self, change: &mut Value) {
        let Some(Value::Array(services)) = change.get_mut("services") else { return };
        for service in services {
            if let Value::Object(service) = service
                && !service.contains_key("id")
            {
                let id = filing::id::ServiceId::from_uuid(self.entropy.id());
                service.insert("id".into(), id.to_string().into());
            }
        }
    }
}

fn refused(error: PatchError) -> Error {
    let code = match error {
        PatchError::UnknownKey { .. } => "draft.unknown_key",
        PatchError::WrongValue { .. } => "draft.wrong_value",
        PatchError::NotAnObject => "draft.not_an_object",
    };
    Error::Invalid(vec![Issue::new(error.pointer(), code, Severity::Error)])
}

/// 个人: sponsor and sponsor's officer are one person (guide F25); the screens lock the copies.
fn copy_individual(draft: &mut Draft) {
    let individual = draft.sponsor.is_individual();
    if !individual {
        return;
    }
    let sponsor = &mut draft.sponsor;
    sponsor.officer.name = sponsor.name.clone();
    sponsor.officer.document_type = sponsor.document.type_;
    sponsor.officer.document_number = sponsor.document.number.clone();
}
