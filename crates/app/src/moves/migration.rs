//! 域名迁移 and 网站迁移: opened by an administrator between two records that are idle, filled in and
//! verified by the receiving side, reviewed by a reviewer, agreed to by a second administrator,
//! then reported. The bureau's yes changes both records at once.

use super::{held, text};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
    record::Kept,
    words,
};
use filing::{
    check::{self, CheckContext},
    dossier::Dossier,
    draft::{AccessDraft, Draft, OfficerDraft, ServiceDraft, TargetDraft},
    id::{FilingId, ServiceId},
    issue::{Issue, Severity},
    journal::EntryName,
    kind::{Channel, FilingKind, Initiator},
    number::{DomainName, FilingNumber},
    permission::Permission,
    proposal::{Matter, ProposalState},
    record::{Record, RecordState},
    state::{FilingState, Progress, Upload},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::{FilingRow, ProposalRow, RecordRow, Tx};

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

/// One side of a migration.
pub(super) struct Side {
    pub row: RecordRow,
    pub kept: Kept,
}

/// Both sides, and what moves between them.
pub(super) struct Between {
    pub giver: Side,
    pub receiver: Side,
    /// 网站备案号, in normal form.
    pub service_number: String,
    /// A-labels; all of the service's when it moves whole.
    pub domains: Vec<String>,
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

    /// Both records of a migration, or what is wrong with them, at the fields of the question.
    pub(super) async fn between(
        &self,
        tx: &mut Tx,
        new: &NewMigration,
        found: &mut Vec<Issue>,
    ) -> Result<Option<Between>> {
        const SERVICE: &str = "/service_number";
        const RECEIVER: &str = "/receiving_sponsor_number";
        let service = number(SERVICE, &new.service_number, false, found);
        let receiver = number(RECEIVER, &new.receiving_sponsor_number, true, found);
        let giver = match &service {
            Some(number) => {
                let sponsor = number.sponsor();
                self.idle_side(tx, SERVICE, sponsor.as_str(), found).await?
            }
            None => None,
        };
        let receiver = match &receiver {
            Some(number) => self.idle_side(tx, RECEIVER, number.as_str(), found).await?,
            None => None,
        };
        let (Some(service), Some(giver)) = (service, giver) else { return Ok(None) };
        let on_record = giver.kept.record.service_by_number(service.as_str());
        let Some(on_record) = on_record.filter(|service| service.is_served_here()) else {
            found.push(Issue::error(SERVICE, "record.not_served_here"));
            return Ok(None);
        };
        let own: Vec<String> =
            on_record.service.domains.iter().map(|domain| domain.ascii.clone()).collect();
        let domains = match new.kind {
            FilingKind::MigrateService => own,
            _ => domains_of(&new.domains, &own, found),
        };
        let Some(receiver) = receiver else { return Ok(None) };
        let service_number = service.as_str().to_owned();
        Ok(Some(Between { giver, receiver, service_number, domains }))
    }

    async fn idle_side(
        &self,
        tx: &mut Tx,
        path: &str,
        number: &str,
        found: &mut Vec<Issue>,
    ) -> Result<Option<Side>> {
        let Some(row) = tx.record_by_sponsor_number(number).await? else {
            found.push(Issue::new(path, "record.unknown", Severity::Error));
            return Ok(None);
        };
        let kept = self.kept(tx, &row).await?;
        let idle = matches!(row.state, RecordState::Active | RecordState::Shell);
        if !idle || self.is_busy(tx, &row, &kept).await? {
            found.push(Issue::new(path, "record.busy", Severity::Error));
        }
        Ok(Some(Side { row, kept }))
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

pub(super) const fn is_migration(kind: FilingKind) -> bool {
    matches!(kind, FilingKind::MigrateDomain | FilingKind::MigrateService)
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

fn number(
    path: &str,
    typed: &str,
    of_sponsor: bool,
    found: &mut Vec<Issue>,
) -> Option<FilingNumber> {
    match typed.parse::<FilingNumber>() {
        Ok(number) if number.is_sponsor() == of_sponsor => Some(number),
        Ok(_) => {
            let code = match of_sponsor {
                true => "filing_number.not_sponsor",
                false => "filing_number.not_service",
            };
            found.push(Issue::error(path.to_owned(), code));
            None
        }
        Err(error) => {
            found.push(Issue::error(path.to_owned(), error.code()));
            None
        }
    }
}

/// Domains of the service, as A-labels.
fn domains_of(typed: &[String], own: &[String], found: &mut Vec<Issue>) -> Vec<String> {
    if typed.is_empty() {
        found.push(Issue::error("/domains", "required"));
    }
    let mut domains = Vec::new();
    for (n, domain) in typed.iter().enumerate() {
        let path = format!("/domains/{n}");
        match domain.parse::<DomainName>() {
            Ok(domain) if !own.iter().any(|own| own == domain.as_str()) => {
                found.push(Issue::error(path, "migration.not_its_domain"));
            }
            Ok(domain) if domains.iter().any(|known| known == domain.as_str()) => {
                found.push(Issue::error(path, "domain.duplicate"));
            }
            Ok(domain) => domains.push(domain.as_str().to_owned()),
            Err(error) => found.push(Issue::error(path, error.code())),
        }
    }
    domains
}

/// The record that gives, by what a migration names.
pub(crate) fn giver_number(row: &FilingRow) -> Option<String> {
    if !is_migration(row.kind) {
        return None;
    }
    let number: FilingNumber = row.draft.target.service_number.as_deref()?.parse().ok()?;
    Some(number.sponsor().as_str().to_owned())
}

/// Both records after a migration have no filing underway any more.
pub(super) fn settled(mut record: Record) -> Record {
    record.underway = None;
    record
}
