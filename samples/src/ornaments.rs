//! What documents are decorated with: guilloche, borders, emblem, seals, square codes, signatures.

use std::f32::consts::{PI, TAU};

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::{Fonts, Seed};

const GOLD: Ink = [233, 190, 62];
const RED: Ink = [206, 32, 32];
/// The red of seal ink.
pub(crate) const SEAL_RED: Ink = [214, 38, 42];

/// Fine wavy lines all over, `pitch` millimetres apart, `strength` 0–1.
pub(crate) fn guilloche(canvas: &mut Canvas, ink: Ink, pitch: f32, strength: f32, seed: u64) {
    let mut chance = Seed::new(seed, "guilloche");
    let (a, b) = (chance.real(0.0, TAU), chance.real(0.0, TAU));
    let long = pitch * 9.0;
    canvas.shade(canvas.everywhere(), ink, |x, y| {
        let wave = 1.4 * pitch * (TAU * x / long + a).sin()
            + 0.5 * pitch * (TAU * x / (long * 0.37) + b).sin();
        let line = ((y + wave) / pitch).fract().abs();
        let near = (line - 0.5).abs() * 2.0;
        strength * (near - 0.35).max(0.0)
    });
}

/// A soft tint that changes across the sheet.
pub(crate) fn tint(canvas: &mut Canvas, left: Ink, right: Ink, strength: f32) {
    let area = canvas.everywhere();
    let width = area[2];
    canvas.shade(area, left, |x, _| strength * (1.0 - x / width).powi(2));
    canvas.shade(area, right, |x, _| strength * (x / width).powi(2));
}

/// A border of frames with a row of small squares between, `inset` millimetres from the edge.
pub(crate) fn border(canvas: &mut Canvas, inset: f32, ink: Ink) {
    let [_, _, width, height] = canvas.everywhere();
    let frame = |inset: f32| [inset, inset, width - inset, height - inset];
    canvas.frame(frame(inset), 1.1, ink);
    canvas.frame(frame(inset + 1.6), 0.35, ink);
    canvas.frame(frame(inset + 6.6), 0.35, ink);
    canvas.frame(frame(inset + 8.0), 0.6, ink);
    let step = 4.4;
    let middle = inset + 4.1;
    let fit = |length: f32| ((length - 2.0 * middle) / step).round().max(1.0);
    let (across, down) = (fit(width), fit(height));
    for i in 0..=across as usize {
        let x = middle + (width - 2.0 * middle) * i as f32 / across;
        meander(canvas, (x, middle), ink);
        meander(canvas, (x, height - middle), ink);
    }
    for i in 1..down as usize {
        let y = middle + (height - 2.0 * middle) * i as f32 / down;
        meander(canvas, (middle, y), ink);
        meander(canvas, (width - middle, y), ink);
    }
}

fn meander(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    canvas.frame([x - 1.7, y - 1.7, x + 1.7, y + 1.7], 0.3, ink);
    canvas.frame([x - 0.7, y - 0.7, x + 0.7, y + 0.7], 0.3, ink);
}

/// The emblem in its simplest form: a red disc with stars and a gate in a golden wreath.
pub(crate) fn emblem(canvas: &mut Canvas, centre: (f32, f32), radius: f32) {
    let (cx, cy) = centre;
    let r = radius;
    for i in 0..28 {
        let angle = PI * 0.62 + PI * 1.76 * i as f32 / 27.0;
        let at = (cx + 0.92 * r * angle.cos(), cy + 0.92 * r * angle.sin());
        canvas.disc(at, 0.13 * r, [214, 160, 40]);
    }
    canvas.disc(centre, 0.93 * r, GOLD);
    canvas.disc(centre, 0.78 * r, RED);
    canvas.star((cx, cy - 0.36 * r), 0.24 * r, GOLD);
    for (dx, dy) in [(-0.42, -0.28), (-0.22, -0.02), (0.22, -0.02), (0.42, -0.28)] {
        canvas.star((cx + dx * r, cy + dy * r), 0.1 * r, GOLD);
    }
    let roof = |half: f32, y: f32, high: f32| {
        [
            (cx - half * r, cy + (y + high) * r),
            (cx - half * 0.8 * r, cy + y * r),
            (cx + half * 0.8 * r, cy + y * r),
            (cx + half * r, cy + (y + high) * r),
        ]
    };
    canvas.polygon(&roof(0.34, 0.16, 0.08), GOLD);
    canvas.polygon(&roof(0.44, 0.27, 0.09), GOLD);
    canvas.rect([cx - 0.56 * r, cy + 0.38 * r, cx + 0.56 * r, cy + 0.54 * r], GOLD);
    for i in 0..5 {
        let x = cx + (i as f32 - 2.0) * 0.2 * r;
        canvas.rect([x - 0.04 * r, cy + 0.43 * r, x + 0.04 * r, cy + 0.54 * r], RED);
    }
    canvas.polygon(
        &[
            (cx - 0.62 * r, cy + 0.62 * r),
            (cx + 0.62 * r, cy + 0.62 * r),
            (cx + 0.5 * r, cy + 1.02 * r),
            (cx, cy + 0.86 * r),
            (cx - 0.5 * r, cy + 1.02 * r),
        ],
        RED,
    );
    canvas.disc((cx, cy + 0.76 * r), 0.19 * r, GOLD);
    canvas.disc((cx, cy + 0.76 * r), 0.09 * r, RED);
}

/// A block that looks like a square code (33 × 33 modules). It carries nothing to read.
pub(crate) fn square_code(canvas: &mut Canvas, left: f32, top: f32, side: f32, seed: u64) {
    const MODULES: usize = 33;
    let mut chance = Seed::new(seed, "square code");
    let module = side / MODULES as f32;
    canvas.rect([left - module, top - module, left + side + module, top + side + module], [252; 3]);
    let finder = |x: usize, y: usize| {
        let (x, y) = (x as i32, y as i32);
        [(3, 3), (MODULES as i32 - 4, 3), (3, MODULES as i32 - 4)].iter().find_map(|(cx, cy)| {
            let far = (x - cx).abs().max((y - cy).abs());
            (far <= 4).then_some(far == 3 || far <= 1)
        })
    };
    for y in 0..MODULES {
        for x in 0..MODULES {
            let dark = chance.chance(0.48);
            if finder(x, y).unwrap_or(dark) {
                let (x, y) = (left + x as f32 * module, top + y as f32 * module);
                canvas.rect([x, y, x + module, y + module], [24; 3]);
            }
        }
    }
}

/// A round seal: ring, star, the name along the upper arc; ink unevenly taken.
pub(crate) fn seal(canvas: &mut Canvas, fonts: &Fonts, centre: (f32, f32), name: &str, seed: u64) {
    const RADIUS: f32 = 20.0;
    let (cx, cy) = centre;
    let mut chance = Seed::new(seed, "seal");
    let (fx, fy, phase) = (chance.real(0.6, 1.4), chance.real(0.6, 1.4), chance.real(0.0, TAU));
    let turn = chance.real(-0.14, 0.14);
    let uneven = move |x: f32, y: f32| 0.86 + 0.12 * (x * fx + phase).sin() * (y * fy).cos();
    // Drawn on a sheet of its own, so that the unevenness covers all of it alike.
    let size = 2.0 * RADIUS + 4.0;
    let middle = (size / 2.0, size / 2.0);
    let mut stamp = Canvas::new(size, size, canvas.scale, [0; 3]);
    stamp.ring(middle, RADIUS - 0.6, 1.1, [255; 3]);
    stamp.star(middle, 6.2, [255; 3]);
    let count = name.chars().count().max(1);
    let letter = (62.0 / count as f32).clamp(2.2, 4.6);
    let style = Style::new(&fonts.regular, letter, [255; 3]);
    let span = (1.58 * PI).min(0.36 * count as f32);
    let arm = RADIUS - 2.0 - letter / 2.0 - 0.6;
    for (i, c) in name.chars().enumerate() {
        let step = if count == 1 { 0.0 } else { i as f32 / (count - 1) as f32 - 0.5 };
        let angle = span * step + turn;
        let at = (middle.0 + arm * angle.sin(), middle.1 - arm * angle.cos());
        let text = c.to_string();
        let half = style.width(&text) / 2.0;
        let (sin, cos) = angle.sin_cos();
        let m = letter;
        let area = [at.0 - m, at.1 - m, at.0 + m, at.1 + m];
        stamp.warped(style, area, 1.0, &text, |x, y| {
            let (dx, dy) = (x - at.0, y - at.1);
            (dx * cos + dy * sin + half, -dx * sin + dy * cos)
        });
    }
    let scale = canvas.scale;
    let area = [cx - size / 2.0, cy - size / 2.0, cx + size / 2.0, cy + size / 2.0];
    canvas.shade(area, SEAL_RED, |x, y| {
        let (u, v) = ((x - area[0]) * scale - 0.5, (y - area[1]) * scale - 0.5);
        crate::canvas::bilinear(&stamp.image, u, v).map_or(0.0, |p| p[0] / 255.0 * uneven(x, y))
    });
}

/// A name as if written by hand: slanted, uneven, with a stroke below. `size` is the height of a
/// character in millimetres.
pub(crate) fn signature(
    canvas: &mut Canvas,
    fonts: &Fonts,
    at: (f32, f32),
    size: f32,
    name: &str,
    seed: u64,
) {
    const INK: Ink = [24, 34, 92];
    let mut chance = Seed::new(seed, "signature");
    let mut x = at.0;
    for c in name.chars() {
        let (slant, lift) = (chance.real(0.12, 0.3), chance.real(-0.09, 0.09) * size);
        let (phase, swing) = (chance.real(0.0, TAU), chance.real(0.025, 0.055) * size);
        let size = size * chance.real(0.92, 1.12);
        let style = Style::new(&fonts.regular, size, INK);
        let text = c.to_string();
        let y = at.1 + lift;
        let area = [x - size, y - size, x + 2.0 * size, y + size];
        canvas.warped(style, area, 0.95, &text, |px, py| {
            let (dx, dy) = (px - x, py - y);
            let bent = dx + slant * dy + swing * (dy / size * 5.0 + phase).sin();
            (bent, dy + 0.12 * dx + swing * (dx / size * 6.0 + phase).cos())
        });
        x += style.width(&text) * chance.real(0.78, 0.9);
    }
    let points: Vec<(f32, f32)> = (0..=24)
        .map(|i| {
            let t = i as f32 / 24.0;
            let dip = (t * PI * 2.0).sin() * 0.12 * size;
            (at.0 + t * (x - at.0) * 1.1, at.1 + 0.62 * size + dip - t * 0.3 * size)
        })
        .collect();
    canvas.stroke(&points, 0.34, INK);
}

/// A small square to tick, ticked or not; `x` is its left edge, `y` its middle.
pub(crate) fn tick_box(canvas: &mut Canvas, x: f32, y: f32, ticked: bool) {
    const INK: Ink = [30; 3];
    canvas.frame([x, y - 1.3, x + 2.6, y + 1.3], 0.25, INK);
    if ticked {
        canvas.stroke(&[(x + 0.5, y - 0.1), (x + 1.2, y + 0.8), (x + 2.6, y - 1.5)], 0.42, INK);
    }
}

/// A centred line of text below a square code and the like.
pub(crate) fn caption(canvas: &mut Canvas, fonts: &Fonts, at: (f32, f32), size: f32, text: &str) {
    canvas.text(Style::new(&fonts.regular, size, [40; 3]), Align::Centre, at, text);
}
