//! What a step leaves behind for the reviewer: what was read, measured and found, and the verdict.
//! The shell fills it from what looks at pictures; the rules here decide.

use super::{Comparison, Step, VerificationStage};
use crate::{
    id::{MaterialId, ServiceId},
    personal::Personal,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Outcome of a step. A code is looked up as `issue.<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Verdict {
    Passed,
    /// The phone goes on; the reviewer must look at what the codes name before approving.
    NeedsHuman {
        codes: Vec<Cow<'static, str>>,
    },
    /// The phone must take it again.
    Refused {
        codes: Vec<Cow<'static, str>>,
    },
}

impl Verdict {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::NeedsHuman { .. } => "needs_human",
            Self::Refused { .. } => "refused",
        }
    }
}

/// The evidence of one step of one run; versions are kept, never overwritten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Absent for the sponsor stage, which all services share.
    pub service: Option<ServiceId>,
    pub stage: VerificationStage,
    pub step: Step,
    pub materials: Vec<MaterialId>,
    /// Field by field: typed and read.
    pub readings: Vec<FieldReading>,
    pub measures: Vec<Measure>,
    pub verdict: Verdict,
    pub at: Timestamp,
}

/// One field of a document beside what was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldReading {
    /// JSON pointer into the draft.
    pub path: String,
    pub typed: Option<Personal>,
    pub read: Option<Personal>,
    pub comparison: Comparison,
    /// Confidence of the reader, 0 to 1.
    pub confidence: f32,
}

/// A number measured on a picture, with its bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// `coverage`, `sharpness`, `glare`, `background`, `original`, `face_similarity` …
    pub name: Cow<'static, str>,
    pub value: f32,
    /// The bar at the time, from the provider's settings.
    pub bar: f32,
    pub passed: bool,
}

impl Verdict {
    /// Of a photographed document: a finding about the picture refuses it, since taking it again
    /// helps; so does a number that was read clearly and isn't the typed one. A name or address that
    /// was read otherwise, or not at all, goes to a human: rare characters are misread.
    pub fn of_document(
        picture_findings: Vec<Cow<'static, str>>,
        number: Option<Comparison>,
        other_fields: &[Comparison],
    ) -> Self {
        use Comparison::{Different, Equal, NotRead, Similar};
        if !picture_findings.is_empty() {
            return Self::Refused { codes: picture_findings };
        }
        let refused = match number {
            Some(Different) => Some("document.number_differs"),
            Some(NotRead) => Some("document.number_unreadable"),
            Some(Equal | Similar) | None => None,
        };
        if let Some(code) = refused {
            return Self::Refused { codes: vec![Cow::Borrowed(code)] };
        }
        let mut codes = Vec::new();
        if number == Some(Similar) {
            codes.push(Cow::Borrowed("document.number_unclear"));
        }
        if other_fields.contains(&Different) {
            codes.push(Cow::Borrowed("document.field_differs"));
        }
        if other_fields.contains(&NotRead) {
            codes.push(Cow::Borrowed("document.field_unreadable"));
        }
        match codes.is_empty() {
            true => Self::Passed,
            false => Self::NeedsHuman { codes },
        }
    }
}

/// What compares faces and tells the living from a picture, if anything does.
#[derive(Clone, Debug, PartialEq)]
pub enum Judge {
    /// No judge is installed: a human compares, always.
    None,
    /// Its scores and whether each is over its bar.
    Judged { same_person: Option<bool>, alive: Option<bool> },
}

/// Of the portrait. Nothing but a judge that is sure of both lets it pass; whoever it takes for
/// another person or a picture must try again; the rest a human compares.
pub fn portrait_verdict(picture_findings: Vec<Cow<'static, str>>, judge: &Judge) -> Verdict {
    if !picture_findings.is_empty() {
        return Verdict::Refused { codes: picture_findings };
    }
    match judge {
        Judge::Judged { same_person: Some(false), .. } => {
            Verdict::Refused { codes: vec![Cow::Borrowed("portrait.other_person")] }
        }
        Judge::Judged { alive: Some(false), .. } => {
            Verdict::Refused { codes: vec![Cow::Borrowed("portrait.not_alive")] }
        }
        Judge::Judged { same_person: Some(true), alive: Some(true) } => Verdict::Passed,
        Judge::Judged { .. } | Judge::None => {
            Verdict::NeedsHuman { codes: vec![Cow::Borrowed("portrait.human_compares")] }
        }
    }
}

/// Every code a verdict of this module can carry; words: `issue.<code>`.
pub const EVIDENCE_CODES: &[&str] = &[
    "document.number_differs",
    "document.number_unreadable",
    "document.number_unclear",
    "document.field_differs",
    "document.field_unreadable",
    "portrait.other_person",
    "portrait.not_alive",
    "portrait.human_compares",
];
