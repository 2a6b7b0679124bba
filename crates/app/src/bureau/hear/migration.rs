//! The bureau's yes to a migration: it comes with the receiver's record, and changes both at once.

use super::record::number_of;
use crate::{App, Ctx, error::Result, moves::keep_both, record::Kept};
use bureau::BureauRecord;
use filing::{dossier::Dossier, journal::EntryName, record::migrate, state::Action};
use store::{FilingRow, Tx};

impl App {
    pub(super) async fn migrated(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mut row: FilingRow,
        dossier: &Dossier,
        said: &BureauRecord,
    ) -> Result<()> {
        let Some(between) = self.between_of(tx, &row).await? else {
            tracing::error!(filing.id = %row.id, "a yes to a migration without its records");
            return Ok(());
        };
        let pass = self.pass(tx, &row, dossier, Some(said)).await?;
        let (giver, receiver) = (&between.giver.kept.record, &between.receiver.kept.record);
        let after = match migrate(giver, receiver, dossier, &pass) {
            Ok(after) => after,
            Err(error) => {
                // It is kept in its file; a human looks at the filing, and nothing else waits.
                tracing::error!(filing.id = %row.id, %error, "a yes that fits no record");
                return Ok(());
            }
        };
        let taken = Kept {
            record: after.receiver,
            filed: between.receiver.kept.filed.clone(),
            said_meanwhile: None,
        };
        let taken = self.told(Some(&taken), said).unwrap_or(taken);
        let number = number_of(&row, &pass, &taken.record);
        self.on_the_desk(ctx, tx, &mut row).await?;
        keep_both(self, ctx, tx, &between, (after.giver, taken), Some(row.id)).await?;
        let records = [between.giver.row.id, between.receiver.row.id];
        let detail = serde_json::json!({ "records": records, "kind": row.kind });
        self.journal(tx, ctx, EntryName::RecordMoved, Some(row.id), detail).await?;
        self.act_on(ctx, tx, &mut row, Action::BureauAccepted { number }, async |row, _| {
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }
}
