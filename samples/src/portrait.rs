//! Faces that are drawings: ellipse head, hair, shoulders. Nobody's, and recognisably so.
//!
//! A seed fixes the features, a [`Prompt`] the pose. No claim is made that a face detector takes
//! one for a face; use them where a picture of a face is needed but its reading is not judged.

use image::RgbImage;

use crate::canvas::{Canvas, Ink, segment_distance};
use crate::{Seed, Sex, person};

/// What somebody in front of the camera is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// Look straight at the camera.
    LookStraight,
    /// Turn the head to one's own left (right in an unmirrored picture).
    TurnLeft,
    /// Turn the head to one's own right.
    TurnRight,
    /// Open the mouth.
    OpenMouth,
}

/// Pose of a head: `turn` −1 (own right) to 1 (own left), `mouth` 0 (shut) to 1 (open).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pose {
    pub turn: f32,
    pub mouth: f32,
}

/// What tells one drawn face from another.
struct Features {
    skin: Ink,
    hair: Ink,
    shirt: Ink,
    long_hair: bool,
    fringe: f32,
    glasses: bool,
    wide: f32,
    eyes: f32,
    brow: f32,
    lips: Ink,
}

impl Features {
    fn of(seed: u64) -> Self {
        let mut chance = Seed::new(seed, "face");
        let warm = chance.real(-12.0, 12.0);
        let skin = [232.0 + warm, 196.0 + warm, 172.0 + warm * 0.8].map(|v: f32| v as u8);
        let dark = chance.whole(18, 52) as u8;
        Self {
            skin,
            hair: [dark + 8, dark, dark],
            shirt: *chance.pick(&[[52, 66, 98], [92, 54, 58], [58, 90, 76], [72, 72, 78]]),
            long_hair: chance.chance(0.75) && person(seed).sex == Sex::Female,
            fringe: chance.real(0.28, 0.5),
            glasses: chance.chance(0.3),
            wide: chance.real(0.92, 1.08),
            eyes: chance.real(0.36, 0.44),
            brow: chance.real(0.2, 0.27),
            lips: [chance.whole(176, 198) as u8, 104, 102],
        }
    }
}

/// Frames of a drawn face following a prompt, 480 × 640 pixels on white, a dozen of them: from
/// looking straight to the full movement.
pub fn portrait_frames(seed: u64, prompt: Prompt) -> Vec<RgbImage> {
    const FRAMES: usize = 12;
    (0..FRAMES)
        .map(|i| {
            // Rest for two frames, move for six, hold for four.
            let done = ((i as f32 - 1.0) / 6.0).clamp(0.0, 1.0);
            let done = done * done * (3.0 - 2.0 * done);
            let pose = match prompt {
                Prompt::LookStraight => Pose { turn: 0.02 * (i as f32).sin(), mouth: 0.0 },
                Prompt::TurnLeft => Pose { turn: done, mouth: 0.0 },
                Prompt::TurnRight => Pose { turn: -done, mouth: 0.0 },
                Prompt::OpenMouth => Pose { turn: 0.0, mouth: done },
            };
            let mut canvas = Canvas::new(48.0, 64.0, 10.0, [250; 3]);
            face(&mut canvas, seed, (24.0, 27.0), 12.0, pose, 64.0);
            canvas.image
        })
        .collect()
}

/// The portrait of a seed looking straight, `width` × `height` pixels on white.
pub fn portrait(seed: u64, width: u32, height: u32) -> RgbImage {
    let (w, h) = (width as f32, height as f32);
    let mut canvas = Canvas::new(w, h, 1.0, [250; 3]);
    let unit = (w * 0.29).min(h * 0.24);
    face(&mut canvas, seed, (w / 2.0, h * 0.42), unit, Pose { turn: 0.0, mouth: 0.0 }, h);
    canvas.image
}

/// Draws a face around `centre`; `unit` is half the head's width in millimetres, `bottom` where
/// the shoulders are cut off.
pub(crate) fn face(
    canvas: &mut Canvas,
    seed: u64,
    centre: (f32, f32),
    unit: f32,
    pose: Pose,
    bottom: f32,
) {
    let look = Features::of(seed);
    let (cx, cy) = centre;
    let u = unit;
    let (rx, ry) = (u * look.wide, u * 1.32);
    let turn = pose.turn;
    let darker = |ink: Ink, k: f32| ink.map(|v| (f32::from(v) * k) as u8);

    // Hair behind, neck, shoulders.
    let back = if look.long_hair { 2.1 } else { 0.5 };
    if look.long_hair {
        let area = [cx - 1.3 * u, cy - 1.6 * u, cx + 1.3 * u, (cy + back * u).min(bottom)];
        canvas.fill(area, look.hair, |x, y| {
            let (dx, dy) = ((x - cx + 0.12 * turn * u).abs(), y - cy);
            let half = 1.2 * u + 0.05 * dy;
            if dy < 0.0 { dx.hypot(dy * 0.84) - half } else { dx - half }
        });
    }
    let shoulder = cy + 1.75 * u;
    canvas.fill([cx - 2.4 * u, shoulder - u, cx + 2.4 * u, bottom], look.shirt, |x, y| {
        let (dx, dy) = ((x - cx) / (1.95 * u), (y - shoulder - 1.2 * u) / (1.25 * u));
        if dy > 0.0 { (dx.abs() - 1.0) * u } else { (dx.hypot(dy) - 1.0) * u }
    });
    let neck = darker(look.skin, 0.86);
    canvas.rect([cx - 0.48 * u, cy + 0.8 * u, cx + 0.48 * u, cy + 1.9 * u], neck);
    canvas.ellipse((cx, cy + 1.88 * u), 0.48 * u, 0.26 * u, neck);

    // Ears: the near one hides while the head turns.
    for side in [-1.0_f32, 1.0] {
        let hidden = (side * turn).max(0.0);
        let x = cx + side * rx * (1.0 - 0.35 * hidden) - 0.1 * turn * u;
        canvas.ellipse((x, cy + 0.08 * u), 0.16 * u, 0.3 * u, darker(look.skin, 0.92));
    }
    canvas.ellipse(centre, rx, ry, look.skin);
    // Light from the left: the far cheek is a little darker.
    canvas.shade([cx - rx, cy - ry, cx + rx, cy + ry], darker(look.skin, 0.7), |x, y| {
        let (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
        let inside = if dx.hypot(dy) < 0.98 { 1.0 } else { 0.0 };
        inside * (0.45 * (dx - 0.1).max(0.0).powi(2) + 0.3 * dy.max(0.0).powi(3))
    });

    // Features move with the turn over a round head.
    let across = |x: f32| cx + rx * ((x / 1.3).asin() + 0.45 * turn).sin() * 1.05;
    let narrow = |x: f32| ((x / 1.3).asin() + 0.45 * turn).cos().max(0.25);
    let eye_y = cy - 0.08 * u;
    for side in [-1.0_f32, 1.0] {
        let x = side * look.eyes;
        let (at, k) = ((across(x), eye_y), narrow(x));
        canvas.ellipse((at.0, at.1 - 0.02 * u), 0.21 * k * u, 0.11 * u, darker(look.skin, 0.78));
        canvas.ellipse(at, 0.19 * k * u, 0.085 * u, [246, 244, 240]);
        canvas.ellipse(at, 0.085 * k * u, 0.085 * u, [44, 30, 24]);
        canvas.disc((at.0 - 0.02 * u, at.1 - 0.025 * u), 0.018 * u, [240; 3]);
        let lid = [(at.0 - 0.2 * k * u, at.1), (at.0, at.1 - 0.1 * u), (at.0 + 0.2 * k * u, at.1)];
        canvas.stroke(&lid, 0.035 * u, [40, 28, 26]);
        let (inner, outer) = (across(x - side * 0.2), across(x + side * 0.24));
        let brow = eye_y - look.brow * u;
        let points = [(inner, brow + 0.03 * u), (at.0, brow - 0.04 * u), (outer, brow + 0.03 * u)];
        canvas.stroke(&points, 0.075 * u, darker(look.hair, 1.1));
        if look.glasses {
            canvas.ring(at, 0.29 * u, 0.03 * u, [60, 60, 66]);
        }
    }
    if look.glasses {
        let bridge = [(across(-0.14), eye_y - 0.03 * u), (across(0.14), eye_y - 0.03 * u)];
        canvas.stroke(&bridge, 0.03 * u, [60, 60, 66]);
    }
    let nose = across(0.02) + 0.1 * turn * u;
    let shadow = darker(look.skin, 0.8);
    canvas.stroke(
        &[(across(0.05), cy), (nose + 0.07 * u, cy + 0.3 * u), (nose + 0.13 * u, cy + 0.38 * u)],
        0.05 * u,
        shadow,
    );
    for side in [-1.0, 1.0] {
        canvas.ellipse(
            (nose + side * 0.09 * u, cy + 0.42 * u),
            0.05 * u,
            0.03 * u,
            darker(look.skin, 0.62),
        );
    }
    let mouth_y = cy + (0.74 + 0.06 * pose.mouth) * u;
    let (left, right) = (across(-0.3), across(0.3));
    let half = (right - left) / 2.0;
    let open = 0.05 + 0.24 * pose.mouth;
    canvas.ellipse(((left + right) / 2.0, mouth_y), half, (open + 0.05) * u, look.lips);
    if pose.mouth > 0.05 {
        canvas.ellipse(((left + right) / 2.0, mouth_y), half * 0.8, open * 0.85 * u, [74, 26, 28]);
    } else {
        let line = [(left, mouth_y), ((left + right) / 2.0, mouth_y + 0.02 * u), (right, mouth_y)];
        canvas.stroke(&line, 0.03 * u, darker(look.lips, 0.6));
    }

    // Hair in front: a cap cut off along a fringe that turns with the head.
    let fringe = cy - (1.32 - look.fringe) * u;
    let crown = cx + (0.4 * turn - 0.14) * u;
    let (wide, high) = (1.1 * rx, 1.14 * ry);
    let cut = |x: f32| fringe + 0.42 * u * ((x - crown) / rx).powi(2);
    let hair = |x: f32, y: f32| {
        let cap = (((x - cx) / wide).hypot((y - cy) / high) - 1.0) * u;
        cap.max(y - cut(x))
    };
    let area = [cx - 1.3 * u, cy - 1.7 * u, cx + 1.3 * u, cy + 0.2 * u];
    canvas.fill(area, look.hair, hair);
    // A few lighter strands from the crown, so that the cap is not a flat patch.
    let strand = darker(look.hair, 1.6);
    for i in 0..9 {
        let t = (i as f32 - 4.0) / 4.6;
        let (from, to) = ((crown, cy - 1.42 * u), (crown + t * rx, fringe + 0.3 * u * t * t));
        canvas.shade(area, strand, |x, y| {
            let line = (1.0 - segment_distance((x, y), from, to) / (0.04 * u)).max(0.0);
            if hair(x, y) < -0.03 * u { 0.4 * line } else { 0.0 }
        });
    }
}

/// A drawn frame as a sensor would see it: `sinking` pixels further down, as in a nod, and with a
/// noise of its own for each `n`, because no two frames of a camera are alike.
pub fn as_sensed(frame: &RgbImage, sinking: u32, n: u32) -> RgbImage {
    RgbImage::from_fn(frame.width(), frame.height(), |x, y| {
        let mut pixel = *frame.get_pixel(x, y.saturating_sub(sinking));
        let noise = (x.wrapping_mul(31) ^ y.wrapping_mul(17) ^ n.wrapping_mul(101)) % 7;
        pixel.0.iter_mut().for_each(|c| *c = c.saturating_sub(noise as u8));
        pixel
    })
}
