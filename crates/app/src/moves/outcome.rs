//! What the bureau did off-line: where its interface has no operation for migrations, one
//! administrator enters the outcome and a second one agrees. Both records change at once.

use super::{
    NewMigration, ProposalView, held,
    sides::{is_migration, keep_both},
    text,
};
use crate::{
    App, Ctx,
    error::{Error, Result},
    record::Kept,
};
use filing::{
    id::ServiceId,
    issue::Issue,
    journal::EntryName,
    kind::FilingKind,
    number::FilingNumber,
    permission::Permission,
    proposal::{Matter, OutcomeByHand},
    record::migrate_by_hand,
};
use serde::Deserialize;
use store::{ProposalRow, Tx};

/// What the bureau answered, as its letter says it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOutcome {
    /// `migrate_domain` or `migrate_service`.
    pub kind: FilingKind,
    /// 网站备案号 before.
    pub service_number: String,
    /// 主体备案号 it moved under.
    pub receiving_sponsor_number: String,
    /// Those that moved; a service takes all of its domains along.
    #[serde(default)]
    pub domains: Vec<String>,
    /// 网站备案号 that the bureau gave under the receiving sponsor.
    pub new_service_number: String,
    /// Names nobody: it is written into the journal.
    pub reason: String,
    /// The bureau's own mark of the matter, e.g. its letter's number.
    pub reference: String,
}

impl App {
    /// Proposes to write the bureau's outcome down.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every finding; [`Error::Refused`] when something about one of the
    /// records waits for a second person.
    pub async fn propose_outcome(&self, ctx: &Ctx, new: NewOutcome) -> Result<ProposalView> {
        ctx.require(Permission::MoveRecords)?;
        if !is_migration(new.kind) {
            return Err(Error::field("/kind", "migration.kind"));
        }
        let mut found = Vec::new();
        let reason = text("/reason", &new.reason, &mut found);
        let reference = text("/reference", &new.reference, &mut found);
        let given = new.new_service_number.parse::<FilingNumber>();
        let receiver = new.receiving_sponsor_number.parse::<FilingNumber>().ok();
        match &given {
            Err(error) => found.push(Issue::error("/new_service_number", error.code())),
            Ok(number) if number.is_sponsor() => {
                found.push(Issue::error("/new_service_number", "filing_number.not_service"));
            }
            Ok(number) => {
                let of_receiver = receiver.is_none_or(|r| r.same_record(&number.sponsor()));
                if !of_receiver {
                    found.push(Issue::error("/new_service_number", "filing_number.other_sponsor"));
                }
            }
        }
        let question = NewMigration {
            kind: new.kind,
            service_number: new.service_number,
            receiving_sponsor_number: new.receiving_sponsor_number,
            domains: new.domains,
            reason: reason.clone(),
        };
        let mut tx = self.store.begin().await?;
        let between = self.between(&mut tx, &question, &mut found).await?;
        let (Some(between), Ok(given)) = (between, given) else {
            return Err(Error::Invalid(found));
        };
        if between.giver.row.id == between.receiver.row.id {
            found.push(Issue::error("/receiving_sponsor_number", "filing_number.same_sponsor"));
        }
        if tx.record_service_by_number(given.as_str()).await?.is_some() {
            found.push(Issue::error("/new_service_number", "record.number_taken"));
        }
        held(found)?;
        let outcome = OutcomeByHand {
            kind: new.kind,
            service_number: between.service_number.clone(),
            receiving_sponsor_number: between.receiver.row.sponsor_number.clone(),
            domains: match new.kind {
                FilingKind::MigrateDomain => between.domains.clone(),
                _ => Vec::new(),
            },
            new_service_number: given.as_str().to_owned(),
            reason,
            reference,
        };
        let records = vec![between.giver.row.id, between.receiver.row.id];
        let matter = Matter::Outcome(outcome);
        let row = self.put_up(ctx, &mut tx, matter, None, records, ctx.staff()?).await?;
        tx.commit().await?;
        self.proposal_view(ctx, row).await
    }

    /// Both records as the bureau moved them.
    pub(super) async fn carry_out_by_hand(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        proposal: &ProposalRow,
        outcome: &OutcomeByHand,
    ) -> Result<()> {
        let question = NewMigration {
            kind: outcome.kind,
            service_number: outcome.service_number.clone(),
            receiving_sponsor_number: outcome.receiving_sponsor_number.clone(),
            domains: outcome.domains.clone(),
            reason: String::new(),
        };
        let mut found = Vec::new();
        let between = self.between(tx, &question, &mut found).await?;
        let Some(between) = between.filter(|_| found.is_empty()) else {
            return Err(Error::refused("record_changed"));
        };
        let id = ServiceId::from_uuid(self.entropy.id());
        let (giver, receiver) = (&between.giver.kept.record, &between.receiver.kept.record);
        let after = migrate_by_hand(giver, receiver, outcome, id)
            .map_err(|_| Error::refused("record_changed"))?;
        let taken = Kept {
            record: after.receiver,
            said_meanwhile: None,
            filed: between.receiver.kept.filed.clone(),
        };
        keep_both(self, ctx, tx, &between, (after.giver, taken), None).await?;
        let detail = serde_json::json!({
            "proposal": proposal.id, "records": proposal.records, "kind": outcome.kind,
            "reason": outcome.reason, "reference": outcome.reference,
        });
        self.journal(tx, ctx, EntryName::OutcomeEntered, None, detail).await
    }
}
