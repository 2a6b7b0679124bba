//! What the photograph is like: sharp, evenly lit, whole, of an original, on white. Numbers first,
//! verdicts by the bounds of [`Thresholds`].

mod light;
mod sharpness;

use std::collections::BTreeMap;

use image::RgbImage;

use crate::colour::lab;
use crate::frame::Frame;
use crate::geometry::{Quad, area, grown};
use crate::ocr::Page;
use crate::report::{Finding, Verdict, Verdicts};

/// Bounds of the measures. Each is a physical or perceptual amount, set with margin between good and
/// faulty generated photographs, never fitted to one set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// `blur`: least sharpness of the print, ln(1 + 1000 x variance of the Laplacian over the variance
    /// of the grey values), on lines scaled to one height: it asks whether strokes stand apart, and
    /// depends neither on how far the camera was nor on the contrast. Strokes melt below it.
    pub blur: f64,
    /// `glare`: most of the document's area one burnt-out, colourless spot may take.
    pub glare: f64,
    /// `dark`: least lightness (CIE L*, 0–100) of the document's paper, its 75th percentile.
    pub dark: f64,
    /// `burnt`: most of the document's area that may be burnt out in all.
    pub burnt: f64,
    /// `coverage`: least share of the frame's width or height, whichever is greater, that the document
    /// spans. The five photo rules ask for 98 % of the screen, which a hand-held photograph of a card
    /// of another shape than the frame cannot meet to the letter; this is the share of the axis that
    /// fills first, with room for the outline's own error (handbook F38 and its note on "98 %").
    pub coverage: f64,
    /// `colour`: least 97th percentile of the distance from the document's median colour in the (a, b)
    /// plane of CIE Lab. Each original has colour somewhere: emblem, portrait, seal, blue labels. A
    /// grey copy has noise only.
    pub colour: f64,
    /// `background_lightness`: least lightness (L*) of the darkest tenth of the background.
    pub background_lightness: f64,
    /// `background_colour`: greatest distance of the background's mean colour from grey in Lab.
    pub background_colour: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            blur: 3.0,
            glare: 0.012,
            dark: 45.0,
            burnt: 0.6,
            coverage: 0.88,
            colour: 5.0,
            background_lightness: 62.0,
            background_colour: 9.0,
        }
    }
}

/// Measures and what they mean.
pub(crate) struct Quality {
    pub measures: BTreeMap<String, f64>,
    pub verdicts: Verdicts,
    pub findings: Vec<Finding>,
}

/// Measures the photograph of a document whose page was read.
pub(crate) fn judge(
    photo: &RgbImage,
    page: &Page,
    frame: Option<&Frame>,
    bounds: &Thresholds,
) -> Quality {
    let outline = frame.map_or(page.quad, |frame| frame.quad);
    let blur = sharpness::of_lines(photo, page);
    let light = light::measure(&page.image);
    let (coverage, complete) = coverage(photo, &outline);
    let background = background(photo, &outline);
    let mut findings = Vec::new();
    let mut find = |bad: bool, code: &str, message: &str, at: Option<Quad>| {
        if bad {
            findings.push(Finding { box_: at, ..Finding::new(code, message) });
        }
        bad
    };
    let blurred =
        find(blur < bounds.blur, "photo.blur", "照片模糊，请拿稳手机、对焦清晰后重新拍摄。", None);
    let glare_at = light.spot.map(|spot| page.plane.quad_to_photo(&spot));
    let glare = find(
        light.glare > bounds.glare,
        "photo.glare",
        "照片有反光，请避开灯光直射、调整角度后重新拍摄。",
        glare_at,
    );
    let dark = find(
        light.lightness < bounds.dark,
        "photo.dark",
        "照片过暗，请在光线充足处重新拍摄。",
        None,
    );
    let burnt = find(
        light.burnt > bounds.burnt,
        "photo.burnt",
        "照片过曝、文字发白，请降低亮度或关闭闪光灯后重新拍摄。",
        None,
    );
    let short = find(
        coverage < bounds.coverage,
        "photo.coverage",
        "证件在画面中过小，请靠近拍摄，使证件占满画面。",
        None,
    );
    let cut =
        find(!complete, "photo.cut", "证件未拍全，请将证件四角完整放入画面后重新拍摄。", None);
    let coloured = find(
        background.is_some_and(|(lightness, colour)| {
            lightness < bounds.background_lightness || colour > bounds.background_colour
        }),
        "photo.background",
        "背景不是白色或有杂物，请将证件平放在白纸上重新拍摄。",
        None,
    );
    let copy =
        find(light.colour < bounds.colour, "photo.copy", "疑似黑白复印件，请拍摄证件原件。", None);
    let mut measures = BTreeMap::from([
        ("blur".to_owned(), blur),
        ("glare".to_owned(), light.glare),
        ("lightness".to_owned(), light.lightness),
        ("burnt".to_owned(), light.burnt),
        ("colour".to_owned(), light.colour),
        ("coverage".to_owned(), coverage),
        (
            "coverage_area".to_owned(),
            f64::from(area(&outline)) / f64::from(photo.width() * photo.height()),
        ),
    ]);
    if let Some((lightness, colour)) = background {
        measures.insert("background_lightness".to_owned(), lightness);
        measures.insert("background_colour".to_owned(), colour);
    }
    measures.insert(
        "edges_found".to_owned(),
        frame.map_or(0.0, |frame| frame.found.iter().filter(|found| **found).count() as f64),
    );
    for value in measures.values_mut() {
        *value = (*value * 1e4).round() / 1e4;
    }
    Quality {
        measures,
        verdicts: Verdicts {
            original: !copy,
            blur: Verdict::bad_if(blurred),
            glare: Verdict::bad_if(glare),
            coverage: Verdict::bad_if(short || cut),
            background: Verdict::bad_if(coloured),
            exposure: Verdict::bad_if(dark || burnt),
        },
        findings,
    }
}

/// Share of the frame's width or height spanned, whichever is greater, and whether the whole outline
/// lies within the frame.
fn coverage(photo: &RgbImage, outline: &Quad) -> (f64, bool) {
    let (width, height) = (photo.width() as f32, photo.height() as f32);
    let span = |axis: usize, length: f32| {
        let values = outline.map(|p| p[axis].clamp(0.0, length));
        let most = values.iter().copied().fold(f32::MIN, f32::max);
        let least = values.iter().copied().fold(f32::MAX, f32::min);
        (most - least) / length
    };
    let slack = 0.03 * width.max(height);
    let complete = outline
        .iter()
        .all(|p| p[0] > -slack && p[1] > -slack && p[0] < width + slack && p[1] < height + slack);
    (f64::from(span(0, width).max(span(1, height))), complete)
}

/// Lightness of the darkest tenth, and distance of the mean colour from grey, of what lies around the
/// document; `None` when less than half a percent of the photograph does.
fn background(photo: &RgbImage, outline: &Quad) -> Option<(f64, f64)> {
    let around = grown(outline, 0.05);
    let step = (photo.width().max(photo.height()) / 300).max(1);
    let (mut lightness, mut a, mut b, mut seen) = (Vec::new(), 0.0, 0.0, 0usize);
    for y in (0..photo.height()).step_by(step as usize) {
        for x in (0..photo.width()).step_by(step as usize) {
            seen += 1;
            if inside(&around, [x as f32, y as f32]) {
                continue;
            }
            let value = lab(photo.get_pixel(x, y).0);
            lightness.push(value[0]);
            a += f64::from(value[1]);
            b += f64::from(value[2]);
        }
    }
    if lightness.len() * 200 < seen {
        return None;
    }
    let count = lightness.len() as f64;
    let tenth = lightness.len() / 10;
    let darkest = *lightness.select_nth_unstable_by(tenth, f32::total_cmp).1;
    Some((f64::from(darkest), (a / count).hypot(b / count)))
}

fn inside(quad: &Quad, point: [f32; 2]) -> bool {
    let turn = |corner: usize| {
        let (p, q) = (quad[corner], quad[(corner + 1) % 4]);
        (q[0] - p[0]) * (point[1] - p[1]) - (q[1] - p[1]) * (point[0] - p[0]) >= 0.0
    };
    let first = turn(0);
    (1..4).all(|corner| turn(corner) == first)
}
