//! What a sponsor does to a filing beside typing: finish, reopen, hand over, take back, give up.

use super::{
    checking::evidence_asked,
    classify::{Classified, TypeQuestion},
};
use crate::{
    App, Ctx,
    act::whose,
    error::{Error, Result},
};
use filing::{
    id::{FilingId, ServiceId},
    kind::{FilingKind, Initiator},
    permission::Permission,
    state::{Action, FilingState},
};
use store::{FilingRow, Tx};

impl App {
    /// 填写完成: everything holds, the phone work may begin. A kind that asks no evidence is ready
    /// at once. Evidence of an earlier round stays where its fields did not change.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every finding; [`Error::Refused`] when the type check, repeated
    /// after 24 hours, now says something else, or another filing of the sponsor is under way.
    pub async fn finish_entry(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        let classification = self.fresh_classification(ctx, &row).await?;
        let mut tx = self.store.begin().await?;
        let mut row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        if row.version != version {
            return Err(Error::Stale { current: row.version });
        }
        let record = self.on_record(&mut tx, &row).await?;
        let asked = evidence_asked(&row, record.as_ref().map(|found| &found.record));
        let action = match asked.is_nothing() {
            true => Action::FinishEntryWithoutEvidence,
            false => Action::FinishEntry,
        };
        // The state is asked first: who may not finish now is not told about fields.
        row.state.apply(action.clone(), ctx.now)?;
        self.complete(&row, record.as_ref(), ctx.now)?;
        self.alone_in_flight(&mut tx, &row).await?;
        row.classification = classification;
        self.act_on(ctx, &mut tx, &mut row, action, async |_, _| Ok(())).await?;
        if !asked.is_nothing() && self.drop_stale_evidence(ctx, &mut tx, &row).await? {
            // Every service still is 核验完成: nothing is asked again.
            let system = ctx.as_system();
            let action = Action::AllServicesVerified;
            self.act_on(&system, &mut tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        tx.commit().await?;
        Ok(row)
    }

    /// Back to typing: QR codes end, evidence stays until its fields change.
    ///
    /// # Errors
    /// [`Error::NotNow`], [`Error::Stale`].
    pub async fn reopen(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::Edit, async |_, _| Ok(())).await
    }

    /// 确认上交 (guide F58), the first time and after a return.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every finding; [`Error::Refused`] when evidence is missing or the
    /// type check now says something else.
    pub async fn submit(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        ctx.require(Permission::SubmitFiling)?;
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        whose(ctx, &row, Permission::SubmitFiling)?;
        let classification = self.fresh_classification(ctx, &row).await?;
        let action = match row.state {
            FilingState::Returned { .. } => Action::Resubmit,
            _ => Action::Submit,
        };
        let record = self.on_record_now(&row).await?;
        let asked = evidence_asked(&row, record.as_ref().map(|found| &found.record));
        // Checked before the transaction, which refuses another version than the one checked; but
        // told within, after the state: who may not submit now is not told about fields.
        if row.version != version {
            return Err(Error::Stale { current: row.version });
        }
        let dossier = self.complete(&row, record.as_ref(), ctx.now);
        self.act(ctx, id, Some(version), action, async |row, tx| {
            row.dossier = Some(dossier?);
            if !asked.is_nothing() && !self.every_service_verified(tx, row).await? {
                return Err(Error::refused("verification_unfinished"));
            }
            row.classification = classification;
            row.return_reasons = Vec::new();
            row.submitted_at = Some(ctx.now);
            row.assignee = None;
            Ok(())
        })
        .await
    }

    /// 撤回, while no reviewer has taken it.
    ///
    /// # Errors
    /// [`Error::Refused`] when a reviewer has; [`Error::NotNow`] once it is on its way.
    pub async fn withdraw(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::Withdraw, async |row, tx| match row.assignee {
            Some(_) if row.state == FilingState::ProviderReview => {
                Err(Error::refused("already_claimed"))
            }
            _ => self.drop_upload(tx, row, ctx.now).await,
        })
        .await
    }

    /// 放弃: the pictures are erased after a time, the decision stays.
    ///
    /// # Errors
    /// [`Error::NotNow`] while the provider or the bureau has it.
    pub async fn abandon(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        // By the side that started it.
        let action = Action::Abandon { by: Initiator::Sponsor };
        self.act(ctx, id, Some(version), action, async |_, _| Ok(())).await
    }

    /// 重核主体: the sponsor's stage and every service start again (guide F57).
    ///
    /// # Errors
    /// [`Error::NotNow`].
    pub async fn redo_sponsor(&self, ctx: &Ctx, id: FilingId, version: i64) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::RedoSponsor, async |row, tx| {
            self.restart_sponsor_stage(tx, row).await
        })
        .await
    }

    /// 重核网站: this service starts again after the sponsor's stage.
    ///
    /// # Errors
    /// [`Error::NotNow`], [`Error::NotFound`] for a service that is not in the filing.
    pub async fn redo_service(
        &self,
        ctx: &Ctx,
        id: FilingId,
        version: i64,
        service: ServiceId,
    ) -> Result<FilingRow> {
        self.act(ctx, id, Some(version), Action::RedoService, async |row, tx| {
            self.restart_service_stage(tx, row, service).await
        })
        .await
    }

    /// While one filing of a sponsor is under way, no second one starts (handbook §5.3, D04). The
    /// type check may be hours old: this looks within the transaction.
    pub(crate) async fn alone_in_flight(&self, tx: &mut Tx, row: &FilingRow) -> Result<()> {
        if let Some(record) = row.record {
            let other = tx.inflight_of_record(record).await?.into_iter().any(|id| id != row.id);
            if other {
                return Err(Error::refused("in_flight"));
            }
        }
        let Some(number) = &row.draft.sponsor.document.number else { return Ok(()) };
        let documents = self.store.keys().document_indexes(number.reveal());
        match tx.inflight(&documents, Some(row.id)).await? {
            Some(_) => Err(Error::refused("in_flight")),
            None => Ok(()),
        }
    }

    /// The type check, repeated when it is older than 24 hours (handbook §6.5). Only an answer
    /// that still allows this kind lets a filing go on.
    async fn fresh_classification(
        &self,
        ctx: &Ctx,
        row: &FilingRow,
    ) -> Result<Option<serde_json::Value>> {
        let kept: Option<Classified> =
            row.classification.clone().and_then(|value| serde_json::from_value(value).ok());
        let Some(kept) = kept else { return Ok(row.classification.clone()) };
        let unavailable = filing::classify::Outcome::LookupUnavailable;
        let fresh = kept.is_fresh(ctx.now, self.settings.limits.classification_hours);
        if fresh && kept.outcome != unavailable && asks_the_same(&kept, row) {
            return Ok(row.classification.clone());
        }
        let question = match is_about_filed(row) {
            true => kept.question,
            false => as_typed(kept.question, row),
        };
        // A finding about these fields is told by the draft's own check, at their place there.
        let again = match self.ask_type(ctx, question, Some(row.id)).await {
            Err(Error::Invalid(_)) => return Ok(row.classification.clone()),
            other => other?,
        };
        let mut tx = self.store.begin().await?;
        self.note_type(ctx, &mut tx, &again).await?;
        tx.commit().await?;
        if again.outcome == unavailable {
            return Err(Error::refused("lookup_unavailable"));
        }
        if !again.offers().iter().any(|o| o.kind == row.kind && o.refused.is_none()) {
            return Err(Error::refused("type_changed"));
        }
        serde_json::to_value(again).map(Some).map_err(Error::internal)
    }
}

/// What is on record is what the type check was about, whatever a change makes of it.
fn is_about_filed(row: &FilingRow) -> bool {
    row.record.is_some() && row.kind != FilingKind::AddService
}

/// The question as the draft asks it now.
fn as_typed(kept: TypeQuestion, row: &FilingRow) -> TypeQuestion {
    let sponsor = &row.draft.sponsor;
    let service = row.draft.services.first();
    TypeQuestion {
        sponsor_kind: sponsor.kind.unwrap_or(kept.sponsor_kind),
        document_type: sponsor.document.type_.unwrap_or(kept.document_type),
        document_number: sponsor.document.number.clone().unwrap_or(kept.document_number),
        domain: service.map_or(kept.domain, |service| service.domains.first().cloned()),
        service_kind: service.map_or(kept.service_kind, |service| service.kind),
        province: sponsor.region.province.clone().or(kept.province),
    }
}

/// The type check was about this certificate and this domain.
fn asks_the_same(kept: &Classified, row: &FilingRow) -> bool {
    if is_about_filed(row) {
        return true;
    }
    let sponsor = &row.draft.sponsor;
    let service = row.draft.services.first();
    sponsor.document.number.as_ref() == Some(&kept.question.document_number)
        && sponsor.document.type_ == Some(kept.question.document_type)
        && service.is_none_or(|service| service.domains.first() == kept.question.domain.as_ref())
}
