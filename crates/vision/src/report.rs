//! What an inspection hands back: what was read, what was measured, what was found wrong. Never a bare
//! yes or no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::DocKind;
use crate::geometry::Quad;

/// Result of inspecting one picture.
///
/// All quads are in pixels of the upright picture, corners clockwise from the document's top left.
#[derive(Clone, Serialize, Deserialize)]
pub struct Report {
    /// What the picture shows by its own print, whatever was claimed.
    pub doc_type: DocKind,
    /// Values by field name; fields not read are absent. Dates as `2025-06-12`.
    pub fields: BTreeMap<String, String>,
    /// Where each value stands.
    pub boxes: BTreeMap<String, Quad>,
    /// How sure the recogniser is of each value, 0–1.
    pub confidence: BTreeMap<String, f32>,
    /// Judgement of each measure.
    pub verdicts: Verdicts,
    /// The numbers behind the verdicts; see [`crate::Thresholds`] for units and bounds.
    pub measures: BTreeMap<String, f64>,
    /// Each reason not to accept the picture, in words for the user.
    pub findings: Vec<Finding>,
    /// Every line of text found, in reading order.
    pub lines: Vec<Line>,
    /// Outline of the document; absent when none stands out from its background.
    pub quad: Option<Quad>,
    /// Whether nothing was found wrong. **A picture of a screen is not told from an original yet**: only
    /// photocopies are, by their lack of colour.
    pub accept: bool,
    /// Engine that read it: `ort` or `rten`.
    pub engine: String,
}

impl std::fmt::Debug for Report {
    /// Names and numbers only; what was read is personal data.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Report")
            .field("doc_type", &self.doc_type)
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .field("verdicts", &self.verdicts)
            .field("measures", &self.measures)
            .field("findings", &self.findings.iter().map(|f| &f.code).collect::<Vec<_>>())
            .field("lines", &self.lines.len())
            .field("accept", &self.accept)
            .field("engine", &self.engine)
            .finish()
    }
}

/// Judgement of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within its bound.
    Ok,
    /// Beyond it.
    Bad,
}

impl Verdict {
    pub(crate) fn bad_if(bad: bool) -> Self {
        if bad { Self::Bad } else { Self::Ok }
    }

    /// Whether it is [`Verdict::Bad`].
    pub fn is_bad(self) -> bool {
        self == Self::Bad
    }
}

/// Judgements on the photograph (handbook F38, the five photo rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// Not a grey photocopy. Pictures of screens and colour copies pass this measure.
    pub original: bool,
    /// Sharp enough to read.
    pub blur: Verdict,
    /// No reflection hides print.
    pub glare: Verdict,
    /// The document is whole and fills the frame.
    pub coverage: Verdict,
    /// The background is white.
    pub background: Verdict,
    /// Neither too dark nor washed out.
    pub exposure: Verdict,
}

/// One thing wrong, with where it is when that is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name, e.g. `document.wrong_side`.
    pub code: String,
    /// For the user: what is wrong and what to do.
    pub message: String,
    /// Where, in the picture.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub box_: Option<Quad>,
}

impl Finding {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), box_: None }
    }
}

/// One line of text.
#[derive(Clone, Serialize, Deserialize)]
pub struct Line {
    /// As read.
    pub text: String,
    /// Mean of its characters, 0–1.
    pub confidence: f32,
    /// Where it stands.
    pub quad: Quad,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.text.chars().count();
        write!(out, "Line({count} characters, {:.2})", self.confidence)
    }
}
