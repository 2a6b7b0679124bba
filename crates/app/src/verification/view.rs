//! What the phone shows now. Clients draw one of a few sorts of screen and know nothing else.

use super::{
    consent::CONSENTS,
    liveness::{FRAMES, WINDOW},
    run::{Run, collector, parse},
};
use crate::{
    App, Ctx,
    error::{Error, Result},
    sheet, words,
};
use filing::{
    draft::ServiceKind,
    verification::{Comparison, Picture, PlannedStep, Screen, Step, VerificationStatus},
};
use serde::Serialize;
use utoipa::ToSchema;

/// One screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepView {
    /// `notice`, `phone`, `capture`, `confirm`, `face`, `agree`, `sheet` or `done`.
    pub screen: String,
    pub step: Option<Step>,
    pub title: String,
    pub lines: Vec<String>,
    /// Step n of how many.
    pub progress: Progress,
    pub status: VerificationStatus,
    pub status_label: String,
    /// Whose filing this is, masked, and which service.
    pub sponsor: String,
    pub service: String,
    pub pictures: Vec<PictureView>,
    /// What was read, beside what was typed, to be confirmed.
    pub readings: Vec<ReadingView>,
    /// Consents to be ticked, none of them ticked before.
    pub consents: Vec<ConsentView>,
    /// Where a code would go, masked.
    pub mobile: Option<String>,
    pub face: Option<FaceView>,
    pub tries_left: Option<u8>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = StepProgress)]
pub struct Progress {
    pub n: usize,
    pub of: usize,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PictureView {
    pub picture: Picture,
    pub label: String,
    pub optional: bool,
    pub taken: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReadingView {
    pub path: String,
    pub label: String,
    pub typed: Option<String>,
    pub read: Option<String>,
    pub comparison: Comparison,
    pub comparison_label: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsentView {
    pub consent: String,
    pub version: u32,
    pub label: String,
    pub text: String,
    /// Without it nothing can be collected; the others have another way.
    pub required: bool,
}

/// The prompt that is shown, if the portrait has begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FaceView {
    pub prompt: Option<String>,
    pub prompt_label: Option<String>,
    pub frames_min: usize,
    pub frames_max: usize,
    pub window_ms: i64,
}

impl App {
    /// The screen that is due on this phone.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a phone that opened nothing.
    pub async fn phone_step(&self, ctx: &Ctx) -> Result<StepView> {
        let (id, filing) = collector(ctx)?;
        let row = self.store.verification(id).await?.ok_or(Error::NotFound("verification"))?;
        let filing = self.store.filing(filing).await?.ok_or(Error::NotFound("filing"))?;
        let run = parse(&row)?;
        let service = filing.draft.services.iter().find(|s| s.id == row.service);
        let service = service.ok_or(Error::NotFound("service"))?;
        let consented = !run.consents.is_empty();
        let current = run.session.current().cloned();
        let (screen, copy) = match &current {
            _ if !consented => ("notice".to_owned(), "notice".to_owned()),
            Some(step) if all_taken(step, &run) => {
                ("confirm".into(), format!("{}.confirm", step.copy))
            }
            Some(step) => (step.screen.name().to_owned(), step.copy.clone()),
            None => ("done".into(), "done".into()),
        };
        let kind = Some(service.kind);
        let (title, lines) = words::phone(&copy);
        let title = words::of_kind(&title, kind);
        let mut lines: Vec<String> = lines.iter().map(|line| words::of_kind(line, kind)).collect();
        if current.as_ref().is_some_and(|s| s.screen == Screen::Agree) && consented {
            lines.extend(sheet::COMMITMENTS.iter().map(|text| (*text).to_owned()));
        }
        let (n, of) = run.session.progress();
        let status = run.session.status();
        let on_screen =
            |sort: Screen| consented && current.as_ref().is_some_and(|s| s.screen == sort);
        Ok(StepView {
            title,
            lines,
            progress: Progress { n, of },
            status,
            status_label: words::of_kind(&words::verification(status), kind),
            sponsor: filing.draft.sponsor.name.as_ref().map(|n| n.masked()).unwrap_or_default(),
            service: service.names.first().cloned().unwrap_or_default(),
            pictures: pictures(current.as_ref().filter(|_| consented), &run),
            readings: match screen.as_str() {
                "confirm" => readings(&run, service.kind),
                _ => Vec::new(),
            },
            consents: if consented { Vec::new() } else { consents(service.kind) },
            mobile: match on_screen(Screen::Phone) {
                true => service.officer.mobile.as_ref().map(|m| m.masked()),
                false => None,
            },
            face: on_screen(Screen::Face).then(|| face(&run)),
            tries_left: run.session.tries_left().filter(|left| *left < u8::MAX),
            step: current.as_ref().filter(|_| consented).map(|step| step.step),
            screen,
        })
    }
}

fn all_taken(step: &PlannedStep, run: &Run) -> bool {
    !step.pictures.is_empty()
        && step.screen != Screen::Face
        && step
            .pictures
            .iter()
            .all(|wanted| wanted.optional || run.taken.iter().any(|t| t.picture == wanted.picture))
}

fn pictures(step: Option<&PlannedStep>, run: &Run) -> Vec<PictureView> {
    let Some(step) = step.filter(|step| step.screen != Screen::Face) else { return Vec::new() };
    step.pictures
        .iter()
        .map(|wanted| PictureView {
            picture: wanted.picture,
            label: words::picture(wanted.picture),
            optional: wanted.optional,
            taken: run.taken.iter().any(|taken| taken.picture == wanted.picture),
        })
        .collect()
}

/// The phone belongs to whoever scanned: numbers are shown masked, both the same way, so that a
/// difference in the hidden digits is told by `comparison`.
fn readings(run: &Run, kind: ServiceKind) -> Vec<ReadingView> {
    let masked = |text: &Option<filing::personal::Personal>| text.as_ref().map(|t| t.masked());
    run.taken
        .iter()
        .flat_map(|taken| &taken.readings)
        .map(|reading| ReadingView {
            path: reading.path.clone(),
            label: words::of_kind(&words::field(&reading.path), Some(kind)),
            typed: masked(&reading.typed),
            read: masked(&reading.read),
            comparison: reading.comparison,
            comparison_label: words::comparison(reading.comparison),
        })
        .collect()
}

fn consents(kind: ServiceKind) -> Vec<ConsentView> {
    CONSENTS
        .iter()
        .map(|(name, version)| {
            let (label, text) = words::consent(name);
            ConsentView {
                consent: (*name).to_owned(),
                version: *version,
                label: words::of_kind(&label, Some(kind)),
                text: words::of_kind(&text.join("\n"), Some(kind)),
                required: *name != "face",
            }
        })
        .collect()
}

fn face(run: &Run) -> FaceView {
    let prompt = run.liveness.as_ref().and_then(|liveness| liveness.prompt());
    FaceView {
        prompt: prompt.map(|p| p.name().to_owned()),
        prompt_label: prompt.map(|p| words::prompt(p.name())),
        frames_min: *FRAMES.start(),
        frames_max: *FRAMES.end(),
        window_ms: WINDOW.as_millis(),
    }
}
