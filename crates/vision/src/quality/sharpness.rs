//! Sharpness of the print.

use image::{RgbImage, imageops};

use crate::geometry::{Plane, Quad, sides};
use crate::ocr::Page;

/// Lines looked at, the longest ones.
const LINES: usize = 10;
/// Height small print is scaled to: characters of about 28 pixels.
const HEIGHT: f32 = 48.0;
/// Share of the page's shorter side that small print is high at most: on a card, whose print is the
/// largest, with the margin of its box. A title alone must not speak for the rest.
const SMALL_PRINT: f32 = 0.085;

/// Median over the longest lines, read or not, all scaled alike so that the small print comes to one
/// height; without lines, over the whole page: print that cannot even be found is as blurred as the page.
pub(super) fn of_lines(photo: &RgbImage, page: &Page) -> f64 {
    let mut quads: Vec<&Quad> =
        page.boxes.iter().filter(|quad| sides(quad).0 > 2.0 * sides(quad).1).collect();
    let heights: Vec<f32> = quads.iter().map(|quad| sides(quad).1).collect();
    let (wide, high) = sides(&page.quad);
    let small = super::quantile(&heights, 0.25).min(SMALL_PRINT * wide.min(high)).max(1.0);
    let scale = HEIGHT / small;
    quads.sort_by(|a, b| sides(b).0.total_cmp(&sides(a).0));
    let mut values: Vec<f64> = quads
        .into_iter()
        .take(LINES)
        .filter_map(|quad| {
            let (width, height) = sides(quad);
            let (width, height) = ((width * scale).min(1200.0), (height * scale).min(200.0));
            Some(sharpness(&Plane::new(quad, width.floor(), height.floor())?.cut(photo)))
        })
        .collect();
    if values.is_empty() {
        return sharpness(&page.image);
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// See [`crate::Thresholds::blur`].
fn sharpness(image: &RgbImage) -> f64 {
    // A slight blur first: grain of the sensor and of the paper is no stroke.
    let grey = imageproc::filter::gaussian_blur_f32(&imageops::grayscale(image), 1.5);
    let (width, height) = (grey.width(), grey.height());
    if width < 8 || height < 8 {
        return 0.0;
    }
    let at = |x: u32, y: u32| f64::from(grey.get_pixel(x, y).0[0]);
    let mut values = Moments::default();
    let mut bends: [Moments; 4] = Default::default();
    for y in 2..height - 2 {
        for x in 2..width - 2 {
            let here = at(x, y);
            values.add(here);
            // Two pixels across, and about as far along both diagonals.
            bends[0].add((at(x - 2, y) + at(x + 2, y) - 2.0 * here) / 4.0);
            bends[1].add((at(x, y - 2) + at(x, y + 2) - 2.0 * here) / 4.0);
            bends[2].add((at(x - 1, y - 1) + at(x + 1, y + 1) - 2.0 * here) / 2.0);
            bends[3].add((at(x - 1, y + 1) + at(x + 1, y - 1) - 2.0 * here) / 2.0);
        }
    }
    let least = bends.iter().map(Moments::variance).fold(f64::MAX, f64::min);
    (1000.0 * least / values.variance().max(1.0)).ln_1p()
}

#[derive(Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn variance(&self) -> f64 {
        let mean = self.sum / self.count.max(1.0);
        (self.squares / self.count.max(1.0) - mean * mean).max(0.0)
    }
}
