//! Light and colour on the document.

use image::{GrayImage, Luma, RgbImage};
use imageproc::distance_transform::Norm;
use imageproc::morphology::open_mut;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::quantile;
use crate::colour::lab;
use crate::geometry::{Quad, rectangle};

pub(super) struct Light {
    /// Share of the page the largest burnt-out spot takes.
    pub glare: f64,
    /// Where that spot is, on the page.
    pub spot: Option<Quad>,
    /// Share of the page burnt out in all.
    pub burnt: f64,
    /// 75th percentile of L*: the paper, not the print.
    pub lightness: f64,
    /// See [`crate::Thresholds::colour`].
    pub colour: f64,
}

/// Lightness (L*) from which paper counts as burnt out itself.
const BURNT_PAPER: f64 = 97.2;
/// Lightness around a reflection: it fades over a wide rim. White cloth on a portrait ends at once.
const FADING: f32 = 95.0;

pub(super) fn measure(page: &RgbImage) -> Light {
    let (width, height) = page.dimensions();
    // The rim may show the table.
    let (rim_x, rim_y) = (width * 3 / 100, height * 3 / 100);
    let mut lightness = Vec::new();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for y in (rim_y..height - rim_y).step_by(3) {
        for x in (rim_x..width - rim_x).step_by(3) {
            let value = lab(page.get_pixel(x, y).0);
            lightness.push(value[0]);
            a.push(value[1]);
            b.push(value[2]);
        }
    }
    let (mid_a, mid_b) = (quantile(&a, 0.5), quantile(&b, 0.5));
    let from_middle: Vec<f32> =
        a.iter().zip(&b).map(|(a, b)| (a - mid_a).hypot(b - mid_b)).collect();
    let paper = f64::from(quantile(&lightness, 0.75));
    let (mut glare, mut spot, burnt) = burnt_out(page);
    // Where the paper itself is burnt out, no spot stands out from it: that is exposure's to judge.
    if paper > BURNT_PAPER {
        (glare, spot) = (0.0, None);
    }
    Light { glare, spot, burnt, lightness: paper, colour: f64::from(quantile(&from_middle, 0.97)) }
}

/// The largest spot where the sensor is full and all colour gone, and how much is so in all.
fn burnt_out(page: &RgbImage) -> (f64, Option<Quad>, f64) {
    let mut mask = GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let [red, green, blue] = page.get_pixel(x, y).0;
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        Luma([if most >= 252 && most - least < 22 { 255 } else { 0 }])
    });
    open_mut(&mut mask, Norm::LInf, 3);
    let labels = connected_components(&mask, Connectivity::Eight, Luma([0u8]));
    let mut spots: Vec<(usize, [u32; 4])> = Vec::new();
    for (x, y, label) in labels.enumerate_pixels() {
        let Some(index) = (label.0[0] as usize).checked_sub(1) else {
            continue;
        };
        if index >= spots.len() {
            spots.resize(index + 1, (0, [u32::MAX, u32::MAX, 0, 0]));
        }
        let (count, bounds) = &mut spots[index];
        *count += 1;
        *bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
    }
    let all = f64::from(page.width() * page.height());
    let burnt = spots.iter().map(|spot| spot.0).sum::<usize>() as f64 / all;
    spots.sort_by_key(|spot| std::cmp::Reverse(spot.0));
    for (count, [x0, y0, x1, y1]) in spots.iter().take(3) {
        let bounds = [*x0, *y0, *x1, *y1];
        if rim_lightness(page, &mask, bounds) < FADING {
            continue;
        }
        let spot = rectangle(*x0 as f32, *y0 as f32, *x1 as f32 + 1.0, *y1 as f32 + 1.0);
        return (*count as f64 / all, Some(spot), burnt);
    }
    (0.0, None, burnt)
}

/// Median lightness of the pixels 4 to 9 away, up, down, left and right, from the rim of the spots
/// within `bounds`.
fn rim_lightness(page: &RgbImage, mask: &GrayImage, [x0, y0, x1, y1]: [u32; 4]) -> f32 {
    let lit = |x: i64, y: i64| {
        (0..i64::from(mask.width())).contains(&x)
            && (0..i64::from(mask.height())).contains(&y)
            && mask.get_pixel(x as u32, y as u32).0[0] > 0
    };
    let mut around = Vec::new();
    for y in (y0..=y1).step_by(2) {
        for x in (x0..=x1).step_by(2) {
            let (x, y) = (i64::from(x), i64::from(y));
            if !lit(x, y) {
                continue;
            }
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                if lit(x + dx, y + dy) || lit(x + 2 * dx, y + 2 * dy) {
                    continue;
                }
                let (x, y) = (x + 7 * dx, y + 7 * dy);
                let inside = (0..i64::from(page.width())).contains(&x)
                    && (0..i64::from(page.height())).contains(&y);
                if inside && !lit(x, y) {
                    around.push(lab(page.get_pixel(x as u32, y as u32).0)[0]);
                }
            }
        }
    }
    quantile(&around, 0.5)
}
