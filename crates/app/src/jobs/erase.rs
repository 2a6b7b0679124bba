//! Erasing what is no longer needed.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{id::FilingId, journal::EntryName, state::FilingState};

impl App {
    /// Deletes the pictures of a filing that was given up; the decisions stay. A filing that is
    /// alive again keeps them.
    pub(crate) async fn erase_materials(&self, ctx: &Ctx, id: FilingId) -> Result<()> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if row.state != FilingState::Withdrawn {
            return Ok(());
        }
        let materials = self.store.material_history_of(id).await?;
        let count = materials.len();
        for material in &materials {
            self.objects.delete(&material.object).await?;
        }
        for copy in self.store.reported_pictures_of(id).await? {
            self.objects.delete(&copy).await?;
        }
        let mut tx = self.store.begin().await?;
        for material in materials {
            tx.erase_material(material.id).await?;
        }
        let detail = serde_json::json!({ "pictures": count });
        self.journal(&mut tx, ctx, EntryName::MaterialErased, Some(id), detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
