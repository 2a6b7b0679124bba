//! A photographed document: looked at, kept, compared with what was typed, confirmed.

use super::{
    document::{claim, owner, readings, slot},
    run::{Open, Taken},
};
use crate::{
    App, Ctx,
    error::{Error, Result},
    pictures::Seen,
};
use filing::{
    id::MaterialId,
    issue::{Issue, Severity},
    verification::{Comparison, Evidence, FieldReading, Picture, PlannedStep, Screen, Verdict},
};
use std::borrow::Cow;
use store::MaterialRow;
use vision::{Claim, DocKind};

/// A picture that the phone sent for the step that is due.
pub struct PictureGiven {
    /// Which of the step's pictures: `front`, `back`, `page`, `sheet`.
    pub picture: Picture,
    pub bytes: Vec<u8>,
}

impl App {
    /// Takes a picture: refused with what is wrong and what to do, or kept and compared. A picture
    /// that was taken before is replaced; the older version stays in the history.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `/picture` with every reason why it must be taken again; the step
    /// stays where it is.
    pub async fn take_picture(&self, ctx: &Ctx, given: PictureGiven) -> Result<()> {
        // Looked at before the transaction: reading takes long and holds nothing.
        let (step, draft) = {
            let open = self.open_run(ctx).await?;
            open.run.require_consent("identity_document")?;
            let step = due(&open, |step| matches!(step.screen, Screen::Capture | Screen::Sheet))?;
            if !step.pictures.iter().any(|wanted| wanted.picture == given.picture) {
                return Err(Error::refused("picture_not_wanted"));
            }
            (step, open.filing.draft.clone())
        };
        let claim = claim(&draft, &step, given.picture);
        let Claim::Kind(kind) = claim else { return Err(Error::internal("no claim")) };
        let seen = self.pictures.see("/picture", given.bytes, Some(claim)).await?;

        // What is kept here lasts with the step's confirmation, the next durable commit; a power
        // cut before it asks for this picture again.
        let mut open = self.open_run_repeatable(ctx).await?;
        let again = due(&open, |now| now.step == step.step && now.stage == step.stage)?;
        let refused = picture_faults(&seen);
        if !refused.is_empty() {
            return self.refuse_picture(ctx, open, &again, refused).await;
        }
        let service = position(&open)?;
        let read = readings(&open.filing.draft, step.step, service, kind, seen.report.as_ref());
        let mut human: Vec<String> = seen.unread.iter().map(|code| (*code).to_owned()).collect();
        human.extend(self.doubts(&open, kind, &seen));
        let number = read.iter().find(|(_, number)| *number).map(|(r, _)| r.comparison);
        if number == Some(Comparison::Different) {
            let code = Cow::Borrowed("document.number_differs");
            return self.refuse_picture(ctx, open, &again, vec![code]).await;
        }
        let readings: Vec<FieldReading> = read.into_iter().map(|(reading, _)| reading).collect();
        let material = self.keep_picture(ctx, &mut open, &step, given.picture, &seen).await?;
        open.run.taken.retain(|taken| taken.picture != given.picture);
        open.run.taken.push(Taken { picture: given.picture, material, readings, human });
        open.save().await?;
        open.tx.commit().await?;
        Ok(())
    }

    /// 核验信息: the pictures are what they should be, the step is done.
    ///
    /// # Errors
    /// [`Error::Refused`] with `pictures_missing` while one is not there.
    pub async fn confirm_pictures(&self, ctx: &Ctx) -> Result<()> {
        let mut open = self.open_run(ctx).await?;
        let step = due(&open, |step| matches!(step.screen, Screen::Capture | Screen::Sheet))?;
        let taken = std::mem::take(&mut open.run.taken);
        let missing = step
            .pictures
            .iter()
            .any(|wanted| !wanted.optional && !taken.iter().any(|t| t.picture == wanted.picture));
        if missing {
            return Err(Error::refused("pictures_missing"));
        }
        let materials = taken.iter().map(|t| t.material).collect();
        let human: Vec<Cow<'static, str>> =
            taken.iter().flat_map(|t| t.human.iter().cloned().map(Cow::Owned)).collect();
        let readings: Vec<FieldReading> = taken.into_iter().flat_map(|t| t.readings).collect();
        let number = readings.iter().find(|r| is_number(&r.path)).map(|r| r.comparison);
        let others: Vec<Comparison> =
            readings.iter().filter(|r| !is_number(&r.path)).map(|r| r.comparison).collect();
        let verdict = verdict(number, &others, human);
        let evidence = Evidence {
            service: owner(step.step, open.row.service),
            stage: step.stage,
            step: step.step,
            materials,
            readings,
            measures: Vec::new(),
            verdict,
            at: ctx.now,
        };
        self.finish_step(ctx, &mut open, evidence).await?;
        open.tx.commit().await?;
        Ok(())
    }

    /// Counts the try and answers every reason at once.
    async fn refuse_picture(
        &self,
        ctx: &Ctx,
        mut open: Open,
        step: &PlannedStep,
        codes: Vec<Cow<'static, str>>,
    ) -> Result<()> {
        let evidence = Evidence {
            service: owner(step.step, open.row.service),
            stage: step.stage,
            step: step.step,
            materials: Vec::new(),
            readings: Vec::new(),
            measures: Vec::new(),
            verdict: Verdict::Refused { codes: codes.clone() },
            at: ctx.now,
        };
        self.finish_step(ctx, &mut open, evidence).await?;
        // The refusal itself is kept: the try counts.
        open.tx.commit().await?;
        let issues = codes.into_iter().map(|code| Issue {
            path: "/picture".into(),
            code,
            severity: Severity::Error,
            args: Vec::new(),
        });
        Err(Error::Invalid(issues.collect()))
    }

    /// Why a human must look, though the picture itself is good.
    fn doubts(&self, open: &Open, kind: DocKind, seen: &Seen) -> Vec<String> {
        let Some(report) = &seen.report else { return Vec::new() };
        let mut doubts: Vec<String> = report
            .findings
            .iter()
            .filter(|finding| !is_fault(&finding.code))
            .map(|finding| finding.code.clone())
            .collect();
        if kind == DocKind::Sheet {
            doubts.extend(super::papers::sheet_doubts(&open.filing, open.row.service, report));
        }
        let bar = self.pictures.settings().confident;
        if report.fields.keys().any(|f| report.confidence.get(f).is_some_and(|c| *c < bar)) {
            doubts.push("document.unsure".into());
        }
        doubts
    }

    /// Seals and stores a picture with what was seen on it.
    pub(super) async fn keep_picture(
        &self,
        ctx: &Ctx,
        open: &mut Open,
        step: &PlannedStep,
        picture: Picture,
        seen: &Seen,
    ) -> Result<MaterialId> {
        let id = MaterialId::from_uuid(self.entropy.id());
        let context = format!("material:{id}");
        let object = self.objects.put(self.store.keys(), &context, &seen.jpeg).await?;
        let row = MaterialRow {
            id,
            filing: open.filing.id,
            service: owner(step.step, open.row.service),
            slot: slot(step.step, picture).to_owned(),
            object,
            width: seen.width,
            height: seen.height,
            evidence: seen.report.as_ref().and_then(|report| serde_json::to_value(report).ok()),
            superseded_at: None,
            created_at: ctx.now,
        };
        open.tx.insert_material(&row).await?;
        Ok(id)
    }
}

/// Faults that taking the picture again would mend.
fn picture_faults(seen: &Seen) -> Vec<Cow<'static, str>> {
    let findings = seen.report.iter().flat_map(|report| &report.findings);
    findings
        .filter(|finding| is_fault(&finding.code))
        .map(|finding| Cow::Owned(finding.code.clone()))
        .collect()
}

/// Of the picture (`photo.…`), or another document or side than asked; the rest is doubt.
fn is_fault(code: &str) -> bool {
    code.starts_with("photo.")
        || matches!(code, "document.wrong_kind" | "document.wrong_side" | "document.expired")
}

fn is_number(path: &str) -> bool {
    path.ends_with("/document/number") || path.ends_with("/document_number")
}

fn verdict(
    number: Option<Comparison>,
    others: &[Comparison],
    mut human: Vec<Cow<'static, str>>,
) -> Verdict {
    // What no machine could read is not refused: a human reads it (never passed silently).
    let unread = human.iter().any(|code| code.starts_with("picture."));
    let number = if unread { None } else { number };
    match Verdict::of_document(Vec::new(), number, others) {
        Verdict::Refused { codes } => Verdict::Refused { codes },
        Verdict::Passed if human.is_empty() => Verdict::Passed,
        Verdict::Passed => Verdict::NeedsHuman { codes: human },
        Verdict::NeedsHuman { codes } => {
            human.extend(codes);
            Verdict::NeedsHuman { codes: human }
        }
    }
}

/// The step that is due, when it is of this sort.
pub(super) fn due(open: &Open, fits: impl Fn(&PlannedStep) -> bool) -> Result<PlannedStep> {
    match open.run.session.current() {
        Some(step) if fits(step) => Ok(step.clone()),
        _ => Err(Error::refused("step_not_due")),
    }
}

fn position(open: &Open) -> Result<usize> {
    let services = &open.filing.draft.services;
    services.iter().position(|s| s.id == open.row.service).ok_or(Error::NotFound("service"))
}
