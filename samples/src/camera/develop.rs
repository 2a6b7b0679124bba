//! From a flat render to the pixels of a photograph.

use std::f32::consts::TAU;

use image::{RgbImage, imageops};
use imageproc::filter::gaussian_blur_f32;
use imageproc::geometric_transformations::Projection;

use super::ground::Ground;
use super::pose::{self, Point, Quad};
use super::shot::{Fault, Shot};
use super::surface::{Surface, text_share};
use crate::canvas::bilinear;
use crate::{SampleError, Seed, encode_jpeg};

/// A photograph and the truth about it.
#[derive(Debug, Clone)]
pub struct Photograph {
    /// The picture as a viewer shows it (EXIF orientation applied).
    pub image: RgbImage,
    /// The document's corners in [`Photograph::image`]: top left, top right, bottom right, bottom
    /// left of the document as printed. Outside the frame where a corner is cut.
    pub quad: [(f32, f32); 4],
    /// Share of the frame the document covers.
    pub coverage_area: f32,
    /// Share of the frame's width or height the visible document takes, whichever is larger.
    pub coverage_extent: f32,
    /// Share of the document inside the frame.
    pub visible: f32,
    /// Share of the visible document burnt out by a reflection.
    pub glare: f32,
    /// Deviation of the blur over the height of the text.
    pub blur: f32,
    /// Height of the main text in pixels.
    pub text_px: f32,
    /// What it was taken with.
    pub shot: Shot,
}

impl Photograph {
    /// The file a phone would store: quality and EXIF as the shot says.
    ///
    /// # Errors
    /// As [`encode_jpeg`].
    pub fn jpeg(&self) -> Result<Vec<u8>, SampleError> {
        let stored = match self.shot.exif_orientation {
            Some(2) => imageops::flip_horizontal(&self.image),
            Some(3) => imageops::rotate180(&self.image),
            Some(4) => imageops::flip_vertical(&self.image),
            // Orientation 5 mirrors at the main diagonal, 7 at the other; both undo themselves.
            Some(5) => imageops::rotate270(&imageops::flip_horizontal(&self.image)),
            Some(6) => imageops::rotate270(&self.image),
            Some(7) => imageops::rotate90(&imageops::flip_horizontal(&self.image)),
            Some(8) => imageops::rotate90(&self.image),
            _ => self.image.clone(),
        };
        encode_jpeg(&stored, self.shot.quality, self.shot.exif_orientation, self.shot.gps)
    }
}

/// Photographs a flat render. The same render, shot and seed give the same pixels.
pub fn photograph(flat: &RgbImage, shot: &Shot, seed: u64) -> Photograph {
    let mut chance = Seed::new(seed, "photograph");
    let surface = Surface::new(flat, shot.fault, &mut chance);
    let (width, height) = (surface.image.width() as f32, surface.image.height() as f32);
    let aspect = width / height;
    let frame = pose::frame(shot.long_edge, aspect, shot.quarter_turns);
    let fill = match shot.fault {
        Some(Fault::TooFar) => chance.real(0.36, 0.46),
        Some(Fault::ScreenMonitor) => 1.04,
        Some(Fault::ScreenPhone) => 0.99,
        _ => shot.fill,
    };
    let (turns, tilt) = (shot.quarter_turns, shot.tilt);
    let mut whole = pose::place(aspect, frame, fill, turns, tilt, shot.slant, &mut chance);
    if shot.fault == Some(Fault::CutCorner) {
        whole = pose::push_corner_out(whole, frame, &mut chance);
    }
    let flat_corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    // Four corners of a convex quad always determine a projection.
    let to_frame = Projection::from_control_points(flat_corners, whole)
        .expect("corners of a placed rectangle are never collinear");
    let [left, top, right, bottom] = surface.document;
    let quad: Quad =
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|p| to_frame * p);

    let long_edge = edge(quad[0], quad[1]).max(edge(quad[1], quad[2]));
    let text_px = text_share(flat) * long_edge;
    let blur = match shot.fault {
        Some(Fault::Blur) => chance.real(0.17, 0.22),
        _ => shot.blur,
    };
    let mut image = exposed(&surface, &to_frame.invert(), frame, shot, &mut chance);
    let glare = if shot.fault == Some(Fault::Glare) {
        reflect(&mut image, &quad, &mut chance)
    } else {
        0.0
    };
    if blur * text_px > 0.15 {
        image = gaussian_blur_f32(&image, blur * text_px);
    }
    add_noise(&mut image, shot.noise, &mut chance);

    let inside = pose::clipped(&quad, frame);
    let seen = pose::area(&inside);
    let (low, high) =
        inside.iter().fold(((f32::MAX, f32::MAX), (f32::MIN, f32::MIN)), |(low, high), p| {
            ((low.0.min(p.0), low.1.min(p.1)), (high.0.max(p.0), high.1.max(p.1)))
        });
    let (frame_width, frame_height) = (frame.0 as f32, frame.1 as f32);
    Photograph {
        image,
        quad,
        coverage_area: seen / (frame_width * frame_height),
        coverage_extent: ((high.0 - low.0) / frame_width).max((high.1 - low.1) / frame_height),
        visible: seen / pose::area(&quad),
        glare,
        blur,
        text_px,
        shot: shot.clone(),
    }
}

fn edge(a: Point, b: Point) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// How light falls on the scene.
struct Light {
    gain: f32,
    gradient: f32,
    towards: Point,
    shadow: f32,
    shadow_at: Point,
    shadow_towards: Point,
    softness: f32,
}

impl Light {
    fn of(shot: &Shot, chance: &mut Seed) -> Self {
        let stops = match shot.fault {
            Some(Fault::Dark) => -3.0,
            Some(Fault::Bright) => 1.5,
            _ => shot.exposure,
        };
        let direction = |chance: &mut Seed| {
            let (sin, cos) = chance.real(0.0, TAU).sin_cos();
            (cos, sin)
        };
        Self {
            // Pixels are gamma-coded: a stop of light is less than a factor of 2 in them.
            gain: 2.0_f32.powf(stops / 2.2),
            gradient: shot.gradient,
            towards: direction(chance),
            shadow: shot.shadow,
            shadow_at: (chance.real(0.3, 0.7), chance.real(0.2, 0.55)),
            shadow_towards: direction(chance),
            softness: chance.real(0.08, 0.2),
        }
    }

    /// Factor at a point, coordinates as shares of the longer edge.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - 0.5, y - 0.375);
        let slope = 1.0 - self.gradient * (0.5 - dx * self.towards.0 - dy * self.towards.1);
        let vignette = 1.0 - 0.18 * (dx * dx + dy * dy);
        let depth = (x - self.shadow_at.0) * self.shadow_towards.0
            + (y - self.shadow_at.1) * self.shadow_towards.1;
        let t = (depth / self.softness + 0.5).clamp(0.0, 1.0);
        let shade = 1.0 - self.shadow * t * t * (3.0 - 2.0 * t);
        self.gain * slope * vignette * shade.powf(0.8)
    }
}

/// The frame with ground, document, contact shadow and light, before lens and sensor.
fn exposed(
    surface: &Surface,
    to_flat: &Projection,
    frame: (u32, u32),
    shot: &Shot,
    chance: &mut Seed,
) -> RgbImage {
    let flat = &surface.image;
    let (width, height) = (flat.width() as f32, flat.height() as f32);
    let ground = Ground::new(shot.background, chance);
    let light = Light::of(shot, chance);
    let long_edge = frame.0.max(frame.1) as f32;
    // Flat pixels a frame pixel, along the longer edge.
    let middle = (frame.0 as f32 / 2.0, frame.1 as f32 / 2.0);
    let ratio = edge(*to_flat * middle, *to_flat * (middle.0 + 1.0, middle.1)).max(0.05);
    let taps = (ratio.ceil() as usize).clamp(1, 4);
    let radius = surface.corner;
    let (half_width, half_height) = (width / 2.0, height / 2.0);
    let outside = |(u, v): Point| {
        let qx = (u - half_width).abs() - half_width + radius;
        let qy = (v - half_height).abs() - half_height + radius;
        (qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - radius) / ratio
    };
    let drop = (long_edge * 0.0022, long_edge * 0.0030);
    let soft = long_edge * 0.006;
    let grid = Grid {
        phase: (chance.real(0.0, TAU), chance.real(0.0, TAU)),
        depth: chance.real(0.05, 0.15),
    };

    RgbImage::from_fn(frame.0, frame.1, |px, py| {
        let (x, y) = (px as f32 + 0.5, py as f32 + 0.5);
        let at = *to_flat * (x, y);
        let distance = outside(at);
        let cover = (0.5 - distance).clamp(0.0, 1.0);
        let mut colour = [0.0; 3];
        if cover < 1.0 {
            let depth = outside(*to_flat * (x - drop.0, y - drop.1)).max(0.0);
            let shade = 1.0 - 0.34 * (-(depth / soft)).exp();
            colour = ground.colour(x / long_edge, y / long_edge).map(|v| v * shade);
        }
        if cover > 0.0 {
            let mut sum = [0.0; 3];
            for i in 0..taps * taps {
                let step = |k: usize| (k as f32 + 0.5) / taps as f32 - 0.5;
                let tap = *to_flat * (x + step(i % taps), y + step(i / taps));
                let (u, v) = (tap.0.clamp(0.0, width - 1.0), tap.1.clamp(0.0, height - 1.0));
                if let Some(found) = bilinear(flat, u - 0.5, v - 0.5) {
                    for (total, value) in sum.iter_mut().zip(found) {
                        *total += value;
                    }
                }
            }
            let mut seen = sum.map(|v| v / (taps * taps) as f32);
            if let Some(cells) = surface.grid {
                let (u, v) = (at.0 / width * cells, at.1 / width * cells);
                seen = grid.seen(seen, (u, v));
            }
            for (have, want) in colour.iter_mut().zip(seen) {
                *have = *have * (1.0 - cover) + want * cover;
            }
        }
        let lit = light.at(x / long_edge, y / long_edge);
        image::Rgb(colour.map(|v| (v * lit).clamp(0.0, 255.0) as u8))
    })
}

/// A screen's cells as the sensor meets them: three colour stripes a cell, dark lines between.
struct Grid {
    phase: Point,
    depth: f32,
}

impl Grid {
    /// A colour of the screen at a point counted in cells. Sampled at points, so that beats with
    /// the sensor's own grid show as moiré.
    fn seen(&self, colour: [f32; 3], (u, v): Point) -> [f32; 3] {
        let line = 1.0 + 0.65 * self.depth * (TAU * v + self.phase.1).cos();
        let mut seen = colour;
        for (i, value) in seen.iter_mut().enumerate() {
            let stripe = 1.0 + self.depth * (TAU * (u + i as f32 / 3.0) + self.phase.0).cos();
            // A screen glows: its black is not black, its white a little blue.
            let glow = [6.0, 7.0, 10.0][i];
            *value = (*value * stripe * line + glow) * [0.97, 1.0, 1.04][i];
        }
        seen
    }
}

/// Puts a burnt-out reflection on the document; returns the share of the document it covers.
fn reflect(image: &mut RgbImage, quad: &Quad, chance: &mut Seed) -> f32 {
    let (a, b) = (chance.real(0.3, 0.7), chance.real(0.35, 0.7));
    let along = |from: Point, to: Point, t: f32| {
        (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
    };
    let centre = along(along(quad[0], quad[1], a), along(quad[3], quad[2], a), b);
    let share = chance.real(0.06, 0.14);
    let stretch = chance.real(1.2, 2.0);
    // Radii of an ellipse of that share of the document's area.
    let minor = (share * pose::area(quad) / (std::f32::consts::PI * stretch)).sqrt();
    let major = minor * stretch;
    let (sin, cos) = chance.real(-0.6, 0.6).sin_cos();
    let mut burnt = 0_u32;
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (dx, dy) = (x as f32 - centre.0, y as f32 - centre.1);
        let (u, v) = ((dx * cos + dy * sin) / major, (dy * cos - dx * sin) / minor);
        let far = u.hypot(v);
        // Saturated inside, falling off over as much again.
        let glow = if far <= 0.94 { 1.0 } else { (-((far - 0.94) * 2.4).powi(2)).exp() };
        if glow > 0.97 {
            burnt += 1;
        }
        pixel.0 = pixel.0.map(|value| {
            let value = f32::from(value);
            (value + (258.0 - value) * glow).clamp(0.0, 255.0) as u8
        });
    }
    burnt as f32 / pose::area(quad)
}

/// Sensor noise: mostly in brightness, a little in colour, more in the dark.
fn add_noise(image: &mut RgbImage, deviation: f32, chance: &mut Seed) {
    if deviation <= 0.0 {
        return;
    }
    for pixel in image.pixels_mut() {
        let light = chance.normal() * deviation;
        let level = f32::from(pixel.0[1]) / 255.0;
        let gain = 1.35 - 0.6 * level;
        let hue = chance.normal() * deviation * 0.35;
        pixel.0 = [
            f32::from(pixel.0[0]) + (light + hue) * gain,
            f32::from(pixel.0[1]) + light * gain,
            f32::from(pixel.0[2]) + (light - hue) * gain,
        ]
        .map(|v| v.round().clamp(0.0, 255.0) as u8);
    }
}
