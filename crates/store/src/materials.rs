//! Stored pictures and documents (材料), with what was measured on them. Versions, never overwritten.

use crate::{
    Error, Keys, ObjectRef, Result, Tx,
    accounts::found,
    column::{at, maybe_at, size},
    link::{on, reads},
};
use filing::{
    id::{FilingId, MaterialId, ServiceId},
    time::Timestamp,
};
use uuid::Uuid;

/// One version of one material.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialRow {
    pub id: MaterialId,
    pub filing: FilingId,
    /// Absent when it is about the sponsor.
    pub service: Option<ServiceId>,
    /// What it shows: `sponsor_document`, `sponsor_officer_front`, `portrait`, `sheet` …
    pub slot: String,
    pub object: ObjectRef,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What was measured. Sealed.
    pub evidence: Option<serde_json::Value>,
    /// When a newer one took its place.
    pub superseded_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    filing: Uuid,
    service: Option<Uuid>,
    slot: String,
    object_key: String,
    object_size: i64,
    object_sha256: String,
    width: i64,
    height: i64,
    evidence: Option<Vec<u8>>,
    superseded_at: Option<i64>,
    created_at: i64,
}

const EVIDENCE: &str = "material.evidence";

impl Raw {
    fn row(self, keys: &Keys) -> Result<MaterialRow> {
        let pixels = |n: i64| u32::try_from(n).map_err(|_| Error::Corrupt("material.width"));
        let open = |sealed: Vec<u8>| keys.open_json(EVIDENCE, self.id, &sealed);
        Ok(MaterialRow {
            id: MaterialId::from_uuid(self.id),
            filing: FilingId::from_uuid(self.filing),
            service: self.service.map(ServiceId::from_uuid),
            slot: self.slot,
            object: ObjectRef {
                key: self.object_key,
                size: size(self.object_size, "material.object_size")?,
                sha256: self.object_sha256,
            },
            width: pixels(self.width)?,
            height: pixels(self.height)?,
            evidence: self.evidence.map(open).transpose()?,
            superseded_at: maybe_at(self.superseded_at),
            created_at: at(self.created_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, filing, service, slot, object_key, object_size, object_sha256, width, \
             height, evidence, superseded_at, created_at FROM material ",
            $rest
        )
    };
}

reads! {
    /// One material, current or not.
    pub async fn material(&mut self, id: MaterialId) -> Option<MaterialRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// The current materials of a filing, oldest first.
    pub async fn materials_of(&mut self, filing: FilingId) -> Vec<MaterialRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE filing = $1 AND superseded_at IS NULL ORDER BY created_at, id"
            ))
            .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// The materials of a filing with all their earlier versions, oldest first.
    pub async fn material_history_of(&mut self, filing: FilingId) -> Vec<MaterialRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 ORDER BY created_at, id"))
                .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Adds a material; the current one of the same filing, service and slot becomes an earlier
    /// version. Put the object first, so that no row points nowhere.
    pub async fn insert_material(&mut self, row: &MaterialRow) -> Result<()> {
        let seal = |value| self.link.keys.seal_json(EVIDENCE, row.id.uuid(), value);
        let evidence = row.evidence.as_ref().map(seal).transpose()?;
        let length =
            i64::try_from(row.object.size).map_err(|_| Error::Corrupt("material.object_size"))?;
        on!(self.link, c => {
            sqlx::query(
                "UPDATE material SET superseded_at = $4 WHERE filing = $1 \
                 AND service IS NOT DISTINCT FROM $2 AND slot = $3 AND superseded_at IS NULL",
            )
            .bind(row.filing.uuid())
            .bind(row.service.map(ServiceId::uuid))
            .bind(&row.slot)
            .bind(row.created_at.millis())
            .execute(&mut *c)
            .await?;
            sqlx::query(
                "INSERT INTO material (id, filing, service, slot, object_key, object_size, \
                 object_sha256, width, height, evidence, superseded_at, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(row.id.uuid())
            .bind(row.filing.uuid())
            .bind(row.service.map(ServiceId::uuid))
            .bind(&row.slot)
            .bind(&row.object.key)
            .bind(length)
            .bind(&row.object.sha256)
            .bind(i64::from(row.width))
            .bind(i64::from(row.height))
            .bind(evidence)
            .bind(row.superseded_at.map(Timestamp::millis))
            .bind(row.created_at.millis())
            .execute(&mut *c)
            .await
            .map_err(Error::on_unique(&["slot", "id"]))?;
        });
        Ok(())
    }

    /// Keeps what was measured later.
    pub async fn save_evidence(
        &mut self,
        id: MaterialId,
        evidence: &serde_json::Value,
    ) -> Result<()> {
        let evidence = self.link.keys.seal_json(EVIDENCE, id.uuid(), evidence)?;
        let done = on!(self.link, c => {
            sqlx::query("UPDATE material SET evidence = $2 WHERE id = $1")
                .bind(id.uuid())
                .bind(evidence)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(done)
    }

    /// Takes the current material of a slot away without a successor. True when there was one.
    pub async fn supersede_material(&mut self, id: MaterialId, at: Timestamp) -> Result<bool> {
        let done = on!(self.link, c => {
            sqlx::query("UPDATE material SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL")
                .bind(id.uuid())
                .bind(at.millis())
                .execute(c)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }

    /// Erases a material, when the law no longer wants it kept. The object goes with the next sweep.
    pub async fn erase_material(&mut self, id: MaterialId) -> Result<()> {
        let done = on!(self.link, c => {
            sqlx::query("DELETE FROM material WHERE id = $1")
                .bind(id.uuid())
                .execute(c)
                .await?
                .rows_affected()
        });
        found(done)
    }
}
