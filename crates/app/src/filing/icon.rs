//! The icon of an app: uploaded at the desk, kept like every picture, named by the draft.

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    draft::{Draft, ServiceDraft, ServiceKind},
    id::{FilingId, MaterialId, ServiceId},
    issue::Issue,
    permission::Permission,
    state::Action,
};
use store::{FilingRow, MaterialRow, Tx};

/// Slot of the material.
pub(crate) const SLOT: &str = "app_icon";
/// Bytes as uploaded (handbook §3.11: ≤100 KB).
const LARGEST: usize = 100 * 1024;
const JPEG: &[u8] = &[0xff, 0xd8, 0xff];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl App {
    /// Keeps the icon of an app and names it in the draft; one that was there before is replaced.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `/file` with everything that is wrong with it; [`Error::Refused`] for a
    /// service that is no app; otherwise as [`App::edit_filing`].
    pub async fn put_icon(
        &self,
        ctx: &Ctx,
        id: FilingId,
        service: ServiceId,
        version: i64,
        bytes: Vec<u8>,
    ) -> Result<()> {
        ctx.require(Permission::EditFiling)?;
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        may_have_one(&row, service)?;
        let wrong = faults(&bytes);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        // Looked at and kept before the transaction: a picture without a row is swept later.
        let seen = self.pictures.see("/file", bytes, None).await?;
        let material = MaterialId::from_uuid(self.entropy.id());
        let context = format!("material:{material}");
        let object = self.objects.put(self.store.keys(), &context, &seen.jpeg).await?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if row.version != version {
            return Err(Error::Stale { current: row.version });
        }
        row.state.apply(Action::Save, ctx.now)?;
        let app = may_have_one(&row, service)?;
        for before in icons(&mut tx, id).await? {
            if before.service == Some(service) {
                tx.supersede_material(before.id, ctx.now).await?;
            }
        }
        tx.insert_material(&MaterialRow {
            id: material,
            filing: id,
            service: Some(service),
            slot: SLOT.to_owned(),
            object,
            width: seen.width,
            height: seen.height,
            evidence: None,
            superseded_at: None,
            created_at: ctx.now,
        })
        .await?;
        row.draft.services[app].app.get_or_insert_default().icon = Some(material);
        self.keep_typed(ctx, &mut tx, &mut row).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Place of the service in the draft.
fn may_have_one(row: &FilingRow, service: ServiceId) -> Result<usize> {
    let place = row.draft.services.iter().position(|known| known.id == service);
    let place = place.ok_or(Error::NotFound("service"))?;
    match row.draft.services[place].kind {
        ServiceKind::App => Ok(place),
        _ => Err(Error::refused("icon_of_app_only")),
    }
}

fn faults(bytes: &[u8]) -> Vec<Issue> {
    let mut wrong = Vec::new();
    if bytes.is_empty() {
        wrong.push(Issue::error("/file", "required"));
        return wrong;
    }
    if bytes.len() > LARGEST {
        wrong.push(Issue::error("/file", "icon.too_large").with((LARGEST / 1024).to_string()));
    }
    if !bytes.starts_with(JPEG) && !bytes.starts_with(PNG) {
        wrong.push(Issue::error("/file", "icon.neither_jpeg_nor_png"));
    }
    wrong
}

async fn icons(tx: &mut Tx, filing: FilingId) -> Result<Vec<MaterialRow>> {
    let mut rows = tx.materials_of(filing).await?;
    rows.retain(|row| row.slot == SLOT);
    Ok(rows)
}

/// A draft names pictures of its own filing only, or those it was opened with.
///
/// # Errors
/// [`Error::Invalid`] at each icon that is another's.
pub(super) async fn are_own(tx: &mut Tx, row: &FilingRow, before: &Draft) -> Result<()> {
    let icon = |service: &ServiceDraft| service.app.as_ref().and_then(|app| app.icon);
    let known = |id: ServiceId| before.services.iter().find(|s| s.id == id).and_then(icon);
    let named = row.draft.services.iter().enumerate();
    let fresh: Vec<(usize, ServiceId, MaterialId)> = named
        .filter_map(|(n, service)| Some((n, service.id, icon(service)?)))
        .filter(|(_, service, named)| known(*service) != Some(*named))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let kept = icons(tx, row.id).await?;
    let foreign: Vec<Issue> = fresh
        .into_iter()
        .filter(|(_, service, named)| {
            !kept.iter().any(|icon| icon.id == *named && icon.service == Some(*service))
        })
        .map(|(n, ..)| Issue::error(format!("/services/{n}/app/icon"), "icon.unknown"))
        .collect();
    if foreign.is_empty() { Ok(()) } else { Err(Error::Invalid(foreign)) }
}
