//! The only place where a filing changes state.

use crate::{
    App, Ctx,
    error::{Error, Result},
    moves::carried_on_by,
};
use filing::{
    id::FilingId, journal::EntryName, kind::Initiator, permission::Permission, state::Action,
};
use store::{FilingRow, Tx};

impl App {
    /// May he, load, decide, save: one transaction with journal and jobs. `prepare` may refuse and
    /// may fill in what the new state keeps (snapshot, assignee, reasons).
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`], [`Error::NotNow`] with state and action,
    /// [`Error::Stale`] when `version` is given and not the stored one; whatever `prepare` says.
    pub async fn act(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: Option<i64>,
        action: Action,
        prepare: impl AsyncFnOnce(&mut FilingRow, &mut Tx) -> Result<()>,
    ) -> Result<FilingRow> {
        // Before anything is told about the filing, its version included.
        ctx.require(action.needs())?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        if let Some(seen) = version
            && seen != row.version
        {
            return Err(Error::Stale { current: row.version });
        }
        self.act_on(ctx, &mut tx, &mut row, action, prepare).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// The same within a transaction that does more.
    pub(crate) async fn act_on(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        action: Action,
        prepare: impl AsyncFnOnce(&mut FilingRow, &mut Tx) -> Result<()>,
    ) -> Result<()> {
        ctx.require(action.needs())?;
        whose(ctx, row, action.needs())?;
        let name = action.name();
        let entry = EntryName::Action(name);
        let (state, effects) = row.state.apply(action, ctx.now)?;
        Box::pin(prepare(row, tx)).await?;
        let from = row.state.stage();
        row.state = state;
        row.updated_at = ctx.now;
        row.version = tx.save_state(row).await?;
        metrics::counter!("beian_transitions_total", "action" => name.as_str()).increment(1);
        let detail = serde_json::json!({ "from": from, "to": row.state.stage() });
        self.journal(tx, ctx, entry, Some(row.id), detail).await?;
        Box::pin(self.record_follows(ctx, tx, row, name)).await?;
        for effect in effects {
            Box::pin(self.perform(ctx, tx, row, effect)).await?;
        }
        Ok(())
    }

    /// A sponsor acts on its own filings only; the others don't exist for it.
    pub(crate) fn owns(&self, ctx: &Ctx, row: &FilingRow) -> Result<()> {
        use crate::ctx::Actor;
        match ctx.actor {
            Actor::Sponsor { account } if account != row.account => Err(Error::NotFound("filing")),
            Actor::Collector { filing, .. } if filing != row.id => Err(Error::NotFound("filing")),
            Actor::Anonymous => Err(Error::Unauthenticated),
            _ => Ok(()),
        }
    }
}

/// Who starts a filing hands it over and gives it up: of what the provider starts the sponsor reads
/// alone, and no reviewer hands over in a sponsor's name. A migration that an administrator opened is
/// the receiving sponsor's from then on.
pub(crate) fn whose(ctx: &Ctx, row: &FilingRow, permission: Permission) -> Result<()> {
    use crate::ctx::Actor;
    let types = matches!(permission, Permission::EditFiling | Permission::SubmitFiling);
    match (&ctx.actor, carried_on_by(row)) {
        (Actor::Sponsor { .. }, Initiator::Provider) if types => Err(Error::Forbidden),
        (Actor::Staff { .. }, Initiator::Sponsor) if permission == Permission::SubmitFiling => {
            Err(Error::Forbidden)
        }
        _ => Ok(()),
    }
}
