//! 备案记录 as this system keeps them: the record of the rules, beside it what the bureau last said
//! word by word (its ids are needed to report a change), and every state that either was in.

mod create;
mod follow;
mod ids;
mod possible;
mod told;
mod view;

pub use create::{FilingOfRecord, ProvidersFiling};
pub use possible::PossibleFiling;
pub use view::{RecordHistoryLine, RecordSummaryView, RecordView, RecordedServiceView};

pub(crate) use told::{normal, told};

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use bureau::BureauRecord;
use filing::{
    id::{AccountId, FilingId, RecordId},
    journal::EntryName,
    kind::FilingKind,
    number::FilingNumber,
    record::{Record, RecordChange},
};
use serde::{Deserialize, Serialize};
use store::{FilingRow, RecordRow, RecordServiceRow, Tx};

/// What is sealed in a record's row, and in each line of its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub record: Record,
    /// The record in the bureau's own words, whole as far as it ever told us.
    pub filed: Option<BureauRecord>,
    /// What it said while a filing of ours was on its desk: counts above what we had reported.
    #[serde(default)]
    pub said_meanwhile: Option<BureauRecord>,
}

impl Kept {
    /// Rows of the first version held the bureau's words alone.
    fn read(row: &RecordRow, services: &[RecordServiceRow], provider: i64) -> Result<Self> {
        if row.data.get("record").is_some() {
            return serde_json::from_value(row.data.clone()).map_err(Error::internal);
        }
        let said: BureauRecord =
            serde_json::from_value(row.data.clone()).map_err(Error::internal)?;
        told(None, &said, provider, |service| {
            services.iter().find(|s| s.service_wire_id == Some(service.id)).map(|s| s.service)
        })
        .ok_or_else(|| Error::internal("a record without a number"))
    }

    /// Drops from the bureau's words what is not on record any more.
    pub fn forget_what_is_gone(&mut self, provider: i64) {
        let Some(filed) = &mut self.filed else { return };
        let record = &self.record;
        let kept = |id: i64| record.services.iter().find(|s| s.wire_id == Some(id));
        filed.services.retain(|service| kept(service.id).is_none_or(|kept| kept.is_live()));
        for service in &mut filed.services {
            let Some(kept) = kept(service.id) else { continue };
            service.accesses.retain(|access| {
                access.provider != provider || kept.access_wire_ids.contains(&access.id)
            });
        }
    }
}

/// The record a filing is about.
pub(crate) struct OnRecord {
    pub record: Record,
    /// It belongs to the filing's account, which may see all of it.
    pub own: bool,
}

impl App {
    /// What is on record of what a filing is about; nothing for a first filing, and for a record that
    /// this provider does not know.
    pub(crate) async fn record_of(&self, tx: &mut Tx, row: &FilingRow) -> Result<Option<Record>> {
        Ok(self.on_record(tx, row).await?.map(|found| found.record))
    }

    /// The same, with whose it is.
    pub(crate) async fn on_record(&self, tx: &mut Tx, row: &FilingRow) -> Result<Option<OnRecord>> {
        let found = match (row.record, target_sponsor(row)) {
            (Some(id), _) => tx.record(id).await?,
            (None, Some(number)) => tx.record_by_sponsor_number(&number).await?,
            (None, None) => None,
        };
        let Some(found) = found else { return Ok(None) };
        let kept = self.kept(tx, &found).await?;
        Ok(Some(OnRecord { own: found.account == Some(row.account), record: kept.record }))
    }

    /// The same outside of a transaction, as it was last committed.
    pub(crate) async fn on_record_now(&self, row: &FilingRow) -> Result<Option<OnRecord>> {
        let found = match (row.record, target_sponsor(row)) {
            (Some(id), _) => self.store.record(id).await?,
            (None, Some(number)) => self.store.record_by_sponsor_number(&number).await?,
            (None, None) => None,
        };
        let Some(found) = found else { return Ok(None) };
        let kept = self.kept_now(&found).await?;
        Ok(Some(OnRecord { own: found.account == Some(row.account), record: kept.record }))
    }

    /// What is sealed in a record's row.
    pub(crate) async fn kept(&self, tx: &mut Tx, row: &RecordRow) -> Result<Kept> {
        let services = tx.record_services(row.id).await?;
        Kept::read(row, &services, self.provider_id())
    }

    pub(crate) async fn kept_now(&self, row: &RecordRow) -> Result<Kept> {
        let services = self.store.record_services(row.id).await?;
        Kept::read(row, &services, self.provider_id())
    }

    /// Keeps a record as it is now, with the line of its history and of the journal. `known` is its
    /// row as it was read; a record that is new belongs to `account`.
    pub(crate) async fn keep(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        known: Option<&RecordRow>,
        kept: &Kept,
        account: Option<AccountId>,
        why: (RecordChange, Option<FilingId>),
    ) -> Result<RecordId> {
        let (change, filing) = why;
        let record = &kept.record;
        let said = kept.filed.as_ref().map(|filed| &filed.sponsor.document_number);
        let document = said.or(record.sponsor.as_ref().map(|sponsor| &sponsor.document_number));
        let index = document.map(|number| self.store.keys().document_index(number.reveal()));
        let index = index
            .or(known.map(|known| known.document_index))
            .ok_or_else(|| Error::internal("a record without its sponsor's document"))?;
        let id = known.map_or_else(|| RecordId::from_uuid(self.entropy.id()), |known| known.id);
        tx.save_record(
            &RecordRow {
                id,
                account: known.and_then(|known| known.account).or(account),
                sponsor_number: record.sponsor_number.clone(),
                sponsor_wire_id: record.sponsor_wire_id,
                document_index: index,
                data: serde_json::to_value(kept).map_err(Error::internal)?,
                state: record.state,
                created_at: known.map_or(ctx.now, |known| known.created_at),
                updated_at: ctx.now,
                version: known.map_or(0, |known| known.version),
            },
            change,
            filing,
        )
        .await?;
        for service in &record.services {
            let domains = service.service.domains.iter().map(|domain| domain.ascii.clone());
            tx.upsert_record_service(&RecordServiceRow {
                record: id,
                service: service.service.id,
                service_number: service.number.clone(),
                service_wire_id: service.wire_id,
                kind: service.service.kind,
                domains: domains.collect(),
                access_wire_ids: service.access_wire_ids.clone(),
                state: service.state,
            })
            .await?;
        }
        let detail = serde_json::json!({ "record": id, "change": change });
        self.journal(tx, ctx, EntryName::RecordStored, filing, detail).await?;
        Ok(id)
    }

    /// By what the bureau calls this provider in an access.
    pub(crate) fn provider_id(&self) -> i64 {
        self.bureau.config().provider_id
    }
}

/// 主体备案号 that a filing names as its target; a first filing has none.
fn target_sponsor(row: &FilingRow) -> Option<String> {
    if row.kind == FilingKind::NewFiling {
        return None;
    }
    let target = &row.draft.target;
    let typed = target.service_number.as_ref().or(target.sponsor_number.as_ref())?;
    let number: FilingNumber = typed.parse().ok()?;
    Some(number.sponsor().as_str().to_owned())
}
