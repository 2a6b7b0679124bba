//! The phone behind a run: found by the hash of what it was given.

use crate::{
    VerificationRow,
    link::{on, reads},
};
use filing::id::VerificationId;
use uuid::Uuid;

reads! {
    /// The run that this phone opened, whatever became of it.
    pub async fn verification_by_device_hash(&mut self, device_hash: &[u8; 32]) -> Option<VerificationRow> {
        let id: Option<Uuid> = on!(self, c => {
            sqlx::query_scalar("SELECT id FROM verification WHERE device_hash = $1")
                .bind(&device_hash[..]).fetch_optional(c).await?
        });
        match id {
            Some(id) => self.verification(VerificationId::from_uuid(id)).await,
            None => Ok(None),
        }
    }
}
