//! What the photograph is like: sharp, evenly lit, whole, of an original, on white. Numbers first,
//! verdicts by the bounds of [`Thresholds`].

mod light;
mod sharpness;

use std::collections::BTreeMap;

use image::RgbImage;

use crate::colour::lab;
use crate::document::DocKind;
use crate::frame::Frame;
use crate::geometry::{Quad, area, grown};
use crate::ocr::Page;
use crate::report::{Finding, Verdict, Verdicts};

/// Bounds of the measures. Each is a physical or perceptual amount, set with margin between good and
/// faulty generated photographs, never fitted to one set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// `blur`: least sharpness of the print, ln(1 + 1000 x variance of the second derivative over the
    /// variance of the grey values), in the direction where it is least (a shaken hand blurs in one), on
    /// lines scaled to one height: it asks whether strokes stand apart, and depends neither on how far
    /// the camera was nor on the contrast. Strokes melt below it.
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
    /// `background_lightness`: least lightness (L*) of the darkest tenth of the background, as a share of
    /// the lightness of the document's paper: white beside paper, in whatever light.
    pub background_lightness: f64,
    /// `background_colour`: greatest distance of the background's mean colour from grey in Lab.
    pub background_colour: f64,
    /// `background_texture`: greatest median step of lightness (L*) between points a hundredth of the
    /// photograph apart: grain of stone, wood or cloth, not paper.
    pub background_texture: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            blur: 0.9,
            glare: 0.012,
            dark: 41.0,
            burnt: 0.6,
            coverage: 0.88,
            colour: 5.0,
            background_lightness: 0.7,
            background_colour: 9.0,
            background_texture: 2.6,
        }
    }
}

/// How far outside the frame, as a share of its longer side, a corner's place by its sides may come to
/// lie before the corner counts as cut off: the outline's own error.
const OUTSIDE: f32 = 0.005;

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
    kind: DocKind,
    bounds: &Thresholds,
) -> Quality {
    let outline = frame.map_or(page.quad, |frame| frame.quad);
    let blur = sharpness::of_lines(photo, page);
    let light = light::measure(&page.image);
    let (coverage, complete) =
        coverage(photo, &outline, frame.map_or([false; 4], |frame| frame.found));
    let background = background(photo, &outline, light.lightness);
    let mut findings = Vec::new();
    let mut find = |bad: bool, code: &str, message: &str, at: Option<Quad>| {
        if bad {
            findings.push(Finding { box_: at, ..Finding::new(code, message) });
        }
        bad
    };
    let blurred =
        find(blur < bounds.blur, "photo.blur", "照片模糊，请拿稳手机、对焦清晰后重新拍摄。", None);
    let glare_at = light.spot.map(|spot| page.plane.quad_in_photo(&spot));
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
        background.as_ref().is_some_and(|around| {
            around.lightness < bounds.background_lightness
                || around.colour > bounds.background_colour
                || around.texture > bounds.background_texture
        }),
        "photo.background",
        "背景不是白色或有杂物，请将证件平放在白纸上重新拍摄。",
        None,
    );
    // A sheet may be black on white by right; where all is burnt out or dark, colour says nothing.
    let tells = !matches!(kind, DocKind::Sheet | DocKind::Other) && !dark && !burnt;
    let copied = tells && light.colour < bounds.colour;
    let copy = find(copied, "photo.copy", "疑似黑白复印件，请拍摄证件原件。", None);
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
    if let Some(around) = background {
        measures.insert("background_lightness".to_owned(), around.lightness);
        measures.insert("background_colour".to_owned(), around.colour);
        measures.insert("background_texture".to_owned(), around.texture);
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

/// Share of the frame's width or height spanned, whichever is greater, and whether each corner lies
/// within the frame. A corner is known only where both its sides show as edges.
fn coverage(photo: &RgbImage, outline: &Quad, edges: [bool; 4]) -> (f64, bool) {
    let (width, height) = (photo.width() as f32, photo.height() as f32);
    let span = |axis: usize, length: f32| {
        let values = outline.map(|p| p[axis].clamp(0.0, length));
        let most = values.iter().copied().fold(f32::MIN, f32::max);
        let least = values.iter().copied().fold(f32::MAX, f32::min);
        (most - least) / length
    };
    let slack = OUTSIDE * width.max(height);
    let complete = outline.iter().enumerate().all(|(corner, p)| {
        let known = edges[corner] && edges[(corner + 3) % 4];
        let within = |value: f32, length: f32| value > -slack && value < length + slack;
        !known || within(p[0], width) && within(p[1], height)
    });
    (f64::from(span(0, width).max(span(1, height))), complete)
}

/// What lies around the document.
struct Background {
    /// Lightness of its darkest tenth over that of the document's paper.
    lightness: f64,
    /// Distance of its mean colour from grey, in Lab.
    colour: f64,
    /// Median step of lightness between points a hundredth of the photograph apart.
    texture: f64,
}

/// `None` when less than half a percent of the photograph lies around the document.
fn background(photo: &RgbImage, outline: &Quad, paper: f64) -> Option<Background> {
    let around = grown(outline, 0.08);
    let (width, height) = photo.dimensions();
    let step = (width.max(height) / 300).max(1);
    let near = 3 * step;
    let (mut lightness, mut steps) = (Vec::new(), Vec::new());
    let (mut a, mut b, mut seen) = (0.0, 0.0, 0usize);
    for y in (0..height).step_by(step as usize) {
        for x in (0..width).step_by(step as usize) {
            seen += 1;
            if inside(&around, [x as f32, y as f32]) {
                continue;
            }
            let value = lab(photo.get_pixel(x, y).0);
            lightness.push(value[0]);
            a += f64::from(value[1]);
            b += f64::from(value[2]);
            let (nx, ny) = (x + near, y + near);
            if nx < width && ny < height && !inside(&around, [nx as f32, ny as f32]) {
                steps.push((lab(photo.get_pixel(nx, ny).0)[0] - value[0]).abs());
            }
        }
    }
    if lightness.len() * 200 < seen {
        return None;
    }
    let count = lightness.len() as f64;
    Some(Background {
        lightness: f64::from(quantile(&lightness, 0.1)) / paper.max(1.0),
        colour: (a / count).hypot(b / count),
        // Where only a strip shows, the steps would be those of the document's edge.
        texture: if lightness.len() * 25 < seen { 0.0 } else { f64::from(quantile(&steps, 0.5)) },
    })
}

/// The value below which that share of the values lies.
fn quantile(values: &[f32], share: f64) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mut values = values.to_vec();
    let at = ((values.len() - 1) as f64 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

fn inside(quad: &Quad, point: [f32; 2]) -> bool {
    let turn = |corner: usize| {
        let (p, q) = (quad[corner], quad[(corner + 1) % 4]);
        (q[0] - p[0]) * (point[1] - p[1]) - (q[1] - p[1]) * (point[0] - p[0]) >= 0.0
    };
    let first = turn(0);
    (1..4).all(|corner| turn(corner) == first)
}
