//! A filing about a record, started from the record: what is on it is asked of nobody again.

use super::{Kept, possible::chosen};
use crate::{
    App, Ctx,
    error::{Error, Result},
    filing::{Classified, TypeQuestion, title},
};
use filing::{
    classify::Outcome,
    draft::{AccessDraft, Draft, ServiceDraft, ServiceKind},
    id::{AccountId, FilingId, RecordId, ServiceId, StaffId},
    issue::Issue,
    journal::EntryName,
    kind::{FilingKind, Initiator},
    permission::Permission,
    state::{Action, FilingState, Progress},
};
use serde::Deserialize;
use store::{FilingRow, RecordRow};
use utoipa::ToSchema;

/// What a sponsor files about a record of its own.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingOfRecord {
    pub kind: FilingKind,
    /// Which service it is about, for kinds that are about one.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// The main domain of a new service; nothing else is asked.
    #[serde(default)]
    pub domain: Option<String>,
    /// Of a new service.
    #[serde(default)]
    pub service_kind: ServiceKind,
}

/// What the provider files by itself (接入商发起): a cancellation, or a change of how it serves.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvidersFiling {
    pub kind: FilingKind,
    /// Which service it is about, for kinds that are about one.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// Code table `cancel_reason`, for cancellations.
    #[serde(default)]
    pub cancel_reason: Option<u32>,
    #[serde(default)]
    pub reason: Option<String>,
    /// How the service is served from now on, for a change of access.
    #[serde(default)]
    pub access: Option<AccessDraft>,
}

impl App {
    /// Opens a draft about a record of the account. The type check is asked by what is on record.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's record; [`Error::Refused`] with the reason why
    /// this kind can't be filed now; [`Error::Invalid`] with `/domain`.
    pub async fn create_filing_of(
        &self,
        ctx: &Ctx,
        id: RecordId,
        new: FilingOfRecord,
    ) -> Result<FilingRow> {
        ctx.require(Permission::EditFiling)?;
        let account = ctx.account()?;
        let row = self.store.record(id).await?.filter(|row| row.account == Some(account));
        let row = row.ok_or(Error::NotFound("record"))?;
        let kept = self.kept_now(&row).await?;
        let possible = self.possible_kinds(&row, &kept, Initiator::Sponsor).await?;
        let about = chosen(&possible, new.kind, new.service)?.service;
        let classified = self.type_of_record(ctx, &kept, about, &new).await?;
        let fresh = (new.kind == FilingKind::AddService).then(|| {
            let id = ServiceId::from_uuid(self.entropy.id());
            let domains = classified.iter().filter_map(|c| c.question.domain.clone()).collect();
            ServiceDraft { domains, ..ServiceDraft::new(id, new.service_kind) }
        });
        let draft = kept.record.as_draft_for(new.kind, about, fresh);
        let mut filing = self.drafted(ctx, &row, account, new.kind, draft);
        let as_json = |c: &Classified| serde_json::to_value(c).map_err(Error::internal);
        filing.classification = classified.as_ref().map(as_json).transpose()?;
        let mut tx = self.store.begin().await?;
        if let Some(classified) = &classified {
            self.note_type(ctx, &mut tx, classified).await?;
        }
        tx.insert_filing(&filing).await?;
        let detail = serde_json::json!({ "kind": filing.kind, "record": id });
        self.journal(&mut tx, ctx, EntryName::FilingCreated, Some(filing.id), detail).await?;
        tx.commit().await?;
        Ok(filing)
    }

    /// Files for the provider itself, without its sponsor: complete, and handed over at once to
    /// another reviewer. Nobody confirms by SMS; the sponsor is told when it is done.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason why this kind can't be filed now; [`Error::Invalid`] with
    /// every finding. Nothing is kept then.
    pub async fn file_for_provider(
        &self,
        ctx: &Ctx,
        id: RecordId,
        new: ProvidersFiling,
    ) -> Result<FilingRow> {
        ctx.require(Permission::ReviewFiling)?;
        let staff = ctx.staff()?;
        let row = self.store.record(id).await?.ok_or(Error::NotFound("record"))?;
        let account = row.account.ok_or(Error::refused("record_unclaimed"))?;
        let kept = self.kept_now(&row).await?;
        let possible = self.possible_kinds(&row, &kept, Initiator::Provider).await?;
        let about = chosen(&possible, new.kind, new.service)?.service;
        let mut draft = kept.record.as_draft_for(new.kind, about, None);
        draft.cancel_reason = new.cancel_reason;
        draft.reason = new.reason;
        if let Some(access) = new.access {
            // 变更备案 is about the sponsor's record; which service is served otherwise is said beside it.
            let served = about.or(new.service);
            for service in draft.services.iter_mut().filter(|s| Some(s.id) == served) {
                service.access = access.clone();
            }
        }
        let mut filing = self.drafted(ctx, &row, account, new.kind, draft);
        filing.initiator = Initiator::Provider;
        filing.started_by = Some(staff);
        let mut tx = self.store.begin().await?;
        tx.insert_filing(&filing).await?;
        let detail =
            serde_json::json!({ "kind": filing.kind, "record": id, "initiator": filing.initiator });
        self.journal(&mut tx, ctx, EntryName::FilingCreated, Some(filing.id), detail).await?;
        self.alone_in_flight(&mut tx, &filing).await?;
        if !self.evidence_asked(&mut tx, &filing).await?.is_nothing() {
            // Who changes more than the provider's own part needs the sponsor's officers.
            let path = "/access".to_owned();
            return Err(Error::Invalid(vec![Issue::error(path, "change.not_of_this_kind")]));
        }
        let record = self.on_record(&mut tx, &filing).await?;
        let dossier = self.complete(&filing, record.as_ref(), ctx.now)?;
        let finish = Action::FinishEntryWithoutEvidence;
        self.act_on(ctx, &mut tx, &mut filing, finish, async |_, _| Ok(())).await?;
        self.act_on(ctx, &mut tx, &mut filing, Action::Submit, async |row, _| {
            row.dossier = Some(dossier);
            row.submitted_at = Some(ctx.now);
            Ok(())
        })
        .await?;
        tx.commit().await?;
        Ok(filing)
    }

    fn drafted(
        &self,
        ctx: &Ctx,
        record: &RecordRow,
        account: AccountId,
        kind: FilingKind,
        draft: Draft,
    ) -> FilingRow {
        FilingRow {
            id: FilingId::from_uuid(self.entropy.id()),
            account,
            kind,
            initiator: Initiator::Sponsor,
            state: FilingState::Draft { progress: Progress::Entering },
            version: 1,
            title: title(&draft),
            province: draft.sponsor.region.province.clone(),
            draft,
            dossier: None,
            wire_ids: None,
            classification: None,
            return_reasons: Vec::new(),
            assignee: None::<StaffId>,
            record: Some(record.id),
            started_by: None,
            created_at: ctx.now,
            updated_at: ctx.now,
            submitted_at: None,
        }
    }

    /// The type check as the record's own data ask it. Where no domain is on record (空壳主体, or an
    /// app alone) there is nothing that the bureau could be asked by, and the record decides.
    async fn type_of_record(
        &self,
        ctx: &Ctx,
        kept: &Kept,
        about: Option<ServiceId>,
        new: &FilingOfRecord,
    ) -> Result<Option<Classified>> {
        let record = &kept.record;
        let Some(sponsor) = &record.sponsor else { return Ok(None) };
        let domain = match (new.kind, &new.domain) {
            (FilingKind::AddService, Some(typed)) => Some(typed.clone()),
            (FilingKind::AddService, None) if new.service_kind == ServiceKind::Website => {
                return Err(Error::field("/domain", "required"));
            }
            (FilingKind::AddService, None) => None,
            _ => {
                let chosen = about.and_then(|id| record.service(id)).into_iter();
                let all = chosen.chain(record.served_services()).chain(record.live_services());
                all.flat_map(|service| &service.service.domains).next().map(|d| d.ascii.clone())
            }
        };
        let service_kind = match new.kind {
            FilingKind::AddService => new.service_kind,
            _ => about
                .and_then(|id| record.service(id))
                .map_or(ServiceKind::Website, |service| service.service.kind),
        };
        if domain.is_none() {
            return Ok(None);
        }
        let question = TypeQuestion {
            sponsor_kind: sponsor.kind,
            document_type: sponsor.document_type,
            document_number: sponsor.document_number.clone(),
            domain,
            service_kind,
            province: Some(sponsor.region.province.to_string()),
        };
        let classified = match self.ask_type(ctx, question, None).await {
            Ok(classified) => classified,
            // Only what was typed just now can be corrected here.
            Err(Error::Invalid(found)) if new.kind == FilingKind::AddService => {
                return Err(Error::Invalid(found));
            }
            Err(Error::Invalid(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let offered = classified.offers().iter().find(|offer| offer.kind == new.kind);
        match offered {
            Some(offer) if offer.refused.is_none() => Ok(Some(classified)),
            // A draft may be saved while the bureau does not answer; it is asked again later.
            None if classified.outcome == Outcome::LookupUnavailable => Ok(Some(classified)),
            Some(_) => Err(Error::refused("kind_refused")),
            None => Err(Error::refused("kind_not_offered")),
        }
    }
}
