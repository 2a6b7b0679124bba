//! Where the corners of a flat thing come to lie in the frame.

use crate::Seed;

pub(super) type Point = (f32, f32);
/// Top left, top right, bottom right, bottom left of the thing as printed.
pub(super) type Quad = [Point; 4];

/// Width and height of the 4:3 frame for a thing of an aspect (width by height).
pub(super) fn frame(long_edge: u32, aspect: f32, quarter_turns: u8) -> (u32, u32) {
    let short = (long_edge as f32 * 0.75).round() as u32;
    let lies_wide = (aspect >= 1.0) != (quarter_turns % 2 == 1);
    if lies_wide { (long_edge, short) } else { (short, long_edge) }
}

/// The corners of a thing seen by a pinhole camera: turned and slanted at random within limits,
/// taking `fill` of the frame and lying wholly inside it while `fill` is below 1.
pub(super) fn place(
    aspect: f32,
    frame: (u32, u32),
    fill: f32,
    quarter_turns: u8,
    tilt: f32,
    slant: f32,
    chance: &mut Seed,
) -> Quad {
    let swing = |limit: f32, chance: &mut Seed| {
        // Not too near 0: a limit is meant to be seen.
        let size = chance.real(0.45, 1.0) * limit;
        if chance.chance(0.5) { size } else { -size }
    };
    let turn = f32::from(quarter_turns) * 90.0 + swing(tilt, chance);
    let (pitch, yaw) = (swing(slant, chance).to_radians(), swing(slant, chance).to_radians());
    let (sin, cos) = turn.to_radians().sin_cos();
    let half = (aspect.min(1.0) / 2.0, (1.0 / aspect).min(1.0) / 2.0);
    let half = if aspect >= 1.0 { (0.5, half.1) } else { (half.0, 0.5) };
    // The lens is 1.4 longest edges away, as a phone held to fill the frame.
    const DISTANCE: f32 = 1.4;
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(sx, sy)| {
        let (x, y) = (sx * half.0, sy * half.1);
        let (x, y) = (x * cos - y * sin, x * sin + y * cos);
        let depth = x * yaw.sin() + y * pitch.sin();
        let (x, y) = (x * yaw.cos(), y * pitch.cos());
        let near = DISTANCE / (DISTANCE + depth);
        (x * near, y * near)
    });
    let (low, high) = bounds(&corners);
    let (width, height) = (frame.0 as f32, frame.1 as f32);
    let scale = fill * (width / (high.0 - low.0)).min(height / (high.1 - low.1));
    let free = (width - scale * (high.0 - low.0), height - scale * (high.1 - low.1));
    let at = (free.0 * chance.real(0.2, 0.8), free.1 * chance.real(0.35, 0.65));
    corners.map(|(x, y)| (at.0 + scale * (x - low.0), at.1 + scale * (y - low.1)))
}

/// Moves a quad so that one corner of it, chosen at random, leaves the frame by 10–16 % of its
/// size.
pub(super) fn push_corner_out(quad: Quad, frame: (u32, u32), chance: &mut Seed) -> Quad {
    let (low, high) = bounds(&quad);
    let (width, height) = (frame.0 as f32, frame.1 as f32);
    let out_x = (high.0 - low.0) * chance.real(0.10, 0.16);
    let out_y = (high.1 - low.1) * chance.real(0.10, 0.16);
    let dx = if chance.chance(0.5) { -out_x - low.0 } else { width + out_x - high.0 };
    let dy = if chance.chance(0.5) { -out_y - low.1 } else { height + out_y - high.1 };
    quad.map(|(x, y)| (x + dx, y + dy))
}

/// Least and greatest coordinates of a quad.
pub(super) fn bounds(quad: &Quad) -> (Point, Point) {
    quad.iter().fold(((f32::MAX, f32::MAX), (f32::MIN, f32::MIN)), |(low, high), p| {
        ((low.0.min(p.0), low.1.min(p.1)), (high.0.max(p.0), high.1.max(p.1)))
    })
}

/// Area of a polygon.
pub(super) fn area(points: &[Point]) -> f32 {
    let twice: f32 = (0..points.len())
        .map(|i| {
            let (a, b) = (points[i], points[(i + 1) % points.len()]);
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    twice.abs() / 2.0
}

/// The part of a quad inside the frame (Sutherland–Hodgman).
pub(super) fn clipped(quad: &Quad, frame: (u32, u32)) -> Vec<Point> {
    let (width, height) = (frame.0 as f32, frame.1 as f32);
    let mut points = quad.to_vec();
    // Each edge as a signed depth: positive inside.
    let edges: [fn(Point, f32, f32) -> f32; 4] =
        [|p, _, _| p.0, |p, w, _| w - p.0, |p, _, _| p.1, |p, _, h| h - p.1];
    for depth in edges {
        let mut kept = Vec::new();
        for i in 0..points.len() {
            let (a, b) = (points[i], points[(i + 1) % points.len()]);
            let (da, db) = (depth(a, width, height), depth(b, width, height));
            if da >= 0.0 {
                kept.push(a);
            }
            if (da >= 0.0) != (db >= 0.0) {
                let t = da / (da - db);
                kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
        }
        points = kept;
    }
    points
}
