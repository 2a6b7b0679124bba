//! What starts again: by the sponsor's wish, by an edit, by a reviewer's reason.

use super::run::{Run, parse};
use crate::{
    App, Ctx,
    error::{Error, Result},
    filing::{ServiceProgress, services_to_verify},
    words,
};
use filing::{
    id::{FilingId, ServiceId},
    review::{Redo, ReturnItem},
    time::Timestamp,
    verification::{PlanCase, StaleEvidence, Step, stale_evidence},
};
use std::collections::BTreeMap;
use store::{FilingRow, Tx, VerificationRow};

impl App {
    /// Changes every run of a filing; a run that becomes another is saved.
    async fn each_run(
        &self,
        tx: &mut Tx,
        filing: FilingId,
        mut change: impl FnMut(&VerificationRow, &mut Run),
    ) -> Result<()> {
        for mut row in tx.verifications_of(filing).await? {
            let mut run = parse(&row)?;
            change(&row, &mut run);
            row.session = serde_json::to_value(&run).map_err(Error::internal)?;
            tx.save_verification(&row).await?;
        }
        Ok(())
    }

    pub(crate) async fn restart_sponsor_stage(&self, tx: &mut Tx, row: &FilingRow) -> Result<()> {
        self.each_run(tx, row.id, |_, run| {
            run.session.redo_sponsor();
            run.forget_unfinished();
        })
        .await
    }

    pub(crate) async fn restart_service_stage(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
        service: ServiceId,
    ) -> Result<()> {
        if !row.draft.services.iter().any(|s| s.id == service) {
            return Err(Error::NotFound("service"));
        }
        self.each_run(tx, row.id, |verification, run| {
            if verification.service == service {
                run.session.redo_service();
                run.forget_unfinished();
            }
        })
        .await
    }

    /// After an edit: evidence whose fields changed is set aside (handbook §6.4), the rest stays.
    /// Answers whether every service is still 核验完成.
    pub(crate) async fn drop_stale_evidence(
        &self,
        _ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<bool> {
        let asked = self.evidence_asked(tx, row).await?;
        let draft = &row.draft;
        self.each_run(tx, row.id, |verification, run| {
            let Some(service) = draft.services.iter().find(|s| s.id == verification.service) else {
                return;
            };
            let stale = stale_evidence(&run.basis, draft);
            let session = &mut run.session;
            for stale in &stale {
                match *stale {
                    StaleEvidence::Sponsor => session.redo_sponsor(),
                    StaleEvidence::Service(id) if id == service.id => session.redo_service(),
                    StaleEvidence::Phone(id) if id == service.id => session.redo_phone(),
                    StaleEvidence::Sheet(id) if id == service.id => session.redo_step(Step::Sheet),
                    _ => {}
                }
            }
            let case = PlanCase::of(draft, service, asked, session.case.sponsor_stage_done);
            if case != session.case {
                session.replan(case);
            }
            if !stale.is_empty() {
                run.forget_unfinished();
            }
            run.basis = draft.clone();
        })
        .await?;
        self.all_complete(tx, row).await
    }

    pub(crate) async fn every_service_verified(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<bool> {
        self.all_complete(tx, row).await
    }

    /// Only what the reviewer's reasons name is done again.
    pub(crate) async fn redo_what_is_named(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
        reasons: &[ReturnItem],
    ) -> Result<()> {
        self.each_run(tx, row.id, |verification, run| {
            for reason in reasons {
                let about_this = reason.service.is_none_or(|id| id == verification.service);
                let session = &mut run.session;
                match (reason.redo(), reason.step) {
                    (Some(Redo::SponsorStage), _) => session.redo_sponsor(),
                    (Some(Redo::ServiceStage), _) if about_this => session.redo_service(),
                    (Some(Redo::Step), Some(step)) if about_this => session.redo_step(step),
                    _ => continue,
                }
                run.forget_unfinished();
            }
        })
        .await
    }

    /// How far the phone work of each service that it is asked of is.
    pub(crate) async fn progress(&self, row: &FilingRow) -> Result<Vec<ServiceProgress>> {
        let rows = self.store.verifications_of(row.id).await?;
        let record = self.on_record_now(row).await?;
        let asked = services_to_verify(row, record.as_ref().map(|found| &found.record));
        let services = row.draft.services.iter().filter(|service| asked.contains(&service.id));
        services
            .map(|service| {
                let found = rows.iter().find(|v| v.service == service.id);
                let status = match found {
                    Some(found) => parse(found)?.session.status(),
                    None => filing::verification::VerificationStatus::Unverified,
                };
                Ok(ServiceProgress {
                    service: service.id,
                    name: service.names.first().cloned(),
                    status,
                    status_label: words::of_kind(&words::verification(status), Some(service.kind)),
                    opened_at: found.and_then(|v| v.opened_at),
                })
            })
            .collect()
    }

    /// When each service's phone work was finished.
    pub(crate) async fn verified_at(&self, id: FilingId) -> Result<BTreeMap<ServiceId, Timestamp>> {
        let mut finished = BTreeMap::new();
        for row in self.store.verifications_of(id).await? {
            let run = parse(&row)?;
            if let Some(last) = run.session.done.iter().map(|done| done.at).max() {
                finished.insert(row.service, last);
            }
        }
        Ok(finished)
    }
}

impl Run {
    /// What was taken for a step that is not done, and the prompts, begin again.
    fn forget_unfinished(&mut self) {
        self.taken.clear();
        self.liveness = None;
        self.phone_matched = false;
    }
}
