//! 人脸采集: prompts in random order, the next one shown only after the last was answered; frames
//! bound to single-use nonces.
//!
//! Whether the frames show a living person, the same throughout, is judged by a human in this
//! version: the step never passes by machine and says so (`portrait.human_compares`).

use super::capture::due;
use crate::{
    App, Ctx,
    entropy::digest,
    error::{Error, Result},
    pictures::Seen,
};
use filing::{
    id::MaterialId,
    issue::{Issue, Severity},
    time::{Duration, Timestamp},
    verification::{Evidence, Judge, Picture, Screen, Step, Verdict, portrait_verdict},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::MaterialRow;

/// What the person is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    LookStraight,
    TurnLeft,
    TurnRight,
    OpenMouth,
    Nod,
}

impl Prompt {
    /// The neutral one first, then the gestures.
    pub const ALL: [Self; 5] =
        [Self::LookStraight, Self::TurnLeft, Self::TurnRight, Self::OpenMouth, Self::Nod];

    pub const fn name(self) -> &'static str {
        match self {
            Self::LookStraight => "look_straight",
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::OpenMouth => "open_mouth",
            Self::Nod => "nod",
        }
    }
}

/// Frames a prompt takes.
pub(super) const FRAMES: std::ops::RangeInclusive<usize> = 3..=5;
/// From showing a prompt to its frames.
pub(super) const WINDOW: Duration = Duration::seconds(15);
/// For all prompts together; a person who needs longer starts again.
const WHOLE: Duration = Duration::seconds(90);
/// Gestures after the neutral frame.
const GESTURES: usize = 3;

/// Where the prompts stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LivenessRun {
    pub prompts: Vec<Prompt>,
    /// How many were answered.
    pub answered: usize,
    /// SHA-256 of the nonce that the next frames must bring.
    pub nonce: String,
    pub shown_at: Timestamp,
    pub started_at: Timestamp,
    /// SHA-256 of every frame, so that none is sent twice.
    pub seen: Vec<String>,
    /// The neutral frame that is 人脸照片: never a picture from elsewhere.
    pub portrait: Option<MaterialId>,
    pub frames: Vec<MaterialId>,
}

/// One still.
pub struct Frame {
    pub bytes: Vec<u8>,
    /// Milliseconds since the prompt was shown, by the phone's clock.
    pub at: i64,
}

/// The answer to one prompt.
pub struct FramesGiven {
    pub nonce: String,
    pub frames: Vec<Frame>,
}

impl LivenessRun {
    pub fn prompt(&self) -> Option<Prompt> {
        self.prompts.get(self.answered).copied()
    }
}

impl App {
    /// Begins the prompts, or begins them again; answers the nonce of the first.
    ///
    /// # Errors
    /// [`Error::Refused`] when the step is not due or the consent is missing.
    pub async fn start_portrait(&self, ctx: &Ctx) -> Result<String> {
        let mut open = self.open_run_repeatable(ctx).await?;
        open.run.require_consent("face")?;
        due(&open, |step| step.screen == Screen::Face)?;
        let nonce = self.entropy.short_token();
        open.run.liveness = Some(LivenessRun {
            prompts: self.prompts(),
            answered: 0,
            nonce: hex::encode(digest(&nonce)),
            shown_at: ctx.now,
            started_at: ctx.now,
            seen: Vec::new(),
            portrait: None,
            frames: Vec::new(),
        });
        open.save().await?;
        open.tx.commit().await?;
        Ok(nonce)
    }

    /// Neutral first, then gestures in an order that nobody can know before.
    fn prompts(&self) -> Vec<Prompt> {
        let (neutral, gestures) = (Prompt::ALL[0], &Prompt::ALL[1..]);
        let mut gestures = gestures.to_vec();
        let mut prompts = vec![neutral];
        while prompts.len() <= GESTURES {
            let drawn = usize::from(self.entropy.bytes::<1>()[0]) % gestures.len();
            prompts.push(gestures.remove(drawn));
        }
        prompts
    }

    /// Takes the frames of the prompt that is shown; answers the nonce of the next, or nothing
    /// when all were answered.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `/frames` with why this prompt must be answered again;
    /// [`Error::Refused`] with `nonce_used` for frames that were not asked for.
    pub async fn answer_prompt(&self, ctx: &Ctx, given: FramesGiven) -> Result<Option<String>> {
        let hashes: Vec<String> =
            given.frames.iter().map(|f| hex::encode(Sha256::digest(&f.bytes))).collect();
        let open = self.open_run(ctx).await?;
        due(&open, |step| step.screen == Screen::Face)?;
        let liveness = open.run.liveness.clone().ok_or(Error::refused("portrait_not_started"))?;
        if hex::encode(digest(&given.nonce)) != liveness.nonce || liveness.prompt().is_none() {
            return Err(Error::refused("nonce_used"));
        }
        if let Some(code) = fault(&liveness, &given, &hashes, ctx.now) {
            return Err(Error::Invalid(vec![Issue::new("/frames", code, Severity::Error)]));
        }
        // Decoding takes long and holds nothing.
        drop(open);
        let mut seen = Vec::new();
        for frame in given.frames {
            seen.push(self.pictures.see("/frames", frame.bytes, None).await?);
        }
        let last = liveness.answered + 1 >= liveness.prompts.len();
        // Prompts are answered within a minute or begin again: only the last one's answer lasts,
        // and all before it with it.
        let mut open = match last {
            true => self.open_run(ctx).await?,
            false => self.open_run_repeatable(ctx).await?,
        };
        let unchanged = open.run.liveness.as_ref().is_some_and(|l| l.nonce == liveness.nonce);
        if !unchanged {
            return Err(Error::refused("nonce_used"));
        }
        let mut liveness = liveness;
        let neutral = liveness.prompt() == Some(Prompt::LookStraight);
        for seen in &seen {
            let n = liveness.frames.len();
            // The second neutral frame is 人脸照片: the person has settled by then.
            let slot = match neutral && n == 1 {
                true => "portrait".to_owned(),
                false => format!("{}{n}", Picture::Face.name()),
            };
            let id = self.keep_frame(ctx, &mut open, slot.clone(), seen).await?;
            liveness.frames.push(id);
            if slot == "portrait" {
                liveness.portrait = Some(id);
            }
        }
        liveness.seen.extend(hashes);
        liveness.answered += 1;
        let nonce = self.entropy.short_token();
        liveness.nonce = hex::encode(digest(&nonce));
        liveness.shown_at = ctx.now;
        let more = liveness.prompt().is_some();
        open.run.liveness = Some(liveness);
        match more {
            true => open.save().await?,
            false => self.finish_portrait(ctx, &mut open).await?,
        }
        open.tx.commit().await?;
        Ok(more.then_some(nonce))
    }

    /// All prompts were answered: a human compares the portrait with the document.
    async fn finish_portrait(&self, ctx: &Ctx, open: &mut super::run::Open) -> Result<()> {
        let step = due(open, |step| step.screen == Screen::Face)?;
        let liveness = open.run.liveness.take().ok_or(Error::refused("portrait_not_started"))?;
        let portrait = liveness.portrait.ok_or(Error::refused("portrait_not_started"))?;
        let evidence = Evidence {
            service: Some(open.row.service),
            stage: step.stage,
            step: Step::Portrait,
            materials: std::iter::once(portrait)
                .chain(liveness.frames.into_iter().filter(|frame| *frame != portrait))
                .collect(),
            readings: Vec::new(),
            measures: Vec::new(),
            verdict: portrait_verdict(Vec::new(), &Judge::None),
            at: ctx.now,
        };
        self.finish_step(ctx, open, evidence).await
    }

    /// The way without a face (人脸识别技术应用安全管理办法 10): the officer is photographed in
    /// person at the provider; the filing waits for that human.
    ///
    /// # Errors
    /// [`Error::Refused`] when the step is not due.
    pub async fn portrait_in_person(&self, ctx: &Ctx) -> Result<()> {
        let mut open = self.open_run(ctx).await?;
        let step = due(&open, |step| step.screen == Screen::Face)?;
        open.run.liveness = None;
        let evidence = Evidence {
            service: Some(open.row.service),
            stage: step.stage,
            step: Step::Portrait,
            materials: Vec::new(),
            readings: Vec::new(),
            measures: Vec::new(),
            verdict: Verdict::NeedsHuman { codes: vec!["portrait.in_person".into()] },
            at: ctx.now,
        };
        self.finish_step(ctx, &mut open, evidence).await?;
        open.tx.commit().await?;
        Ok(())
    }

    async fn keep_frame(
        &self,
        ctx: &Ctx,
        open: &mut super::run::Open,
        slot: String,
        seen: &Seen,
    ) -> Result<MaterialId> {
        let id = MaterialId::from_uuid(self.entropy.id());
        let context = format!("material:{id}");
        let object = self.objects.put(self.store.keys(), &context, &seen.jpeg).await?;
        let row = MaterialRow {
            id,
            filing: open.filing.id,
            service: Some(open.row.service),
            slot,
            object,
            width: seen.width,
            height: seen.height,
            evidence: None,
            superseded_at: None,
            created_at: ctx.now,
        };
        open.tx.insert_material(&row).await?;
        Ok(id)
    }
}

/// Why these frames don't answer the prompt.
fn fault(
    run: &LivenessRun,
    given: &FramesGiven,
    hashes: &[String],
    now: Timestamp,
) -> Option<&'static str> {
    if now.since(run.started_at) > WHOLE {
        return Some("liveness.too_slow");
    }
    if now.since(run.shown_at) > WINDOW {
        return Some("liveness.window_over");
    }
    if !FRAMES.contains(&given.frames.len()) {
        return Some("liveness.frame_count");
    }
    let in_order = given.frames.windows(2).all(|pair| pair[0].at < pair[1].at);
    if !in_order {
        return Some("liveness.frame_order");
    }
    let repeated = hashes
        .iter()
        .enumerate()
        .any(|(n, hash)| hashes[..n].contains(hash) || run.seen.contains(hash));
    repeated.then_some("liveness.repeated_frame")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> LivenessRun {
        LivenessRun {
            prompts: vec![Prompt::LookStraight, Prompt::TurnLeft],
            answered: 0,
            nonce: String::new(),
            shown_at: Timestamp::from_millis(1_000),
            started_at: Timestamp::from_millis(1_000),
            seen: vec!["old".into()],
            portrait: None,
            frames: Vec::new(),
        }
    }

    fn given(times: &[i64]) -> FramesGiven {
        let frames = times.iter().map(|at| Frame { bytes: Vec::new(), at: *at }).collect();
        FramesGiven { nonce: String::new(), frames }
    }

    fn fault_of(times: &[i64], hashes: &[&str], now: i64) -> Option<&'static str> {
        let hashes: Vec<String> = hashes.iter().map(|h| (*h).to_owned()).collect();
        fault(&run(), &given(times), &hashes, Timestamp::from_millis(now))
    }

    #[test]
    fn three_fresh_frames_in_order_and_in_time_answer_a_prompt() {
        assert_eq!(fault_of(&[0, 200, 400], &["a", "b", "c"], 5_000), None);
    }

    #[test]
    fn a_frame_of_before_or_one_sent_twice_is_refused() {
        let repeated = Some("liveness.repeated_frame");
        assert_eq!(fault_of(&[0, 200, 400], &["a", "b", "old"], 5_000), repeated);
        assert_eq!(fault_of(&[0, 200, 400], &["a", "b", "a"], 5_000), repeated);
    }

    #[test]
    fn frames_after_the_window_out_of_order_or_too_few_are_refused() {
        let fresh = ["a", "b", "c"];
        assert_eq!(fault_of(&[0, 1, 2], &fresh, 16_001), Some("liveness.window_over"));
        assert_eq!(fault_of(&[0, 2, 2], &fresh, 5_000), Some("liveness.frame_order"));
        assert_eq!(fault_of(&[0, 2], &fresh[..2], 5_000), Some("liveness.frame_count"));
    }
}
