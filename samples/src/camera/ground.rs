//! What lies below the document.

use std::f32::consts::TAU;

use super::shot::Background;
use crate::Seed;

/// A ground that can be asked for its colour anywhere.
pub(super) struct Ground {
    kind: Background,
    salt: u64,
    base: [f32; 3],
    things: Vec<Thing>,
}

/// Something lying about: a box with a colour, in frame units.
struct Thing {
    area: [f32; 4],
    colour: [f32; 3],
    striped: bool,
}

impl Ground {
    pub(super) fn new(kind: Background, chance: &mut Seed) -> Self {
        let base = match kind {
            Background::White => {
                let level = chance.real(232.0, 243.0);
                [level, level - 0.5, level - 2.0]
            }
            Background::Wood => *chance.pick(&[[178.0, 142.0, 108.0], [196.0, 164.0, 128.0]]),
            Background::Cloth => *chance.pick(&[[46.0, 70.0, 126.0], [112.0, 140.0, 150.0]]),
            Background::Stone | Background::Clutter => [150.0, 150.0, 148.0],
        };
        let things = if kind == Background::Clutter {
            (0..5)
                .map(|i| {
                    let (x, y) = (chance.real(0.0, 0.9), chance.real(0.0, 0.7));
                    let (w, h) = (chance.real(0.08, 0.3), chance.real(0.05, 0.16));
                    Thing {
                        area: [x, y, x + w, y + h],
                        colour: *chance.pick(&[
                            [62.0, 128.0, 74.0],
                            [40.0, 40.0, 44.0],
                            [180.0, 60.0, 52.0],
                            [70.0, 92.0, 150.0],
                        ]),
                        striped: i % 2 == 0,
                    }
                })
                .collect()
        } else {
            Vec::new()
        };
        Self { kind, salt: chance.bits(), base, things }
    }

    /// Colour at a point of the frame, both coordinates as shares of the longer edge.
    pub(super) fn colour(&self, x: f32, y: f32) -> [f32; 3] {
        let noise = |f: f32| value_noise(x * f, y * f, self.salt);
        let level = match self.kind {
            Background::White => 0.985 + 0.02 * noise(3.0) + 0.008 * noise(160.0),
            Background::Wood => {
                let ring = (TAU * (y * 11.0 + 1.6 * noise(2.4) + 0.3 * noise(9.0))).sin();
                let fibre = value_noise(x * 14.0, y * 420.0, self.salt);
                0.86 + 0.09 * ring + 0.14 * fibre
            }
            Background::Cloth => {
                let weave = (TAU * x * 210.0).sin() * (TAU * y * 210.0).sin();
                0.72 + 0.5 * noise(3.2) + 0.07 * weave
            }
            Background::Stone | Background::Clutter => {
                0.62 + 0.42 * noise(26.0) + 0.24 * noise(70.0) + 0.1 * noise(240.0)
            }
        };
        let mut colour = self.base.map(|v| v * level);
        for thing in &self.things {
            let [x0, y0, x1, y1] = thing.area;
            if x > x0 && x < x1 && y > y0 && y < y1 {
                let gap = thing.striped && ((x - x0) * 26.0).fract() < 0.12;
                colour = thing.colour.map(|v| if gap { v * 0.4 } else { v });
            }
        }
        colour
    }
}

/// Smooth noise 0–1 over a lattice of whole numbers.
pub(super) fn value_noise(x: f32, y: f32, salt: u64) -> f32 {
    let (x0, y0) = (x.floor(), y.floor());
    let lattice = |dx: i64, dy: i64| {
        let mut z = salt
            ^ ((x0 as i64 + dx) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ ((y0 as i64 + dy) as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z >> 40) & 0xffff) as f32 / 65_535.0
    };
    let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
    let (fx, fy) = (smooth(x - x0), smooth(y - y0));
    let top = lattice(0, 0) * (1.0 - fx) + lattice(1, 0) * fx;
    let bottom = lattice(0, 1) * (1.0 - fx) + lattice(1, 1) * fx;
    top * (1.0 - fy) + bottom * fy
}
