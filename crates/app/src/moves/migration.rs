//! 域名迁移 and 网站迁移: opened by an administrator between two records that are idle, filled in and
//! verified by the receiving side, reviewed by a reviewer, agreed to by a second administrator,
//! then reported. The bureau's yes changes both records at once.

use super::{held, sides::Between, sides::is_migration, text};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
    words,
};
use filing::{
    check::{self, CheckContext},
    dossier::Dossier,
    draft::{AccessDraft, Draft, OfficerDraft, ServiceDraft, TargetDraft},
    id::{FilingId, ServiceId},
    issue::Issue,
    journal::EntryName,
    kind::{Channel, FilingKind, Initiator},
    number::DomainName,
    permission::Permission,
    proposal::{Matter, ProposalState},
    state::{FilingState, Progress, Upload},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::{FilingRow, ProposalRow, Tx};

/// What moves, and where to.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMigration {
    /// `migrate_domain` or `migrate_service`.
    pub kind: FilingKind,
    /// 网站备案号 that moves, or that the domains leave.
    pub service_number: String,
    /// 主体备案号 that takes it.
    pub receiving_sponsor_number: String,
    /// Of the service; a service that moves takes all of its domains along.
    #[serde(default)]
    pub domains: Vec<String>,
    pub reason: String,
}

impl App {
    /// Opens a migration: a filing of the receiving sponsor, which its account completes.
    ///
    /// # Errors
    /// [`Error::Refused`] where the bureau's interface has no operation for it; [`Error::Invalid`]
    /// with every finding about the numbers, the domains and both records.
    pub async fn open_migration(&self, ctx: &Ctx, new: NewMigration) -> Result<FilingRow> {
        ctx.require(Permission::MoveRecords)?;
        let staff = ctx.staff()?;
        if !is_migration(new.kind) {
            return Err(Error::field("/kind", "migration.kind"));
        }
        if !self.bureau.config().carries(new.kind) {
            return Err(Error::refused("migration_offline"));
        }
        let mut found = Vec::new();
        let reason = text("/reason", &new.reason, &mut found);
        let mut tx = self.store.begin().await?;
        let between = self.between(&mut tx, &new, &mut found).await?;
        let Some(between) = between else { return Err(Error::Invalid(found)) };
        let draft = self.prefilled(new.kind, &between, reason);
        let context = CheckContext {
            initiator: Initiator::Provider,
            ..CheckContext::shipped(new.kind, ctx.now)
        };
        let of_target = check::check_field(&draft, "/target", &context);
        found.extend(of_target.into_iter().filter(Issue::blocks).map(|issue| Issue {
            path: issue.path.trim_start_matches("/target").to_owned(),
            ..issue
        }));
        let receiver = &between.receiver.row;
        if receiver.account.is_none() {
            found.push(Issue::error("/receiving_sponsor_number", "record.no_account"));
        }
        held(found)?;
        let account = receiver.account.ok_or(Error::NotFound("account"))?;
        let row = FilingRow {
            id: FilingId::from_uuid(self.entropy.id()),
            account,
            kind: new.kind,
            initiator: Initiator::Provider,
            state: FilingState::Draft { progress: Progress::Entering },
            version: 1,
            title: between.domains.first().cloned().unwrap_or_default(),
            province: draft.sponsor.region.province.clone(),
            draft,
            dossier: None,
            wire_ids: None,
            classification: None,
            return_reasons: Vec::new(),
            assignee: None,
            record: Some(receiver.id),
            started_by: Some(staff),
            created_at: ctx.now,
            updated_at: ctx.now,
            submitted_at: None,
        };
        tx.insert_filing(&row).await?;
        let kind = serde_json::json!({ "kind": row.kind });
        self.journal(&mut tx, ctx, EntryName::FilingCreated, Some(row.id), kind).await?;
        let detail = serde_json::json!({ "kind": row.kind, "service": between.service_number });
        self.journal(&mut tx, ctx, EntryName::MigrationOpened, Some(row.id), detail).await?;
        let matter = Matter::Migration { filing: row.id, dossier: None };
        let records = vec![between.giver.row.id, receiver.id];
        self.put_up(ctx, &mut tx, matter, Some(row.id), records, staff).await?;
        self.tell_receiver(ctx, &mut tx, &between).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// The receiving sponsor as on record, and what moves. Who answers for it and where it will be
    /// hosted the receiver says; nothing about the giver's people is shown to it.
    fn prefilled(&self, kind: FilingKind, between: &Between, reason: String) -> Draft {
        let filed = between.giver.kept.record.as_draft();
        let mut service = between
            .giver
            .kept
            .record
            .service_by_number(&between.service_number)
            .and_then(|on| filed.services.into_iter().find(|typed| typed.id == on.service.id))
            .unwrap_or_else(|| {
                let id = ServiceId::from_uuid(self.entropy.id());
                ServiceDraft::new(id, filing::draft::ServiceKind::default())
            });
        if kind == FilingKind::MigrateDomain {
            service.id = ServiceId::from_uuid(self.entropy.id());
            service.names = Vec::new();
            service.domains.retain(|domain| {
                let ascii = domain.parse::<DomainName>();
                ascii.is_ok_and(|ascii| between.domains.iter().any(|own| own == ascii.as_str()))
            });
        }
        service.hosts = Vec::new();
        service.home_url = None;
        service.prior_approvals = Vec::new();
        service.officer = OfficerDraft::default();
        service.access = AccessDraft::default();
        Draft {
            sponsor: between.receiver.kept.record.as_draft().sponsor,
            services: vec![service],
            target: TargetDraft {
                sponsor_number: None,
                service_number: Some(between.service_number.clone()),
                receiving_sponsor_number: Some(between.receiver.row.sponsor_number.clone()),
            },
            reason: Some(reason),
            ..Draft::default()
        }
    }

    async fn tell_receiver(&self, ctx: &Ctx, tx: &mut Tx, between: &Between) -> Result<()> {
        let sponsor = between.receiver.kept.record.sponsor.as_ref();
        let mobile = sponsor.map(|sponsor| sponsor.officer.mobile.clone());
        let Some(mobile) = mobile.filter(|mobile| !mobile.is_empty()) else { return Ok(()) };
        let number = between.receiver.row.sponsor_number.clone();
        let text = words::notice("migration_opened", &[number]);
        self.queue_message(ctx, tx, mobile, "migration_opened", text).await
    }

    /// The filing may be reported: at once, or when a second person agrees to this dossier.
    pub(crate) async fn report_or_propose(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<()> {
        if !needs_second_person(row) {
            tx.queue(&Work::Report { filing: row.id }.at(ctx.now), ctx.now).await?;
            return Ok(());
        }
        let now = digest(row.dossier.as_ref())?;
        let proposals = tx.proposals_of_filing(row.id).await?;
        if proposals.iter().any(|p| is_agreed(p, now.as_deref())) {
            tx.queue(&Work::Report { filing: row.id }.at(ctx.now), ctx.now).await?;
            return Ok(());
        }
        let first = proposals.last().ok_or_else(|| Error::internal("nobody opened it"))?;
        let (by, records) = (first.proposed_by, first.records.clone());
        // What waited was about another dossier, or about none.
        for open in proposals.into_iter().filter(|p| p.state == ProposalState::Open) {
            self.end_proposal(ctx, tx, open).await?;
        }
        let matter = Matter::Migration { filing: row.id, dossier: now };
        self.put_up(ctx, tx, matter, Some(row.id), records, by).await?;
        Ok(())
    }

    /// A migration that was given up waits for nobody.
    pub(crate) async fn end_proposals(&self, ctx: &Ctx, tx: &mut Tx, id: FilingId) -> Result<()> {
        for open in tx.proposals_of_filing(id).await? {
            if open.state == ProposalState::Open {
                self.end_proposal(ctx, tx, open).await?;
            }
        }
        Ok(())
    }

    async fn end_proposal(&self, ctx: &Ctx, tx: &mut Tx, open: ProposalRow) -> Result<()> {
        let ended =
            ProposalRow { state: ProposalState::Withdrawn, decided_at: Some(ctx.now), ..open };
        tx.decide_proposal(&ended).await?;
        let detail = serde_json::json!({ "proposal": ended.id, "kind": ended.kind });
        self.journal(tx, ctx, EntryName::ProposalWithdrawn, ended.filing, detail).await
    }

    /// Whether a filing may leave the house: a migration only as a second person saw it.
    pub(crate) async fn may_be_reported(&self, row: &FilingRow) -> Result<bool> {
        if !needs_second_person(row) {
            return Ok(true);
        }
        let now = digest(row.dossier.as_ref())?;
        let proposals = self.store.proposals_of_filing(row.id).await?;
        Ok(proposals.iter().any(|p| is_agreed(p, now.as_deref())))
    }

    /// The second person agreed to what is filed.
    pub(super) async fn release_report(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        seen: Option<&str>,
    ) -> Result<()> {
        if !waits(row) || seen.is_none() || digest(row.dossier.as_ref())?.as_deref() != seen {
            return Err(Error::refused("proposal_not_ready"));
        }
        tx.queue(&Work::Report { filing: row.id }.at(ctx.now), ctx.now).await?;
        Ok(())
    }

    /// The second person did not agree, or who opened it backed off: the reviewer and the sponsor
    /// read why. It stays until the reviewer recalls it, or the sponsor takes it back.
    pub(super) async fn hold_report(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &mut FilingRow,
        why: &str,
    ) -> Result<()> {
        if !waits(row) {
            return Err(Error::refused("proposal_not_ready"));
        }
        row.return_reasons = vec![Issue::error("", "migration.not_agreed").with(why.to_owned())];
        row.updated_at = ctx.now;
        row.version = tx.save_draft(row).await?;
        Ok(())
    }
}

/// Filings that one administrator opens and another one lets out.
pub(crate) fn needs_second_person(row: &FilingRow) -> bool {
    row.kind.spec().channel == Channel::AdministratorWithSecondPerson
}

/// Which side types, hands over and gives up: who started it, but for a migration, which an
/// administrator opens for the receiving sponsor.
pub(crate) fn carried_on_by(row: &FilingRow) -> Initiator {
    match needs_second_person(row) {
        true => Initiator::Sponsor,
        false => row.initiator,
    }
}

/// Approved by the reviewer and not on its way.
fn waits(row: &FilingRow) -> bool {
    row.state == FilingState::AwaitingUpload { upload: Upload::Waiting }
}

fn is_agreed(proposal: &ProposalRow, dossier: Option<&str>) -> bool {
    let seen = match &proposal.matter {
        Matter::Migration { dossier, .. } => dossier.as_deref(),
        _ => None,
    };
    proposal.state == ProposalState::Agreed && seen.is_some() && seen == dossier
}

/// What was agreed to is recognised by its content.
fn digest(dossier: Option<&Dossier>) -> Result<Option<String>> {
    let Some(dossier) = dossier else { return Ok(None) };
    let bytes = serde_json::to_vec(dossier).map_err(Error::internal)?;
    Ok(Some(hex::encode(Sha256::digest(&bytes))))
}
