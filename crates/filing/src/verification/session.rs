//! One run of the phone work for one service: a small machine over its plan. Kept as sealed JSON.

use super::{PlanCase, PlannedStep, Step, Verdict, VerificationStage, plan};
use crate::{
    id::{MaterialId, ServiceId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// 核验状态 of a service (F55; handbook §2.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum VerificationStatus {
    /// 未核验
    Unverified,
    /// 主体已核验
    SponsorVerified,
    /// 网站已核验
    ServiceVerified,
    /// 核验完成
    Complete,
}

impl VerificationStatus {
    pub const ALL: &[Self] =
        &[Self::Unverified, Self::SponsorVerified, Self::ServiceVerified, Self::Complete];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::SponsorVerified => "sponsor_verified",
            Self::ServiceVerified => "service_verified",
            Self::Complete => "complete",
        }
    }
}

/// A step that passed, or passed on to a human.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneStep {
    pub stage: VerificationStage,
    pub step: Step,
    /// The reviewer must look before the filing is approved.
    pub needs_human: bool,
    pub materials: Vec<MaterialId>,
    pub at: Timestamp,
}

/// How often a step was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    pub stage: VerificationStage,
    pub step: Step,
    pub refused: u8,
}

/// What came out of a step, with the pictures it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepOutcome {
    pub verdict: Verdict,
    pub materials: Vec<MaterialId>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Another step is due, or none is.
    #[error("the step {} is not due now", .0.name())]
    NotDue(Step),
    /// 重核 by the sponsor starts it again.
    #[error("the step {} was refused too often", .0.name())]
    NoTriesLeft(Step),
}

/// One a service. The sponsor stage is shared: [`Self::take_over_sponsor_stage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationSession {
    pub service: ServiceId,
    /// What the plan was made for.
    pub case: PlanCase,
    pub plan: Vec<PlannedStep>,
    pub done: Vec<DoneStep>,
    #[serde(default)]
    pub tries: Vec<Tries>,
    /// What 重核 set aside; never overwritten.
    #[serde(default)]
    pub history: Vec<DoneStep>,
}

impl VerificationSession {
    pub fn new(service: ServiceId, case: PlanCase) -> Self {
        Self {
            service,
            case,
            plan: plan(case),
            done: Vec::new(),
            tries: Vec::new(),
            history: Vec::new(),
        }
    }

    /// The step that is due; `None` when all is collected.
    pub fn current(&self) -> Option<&PlannedStep> {
        self.plan.iter().find(|planned| !planned.reused && !self.has(planned.stage, planned.step))
    }

    /// Which step of how many is due, from 1, for 第 3 步，共 7 步. Steps taken over don't count.
    pub fn progress(&self) -> (usize, usize) {
        let asked = || self.plan.iter().filter(|planned| !planned.reused);
        let done = asked().filter(|planned| self.has(planned.stage, planned.step)).count();
        let of = asked().count();
        ((done + 1).min(of), of)
    }

    /// Takes the outcome of the step that is due. A refused step stays due and costs a try; its
    /// findings are the caller's to show.
    ///
    /// # Errors
    /// Nothing changes when the step isn't due or has no tries left.
    pub fn apply(
        &mut self,
        step: Step,
        outcome: StepOutcome,
        now: Timestamp,
    ) -> Result<(), SessionError> {
        let Some(stage) = self.current().filter(|due| due.step == step).map(|due| due.stage) else {
            return Err(SessionError::NotDue(step));
        };
        if self.is_locked(stage, step) {
            return Err(SessionError::NoTriesLeft(step));
        }
        let needs_human = match outcome.verdict {
            Verdict::Passed => false,
            Verdict::NeedsHuman { .. } => true,
            Verdict::Refused { .. } => {
                self.count_refusal(stage, step);
                return Ok(());
            }
        };
        let materials = outcome.materials;
        self.done.push(DoneStep { stage, step, needs_human, materials, at: now });
        Ok(())
    }

    /// Refusals the step that is due may still have; `None` when none is due.
    pub fn tries_left(&self) -> Option<u8> {
        let due = self.current()?;
        Some(due.step.refusals_allowed().saturating_sub(self.refused(due.stage, due.step)))
    }

    /// Derived from what is collected (handbook §2.8). A plan without a sponsor stage starts as
    /// 主体已核验: that part was verified before.
    pub fn status(&self) -> VerificationStatus {
        let open = |stage: VerificationStage| {
            self.plan.iter().any(|p| p.stage == stage && !p.reused && !self.has(p.stage, p.step))
        };
        let service_asked = self.plan.iter().any(|p| p.stage == VerificationStage::Service);
        if self.current().is_none() {
            VerificationStatus::Complete
        } else if open(VerificationStage::Sponsor) {
            VerificationStatus::Unverified
        } else if open(VerificationStage::Service) || !service_asked {
            VerificationStatus::SponsorVerified
        } else {
            VerificationStatus::ServiceVerified
        }
    }

    pub fn is_complete(&self) -> bool {
        self.status() == VerificationStatus::Complete
    }

    /// Steps a reviewer must look at.
    pub fn needing_human(&self) -> impl Iterator<Item = &DoneStep> {
        self.done.iter().filter(|done| done.needs_human)
    }

    /// Another service of the filing went through the sponsor stage: its steps count here too.
    /// Does nothing while that stage isn't finished there.
    pub fn take_over_sponsor_stage(&mut self, from: &Self) {
        let stage = VerificationStage::Sponsor;
        let finished = from
            .plan
            .iter()
            .filter(|planned| planned.stage == stage)
            .all(|planned| from.has(planned.stage, planned.step));
        if !finished {
            return;
        }
        let theirs: Vec<&DoneStep> = from.done.iter().filter(|d| d.stage == stage).collect();
        if theirs.is_empty() {
            return;
        }
        // A phone that wasn't matched there (two people there, one here) isn't matched here either:
        // the step falls away, and the service stage matches this service's own number, always.
        self.plan.retain(|planned| {
            planned.stage != stage || theirs.iter().any(|done| done.step == planned.step)
        });
        for done in theirs {
            let asked = self.plan.iter().any(|p| (p.stage, p.step) == (stage, done.step));
            if asked && !self.has(stage, done.step) {
                self.done.push(done.clone());
            }
        }
    }

    /// 重核主体: everything again, for every service of the filing.
    pub fn redo_sponsor(&mut self) {
        self.set_aside(|_, _| true);
        self.replan(PlanCase { sponsor_stage_done: false, ..self.case });
    }

    /// 重核网站: back to 主体已核验.
    pub fn redo_service(&mut self) {
        self.set_aside(|stage, _| stage != VerificationStage::Sponsor);
    }

    /// One step again, in whichever stage it is: a picture that a reviewer returned.
    pub fn redo_step(&mut self, step: Step) {
        self.set_aside(|_, done| done == step);
    }

    /// The sheet again, after a change of what it names.
    pub fn redo_sheet(&mut self) {
        self.redo_step(Step::Sheet);
    }

    /// The number of the service's officer changed: the pictures stay, the phone is matched again.
    pub fn redo_phone(&mut self) {
        self.set_aside(|stage, step| {
            (stage, step) == (VerificationStage::Service, Step::PhoneMatch)
        });
    }

    /// Another phone opened the session: in a stage that isn't finished it must show its number
    /// again, because the match holds for a phone and not for a filing (handbook §2.7).
    pub fn opened_by_another_phone(&mut self) {
        let Some(stage) = self.current().map(|due| due.stage) else { return };
        self.set_aside(|of, step| of == stage && step == Step::PhoneMatch);
    }

    /// Follows an edit of the draft: steps that are no longer asked are set aside, what is
    /// collected stays.
    pub fn replan(&mut self, case: PlanCase) {
        let new = plan(case);
        self.set_aside(|stage, step| !new.iter().any(|p| (p.stage, p.step) == (stage, step)));
        self.case = case;
        self.plan = new;
    }

    fn set_aside(&mut self, which: impl Fn(VerificationStage, Step) -> bool) {
        let done = std::mem::take(&mut self.done);
        let (aside, kept) = done.into_iter().partition(|d| which(d.stage, d.step));
        self.done = kept;
        self.history.extend::<Vec<_>>(aside);
        self.tries.retain(|tries| !which(tries.stage, tries.step));
    }

    fn has(&self, stage: VerificationStage, step: Step) -> bool {
        self.done.iter().any(|done| (done.stage, done.step) == (stage, step))
    }

    fn refused(&self, stage: VerificationStage, step: Step) -> u8 {
        self.tries
            .iter()
            .find(|tries| (tries.stage, tries.step) == (stage, step))
            .map_or(0, |tries| tries.refused)
    }

    fn is_locked(&self, stage: VerificationStage, step: Step) -> bool {
        self.refused(stage, step) >= step.refusals_allowed()
    }

    fn count_refusal(&mut self, stage: VerificationStage, step: Step) {
        if step.refusals_allowed() == u8::MAX {
            return;
        }
        match self.tries.iter_mut().find(|tries| (tries.stage, tries.step) == (stage, step)) {
            Some(tries) => tries.refused = tries.refused.saturating_add(1),
            None => self.tries.push(Tries { stage, step, refused: 1 }),
        }
    }
}

impl StepOutcome {
    pub fn passed(materials: Vec<MaterialId>) -> Self {
        Self { verdict: Verdict::Passed, materials }
    }
    pub fn refused(codes: impl IntoIterator<Item = &'static str>) -> Self {
        let codes = codes.into_iter().map(Cow::Borrowed).collect();
        Self { verdict: Verdict::Refused { codes }, materials: Vec::new() }
    }
}
