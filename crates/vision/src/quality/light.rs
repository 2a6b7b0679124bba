//! Light and colour on the document.

use image::{GrayImage, Luma, RgbImage};
use imageproc::distance_transform::Norm;
use imageproc::morphology::open_mut;
use imageproc::region_labelling::{Connectivity, connected_components};

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
    let (glare, spot, burnt) = burnt_out(page);
    Light {
        glare,
        spot,
        burnt,
        lightness: f64::from(quantile(&lightness, 0.75)),
        colour: f64::from(quantile(&from_middle, 0.97)),
    }
}

fn quantile(values: &[f32], share: f64) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mut values = values.to_vec();
    let at = ((values.len() - 1) as f64 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
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
    match spots.iter().max_by_key(|spot| spot.0) {
        Some((count, [x0, y0, x1, y1])) => {
            let spot = rectangle(*x0 as f32, *y0 as f32, *x1 as f32 + 1.0, *y1 as f32 + 1.0);
            (*count as f64 / all, Some(spot), burnt)
        }
        None => (0.0, None, burnt),
    }
}
