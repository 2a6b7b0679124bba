//! Smaller copies of pictures, made once for the bureau; and answers of the bureau that nobody could
//! read, kept for a while.

use crate::{
    Error, ObjectRef, Result, Tx,
    column::size,
    link::{on, reads},
};
use filing::{
    id::{FilingId, MaterialId},
    time::Timestamp,
};
use uuid::Uuid;

type Raw = (String, i64, String);

fn object((key, length, sha256): Raw, column: &'static str) -> Result<ObjectRef> {
    Ok(ObjectRef { key, size: size(length, column)?, sha256 })
}

const PICTURE: &str = "reported_picture.object_size";
const ANSWER: &str = "unread_answer.object_size";

reads! {
    /// The copy of a material that fits `most_bytes`, if one was made.
    pub async fn reported_picture(&mut self, material: MaterialId, most_bytes: i64) -> Option<ObjectRef> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT object_key, object_size, object_sha256 FROM reported_picture \
                 WHERE material = $1 AND most_bytes = $2",
            )
            .bind(material.uuid()).bind(most_bytes).fetch_optional(c).await?
        });
        raw.map(|raw| object(raw, PICTURE)).transpose()
    }

    /// Every copy of a filing's pictures.
    pub async fn reported_pictures_of(&mut self, filing: FilingId) -> Vec<ObjectRef> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT reported_picture.object_key, reported_picture.object_size, \
                 reported_picture.object_sha256 FROM reported_picture \
                 JOIN material ON material.id = material WHERE filing = $1",
            )
            .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| object(raw, PICTURE)).collect()
    }

    /// Answers kept before `before`, oldest first, at most `limit`.
    pub async fn unread_answers(&mut self, before: Timestamp, limit: u32) -> Vec<(Uuid, ObjectRef)> {
        let raw: Vec<(Uuid, String, i64, String)> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, object_key, object_size, object_sha256 FROM unread_answer \
                 WHERE at < $1 ORDER BY at, id LIMIT $2",
            )
            .bind(before.millis()).bind(i64::from(limit)).fetch_all(c).await?
        });
        let row = |(id, key, length, sha256)| Ok((id, object((key, length, sha256), ANSWER)?));
        raw.into_iter().map(row).collect()
    }
}

fn length(object: &ObjectRef, column: &'static str) -> Result<i64> {
    i64::try_from(object.size).map_err(|_| Error::Corrupt(column))
}

impl Tx {
    /// Keeps the copy of a material that fits `most_bytes`, in place of an earlier one. Put the
    /// object first.
    pub async fn put_reported_picture(
        &mut self,
        material: MaterialId,
        most_bytes: i64,
        object: &ObjectRef,
    ) -> Result<()> {
        let length = length(object, PICTURE)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO reported_picture (material, most_bytes, object_key, object_size, \
                 object_sha256) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (material) DO UPDATE SET \
                 most_bytes = excluded.most_bytes, object_key = excluded.object_key, \
                 object_size = excluded.object_size, object_sha256 = excluded.object_sha256",
            )
            .bind(material.uuid())
            .bind(most_bytes)
            .bind(&object.key)
            .bind(length)
            .bind(&object.sha256)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Keeps an answer that could not be read. Put the object first.
    pub async fn insert_unread_answer(
        &mut self,
        id: Uuid,
        operation: &str,
        object: &ObjectRef,
        now: Timestamp,
    ) -> Result<()> {
        let length = length(object, ANSWER)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO unread_answer (id, at, operation, object_key, object_size, \
                 object_sha256) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(now.millis())
            .bind(operation)
            .bind(&object.key)
            .bind(length)
            .bind(&object.sha256)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Forgets a kept answer; its object goes with the next sweep.
    pub async fn delete_unread_answer(&mut self, id: Uuid) -> Result<()> {
        on!(self.link, c => {
            sqlx::query("DELETE FROM unread_answer WHERE id = $1").bind(id).execute(c).await?;
        });
        Ok(())
    }
}
