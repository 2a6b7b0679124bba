//! A new draft, filled with what the type check already knows.

use super::classify::{Classified, TypeQuestion};
use crate::{
    App, Ctx,
    error::{Error, Result},
    record::{Kept, normal},
};
use filing::{
    draft::{
        DocumentDraft, Draft, RegionDraft, ServiceDraft, ServiceKind, SponsorDraft, TargetDraft,
    },
    id::{AccountId, FilingId, RecordId, ServiceId},
    journal::EntryName,
    kind::{FilingKind, Initiator},
    permission::Permission,
    state::{FilingState, Progress},
};
use serde::Deserialize;
use store::FilingRow;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFiling {
    pub kind: FilingKind,
    /// The type check is made again here: the server decides.
    pub question: TypeQuestion,
    /// Of the first service; the question's own counts in a check alone.
    #[serde(default)]
    pub service_kind: ServiceKind,
}

impl App {
    /// Opens a draft of a kind that the type check offers.
    ///
    /// # Errors
    /// As [`App::classify`]; [`Error::Refused`] with the reason why this kind is not offered.
    pub async fn create_filing(&self, ctx: &Ctx, new: NewFiling) -> Result<FilingRow> {
        ctx.require(Permission::EditFiling)?;
        let account = ctx.account()?;
        let question = TypeQuestion { service_kind: new.service_kind, ..new.question };
        let classified = self.ask_type(ctx, question, None).await?;
        let lookup_failed = classified.outcome == filing::classify::Outcome::LookupUnavailable;
        match classified.offers().iter().find(|offer| offer.kind == new.kind) {
            Some(offer) if offer.refused.is_none() => {}
            // A draft may be saved while the bureau does not answer; it is asked again later.
            None if lookup_failed && new.kind == FilingKind::NewFiling => {}
            Some(_) => return Err(Error::refused("kind_refused")),
            None => return Err(Error::refused("kind_not_offered")),
        }
        let record = self.record_to_file_about(&classified, new.kind, account).await?;
        let question = &classified.question;
        let service = ServiceDraft::new(ServiceId::from_uuid(self.entropy.id()), new.service_kind);
        let province =
            question.province.clone().unwrap_or_else(|| self.settings.provider.province.clone());
        let draft = Draft {
            sponsor: SponsorDraft {
                kind: Some(question.sponsor_kind),
                region: RegionDraft { province: Some(province), ..RegionDraft::default() },
                document: DocumentDraft {
                    type_: Some(question.document_type),
                    number: Some(question.document_number.clone()),
                    address: None,
                },
                ..SponsorDraft::default()
            },
            services: vec![ServiceDraft {
                domains: question.domain.clone().into_iter().collect(),
                ..service
            }],
            target: TargetDraft {
                sponsor_number: classified.sponsor_number.clone(),
                service_number: classified.service_number.clone(),
                receiving_sponsor_number: None,
            },
            ..Draft::default()
        };
        let (record, draft) = match record {
            // What is on record of the own sponsor is asked of nobody again.
            Some((id, kept, true)) => {
                let record = &kept.record;
                let number = classified.service_number.as_deref().unwrap_or_default();
                let about = record.service_by_number(number).map(|service| service.service.id);
                let known = new.kind != FilingKind::AddAccess || about.is_some();
                let prefilled =
                    record.as_draft_for(new.kind, about, draft.services.first().cloned());
                (
                    Some(id),
                    if known { prefilled } else { Draft { sponsor: prefilled.sponsor, ..draft } },
                )
            }
            Some((id, _, false)) => (Some(id), draft),
            None => (None, draft),
        };
        let row = FilingRow {
            id: FilingId::from_uuid(self.entropy.id()),
            account,
            kind: new.kind,
            initiator: Initiator::Sponsor,
            state: FilingState::Draft { progress: Progress::Entering },
            version: 1,
            title: super::view::title(&draft),
            province: draft.sponsor.region.province.clone(),
            draft,
            dossier: None,
            wire_ids: None,
            classification: Some(serde_json::to_value(&classified).map_err(Error::internal)?),
            return_reasons: Vec::new(),
            assignee: None,
            record,
            started_by: None,
            created_at: ctx.now,
            updated_at: ctx.now,
            submitted_at: None,
        };
        let mut tx = self.store.begin().await?;
        self.note_type(ctx, &mut tx, &classified).await?;
        tx.insert_filing(&row).await?;
        let detail = serde_json::json!({ "kind": row.kind });
        self.journal(&mut tx, ctx, EntryName::FilingCreated, Some(row.id), detail).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// The record that a filing is about, and whether it is this account's. To a record that no
    /// account holds yet anybody may add who proves to be its sponsor; only its holder changes it.
    async fn record_to_file_about(
        &self,
        classified: &Classified,
        kind: FilingKind,
        account: AccountId,
    ) -> Result<Option<(RecordId, Kept, bool)>> {
        let number = match (kind, &classified.sponsor_number) {
            (FilingKind::NewFiling, _) | (_, None) => return Ok(None),
            (_, Some(number)) => normal(number),
        };
        let adds = matches!(kind, FilingKind::AddService | FilingKind::AddAccess);
        match self.store.record_by_sponsor_number(&number).await? {
            Some(row) if row.account == Some(account) || adds => {
                let kept = self.kept_now(&row).await?;
                Ok(Some((row.id, kept, row.account == Some(account))))
            }
            Some(_) => Err(Error::refused("record_unclaimed")),
            None => Ok(None),
        }
    }
}
