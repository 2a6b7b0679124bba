//! Sets of pictures with the truth about each, for scoring a reader.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    Background, DocumentKind, Fault, Fonts, Photograph, SampleError, Seed, Shot, document,
    photograph,
};

/// The truth about one picture of a set.
#[derive(Debug, Clone, Serialize)]
pub struct Label {
    /// File name.
    pub image: String,
    /// `docs` (good) or `bad`.
    pub subset: &'static str,
    /// The kind the sender claims.
    pub claimed_type: &'static str,
    /// The kind it is.
    pub doc_type: &'static str,
    /// `none`, `wrong_type` or a [`Fault::name`].
    pub attack: &'static str,
    /// `compliant`, `medium`, `hard` or `bad`.
    pub tier: &'static str,
    /// What a reader should find.
    pub fields: Map<String, Value>,
    /// What an inspector should say: `ok`, `bad`, or `skip` where nobody could tell.
    pub verdicts: Map<String, Value>,
    /// Geometry and light.
    pub capture: Map<String, Value>,
    /// Anything else.
    pub meta: Map<String, Value>,
    /// What it was drawn from.
    pub seed: u64,
}

/// Kinds by how often they come in a set.
const KINDS: [DocumentKind; 12] = [
    DocumentKind::IdFront,
    DocumentKind::Licence,
    DocumentKind::IdBack,
    DocumentKind::Sheet,
    DocumentKind::IdFront,
    DocumentKind::Licence,
    DocumentKind::Institution,
    DocumentKind::IdFront,
    DocumentKind::Passport,
    DocumentKind::Licence,
    DocumentKind::IdBack,
    DocumentKind::Sheet,
];

/// Writes `count` JPEGs and `labels.json` into `folder` (made if absent): two good pictures of
/// three, the rest with every fault in turn or of another kind than claimed.
///
/// # Errors
/// [`SampleError::Write`] or [`SampleError::Encoding`].
pub fn set(
    fonts: &Fonts,
    folder: &Path,
    count: usize,
    seed: u64,
) -> Result<Vec<Label>, SampleError> {
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes)
            .map_err(|source| SampleError::Write { path: path.to_owned(), source })
    };
    std::fs::create_dir_all(folder)
        .map_err(|source| SampleError::Write { path: folder.to_owned(), source })?;
    let mut labels = Vec::with_capacity(count);
    for index in 0..count {
        let (label, bytes) = picture(fonts, index, seed)?;
        write(&folder.join(&label.image), &bytes)?;
        labels.push(label);
    }
    let json = serde_json::to_vec_pretty(&labels)
        .expect("labels hold only strings, numbers and maps keyed by strings");
    write(&folder.join("labels.json"), &json)?;
    Ok(labels)
}

/// One picture of a set: its label and its bytes.
fn picture(fonts: &Fonts, index: usize, seed: u64) -> Result<(Label, Vec<u8>), SampleError> {
    let mut chance = Seed::new(seed.wrapping_mul(1_000_003).wrapping_add(index as u64), "set");
    let own = chance.bits() >> 16;
    let bad = index % 3 == 2;
    let kind = KINDS[index % KINDS.len()];
    let attacks = Fault::ALL.len() + 1;
    // Every fault in turn; the last turn is a picture of another kind than claimed.
    let fault = if bad { Fault::ALL.get((index / 3) % attacks).copied() } else { None };
    let wrong_type = bad && fault.is_none();
    let (tier, mut shot) = match chance.below(4) {
        _ if bad => ("bad", Shot::compliant()),
        0 | 1 => ("compliant", Shot::compliant()),
        2 => ("medium", Shot::medium()),
        _ => ("hard", Shot::hard()),
    };
    shot.fault = fault;
    let is_page = !matches!(kind, DocumentKind::IdFront | DocumentKind::IdBack);
    shot.long_edge = if is_page { chance.whole(1280, 2400) } else { chance.whole(1030, 1600) };
    if tier == "hard" {
        shot.background = *chance.pick(&[
            Background::Wood,
            Background::Cloth,
            Background::Stone,
            Background::Clutter,
        ]);
        shot.fill = chance.real(0.66, 0.8);
        shot.exposure = chance.real(-0.85, -0.3);
    }
    if !bad && chance.chance(0.15) {
        shot.exif_orientation = Some(*chance.pick(&[3, 6, 8]));
        shot.gps = chance.chance(0.5);
    } else if !bad && chance.chance(0.08) {
        shot.quarter_turns = chance.whole(1, 3) as u8;
    }
    let made = document(fonts, kind, own);
    let photo = photograph(&made.flat, &shot, own);
    let claimed_type = if wrong_type {
        let others: Vec<DocumentKind> = DocumentKind::ALL
            .into_iter()
            .filter(|other| *other != kind && *other != DocumentKind::Commitment)
            .collect();
        chance.pick(&others).doc_type()
    } else {
        kind.doc_type()
    };
    let label = Label {
        image: format!("s{:04}.jpg", index + 1),
        subset: if bad { "bad" } else { "docs" },
        claimed_type,
        doc_type: kind.doc_type(),
        attack: fault.map_or(if wrong_type { "wrong_type" } else { "none" }, Fault::name),
        tier,
        fields: made.fields,
        verdicts: verdicts(&photo),
        capture: capture(&photo),
        meta: made.meta,
        seed: own,
    };
    let bytes = photo.jpeg()?;
    Ok((label, bytes))
}

/// What an inspector should say. Between the limits nobody could tell, so it is not scored.
fn verdicts(photo: &Photograph) -> Map<String, Value> {
    let fault = photo.shot.fault;
    let on_screen = matches!(fault, Some(Fault::ScreenMonitor | Fault::ScreenPhone));
    let bad = |is_bad: bool| if is_bad { "bad" } else { "ok" };
    let coverage = match photo.coverage_extent {
        _ if on_screen => "skip",
        _ if photo.visible < 0.995 => "bad",
        ..0.75 => "bad",
        0.75..0.85 => "skip",
        _ => "ok",
    };
    let background =
        if on_screen { "skip" } else { bad(photo.shot.background != Background::White) };
    let mut verdicts = Map::new();
    let original = !fault.is_some_and(Fault::is_not_original);
    verdicts.insert("original".to_owned(), json!(original));
    verdicts.insert("blur".to_owned(), json!(bad(photo.blur > 0.1)));
    verdicts.insert("glare".to_owned(), json!(bad(photo.glare > 0.01)));
    verdicts.insert("coverage".to_owned(), json!(coverage));
    verdicts.insert("background".to_owned(), json!(background));
    let exposed = matches!(fault, Some(Fault::Dark | Fault::Bright));
    verdicts.insert("exposure".to_owned(), json!(bad(exposed)));
    verdicts
}

fn capture(photo: &Photograph) -> Map<String, Value> {
    let round = |value: f32, digits: i32| {
        let k = 10_f64.powi(digits);
        (f64::from(value) * k).round() / k
    };
    let shot = &photo.shot;
    let quad: Vec<[f64; 2]> =
        photo.quad.iter().map(|(x, y)| [round(*x, 1), round(*y, 1)]).collect();
    let exif_rotation = match shot.exif_orientation {
        Some(3) => 180,
        Some(6) => 90,
        Some(8) => 270,
        _ => 0,
    };
    let white = shot.background == Background::White;
    let capture = json!({
        "quad": quad,
        "coverage_area": round(photo.coverage_area, 4),
        "coverage_ext": round(photo.coverage_extent, 4),
        "complete": photo.visible > 0.995,
        "visible_frac": round(photo.visible, 4),
        "rotation": u32::from(shot.quarter_turns) * 90,
        "background": if white { "white" } else { "not_white" },
        "background_kind": shot.background,
        "glare_frac": round(photo.glare, 4),
        "blur_ratio": round(photo.blur, 4),
        "text_px": round(photo.text_px, 1),
        "shadow": round(shot.shadow, 2),
        "ev": round(shot.exposure, 2),
        "width": photo.image.width(),
        "height": photo.image.height(),
        "exif_rotation": exif_rotation,
        "jpeg_quality": shot.quality,
    });
    match capture {
        Value::Object(capture) => capture,
        _ => Map::new(),
    }
}
