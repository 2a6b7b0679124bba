//! Records as the bureau has them.

use super::SENDING;
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use bureau::BureauRecord;
use filing::{
    confirmation::SMS_WINDOW,
    id::RecordId,
    state::{Action, FilingState},
};
use store::{FilingRow, RecordRow, RecordServiceRow, Tx};

impl App {
    /// A record as it stands: if it answers a filing of ours, that filing is done.
    pub(super) async fn recorded(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        record: BureauRecord,
    ) -> Result<()> {
        let ours = record.sponsor.our_id.into_iter();
        let ours = ours.chain(record.services.iter().filter_map(|service| service.our_id));
        let mut filing = None;
        for id in ours {
            if let Some(found) = tx.filing_of_wire_id(id).await? {
                filing = Some(found);
                break;
            }
        }
        let row = match filing {
            Some(id) => tx.filing(id).await?,
            None => None,
        };
        self.keep_record(ctx, tx, &record, row.as_ref()).await?;
        let Some(mut row) = row else { return Ok(()) };
        if row.state == SENDING {
            // Everything was heard at once: the officers were asked and answered meanwhile.
            let confirmers = self.asked_parties(ctx, tx, &row).await?;
            let deadline = ctx.now + SMS_WINDOW;
            let action = Action::Uploaded { confirmers, deadline };
            self.act_on(ctx, tx, &mut row, action, async |_, _| Ok(())).await?;
        }
        let waiting =
            matches!(row.state, FilingState::BureauReview | FilingState::SmsVerification { .. });
        if !waiting {
            return Ok(());
        }
        if let FilingState::SmsVerification { pending, deadline } = row.state.clone() {
            // The bureau decided, so everybody had confirmed, before the deadline.
            for confirmer in pending {
                self.confirmed(ctx, tx, &mut row, confirmer, deadline).await?;
            }
        }
        let number = record
            .services
            .first()
            .and_then(|service| service.number.clone())
            .or(record.sponsor.number.clone());
        let action = Action::BureauAccepted { number };
        self.act_on(ctx, tx, &mut row, action, async |row, _| {
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    async fn keep_record(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        record: &BureauRecord,
        filing: Option<&FilingRow>,
    ) -> Result<()> {
        let Some(number) = record.sponsor.number.clone() else { return Ok(()) };
        let known = tx.record_by_sponsor_number(&number).await?;
        let document = record.sponsor.document_number.reveal();
        let id =
            known.as_ref().map_or_else(|| RecordId::from_uuid(self.entropy.id()), |known| known.id);
        let row = RecordRow {
            id,
            account: known.as_ref().and_then(|k| k.account).or(filing.map(|f| f.account)),
            sponsor_number: number,
            sponsor_wire_id: Some(record.sponsor.id),
            document_index: self.store.keys().document_index(document),
            data: serde_json::to_value(record).map_err(Error::internal)?,
            state: if record.services.is_empty() { "shell" } else { "active" }.into(),
            created_at: known.as_ref().map_or(ctx.now, |k| k.created_at),
            updated_at: ctx.now,
            version: known.as_ref().map_or(0, |k| k.version),
        };
        tx.upsert_record(&row).await?;
        let dossier = filing.and_then(|f| f.dossier.as_ref());
        let ids: Option<bureau::WireIds> = filing
            .and_then(|f| f.wire_ids.clone())
            .and_then(|ids| serde_json::from_value(ids).ok());
        for service in &record.services {
            let ours = ids
                .as_ref()
                .and_then(|ids| ids.services.iter().find(|known| Some(known.id) == service.our_id));
            let kept = match &service.number {
                Some(number) => tx.record_service_by_number(number).await?,
                None => None,
            };
            let service_id = kept
                .as_ref()
                .map(|kept| kept.service)
                .or(ours.map(|ours| ours.service))
                .unwrap_or_else(|| filing::id::ServiceId::from_uuid(self.entropy.id()));
            let kind = dossier
                .and_then(|d| d.services().iter().find(|s| s.id == service_id))
                .map(|s| s.kind)
                .or(kept.map(|kept| kept.kind))
                .unwrap_or_default();
            tx.upsert_record_service(&RecordServiceRow {
                record: id,
                service: service_id,
                service_number: service.number.clone(),
                service_wire_id: Some(service.id),
                kind,
                domains: service.domains.iter().map(|domain| domain.name.clone()).collect(),
                access_wire_ids: service.accesses.iter().map(|access| access.id).collect(),
                state: if service.accesses.is_empty() { "shell" } else { "active" }.into(),
            })
            .await?;
        }
        Ok(())
    }
}
