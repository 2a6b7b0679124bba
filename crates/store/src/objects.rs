//! Files (pictures, PDFs, the bureau's archives) in a folder or an S3 store, sealed before they
//! leave the process.

use crate::{
    Error, Keys, Result, Store, Suite,
    link::{on, reads},
};
use filing::time::Timestamp;
use futures::TryStreamExt;
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as ObjectPath,
};
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

mod http;
mod s3;

pub use s3::S3Config;

/// Where an object is and what must come out. Says nothing about what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Name in the object store: a keyed hash over content and context.
    pub key: String,
    /// Length of the plain bytes.
    pub size: u64,
    /// SHA-256 of the plain bytes, hexadecimal.
    pub sha256: String,
}

/// The object store of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// A folder, made if it is not there. Files and their folder are synced to the disk before a
    /// `put` returns.
    ///
    /// # Errors
    /// [`Error::Config`] when the folder can't be made.
    pub fn folder(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let fail =
            |why: &dyn std::fmt::Display| Error::Config(format!("{}: {why}", path.display()));
        let mut folder = std::fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(path).map_err(|error| fail(&error.kind()))?;
        let store = LocalFileSystem::new_with_prefix(path)
            .map_err(|_| fail(&"not a folder that can be used"))?;
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    /// Nowhere but in memory, for tests.
    pub fn memory() -> Self {
        Self(Arc::new(object_store::memory::InMemory::new()))
    }

    /// Seals and stores bytes. `context` is `table.column:row` and opens them again. Putting the
    /// same bytes for the same context again gives the same reference and one object.
    pub async fn put(&self, keys: &Keys, context: &str, bytes: &[u8]) -> Result<ObjectRef> {
        let name = keys.object_name(context, bytes);
        let key = format!("{}/{name}", &name[..2]);
        // Bound to its name as well: two objects of one context can't be exchanged.
        let sealed = keys.seal(&place(context, &key), bytes);
        // Overwrites: mends an object that was damaged, and makes an old one young for the sweep.
        let path = ObjectPath::from(key.as_str());
        self.0.put(&path, PutPayload::from(sealed)).await.map_err(|error| fault(&error))?;
        let sha256 = hex::encode(Suite::Intl.hash(bytes));
        Ok(ObjectRef { key, size: bytes.len() as u64, sha256 })
    }

    /// The plain bytes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Sealed`] when the object is not the one that was put, was
    /// changed, or was put for another context.
    pub async fn get(&self, keys: &Keys, context: &str, object: &ObjectRef) -> Result<Vec<u8>> {
        let path = ObjectPath::from(object.key.as_str());
        let found = self.0.get(&path).await.map_err(|error| fault(&error))?;
        let sealed = found.bytes().await.map_err(|error| fault(&error))?;
        let bytes = keys.open(&place(context, &object.key), &sealed)?;
        let same = bytes.len() as u64 == object.size
            && hex::encode(Suite::Intl.hash(&bytes)) == object.sha256;
        if same { Ok(bytes) } else { Err(Error::Sealed("object: not the one that was put".into())) }
    }

    /// Deletes an object; one that is not there is no error.
    pub async fn delete(&self, object: &ObjectRef) -> Result<()> {
        self.delete_key(&object.key).await
    }

    async fn delete_key(&self, key: &str) -> Result<()> {
        match self.0.delete(&ObjectPath::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }

    /// Names of objects last written before `before`.
    async fn older_than(&self, before: Timestamp) -> Result<Vec<String>> {
        let old = self.0.list(None).try_filter_map(async |meta| {
            let old = meta.last_modified.timestamp_millis() < before.millis();
            Ok(old.then(|| meta.location.to_string()))
        });
        old.try_collect().await.map_err(|error| fault(&error))
    }

    /// Names of objects that were written before `before` and that no row refers to any more.
    /// `before` leaves time between putting an object and writing its row: an hour is plenty.
    ///
    /// Rows are those of materials and their copies, uploads, downloads and unread answers; an object kept only inside other data
    /// counts as unreferenced.
    pub async fn unreferenced(&self, store: &Store, before: Timestamp) -> Result<Vec<String>> {
        let mut unreferenced = Vec::new();
        for key in self.older_than(before).await? {
            if !store.refers_to_object(&key).await? {
                unreferenced.push(key);
            }
        }
        Ok(unreferenced)
    }

    /// Deletes what [`Objects::unreferenced`] finds. Returns how many objects went.
    pub async fn sweep(&self, store: &Store, before: Timestamp) -> Result<usize> {
        let unreferenced = self.unreferenced(store, before).await?;
        for key in &unreferenced {
            self.delete_key(key).await?;
        }
        Ok(unreferenced.len())
    }
}

reads! {
    /// Whether any row refers to the object of this name.
    pub async fn refers_to_object(&mut self, key: &str) -> bool {
        Ok(on!(self, c => {
            sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM material WHERE object_key = $1) \
                 OR EXISTS (SELECT 1 FROM upload WHERE object_key = $1 \
                 AND file_deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM reported_picture WHERE object_key = $1) \
                 OR EXISTS (SELECT 1 FROM unread_answer WHERE object_key = $1) \
                 OR EXISTS (SELECT 1 FROM download WHERE object_key = $1)",
            )
            .bind(key).fetch_one(c).await?
        }))
    }
}

fn place(context: &str, key: &str) -> String {
    format!("{context}@{key}")
}

/// What went wrong, without paths: they say where, which a log of another system may keep.
fn fault(error: &object_store::Error) -> Error {
    use object_store::Error as E;
    match error {
        E::NotFound { .. } => Error::NotFound,
        E::PermissionDenied { .. } | E::Unauthenticated { .. } => {
            Error::Object("access refused".into())
        }
        other => {
            let mut cause: &dyn std::error::Error = other;
            while let Some(next) = cause.source() {
                cause = next;
            }
            Error::Object(cause.to_string())
        }
    }
}
