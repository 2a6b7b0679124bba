//! What is before the lens: the document itself, a copy of it, or a screen that shows it.

use image::{Rgb, RgbImage, imageops};

use super::ground::value_noise;
use super::shot::Fault;
use crate::Seed;

/// A flat thing to photograph, and where on it the document is.
pub(super) struct Surface {
    pub image: RgbImage,
    /// The document on the surface in pixels: left, top, right, bottom.
    pub document: [f32; 4],
    /// Radius of the surface's corners in pixels.
    pub corner: f32,
    /// A screen's pixel grid: cells along the surface's width.
    pub grid: Option<f32>,
}

impl Surface {
    /// Cards (85.6 × 54 mm) have rounded corners; anything of another aspect is cut square.
    pub(super) fn new(flat: &RgbImage, fault: Option<Fault>, chance: &mut Seed) -> Self {
        let (width, height) = (flat.width() as f32, flat.height() as f32);
        let corner = if is_card(flat) { width * 3.18 / 85.6 } else { 0.0 };
        let whole = [0.0, 0.0, width, height];
        match fault {
            Some(Fault::CopyGrey) => {
                Self { image: copy_grey(flat, chance), document: whole, corner: 0.0, grid: None }
            }
            Some(Fault::CopyColour) => {
                Self { image: copy_colour(flat), document: whole, corner: 0.0, grid: None }
            }
            Some(Fault::ScreenMonitor) => monitor(flat),
            Some(Fault::ScreenPhone) => phone(flat),
            _ => Self { image: flat.clone(), document: whole, corner, grid: None },
        }
    }
}

/// Whether a flat render has the aspect of an identity card.
pub(super) fn is_card(flat: &RgbImage) -> bool {
    let aspect = flat.width() as f32 / flat.height() as f32;
    (aspect - 85.6 / 54.0).abs() < 0.02
}

/// Height of the main text as a share of the document's longer edge: 3.3 of 85.6 mm on a card,
/// some 4.4 of 297 mm on a page.
pub(super) fn text_share(flat: &RgbImage) -> f32 {
    if is_card(flat) { 3.3 / 85.6 } else { 4.4 / 297.0 }
}

/// Black and white, hard, with toner specks.
fn copy_grey(flat: &RgbImage, chance: &mut Seed) -> RgbImage {
    let salt = chance.bits();
    let mut copy = flat.clone();
    for (x, y, pixel) in copy.enumerate_pixels_mut() {
        let [r, g, b] = pixel.0.map(f32::from);
        let light = 0.3 * r + 0.59 * g + 0.11 * b;
        let toner = 255.0 / (1.0 + (-(light - 150.0) / 20.0).exp());
        let paper = 10.0 * value_noise(x as f32 / 3.0, y as f32 / 3.0, salt);
        let level = (28.0 + toner * 0.85 - paper).clamp(0.0, 255.0);
        pixel.0 = [level, level - 1.0, level - 4.0].map(|v| v.clamp(0.0, 255.0) as u8);
    }
    let (width, height) = copy.dimensions();
    for _ in 0..(width * height / 2200) {
        let (x, y) = (chance.below(width as usize - 2), chance.below(height as usize - 2));
        let level = chance.whole(30, 120) as u8;
        for (dx, dy) in [(0, 0), (1, 0), (0, 1)] {
            copy.put_pixel(x as u32 + dx, y as u32 + dy, Rgb([level; 3]));
        }
    }
    copy
}

/// Flat, washed-out colours printed in a halftone screen.
fn copy_colour(flat: &RgbImage) -> RgbImage {
    let mut copy = imageops::blur(flat, flat.width() as f32 / 1600.0);
    let cell = flat.width() as f32 / 360.0;
    for (x, y, pixel) in copy.enumerate_pixels_mut() {
        for (i, value) in pixel.0.iter_mut().enumerate() {
            let (sin, cos) = [15.0_f32, 75.0, 45.0][i].to_radians().sin_cos();
            let (u, v) = (x as f32 * cos + y as f32 * sin, y as f32 * cos - x as f32 * sin);
            let tau = std::f32::consts::TAU;
            let dot = ((tau * u / cell).cos() + (tau * v / cell).cos()) * 13.0;
            let light = f32::from(*value) / 255.0;
            let flat_light = 24.0 + 226.0 * light.powf(0.82);
            *value = (flat_light + dot * (1.15 - light)).clamp(0.0, 255.0) as u8;
        }
    }
    copy
}

/// A monitor with a picture viewer: dark bezel, light window, the document amid it.
fn monitor(flat: &RgbImage) -> Surface {
    let (width, height) = flat.dimensions();
    let side = width.max(height);
    let down = height + side * 3 / 10;
    // Monitors are wide: a page that stands upright has a lot of window beside it.
    let across = (width + side * 5 / 10).max(down * 14 / 10);
    let mut image = RgbImage::from_pixel(across, down, Rgb([238, 241, 246]));
    let bezel = side / 28;
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let edge = x.min(across - 1 - x).min(y).min(down - 1 - y);
        if edge < bezel {
            *pixel = Rgb([26, 26, 29]);
        } else if y < bezel * 2 {
            *pixel = Rgb([206, 212, 222]);
        }
    }
    let (left, top) = ((across - width) / 2, (down - height) / 2 + bezel / 2);
    imageops::replace(&mut image, flat, i64::from(left), i64::from(top));
    surface_around(image, (left, top), (width, height), 1.0)
}

/// A phone held in front: black screen, the document across its width.
fn phone(flat: &RgbImage) -> Surface {
    let (width, height) = flat.dimensions();
    let margin = width / 30;
    let (across, down) = (width + 2 * margin, height + width / 2);
    let mut image = RgbImage::from_pixel(across, down, Rgb([12, 12, 14]));
    let (left, top) = (margin, (down - height) / 2);
    imageops::replace(&mut image, flat, i64::from(left), i64::from(top));
    surface_around(image, (left, top), (width, height), 1.6)
}

fn surface_around(image: RgbImage, at: (u32, u32), size: (u32, u32), fine: f32) -> Surface {
    let document = [at.0 as f32, at.1 as f32, (at.0 + size.0) as f32, (at.1 + size.1) as f32];
    // A screen some 1400 cells wide; a phone's are finer.
    Surface { image, document, corner: 0.0, grid: Some(1400.0 * fine) }
}
