//! Everything there is, page after page: for who checks the whole, never for a screen.

use crate::{
    Lease, ObjectRef, Result,
    column::{at, from_json, size},
    link::{on, reads},
    page::MAX_PAGE,
};
use filing::{
    id::{FilingId, JobId, MaterialId},
    state::FilingState,
    time::Timestamp,
};
use uuid::Uuid;

/// Where a filing stands; nothing of it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub id: FilingId,
    pub state: FilingState,
}

/// The row that an object belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectOwner {
    Material(MaterialId),
    Upload(Uuid),
    /// By the bureau's name of the file.
    Download(String),
}

/// A job that waits or runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenJob {
    pub id: JobId,
    pub kind: String,
    /// A worker has it, until `due_at`.
    pub running: bool,
    /// When it wants attention.
    pub due_at: Timestamp,
    pub attempts: i32,
    pub last_error: Option<String>,
}

type RawObject = (Uuid, String, i64, String);
type RawJob = (Uuid, String, String, i64, i32, Option<String>);

reads! {
    /// Filings with a greater id than `after`, in the order of their ids; the last page is empty.
    pub async fn standings_after(&mut self, after: Option<FilingId>) -> Vec<Standing> {
        let after = after.map_or(Uuid::nil(), FilingId::uuid);
        let raw: Vec<(Uuid, String)> = on!(self, c => {
            sqlx::query_as("SELECT id, state_json FROM filing WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
        });
        let standing = |(id, state): (Uuid, String)| Ok(Standing {
            id: FilingId::from_uuid(id),
            state: from_json(&state, "filing.state_json")?,
        });
        raw.into_iter().map(standing).collect()
    }

    /// Ids of uploads greater than `after`, in order; the last page is empty.
    pub async fn uploads_after(&mut self, after: Option<Uuid>) -> Vec<Uuid> {
        Ok(on!(self, c => {
            sqlx::query_scalar("SELECT id FROM upload WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after.unwrap_or(Uuid::nil())).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
        }))
    }

    /// Ids of messages greater than `after`, in order; the last page is empty.
    pub async fn messages_after(&mut self, after: Option<Uuid>) -> Vec<Uuid> {
        Ok(on!(self, c => {
            sqlx::query_scalar("SELECT id FROM message WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after.unwrap_or(Uuid::nil())).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
        }))
    }

    /// What rows refer to in the object store, a page after the row `after`: materials, then
    /// uploads, then downloads. The last page is empty.
    pub async fn objects_after(&mut self, after: Option<&ObjectOwner>) -> Vec<(ObjectOwner, ObjectRef)> {
        let material = match after {
            None => Some(Uuid::nil()),
            Some(ObjectOwner::Material(id)) => Some(id.uuid()),
            Some(_) => None,
        };
        if let Some(after) = material {
            let raw: Vec<RawObject> = on!(self, c => {
                sqlx::query_as(
                    "SELECT id, object_key, object_size, object_sha256 FROM material \
                     WHERE id > $1 ORDER BY id LIMIT $2",
                )
                .bind(after).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
            });
            if !raw.is_empty() {
                let owner = |id| ObjectOwner::Material(MaterialId::from_uuid(id));
                return raw.into_iter().map(|raw| owned(raw, owner)).collect();
            }
        }
        let upload = match after {
            None | Some(ObjectOwner::Material(_)) => Some(Uuid::nil()),
            Some(ObjectOwner::Upload(id)) => Some(*id),
            Some(ObjectOwner::Download(_)) => None,
        };
        if let Some(after) = upload {
            let raw: Vec<RawObject> = on!(self, c => {
                sqlx::query_as(
                    "SELECT id, object_key, object_size, object_sha256 FROM upload \
                     WHERE id > $1 ORDER BY id LIMIT $2",
                )
                .bind(after).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
            });
            if !raw.is_empty() {
                return raw.into_iter().map(|raw| owned(raw, ObjectOwner::Upload)).collect();
            }
        }
        let download = match after {
            Some(ObjectOwner::Download(name)) => name.as_str(),
            _ => "",
        };
        let raw: Vec<(String, String, i64, String)> = on!(self, c => {
            sqlx::query_as(
                "SELECT file_name, object_key, object_size, object_sha256 FROM download \
                 WHERE file_name > $1 ORDER BY file_name LIMIT $2",
            )
            .bind(download).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| owned(raw, ObjectOwner::Download)).collect()
    }

    /// Jobs that wanted attention before `before` and are neither done nor laid aside, the longest
    /// waiting first, at most a page.
    pub async fn jobs_due_before(&mut self, before: Timestamp) -> Vec<OpenJob> {
        let raw: Vec<RawJob> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, kind, state, due_at, attempts, last_error FROM job \
                 WHERE due_at < $1 ORDER BY due_at, id LIMIT $2",
            )
            .bind(before.millis()).bind(i64::from(MAX_PAGE)).fetch_all(c).await?
        });
        let open = |(id, kind, state, due_at, attempts, last_error): RawJob| OpenJob {
            id: JobId::from_uuid(id),
            kind,
            running: state == "running",
            due_at: at(due_at),
            attempts,
            last_error,
        };
        Ok(raw.into_iter().map(open).collect())
    }

    /// Rights that are held at `now`.
    pub async fn leases_held(&mut self, now: Timestamp) -> Vec<Lease> {
        let raw: Vec<(String, String, i64, i64)> = on!(self, c => {
            sqlx::query_as("SELECT name, holder, until, fence FROM lease WHERE until > $1 ORDER BY name")
                .bind(now.millis()).fetch_all(c).await?
        });
        let held = |(name, holder, until, fence)| Lease { name, holder, until: at(until), fence };
        Ok(raw.into_iter().map(held).collect())
    }
}

fn owned<K>(
    (id, key, length, sha256): (K, String, i64, String),
    owner: impl Fn(K) -> ObjectOwner,
) -> Result<(ObjectOwner, ObjectRef)> {
    let size = size(length, "object_size")?;
    Ok((owner(id), ObjectRef { key, size, sha256 }))
}
