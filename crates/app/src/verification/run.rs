//! One run of the phone work as it is stored: the session of the rules and what belongs to it.

use super::{consent::Consent, liveness::LivenessRun};
use crate::{
    App, Ctx,
    ctx::Actor,
    error::{Error, Result},
};
use filing::{
    draft::{Draft, ServiceDraft},
    id::{FilingId, MaterialId, VerificationId},
    journal::EntryName,
    state::{Action, FilingState, Progress},
    verification::{Evidence, FieldReading, Picture, StepOutcome, Verdict, VerificationSession},
};
use serde::{Deserialize, Serialize};
use store::{FilingRow, Tx, VerificationRow};

/// What is sealed in the verification's row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    pub session: VerificationSession,
    /// The draft that the evidence belongs to; an edit is compared with it.
    pub basis: Draft,
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// Given on phones that held this run before.
    #[serde(default)]
    pub earlier_consents: Vec<Consent>,
    /// Pictures of the step that is due, until all of them are there and confirmed.
    #[serde(default)]
    pub taken: Vec<Taken>,
    /// What every finished step left, oldest first.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub liveness: Option<LivenessRun>,
    /// This phone showed that it has the service officer's number.
    #[serde(default)]
    pub phone_matched: bool,
    /// Each code costs money and rings a phone.
    #[serde(default)]
    pub codes_sent: u32,
}

/// A picture that was taken for the step that is due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub picture: Picture,
    pub material: MaterialId,
    pub readings: Vec<FieldReading>,
    /// Why a human must look, if so.
    pub human: Vec<String>,
}

/// A run with its row and its filing, inside one transaction.
pub(super) struct Open {
    pub tx: Tx,
    pub row: VerificationRow,
    pub run: Run,
    pub filing: FilingRow,
}

impl Open {
    /// The service that this run is about.
    pub fn service(&self) -> Result<&ServiceDraft> {
        let services = &self.filing.draft.services;
        services.iter().find(|s| s.id == self.row.service).ok_or(Error::NotFound("service"))
    }

    /// Keeps the run.
    pub async fn save(&mut self) -> Result<()> {
        self.row.session = serde_json::to_value(&self.run).map_err(Error::internal)?;
        self.row.version = self.tx.save_verification(&self.row).await?;
        Ok(())
    }
}

impl App {
    /// The run that this phone opened, for a change. The filing must be in the phone's hands.
    pub(super) async fn open_run(&self, ctx: &Ctx) -> Result<Open> {
        let tx = self.store.begin().await?;
        self.open_run_in(ctx, tx).await
    }

    /// The same for a change that the phone makes again when it is lost with the machine's power.
    pub(super) async fn open_run_repeatable(&self, ctx: &Ctx) -> Result<Open> {
        let tx = self.store.begin_repeatable().await?;
        self.open_run_in(ctx, tx).await
    }

    async fn open_run_in(&self, ctx: &Ctx, mut tx: Tx) -> Result<Open> {
        let (id, filing) = collector(ctx)?;
        let filing = tx.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
        if filing.state != (FilingState::Draft { progress: Progress::Verifying }) {
            filing.state.apply(Action::EvidenceCollected, ctx.now)?;
        }
        let row = tx.verification(id).await?.ok_or(Error::NotFound("verification"))?;
        let run = parse(&row)?;
        Ok(Open { tx, row, run, filing })
    }

    /// Records the outcome of the step that is due, and everything that follows from it.
    pub(super) async fn finish_step(
        &self,
        ctx: &Ctx,
        open: &mut Open,
        evidence: Evidence,
    ) -> Result<()> {
        let (step, verdict) = (evidence.step, evidence.verdict.clone());
        let outcome = StepOutcome { verdict, materials: evidence.materials.clone() };
        open.run.session.apply(step, outcome, ctx.now).map_err(|error| match error {
            filing::verification::SessionError::NotDue(_) => Error::refused("step_not_due"),
            filing::verification::SessionError::NoTriesLeft(_) => Error::refused("no_tries_left"),
        })?;
        if !matches!(evidence.verdict, Verdict::Refused { .. }) {
            open.run.taken.clear();
        }
        let entry = match evidence.verdict {
            Verdict::Passed => EntryName::StepPassed,
            Verdict::NeedsHuman { .. } => EntryName::StepPassedToHuman,
            Verdict::Refused { .. } => EntryName::StepRefused,
        };
        let detail = serde_json::json!({ "step": step, "outcome": evidence.verdict.name() });
        open.run.evidence.push(evidence);
        // The match holds for this phone and this run: the next stage needs no second code.
        let phone_due = |run: &Run| {
            run.session.current().is_some_and(|s| s.step == filing::verification::Step::PhoneMatch)
        };
        if open.run.phone_matched && phone_due(&open.run) {
            let matched = StepOutcome::passed(Vec::new());
            let _ =
                open.run.session.apply(filing::verification::Step::PhoneMatch, matched, ctx.now);
        }
        open.save().await?;
        let action = Action::EvidenceCollected;
        let id = open.filing.id;
        self.act_on(ctx, &mut open.tx, &mut open.filing, action, async |_, _| Ok(())).await?;
        self.journal(&mut open.tx, ctx, entry, Some(id), detail).await?;
        self.share_sponsor_stage(open).await?;
        if self.all_complete(&mut open.tx, &open.filing).await? {
            let system = ctx.as_system();
            let action = Action::AllServicesVerified;
            self.act_on(&system, &mut open.tx, &mut open.filing, action, async |_, _| Ok(()))
                .await?;
        }
        Ok(())
    }

    /// The sponsor's stage counts for every service of the filing.
    async fn share_sponsor_stage(&self, open: &mut Open) -> Result<()> {
        for mut other in open.tx.verifications_of(open.filing.id).await? {
            if other.id == open.row.id || other.revoked {
                continue;
            }
            let mut run = parse(&other)?;
            let before = run.session.done.len();
            run.session.take_over_sponsor_stage(&open.run.session);
            if run.session.done.len() != before {
                other.session = serde_json::to_value(&run).map_err(Error::internal)?;
                open.tx.save_verification(&other).await?;
            }
        }
        Ok(())
    }

    /// Whether every service that the phone work is about is 核验完成.
    pub(crate) async fn all_complete(&self, tx: &mut Tx, filing: &FilingRow) -> Result<bool> {
        let rows = tx.verifications_of(filing.id).await?;
        let asked = self.services_to_verify(tx, filing).await?;
        for service in &asked {
            let row = rows.iter().find(|row| row.service == *service);
            let complete = match row {
                Some(row) => session(row)?.is_complete(),
                None => false,
            };
            if !complete {
                return Ok(false);
            }
        }
        Ok(!asked.is_empty())
    }
}

/// What stands as evidence in a filing's runs: the latest of each step that is done. The shared
/// sponsor's stage counts once.
pub(crate) fn evidence_of(rows: &[VerificationRow]) -> Result<Vec<Evidence>> {
    let mut found: Vec<Evidence> = Vec::new();
    for row in rows {
        let run = parse(row)?;
        for done in &run.session.done {
            let latest = run.evidence.iter().rev().find(|evidence| {
                (evidence.stage, evidence.step) == (done.stage, done.step)
                    && !matches!(evidence.verdict, Verdict::Refused { .. })
            });
            let Some(latest) = latest else { continue };
            let known = found.iter().any(|known| {
                (known.stage, known.step, known.service)
                    == (latest.stage, latest.step, latest.service)
            });
            if !known {
                found.push(latest.clone());
            }
        }
    }
    Ok(found)
}

/// The run kept in a row.
pub(crate) fn parse(row: &VerificationRow) -> Result<Run> {
    serde_json::from_value(row.session.clone()).map_err(Error::internal)
}

/// Its session alone, without the evidence beside it.
fn session(row: &VerificationRow) -> Result<VerificationSession> {
    VerificationSession::deserialize(&row.session["session"]).map_err(Error::internal)
}

pub(super) fn collector(ctx: &Ctx) -> Result<(VerificationId, FilingId)> {
    match ctx.actor {
        Actor::Collector { verification, filing } => Ok((verification, filing)),
        _ => Err(Error::Unauthenticated),
    }
}
