//! Giver and receiver of a migration: read together, checked together, kept together.

use super::NewMigration;
use crate::{App, Ctx, error::Result, record::Kept};
use filing::{
    id::FilingId,
    issue::{Issue, Severity},
    kind::FilingKind,
    number::{DomainName, FilingNumber},
    record::{Record, RecordChange, RecordState},
};
use store::{FilingRow, RecordRow, Tx};

/// One side of a migration.
pub(crate) struct Side {
    pub row: RecordRow,
    pub kept: Kept,
}

/// Both sides, and what moves between them.
pub(crate) struct Between {
    pub giver: Side,
    pub receiver: Side,
    /// 网站备案号, in normal form.
    pub service_number: String,
    /// A-labels; all of the service's when it moves whole.
    pub domains: Vec<String>,
}

impl Between {
    /// The bureau's own words of the giver still name what left it.
    fn without_what_moved(&self, record: Record, provider: i64) -> Kept {
        let mut giver = Kept { record, said_meanwhile: None, filed: self.giver.kept.filed.clone() };
        let before = self.giver.kept.record.service_by_number(&self.service_number);
        let id = before.and_then(|service| service.wire_id);
        let gone = |name: &str| {
            let ascii = name.parse::<DomainName>();
            ascii.is_ok_and(|ascii| self.domains.iter().any(|domain| domain == ascii.as_str()))
        };
        if let Some(filed) = &mut giver.filed {
            for service in filed.services.iter_mut().filter(|s| Some(s.id) == id) {
                service.domains.retain(|domain| !gone(&domain.name));
            }
            filed.services.retain(|s| Some(s.id) != id || !s.domains.is_empty());
        }
        giver.forget_what_is_gone(provider);
        giver
    }
}

/// Keeps both records with their histories. The giver first: a service that moves leaves it before
/// the receiver has it.
pub(crate) async fn keep_both(
    app: &App,
    ctx: &Ctx,
    tx: &mut Tx,
    between: &Between,
    after: (Record, Kept),
    filing: Option<FilingId>,
) -> Result<()> {
    let why = (RecordChange::Moved, filing);
    let (giver, receiver) = after;
    let giver = between.without_what_moved(giver, app.provider_id());
    app.keep(ctx, tx, Some(&between.giver.row), &giver, None, why).await?;
    app.keep(ctx, tx, Some(&between.receiver.row), &receiver, None, why).await?;
    Ok(())
}

impl App {
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

    /// Both records of a migration that was handed over, as they stand.
    pub(crate) async fn between_of(&self, tx: &mut Tx, row: &FilingRow) -> Result<Option<Between>> {
        let Some(number) = giver_number(row) else { return Ok(None) };
        let Some(giver) = tx.record_by_sponsor_number(&number).await? else { return Ok(None) };
        let Some(receiver) = row.record else { return Ok(None) };
        let Some(receiver) = tx.record(receiver).await? else { return Ok(None) };
        let target = row.dossier.as_ref().map(|dossier| dossier.target());
        let domains = row.dossier.iter().flat_map(|dossier| dossier.services());
        let domains = domains.flat_map(|service| &service.domains);
        Ok(Some(Between {
            giver: Side { kept: self.kept(tx, &giver).await?, row: giver },
            receiver: Side { kept: self.kept(tx, &receiver).await?, row: receiver },
            service_number: target.and_then(|t| t.service_number.clone()).unwrap_or_default(),
            domains: domains.map(|domain| domain.ascii.clone()).collect(),
        }))
    }
}

pub(crate) const fn is_migration(kind: FilingKind) -> bool {
    matches!(kind, FilingKind::MigrateDomain | FilingKind::MigrateService)
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
