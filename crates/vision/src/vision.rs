//! The entry: configuration, models held, and the steps of an inspection.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::VisionError;
use crate::document::{Claim, DocKind, Extract, extract, recognise_kind};
use crate::engine::{Chosen, EnginePreference, Pool};
use crate::frame::{self, Frame};
use crate::geometry::{Quad, grown, whole};
use crate::models::{self, EngineStatus};
use crate::ocr::{Dictionary, Page, Reader};
use crate::picture::{self, Picture, PictureError, PictureLimits};
use crate::quality::{self, Thresholds};
use crate::report::{Finding, Line, Report};

/// How pictures are read.
#[derive(Debug, Clone)]
pub struct VisionConfig {
    /// Folder of the models, and of `libonnxruntime.so` unless `ORT_DYLIB_PATH` names it.
    pub models: PathBuf,
    /// Pictures read at once; each holds its own copy of the models while more than one is in work
    /// (about 60 MB) and one CPU.
    pub threads: usize,
    /// Engine wanted.
    pub engine: EnginePreference,
    /// What a picture may measure.
    pub limits: PictureLimits,
    /// Bounds of the measures.
    pub thresholds: Thresholds,
}

impl VisionConfig {
    /// Defaults with the models in `models`: one picture at a time, engine by what is there.
    pub fn new(models: impl Into<PathBuf>) -> Self {
        Self {
            models: models.into(),
            threads: 1,
            engine: EnginePreference::Auto,
            limits: PictureLimits::default(),
            thresholds: Thresholds::default(),
        }
    }
}

/// Reads and measures pictures. Cheap to clone; all clones share the models.
#[derive(Clone)]
pub struct Vision {
    inner: Arc<Inner>,
}

struct Inner {
    config: VisionConfig,
    engine: Chosen,
    detection: Pool,
    recognition: Pool,
    dictionary: OnceLock<Dictionary>,
}

/// Long side of the rectified page: print of a licence stays legible, a card needs no more.
const PAGE_SIDE: u32 = 960;
/// How far the page reaches beyond the outline found, so that an outline a little too small cuts no
/// print off.
const MARGIN: f32 = 0.03;
impl Vision {
    /// Loads nothing: models load on first use, so that a start does not wait for them.
    pub fn new(config: VisionConfig) -> Self {
        let pool = |file: &str| Pool::new(config.models.join(file), config.threads);
        Self {
            inner: Arc::new(Inner {
                engine: Chosen::new(config.engine, &config.models),
                detection: pool(models::DETECTION),
                recognition: pool(models::RECOGNITION),
                dictionary: OnceLock::new(),
                config,
            }),
        }
    }

    /// Which engine runs, and which models are there or missing. Loads the engine's library.
    pub fn status(&self) -> EngineStatus {
        EngineStatus {
            engine: self.inner.engine.engine().ok(),
            note: self.inner.engine.note().map(str::to_owned),
            models: models::status(&self.inner.config.models),
        }
    }

    /// Takes a file in: kind by its first bytes (JPEG, PNG, WebP), size by its header before anything
    /// is unpacked, turned upright by its EXIF orientation, all metadata dropped.
    ///
    /// # Errors
    /// [`PictureError`], with a code and a sentence for the user.
    pub fn decode(&self, bytes: &[u8]) -> Result<Picture, PictureError> {
        picture::decode(bytes, self.inner.config.limits)
    }

    /// Reads and measures one picture. CPU-heavy and blocking (0.3 to 1.5 s): call it on a thread of its
    /// own.
    ///
    /// # Errors
    /// [`VisionError`] when a model or the engine is missing or fails. A picture that shows nothing
    /// readable is no error but a report with findings.
    pub fn inspect(&self, picture: &Picture, claimed: Claim) -> Result<Report, VisionError> {
        let engine = self.inner.engine.engine()?;
        let photo = picture.pixels();
        let reader = self.reader()?;
        let boxes = reader.boxes(photo)?;
        let frame = frame::find(photo, &boxes).filter(|frame| frame::plausible(&frame.quad));
        let everything = whole(photo.width(), photo.height());
        let quad = frame.map_or(everything, |frame| grown(&frame.quad, MARGIN));
        let page = reader.read(photo, &quad, &boxes)?;
        let texts: Vec<String> =
            page.iter().flat_map(|page| page.lines.iter().map(|line| line.text())).collect();
        let recognised = recognise_kind(&texts, claimed);
        let Some(page) = page else {
            return Ok(nothing(engine.name(), claimed));
        };
        let extract = extract(recognised, photo, &page, &reader)?;
        let quality =
            quality::judge(photo, &page, frame.as_ref(), recognised, &self.inner.config.thresholds);
        let mut findings: Vec<Finding> = about_kind(recognised, claimed).into_iter().collect();
        findings.extend(quality.findings);
        let Extract { fields, boxes, confidence, findings: about_fields } = extract;
        findings.extend(about_fields);
        Ok(Report {
            doc_type: recognised,
            fields,
            boxes,
            confidence,
            verdicts: quality.verdicts,
            measures: quality.measures,
            accept: findings.is_empty(),
            findings,
            lines: lines(&page),
            quad: frame.as_ref().map(|frame| upright(frame, &page)),
            engine: engine.name().to_owned(),
        })
    }

    /// Longest file taken, in bytes.
    pub(crate) fn most_bytes(&self) -> usize {
        self.inner.config.limits.max_bytes
    }

    fn reader(&self) -> Result<Reader<'_>, VisionError> {
        let inner = &self.inner;
        let dictionary = match inner.dictionary.get() {
            Some(dictionary) => dictionary.clone(),
            None => {
                let loaded = Dictionary::load(&inner.config.models.join(models::DICTIONARY))?;
                inner.dictionary.get_or_init(|| loaded).clone()
            }
        };
        Ok(Reader {
            engine: &inner.engine,
            detection: &inner.detection,
            recognition: &inner.recognition,
            dictionary,
            page_side: PAGE_SIDE,
        })
    }
}

/// The outline with its first corner at the document's top left, as the page was read.
fn upright(frame: &Frame, page: &Page) -> Quad {
    let near = |quad: &Quad| {
        quad.iter().zip(&page.quad).map(|(a, b)| crate::geometry::distance(*a, *b)).sum::<f32>()
    };
    (0..4)
        .map(|quarters| crate::geometry::turned(&frame.quad, quarters))
        .min_by(|a, b| near(a).total_cmp(&near(b)))
        .unwrap_or(frame.quad)
}

fn lines(page: &Page) -> Vec<Line> {
    page.lines
        .iter()
        .map(|line| Line { text: line.text(), confidence: line.confidence(), quad: line.in_photo })
        .collect()
}

/// What the kind found says against the kind claimed.
fn about_kind(found: DocKind, claimed: Claim) -> Option<Finding> {
    let Claim::Kind(claimed) = claimed else {
        return (found == DocKind::Other).then(unknown);
    };
    if claimed == found {
        return None;
    }
    Some(match found {
        DocKind::Other => unknown(),
        _ if claimed.same_card(found) => Finding::new(
            "document.wrong_side",
            format!(
                "拍摄的是{}，此处需要{}，请翻面后重新拍摄。",
                found.chinese(),
                claimed.chinese()
            ),
        ),
        _ => Finding::new(
            "document.wrong_kind",
            format!(
                "拍摄的是{}，此处需要{}，请更换证件后重新拍摄。",
                found.chinese(),
                claimed.chinese()
            ),
        ),
    })
}

fn unknown() -> Finding {
    Finding::new(
        "document.unrecognised",
        "未能识别出证件，请将证件平放、完整置于画面中并保证文字清晰后重新拍摄。",
    )
}

/// A picture too small to hold a page.
fn nothing(engine: &str, claimed: Claim) -> Report {
    use crate::report::{Verdict, Verdicts};
    let findings = about_kind(DocKind::Other, claimed).map_or_else(|| vec![unknown()], |f| vec![f]);
    Report {
        doc_type: DocKind::Other,
        fields: Default::default(),
        boxes: Default::default(),
        confidence: Default::default(),
        verdicts: Verdicts {
            original: false,
            blur: Verdict::Bad,
            glare: Verdict::Ok,
            coverage: Verdict::Bad,
            background: Verdict::Bad,
            exposure: Verdict::Ok,
        },
        measures: Default::default(),
        findings,
        lines: Vec::new(),
        quad: None,
        accept: false,
        engine: engine.to_owned(),
    }
}
