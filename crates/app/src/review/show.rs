//! One case for the reviewer: what was typed beside what was read, what to look at, the pictures.

use crate::{
    App, Ctx,
    ctx::Actor,
    error::{Error, Result},
    filing::FilingView,
    verification::evidence_of,
    words,
};
use filing::{
    draft::{ServiceDraft, ServiceKind},
    id::{FilingId, MaterialId, ServiceId},
    journal::EntryName,
    permission::Permission,
    personal::Personal,
    review::{ChecklistItem, checklist},
    time::Timestamp,
    verification::{Comparison, Evidence},
};
use serde::Serialize;
use store::MaterialRow;
use utoipa::ToSchema;

/// A case as a reviewer sees it. Personal fields are masked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    pub filing: FilingView,
    /// Every compared field, differences first.
    pub fields: Vec<FieldRow>,
    /// What a human must look at, the most urgent first.
    pub checklist: Vec<PointView>,
    pub materials: Vec<MaterialView>,
    /// Whether this reader has the case.
    pub mine: bool,
    pub claimed: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldRow {
    pub path: String,
    pub label: String,
    pub typed: Option<String>,
    pub read: Option<String>,
    pub comparison: Comparison,
    pub comparison_label: String,
    pub confidence: f32,
    pub materials: Vec<MaterialId>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PointView {
    #[serde(flatten)]
    pub item: ChecklistItem,
    pub message: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MaterialView {
    pub id: MaterialId,
    pub service: Option<ServiceId>,
    pub slot: String,
    /// Bytes.
    pub size: u64,
    pub width: u32,
    pub height: u32,
    pub taken_at: Timestamp,
    /// A newer one took its place.
    pub superseded: bool,
}

impl From<&MaterialRow> for MaterialView {
    fn from(row: &MaterialRow) -> Self {
        Self {
            id: row.id,
            service: row.service,
            slot: row.slot.clone(),
            size: row.object.size,
            width: row.width,
            height: row.height,
            taken_at: row.created_at,
            superseded: row.superseded_at.is_some(),
        }
    }
}

impl App {
    /// # Errors
    /// [`Error::Forbidden`] for who does not review; [`Error::NotFound`].
    pub async fn show_case(&self, ctx: &Ctx, id: FilingId) -> Result<CaseView> {
        ctx.require(Permission::ReviewFiling)?;
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let evidence = evidence_of(&self.store.verifications_of(id).await?)?;
        let findings = self.findings(&row, ctx.now).await?;
        let points = checklist(row.kind, &row.draft, &findings, &evidence);
        let services = row.draft.services.clone();
        let assignee = row.assignee;
        let materials = self.store.materials_of(id).await?;
        let filing = self.view(ctx, row).await?;
        let mine = matches!(ctx.actor, Actor::Staff { staff, .. } if Some(staff) == assignee);
        Ok(CaseView {
            filing,
            fields: fields(&evidence, &services),
            checklist: points.into_iter().map(|item| point(item, &services)).collect(),
            materials: materials.iter().map(MaterialView::from).collect(),
            mine,
            claimed: assignee.is_some(),
        })
    }

    /// What must be ticked before an approval.
    pub(super) async fn checklist_of(&self, ctx: &Ctx, id: FilingId) -> Result<Vec<ChecklistItem>> {
        ctx.require(Permission::ReviewFiling)?;
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let evidence = evidence_of(&self.store.verifications_of(id).await?)?;
        let findings = self.findings(&row, ctx.now).await?;
        Ok(checklist(row.kind, &row.draft, &findings, &evidence))
    }

    /// The whole text of a masked field: an act with a reason, written into the journal.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`Error::NotFound`] for a field that is empty.
    pub async fn reveal(
        &self,
        ctx: &Ctx,
        id: FilingId,
        path: &str,
        reason: &str,
    ) -> Result<Personal> {
        ctx.require(Permission::RevealPersonalData)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::field("/reason", "required"));
        }
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let staff = ctx.staff()?;
        if row.assignee != Some(staff) {
            return Err(Error::refused("claim_first"));
        }
        let whole = serde_json::to_value(&row.draft).map_err(Error::internal)?;
        let text = whole.pointer(path).and_then(|value| value.as_str());
        let text = text.map(Personal::from).ok_or(Error::NotFound("field"))?;
        let mut tx = self.store.begin().await?;
        let reason: String = reason.chars().take(200).collect();
        let detail = serde_json::json!({ "path": path, "reason": reason });
        self.journal(&mut tx, ctx, EntryName::PersonalDataRevealed, Some(id), detail).await?;
        tx.commit().await?;
        Ok(text)
    }

    /// A stored picture, for its sponsor or for the reviewer of the case; every look by the staff
    /// is written into the journal.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's picture.
    pub async fn show_material(
        &self,
        ctx: &Ctx,
        filing: FilingId,
        id: MaterialId,
    ) -> Result<Vec<u8>> {
        let row = self.store.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        let material = self.store.material(id).await?.ok_or(Error::NotFound("material"))?;
        if material.filing != filing {
            return Err(Error::NotFound("material"));
        }
        if let Actor::Staff { staff, .. } = ctx.actor {
            ctx.require(Permission::ReviewFiling)?;
            if row.assignee != Some(staff) {
                return Err(Error::refused("claim_first"));
            }
            let mut tx = self.store.begin().await?;
            let detail = serde_json::json!({ "material": id, "slot": material.slot });
            self.journal(&mut tx, ctx, EntryName::MaterialViewed, Some(filing), detail).await?;
            tx.commit().await?;
        }
        self.picture(&material).await
    }

    /// Every current picture of a case at once, as a reviewer looks at them: one look, written into
    /// the journal with each picture named, before any is shown.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Refused`] for who has not claimed the case.
    pub async fn show_pictures(
        &self,
        ctx: &Ctx,
        filing: FilingId,
    ) -> Result<Vec<(MaterialView, Vec<u8>)>> {
        ctx.require(Permission::ReviewFiling)?;
        let row = self.store.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
        if row.assignee != Some(ctx.staff()?) {
            return Err(Error::refused("claim_first"));
        }
        let materials = self.store.materials_of(filing).await?;
        let seen: Vec<MaterialId> = materials.iter().map(|material| material.id).collect();
        let mut tx = self.store.begin().await?;
        let detail = serde_json::json!({ "materials": seen });
        self.journal(&mut tx, ctx, EntryName::MaterialViewed, Some(filing), detail).await?;
        tx.commit().await?;
        let mut pictures = Vec::new();
        for material in &materials {
            pictures.push((MaterialView::from(material), self.picture(material).await?));
        }
        Ok(pictures)
    }

    /// The current pictures of a filing, without their contents.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn list_materials(&self, ctx: &Ctx, filing: FilingId) -> Result<Vec<MaterialView>> {
        let row = self.store.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        let rows = self.store.materials_of(filing).await?;
        Ok(rows.iter().map(MaterialView::from).collect())
    }
}

/// Differences first.
fn fields(evidence: &[Evidence], services: &[ServiceDraft]) -> Vec<FieldRow> {
    let mut rows: Vec<FieldRow> = evidence
        .iter()
        .flat_map(|evidence| evidence.readings.iter().map(move |reading| (evidence, reading)))
        .map(|(evidence, reading)| FieldRow {
            path: reading.path.clone(),
            label: words::of_kind(
                &words::field(&reading.path),
                kind_at(services, Some(&reading.path)),
            ),
            typed: reading.typed.as_ref().map(Personal::masked),
            read: reading.read.as_ref().map(Personal::masked),
            comparison: reading.comparison,
            comparison_label: words::comparison(reading.comparison),
            confidence: reading.confidence,
            materials: evidence.materials.clone(),
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.comparison));
    rows
}

fn point(item: ChecklistItem, services: &[ServiceDraft]) -> PointView {
    let kind = kind_at(services, item.path.as_deref());
    PointView { message: words::of_kind(&words::point(&item), kind), item }
}

/// The kind of service that a place in the draft is about; what is about all of them has a kind where
/// they have.
fn kind_at(services: &[ServiceDraft], path: Option<&str>) -> Option<ServiceKind> {
    let rest = path.and_then(|path| path.strip_prefix("/services/"));
    let place = rest.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    if let Some(service) = place.and_then(|place| services.get(place)) {
        return Some(service.kind);
    }
    let first = services.first()?.kind;
    services.iter().all(|service| service.kind == first).then_some(first)
}
