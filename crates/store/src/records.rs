//! What the bureau confirmed (备案记录): a sponsor with its services.

use crate::{
    Error, Indexes, Keys, Result, Tx,
    column::{at, from_json, from_word, hash, to_json, word},
    link::{on, reads},
};
use filing::{
    draft::ServiceKind,
    id::{AccountId, FilingId, RecordId, ServiceId},
    record::{RecordChange, RecordState},
    time::Timestamp,
};
use uuid::Uuid;

/// A filed sponsor (主体).
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    pub id: RecordId,
    /// Absent while nobody has claimed it.
    pub account: Option<AccountId>,
    /// 主体备案号 in normal form; unique.
    pub sponsor_number: String,
    /// The bureau's own number of the sponsor.
    pub sponsor_wire_id: Option<i64>,
    /// [`Keys::document_index`] of the sponsor's document.
    pub document_index: [u8; 32],
    /// Everything else. Sealed.
    pub data: serde_json::Value,
    pub state: RecordState,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Zero before the first save; grows by one with each.
    pub version: i64,
}

/// A filed service (网站, APP …) of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordServiceRow {
    pub record: RecordId,
    pub service: ServiceId,
    /// 网站备案号 in normal form.
    pub service_number: Option<String>,
    pub service_wire_id: Option<i64>,
    pub kind: ServiceKind,
    /// Registrable domains in ASCII; searched without regard to case.
    pub domains: Vec<String>,
    /// Of this provider.
    pub access_wire_ids: Vec<i64>,
    pub state: RecordState,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    account: Option<Uuid>,
    sponsor_number: String,
    sponsor_wire_id: Option<i64>,
    document_index: Vec<u8>,
    data: Vec<u8>,
    state: String,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct RawService {
    record: Uuid,
    service: Uuid,
    service_number: Option<String>,
    service_wire_id: Option<i64>,
    kind: String,
    domains: String,
    access_wire_ids: String,
    state: String,
}

const DATA: &str = "record.data";
const STATE: &str = "record.state";
const SERVICE_STATE: &str = "record_service.state";
const KIND: &str = "record_service.kind";
const DOMAINS: &str = "record_service.domains";
const ACCESS_WIRE_IDS: &str = "record_service.access_wire_ids";

impl Raw {
    fn row(self, keys: &Keys) -> Result<RecordRow> {
        Ok(RecordRow {
            id: RecordId::from_uuid(self.id),
            account: self.account.map(AccountId::from_uuid),
            sponsor_number: self.sponsor_number,
            sponsor_wire_id: self.sponsor_wire_id,
            document_index: hash(self.document_index, "record.document_index")?,
            data: keys.open_json(DATA, self.id, &self.data)?,
            state: from_word(self.state, STATE)?,
            created_at: at(self.created_at),
            updated_at: at(self.updated_at),
            version: self.version,
        })
    }
}

impl RawService {
    fn row(self) -> Result<RecordServiceRow> {
        Ok(RecordServiceRow {
            record: RecordId::from_uuid(self.record),
            service: ServiceId::from_uuid(self.service),
            service_number: self.service_number,
            service_wire_id: self.service_wire_id,
            kind: from_word(self.kind, KIND)?,
            domains: from_json(&self.domains, DOMAINS)?,
            access_wire_ids: from_json(&self.access_wire_ids, ACCESS_WIRE_IDS)?,
            state: from_word(self.state, SERVICE_STATE)?,
        })
    }
}

macro_rules! records {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, sponsor_number, sponsor_wire_id, document_index, data, state, \
             created_at, updated_at, version FROM record ",
            $rest
        )
    };
}

macro_rules! services {
    ($rest:literal) => {
        concat!(
            "SELECT record, service, service_number, service_wire_id, kind, domains, \
             access_wire_ids, state FROM record_service ",
            $rest
        )
    };
}

reads! {
    /// One record.
    pub async fn record(&mut self, id: RecordId) -> Option<RecordRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(records!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// By 主体备案号 in normal form.
    pub async fn record_by_sponsor_number(&mut self, number: &str) -> Option<RecordRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(records!("WHERE sponsor_number = $1")).bind(number).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// By the bureau's own number of the sponsor.
    pub async fn record_by_wire_id(&mut self, id: i64) -> Option<RecordRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(records!("WHERE sponsor_wire_id = $1 ORDER BY created_at, id LIMIT 1"))
                .bind(id).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// By the sponsor's document ([`Keys::document_indexes`]), oldest first.
    pub async fn records_by_document(&mut self, document: &Indexes) -> Vec<RecordRow> {
        let mut rows: Vec<RecordRow> = Vec::new();
        for index in document.all() {
            let raw: Vec<Raw> = on!(self, c => {
                sqlx::query_as(records!("WHERE document_index = $1")).bind(&index[..]).fetch_all(c).await?
            });
            for raw in raw {
                rows.push(raw.row(&self.keys)?);
            }
        }
        rows.sort_by_key(|row| (row.created_at, row.id));
        Ok(rows)
    }

    /// Who has filed this registrable domain (ASCII, any case): record and service, oldest first.
    pub async fn records_by_domain(&mut self, domain: &str) -> Vec<(RecordRow, RecordServiceRow)> {
        let raw: Vec<RawService> = on!(self, c => {
            sqlx::query_as(services!(
                "WHERE service IN (SELECT service FROM record_domain WHERE domain = $1) ORDER BY service"
            ))
            .bind(domain.to_ascii_lowercase()).fetch_all(c).await?
        });
        let mut rows = Vec::with_capacity(raw.len());
        for raw in raw {
            let service = raw.row()?;
            let record = self.record(service.record).await?;
            rows.push((record.ok_or(Error::Corrupt("record_service.record"))?, service));
        }
        Ok(rows)
    }

    /// The services of a record, in the order they were added.
    pub async fn record_services(&mut self, record: RecordId) -> Vec<RecordServiceRow> {
        let raw: Vec<RawService> = on!(self, c => {
            sqlx::query_as(services!("WHERE record = $1 ORDER BY service"))
                .bind(record.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(RawService::row).collect()
    }

    /// By 网站备案号 in normal form.
    pub async fn record_service_by_number(&mut self, number: &str) -> Option<RecordServiceRow> {
        let raw: Option<RawService> = on!(self, c => {
            sqlx::query_as(services!("WHERE service_number = $1")).bind(number).fetch_optional(c).await?
        });
        raw.map(RawService::row).transpose()
    }

    /// By the bureau's own number of the service.
    pub async fn record_service_by_wire_id(&mut self, id: i64) -> Option<RecordServiceRow> {
        let raw: Option<RawService> = on!(self, c => {
            sqlx::query_as(services!("WHERE service_wire_id = $1 ORDER BY service LIMIT 1"))
                .bind(id).fetch_optional(c).await?
        });
        raw.map(RawService::row).transpose()
    }

    /// By the bureau's own number of an access that this provider gives.
    pub async fn record_service_by_access(&mut self, id: i64) -> Option<RecordServiceRow> {
        let raw: Vec<RawService> = on!(self, c => {
            // Rare (the bureau ends single accesses), so it may look at every service.
            sqlx::query_as(services!("WHERE access_wire_ids LIKE $1 ORDER BY service"))
                .bind(format!("%{id}%")).fetch_all(c).await?
        });
        for raw in raw {
            let row = raw.row()?;
            if row.access_wire_ids.contains(&id) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The records an account holds, oldest first.
    pub async fn records_of(&mut self, account: AccountId) -> Vec<RecordRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(records!("WHERE account = $1 ORDER BY created_at, id"))
                .bind(account.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Saves a record: a new one at version 0, a known one at the version it was read at; and, with
    /// it, the line of its history that says why. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::Duplicate`] with `sponsor_number`.
    pub async fn save_record(
        &mut self,
        row: &RecordRow,
        change: RecordChange,
        filing: Option<FilingId>,
    ) -> Result<i64> {
        let version = self.put_record(row).await?;
        self.add_record_history(row, version, change, filing).await?;
        Ok(version)
    }

    async fn put_record(&mut self, row: &RecordRow) -> Result<i64> {
        let data = self.link.keys.seal_json(DATA, row.id.uuid(), &row.data)?;
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "INSERT INTO record (id, account, sponsor_number, sponsor_wire_id, document_index, \
                 data, state, created_at, updated_at, version) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10 + 1) \
                 ON CONFLICT (id) DO UPDATE SET account = excluded.account, \
                 sponsor_number = excluded.sponsor_number, \
                 sponsor_wire_id = excluded.sponsor_wire_id, \
                 document_index = excluded.document_index, data = excluded.data, \
                 state = excluded.state, updated_at = excluded.updated_at, \
                 version = excluded.version WHERE record.version = $10",
            )
            .bind(row.id.uuid())
            .bind(row.account.map(AccountId::uuid))
            .bind(&row.sponsor_number)
            .bind(row.sponsor_wire_id)
            .bind(&row.document_index[..])
            .bind(data)
            .bind(state)
            .bind(row.created_at.millis())
            .bind(row.updated_at.millis())
            .bind(row.version)
            .execute(c)
            .await
            .map_err(Error::on_unique(&["sponsor_number"]))?
            .rows_affected()
        });
        if done == 1 {
            return Ok(row.version + 1);
        }
        let current: i64 = on!(self.link, c => {
            sqlx::query_scalar("SELECT version FROM record WHERE id = $1")
                .bind(row.id.uuid())
                .fetch_one(c)
                .await?
        });
        Err(Error::Stale { current })
    }

    /// Saves a service of a record with its domains. A service that moves to another record
    /// (migration) takes its domains along; a cancelled one is not found by them any more.
    pub async fn upsert_record_service(&mut self, row: &RecordServiceRow) -> Result<()> {
        let kind = word(&row.kind, KIND)?;
        let domains = to_json(&row.domains, DOMAINS)?;
        let access_wire_ids = to_json(&row.access_wire_ids, ACCESS_WIRE_IDS)?;
        let state = word(&row.state, SERVICE_STATE)?;
        let live = row.domains.iter().filter(|_| row.state != RecordState::Cancelled);
        let mut searched: Vec<_> = live.map(|domain| domain.to_ascii_lowercase()).collect();
        searched.sort_unstable();
        searched.dedup();
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO record_service (record, service, service_number, service_wire_id, kind, \
                 domains, access_wire_ids, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                 ON CONFLICT (service) DO UPDATE SET record = excluded.record, \
                 service_number = excluded.service_number, \
                 service_wire_id = excluded.service_wire_id, kind = excluded.kind, \
                 domains = excluded.domains, access_wire_ids = excluded.access_wire_ids, \
                 state = excluded.state",
            )
            .bind(row.record.uuid())
            .bind(row.service.uuid())
            .bind(&row.service_number)
            .bind(row.service_wire_id)
            .bind(kind)
            .bind(domains)
            .bind(access_wire_ids)
            .bind(state)
            .execute(&mut *c)
            .await
            .map_err(Error::on_unique(&["service_number"]))?;
            sqlx::query("DELETE FROM record_domain WHERE service = $1")
                .bind(row.service.uuid())
                .execute(&mut *c)
                .await?;
            for domain in &searched {
                sqlx::query("INSERT INTO record_domain (domain, service) VALUES ($1, $2)")
                    .bind(domain)
                    .bind(row.service.uuid())
                    .execute(&mut *c)
                    .await?;
            }
        });
        Ok(())
    }

    /// Takes a service out of its record, with its domains. True when it was there.
    pub async fn delete_record_service(&mut self, service: ServiceId) -> Result<bool> {
        let done = on!(self.link, c => {
            sqlx::query("DELETE FROM record_service WHERE service = $1")
                .bind(service.uuid())
                .execute(c)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }
}
