//! Runs of the phone work (电子核验), one a service's officer, opened by a QR code.

use crate::{
    Error, Keys, Result, Tx,
    column::{at, hash, maybe_at, maybe_hash},
    link::{on, reads},
};
use filing::{
    id::{FilingId, ServiceId, VerificationId},
    time::Timestamp,
};
use uuid::Uuid;

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct VerificationRow {
    pub id: VerificationId,
    pub filing: FilingId,
    pub service: ServiceId,
    /// Hash of the QR code's token.
    pub token_hash: [u8; 32],
    pub token_expires_at: Timestamp,
    /// Hash of what the first device to open it was given: no second device may go on.
    pub device_hash: Option<[u8; 32]>,
    pub opened_at: Option<Timestamp>,
    pub session_expires_at: Option<Timestamp>,
    /// `filing::verification`'s session. Sealed.
    pub session: serde_json::Value,
    /// Grows by one with each save.
    pub version: i64,
    pub revoked: bool,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    filing: Uuid,
    service: Uuid,
    token_hash: Vec<u8>,
    token_expires_at: i64,
    device_hash: Option<Vec<u8>>,
    opened_at: Option<i64>,
    session_expires_at: Option<i64>,
    session: Vec<u8>,
    version: i64,
    revoked: bool,
    created_at: i64,
}

const SESSION: &str = "verification.session";

impl Raw {
    fn row(self, keys: &Keys) -> Result<VerificationRow> {
        Ok(VerificationRow {
            id: VerificationId::from_uuid(self.id),
            filing: FilingId::from_uuid(self.filing),
            service: ServiceId::from_uuid(self.service),
            token_hash: hash(self.token_hash, "verification.token_hash")?,
            token_expires_at: at(self.token_expires_at),
            device_hash: maybe_hash(self.device_hash, "verification.device_hash")?,
            opened_at: maybe_at(self.opened_at),
            session_expires_at: maybe_at(self.session_expires_at),
            session: keys.open_json(SESSION, self.id, &self.session)?,
            version: self.version,
            revoked: self.revoked,
            created_at: at(self.created_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, filing, service, token_hash, token_expires_at, device_hash, opened_at, \
             session_expires_at, session, version, revoked, created_at FROM verification ",
            $rest
        )
    };
}

reads! {
    /// One run. Inside a transaction the row is locked until its end.
    pub async fn verification(&mut self, id: VerificationId) -> Option<VerificationRow> {
        self.lock("SELECT 1 FROM verification WHERE id = $1 FOR UPDATE", Some(id.uuid())).await?;
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// The run behind a token's hash, expired and revoked ones too: the caller says which it was.
    /// Inside a transaction the row is locked until its end.
    pub async fn verification_by_token_hash(&mut self, token_hash: &[u8; 32]) -> Option<VerificationRow> {
        let id: Option<Uuid> = on!(self, c => {
            sqlx::query_scalar("SELECT id FROM verification WHERE token_hash = $1")
                .bind(&token_hash[..]).fetch_optional(c).await?
        });
        match id {
            Some(id) => self.verification(VerificationId::from_uuid(id)).await,
            None => Ok(None),
        }
    }

    /// Every run of a filing, newest first.
    pub async fn verifications_of(&mut self, filing: FilingId) -> Vec<VerificationRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 ORDER BY created_at DESC, id DESC"))
                .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Adds a run, at the version it has.
    ///
    /// # Errors
    /// [`Error::Duplicate`] with `token_hash` or `id`.
    pub async fn insert_verification(&mut self, row: &VerificationRow) -> Result<()> {
        let session = self.link.keys.seal_json(SESSION, row.id.uuid(), &row.session)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO verification (id, filing, service, token_hash, token_expires_at, \
                 device_hash, opened_at, session_expires_at, session, version, revoked, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(row.id.uuid())
            .bind(row.filing.uuid())
            .bind(row.service.uuid())
            .bind(&row.token_hash[..])
            .bind(row.token_expires_at.millis())
            .bind(row.device_hash.map(Vec::from))
            .bind(row.opened_at.map(Timestamp::millis))
            .bind(row.session_expires_at.map(Timestamp::millis))
            .bind(session)
            .bind(row.version)
            .bind(row.revoked)
            .bind(row.created_at.millis())
            .execute(c)
            .await
            .map_err(Error::on_unique(&["token_hash", "id"]))?;
        });
        Ok(())
    }

    /// Saves token, device, times, session and whether it is revoked. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved in between, [`Error::NotFound`].
    pub async fn save_verification(&mut self, row: &VerificationRow) -> Result<i64> {
        let session = self.link.keys.seal_json(SESSION, row.id.uuid(), &row.session)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE verification SET token_hash = $3, token_expires_at = $4, device_hash = $5, \
                 opened_at = $6, session_expires_at = $7, session = $8, revoked = $9, \
                 version = version + 1 WHERE id = $1 AND version = $2",
            )
            .bind(row.id.uuid())
            .bind(row.version)
            .bind(&row.token_hash[..])
            .bind(row.token_expires_at.millis())
            .bind(row.device_hash.map(Vec::from))
            .bind(row.opened_at.map(Timestamp::millis))
            .bind(row.session_expires_at.map(Timestamp::millis))
            .bind(session)
            .bind(row.revoked)
            .execute(c)
            .await
            .map_err(Error::on_unique(&["token_hash"]))?
            .rows_affected()
        });
        if done == 1 {
            return Ok(row.version + 1);
        }
        let current: i64 = on!(self.link, c => {
            sqlx::query_scalar("SELECT version FROM verification WHERE id = $1")
                .bind(row.id.uuid())
                .fetch_one(c)
                .await?
        });
        Err(Error::Stale { current })
    }

    /// Ends the runs of a filing, or of one service of it, for good. Returns how many were ended.
    pub async fn revoke_verifications_of(
        &mut self,
        filing: FilingId,
        service: Option<ServiceId>,
    ) -> Result<u64> {
        Ok(on!(self.link, c => {
            sqlx::query(
                "UPDATE verification SET revoked = $3, version = version + 1 \
                 WHERE filing = $1 AND service = COALESCE($2, service) AND NOT revoked",
            )
            .bind(filing.uuid())
            .bind(service.map(ServiceId::uuid))
            .bind(true)
            .execute(c)
            .await?
            .rows_affected()
        }))
    }
}
