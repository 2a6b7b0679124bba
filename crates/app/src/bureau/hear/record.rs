//! Records as the bureau has them: what answers a filing of ours, and what is only told.

use super::{
    SENDING,
    addressed::{addressed, is_with_bureau},
};
use crate::{
    App, Ctx,
    error::{Error, Result},
    record::{Kept, normal, told},
    verification::evidence_of,
    words,
};
use bureau::{BureauRecord, Cancelled, RecordedService, WireIds, WireOperation};
use filing::{
    confirmation::SMS_WINDOW,
    dossier::Dossier,
    id::{FilingId, ServiceId},
    journal::EntryName,
    kind::{FilingKind, Wire},
    record::{
        BureauPass, PassedService, Record, RecordChange, RecordPart, apply_bureau_pass, same_number,
    },
    state::{Action, FilingState},
    verification::VerificationStage,
};
use store::{FilingRow, RecordRow, Tx};

impl App {
    /// A record as it stands: if it answers a filing of ours, that filing is done.
    pub(super) async fn recorded(&self, ctx: &Ctx, tx: &mut Tx, said: BureauRecord) -> Result<()> {
        let Some(number) = said.sponsor.number.as_deref().map(normal) else { return Ok(()) };
        let known = match tx.record_by_sponsor_number(&number).await? {
            Some(known) => Some(known),
            None => tx.record_by_wire_id(said.sponsor.id).await?,
        };
        let kept = match &known {
            Some(known) => Some(self.kept(tx, known).await?),
            None => None,
        };
        if let Some(row) = self.answered(tx, &said, known.as_ref(), kept.as_ref()).await? {
            return Box::pin(self.accepted(ctx, tx, row, Some(&said))).await;
        }
        let Some(mut next) = self.told(kept.as_ref(), &said) else { return Ok(()) };
        if kept.as_ref() == Some(&next) {
            return Ok(());
        }
        next.said_meanwhile = next.record.underway.is_some().then_some(said);
        let change = match known {
            None => RecordChange::Imported,
            Some(_) => RecordChange::Updated,
        };
        self.keep(ctx, tx, known.as_ref(), &next, None, (change, None)).await?;
        Ok(())
    }

    /// The bureau's yes by result or review. What brings a number is filed by the record that comes
    /// with it; a change or a cancellation brings none, so that the word itself files it.
    pub(super) async fn passed(&self, ctx: &Ctx, tx: &mut Tx, id: FilingId) -> Result<()> {
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let by_word = matches!(row.kind.spec().wire, Wire::Bgba | Wire::Zxba);
        match by_word && is_with_bureau(&row) {
            true => self.accepted(ctx, tx, row, None).await,
            false => Ok(()),
        }
    }

    /// Something is gone (ZXSJ): as a filing of ours asked, or by the bureau itself.
    pub(super) async fn gone(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        what: Cancelled,
        id: i64,
    ) -> Result<()> {
        let operation = match what {
            Cancelled::Sponsor => WireOperation::CancelSponsor,
            Cancelled::Service => WireOperation::CancelService,
            Cancelled::Access => WireOperation::CancelAccess,
        };
        let identifier = id.to_string();
        if let Some(filing) = addressed(tx, Some(operation), Some(&identifier)).await? {
            let row = tx.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
            if is_with_bureau(&row) {
                return self.accepted(ctx, tx, row, None).await;
            }
        }
        let detail = serde_json::json!({ "what": format!("{what:?}"), "id": id });
        self.journal(tx, ctx, EntryName::BureauCancelled, None, detail).await?;
        let (known, part) = match what {
            Cancelled::Sponsor => (tx.record_by_wire_id(id).await?, Some(RecordPart::Sponsor)),
            Cancelled::Service | Cancelled::Access => {
                let service = match what {
                    Cancelled::Service => tx.record_service_by_wire_id(id).await?,
                    _ => tx.record_service_by_access(id).await?,
                };
                let part = service.as_ref().map(|service| match what {
                    Cancelled::Service => RecordPart::Service(service.service),
                    _ => RecordPart::Access(id),
                });
                match service {
                    Some(service) => (tx.record(service.record).await?, part),
                    None => (None, None),
                }
            }
        };
        let (Some(known), Some(part)) = (known, part) else { return Ok(()) };
        let mut kept = self.kept(tx, &known).await?;
        let Some(event) = kept.record.gone(part) else { return Ok(()) };
        kept.said_meanwhile = None;
        kept.forget_what_is_gone(self.provider_id());
        let why = (RecordChange::State(event), None);
        self.keep(ctx, tx, Some(&known), &kept, None, why).await?;
        self.tell_of_cancellation(ctx, tx, &kept.record, part).await
    }

    /// The bureau ended something without being asked: the officer who answers for it is told.
    async fn tell_of_cancellation(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        record: &Record,
        part: RecordPart,
    ) -> Result<()> {
        let service = match part {
            RecordPart::Service(id) => record.service(id),
            RecordPart::Sponsor | RecordPart::Access(_) => None,
        };
        let number = service.and_then(|service| service.number.clone());
        let number = number.unwrap_or_else(|| record.sponsor_number.clone());
        let of_sponsor = record.sponsor.as_ref().map(|sponsor| &sponsor.officer.mobile);
        let of_service = service.map(|service| &service.service.officer.mobile);
        let mut mobiles = of_sponsor.into_iter().chain(of_service);
        let Some(mobile) = mobiles.find(|mobile| !mobile.is_empty()).cloned() else {
            return Ok(());
        };
        let text = words::notice("cancelled_by_bureau", &[number]);
        self.queue_message(ctx, tx, mobile, "cancelled_by_bureau", text).await
    }

    /// The bureau's words over what is kept; services nobody knew get ids.
    pub(super) fn told(&self, kept: Option<&Kept>, said: &BureauRecord) -> Option<Kept> {
        let fresh = |_: &RecordedService| Some(ServiceId::from_uuid(self.entropy.id()));
        told(kept, said, self.provider_id(), fresh)
    }

    /// The filing that a record answers. What is new carries our numbers; a change does not, and a
    /// record may come for other reasons meanwhile: it answers the change if it says what was
    /// reported, and did not say so before.
    async fn answered(
        &self,
        tx: &mut Tx,
        said: &BureauRecord,
        known: Option<&RecordRow>,
        kept: Option<&Kept>,
    ) -> Result<Option<FilingRow>> {
        let services = said.services.iter();
        let ours = said.sponsor.our_id.into_iter();
        let ours = ours.chain(services.clone().filter_map(|service| service.our_id));
        let accesses = services.flat_map(|service| &service.accesses);
        for id in ours.chain(accesses.filter_map(|access| access.our_id)) {
            let Some(filing) = tx.filing_of_wire_id(id).await? else { continue };
            let Some(row) = tx.filing(filing).await? else { continue };
            if is_with_bureau(&row) && brings(&row, said) {
                return Ok(Some(row));
            }
        }
        let (Some(known), Some(kept)) = (known, kept) else { return Ok(None) };
        for id in tx.inflight_of_record(known.id).await? {
            let Some(row) = tx.filing(id).await? else { continue };
            let Some(dossier) = row.dossier.as_ref().filter(|_| is_with_bureau(&row)) else {
                continue;
            };
            if row.kind.spec().wire == Wire::Bgba && self.says_the_change(kept, dossier, said) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn says_the_change(&self, kept: &Kept, dossier: &Dossier, said: &BureauRecord) -> bool {
        let data = |record: &Record| (record.sponsor.clone(), record.services.clone());
        let over = |record: &Record| {
            let kept = Kept { record: record.clone(), ..kept.clone() };
            self.told(Some(&kept), said).map(|told| data(&told.record))
        };
        let Ok(changed) = apply_bureau_pass(Some(&kept.record), dossier, &BureauPass::default())
        else {
            return false;
        };
        let mut before = kept.record.clone();
        before.end();
        over(&changed) == Some(data(&changed)) && over(&before) != Some(data(&before))
    }

    /// The bureau said yes: the record becomes what was filed, the filing is done. Both or neither.
    async fn accepted(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mut row: FilingRow,
        said: Option<&BureauRecord>,
    ) -> Result<()> {
        let dossier = row.dossier.clone().ok_or_else(|| Error::internal("no snapshot"))?;
        if let (Wire::Migration, Some(said)) = (row.kind.spec().wire, said) {
            return Box::pin(self.migrated(ctx, tx, row, &dossier, said)).await;
        }
        let known = self.known_record(tx, &row, said).await?;
        let kept = match &known {
            Some(known) => Some(self.kept(tx, known).await?),
            None => None,
        };
        let pass = self.pass(tx, &row, &dossier, said).await?;
        let record = match apply_bureau_pass(kept.as_ref().map(|k| &k.record), &dossier, &pass) {
            Ok(record) => record,
            Err(error) => {
                // It is kept in its file; a human looks at the filing, and nothing else waits.
                tracing::error!(filing.id = %row.id, %error, "a yes that fits no record");
                return Ok(());
            }
        };
        let mut next = Kept {
            record,
            filed: kept.as_ref().and_then(|kept| kept.filed.clone()),
            said_meanwhile: None,
        };
        let meanwhile = kept.and_then(|kept| kept.said_meanwhile);
        if let Some(said) = said.or(meanwhile.as_ref()) {
            next = self.told(Some(&next), said).unwrap_or(next);
        }
        next.said_meanwhile = None;
        next.forget_what_is_gone(self.provider_id());
        self.on_the_desk(ctx, tx, &mut row).await?;
        let number = number_of(&row, &pass, &next.record);
        let (account, why) = (Some(row.account), (RecordChange::Filed, Some(row.id)));
        let id = self.keep(ctx, tx, known.as_ref(), &next, account, why).await?;
        self.act_on(ctx, tx, &mut row, Action::BureauAccepted { number }, async |row, _| {
            row.record = Some(id);
            row.return_reasons = Vec::new();
            Ok(())
        })
        .await
    }

    async fn known_record(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
        said: Option<&BureauRecord>,
    ) -> Result<Option<RecordRow>> {
        if let Some(id) = row.record {
            return Ok(tx.record(id).await?);
        }
        let Some(said) = said else { return Ok(None) };
        match &said.sponsor.number {
            Some(number) => Ok(tx.record_by_sponsor_number(&normal(number)).await?),
            None => Ok(None),
        }
    }

    /// What was heard of at once: the officers were asked and answered meanwhile.
    pub(super) async fn on_the_desk(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
    ) -> Result<()> {
        if row.state == SENDING {
            let confirmers = self.asked_parties(ctx, tx, row).await?;
            let deadline = ctx.now + SMS_WINDOW;
            let action = Action::Uploaded { confirmers, deadline };
            self.act_on(ctx, tx, row, action, async |_, _| Ok(())).await?;
        }
        if let FilingState::SmsVerification { pending, deadline } = row.state.clone() {
            // The bureau decided, so everybody had confirmed, before the deadline.
            for party in pending {
                self.confirmed(ctx, tx, row, party, deadline).await?;
            }
        }
        Ok(())
    }

    /// Numbers and ids that came with the yes, by our services.
    pub(super) async fn pass(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
        dossier: &Dossier,
        said: Option<&BureauRecord>,
    ) -> Result<BureauPass> {
        let evidence = evidence_of(&tx.verifications_of(row.id).await?)?;
        let sponsor_verified = evidence.iter().any(|e| e.stage == VerificationStage::Sponsor);
        let Some(said) = said else {
            return Ok(BureauPass { sponsor_verified, ..BureauPass::default() });
        };
        let ours: Option<WireIds> =
            row.wire_ids.clone().and_then(|ids| serde_json::from_value(ids).ok());
        let named = |service: ServiceId| {
            let ids = ours.as_ref()?.services.iter().find(|ids| ids.service == service)?;
            said.services.iter().find(|part| match row.kind {
                FilingKind::AddAccess => {
                    part.accesses.iter().any(|access| access.our_id == Some(ids.access))
                }
                _ => part.our_id == Some(ids.id),
            })
        };
        let provider = self.provider_id();
        let services = dossier.services().iter().filter_map(|service| {
            let part = named(service.id)?;
            let own = part.accesses.iter().filter(|access| access.provider == provider);
            Some(PassedService {
                service: service.id,
                number: part.number.as_deref().map(normal),
                wire_id: Some(part.id),
                access_wire_ids: own.map(|access| access.id).collect(),
            })
        });
        Ok(BureauPass {
            sponsor_number: said.sponsor.number.as_deref().map(normal),
            sponsor_wire_id: Some(said.sponsor.id),
            services: services.collect(),
            sponsor_verified,
        })
    }
}

/// Whether a record with a number of ours is the one that the filing asked for: numbers of other
/// providers may be equal to ours.
fn brings(row: &FilingRow, said: &BureauRecord) -> bool {
    let Some(dossier) = &row.dossier else { return false };
    let target = dossier.target();
    let is = |wanted: Option<&String>, told: Option<&String>| {
        wanted.zip(told).is_some_and(|(wanted, told)| same_number(wanted, told))
    };
    match row.kind {
        FilingKind::NewFiling => dossier.sponsor().is_some_and(|sponsor| {
            let plain = |number: &filing::personal::Personal| number.reveal().to_uppercase();
            plain(&sponsor.document_number) == plain(&said.sponsor.document_number)
        }),
        FilingKind::MigrateDomain | FilingKind::MigrateService => {
            is(target.receiving_sponsor_number.as_ref(), said.sponsor.number.as_ref())
        }
        FilingKind::AddService => is(target.sponsor_number.as_ref(), said.sponsor.number.as_ref()),
        FilingKind::AddAccess => {
            let wanted = target.service_number.as_ref();
            said.services.iter().any(|service| is(wanted, service.number.as_ref()))
        }
        _ => false,
    }
}

/// The number that the sponsor reads: of the first service that got one, else of what it was about.
pub(super) fn number_of(row: &FilingRow, pass: &BureauPass, record: &Record) -> Option<String> {
    let given = pass.services.iter().find_map(|service| service.number.clone());
    let target = row.dossier.as_ref().map(|dossier| dossier.target());
    given
        .or_else(|| target.and_then(|target| target.service_number.clone()))
        .or_else(|| Some(record.sponsor_number.clone()))
}
