//! Sharpness of the print.

use image::{GrayImage, RgbImage, imageops};

use crate::geometry::{Plane, Quad, sides};
use crate::ocr::Page;

/// Lines looked at, the longest ones.
const LINES: usize = 8;
/// Height lines are scaled to: characters of about 28 pixels.
const HEIGHT: f32 = 48.0;

/// Median over the longest lines; without lines, over the whole page: print that cannot even be found is
/// as blurred as the page is.
pub(super) fn of_lines(photo: &RgbImage, page: &Page) -> f64 {
    let mut quads: Vec<&Quad> = page.lines.iter().map(|line| &line.in_photo).collect();
    quads.sort_by(|a, b| sides(b).0.total_cmp(&sides(a).0));
    let mut values: Vec<f64> = quads
        .into_iter()
        .take(LINES)
        .filter_map(|quad| {
            let (width, height) = sides(quad);
            let wide = (HEIGHT * width / height.max(1.0)).clamp(HEIGHT, 1200.0);
            Some(sharpness(&Plane::new(quad, wide.floor(), HEIGHT)?.cut(photo)))
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
    // A light blur first: grain of the sensor is no stroke.
    let grey = imageproc::filter::gaussian_blur_f32(&imageops::grayscale(image), 1.0);
    let (width, height) = (grey.width(), grey.height());
    if width < 8 || height < 8 {
        return 0.0;
    }
    let at = |grey: &GrayImage, x: u32, y: u32| f64::from(grey.get_pixel(x, y).0[0]);
    let (mut laplacian, mut values) = (Moments::default(), Moments::default());
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let here = at(&grey, x, y);
            values.add(here);
            laplacian.add(
                at(&grey, x - 1, y)
                    + at(&grey, x + 1, y)
                    + at(&grey, x, y - 1)
                    + at(&grey, x, y + 1)
                    - 4.0 * here,
            );
        }
    }
    (1000.0 * laplacian.variance() / values.variance().max(1.0)).ln_1p()
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
