//! Where the document lies in the photograph.
//!
//! Print is certain: text boxes are found first, on whatever ground. Around their hull, on each of the
//! four sides, the outermost line is looked for across which colour steps the same way along most of
//! its length: that is the edge of the paper. The median along the line does not mind a thing lying
//! across it; a colour step needs no dark table, so that white paper on white is found by its tint and
//! the shadow of its edge; print and grain step both ways and cancel. Found on a picture of 400 pixels.

use image::{RgbImage, imageops};
use imageproc::filter::gaussian_blur_f32;

use crate::colour::lab;
use crate::geometry::{Point, Quad, distance, sides};

/// The document's outline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Corners clockwise; the first is the top left as the text runs.
    pub quad: Quad,
    /// Sides found as a step of colour; the others are where the photograph ends, or the print.
    pub found: [bool; 4],
}

const LONG_SIDE: f32 = 400.0;
/// Least step of colour, in units of CIE Lab, that is an edge: half of what the eye sees side by side.
const LEAST_STEP: f32 = 1.2;
/// Share of a side's strongest step from which an outer one is taken instead: print has strong steps,
/// paper on paper weak ones.
const OUTER_SHARE: f32 = 0.22;
/// Degrees a side may lean against the run of the text.
const LEAN: i32 = 9;
/// A step up to this is believed only on a line that runs with the opposite side.
const WEAK_STEP: f32 = 4.0;
/// Degrees between opposite sides that a hand-held camera's perspective makes.
const MOST_SKEW: f32 = 3.5;
const SAMPLES: usize = 72;

/// Finds the outline around `boxes` of text (in photo pixels); `None` without text.
pub(crate) fn find(photo: &RgbImage, boxes: &[Quad]) -> Option<Frame> {
    let text = Text::of(boxes)?;
    let scale = (LONG_SIDE / photo.width().max(photo.height()) as f32).min(1.0);
    let field = Field::of(photo, scale);
    let text = text.scaled(scale);
    let edges: [Option<(f32, Line)>; 4] =
        std::array::from_fn(|side| outermost(&field, &text, side));
    let mut found = [false; 4];
    let lines: [Line; 4] = std::array::from_fn(|side| {
        let opposite = edges[(side + 2) % 4].map(|edge| edge.1);
        match edges[side] {
            Some((step, line)) if step > WEAK_STEP || !askew(&line, opposite.as_ref()) => {
                found[side] = true;
                line
            }
            _ => text.limit(side, &field),
        }
    });
    // Corner 0 is where the left (3) and the top (0) side meet.
    let mut quad = [[0.0; 2]; 4];
    for (corner, point) in quad.iter_mut().enumerate() {
        let crossing = cross(&lines[(corner + 3) % 4], &lines[corner])?;
        *point = crossing.map(|value| value / scale);
    }
    Some(Frame { quad, found })
}

/// A point and a unit direction.
#[derive(Debug, Clone, Copy)]
struct Line {
    at: Point,
    along: Point,
}

/// The hull of the text: a rectangle along the run of its lines.
struct Text {
    centre: Point,
    /// Unit vector along the lines.
    right: Point,
    /// Half extents along and across the lines.
    half: [f32; 2],
}

impl Text {
    fn of(boxes: &[Quad]) -> Option<Self> {
        let mut angles: Vec<(f32, f32)> = boxes
            .iter()
            .filter(|quad| sides(quad).0 > 2.5 * sides(quad).1)
            .map(|quad| {
                let (dx, dy) = (quad[1][0] - quad[0][0], quad[1][1] - quad[0][1]);
                (dy.atan2(dx), dx.hypot(dy))
            })
            .collect();
        angles.sort_by(|a, b| a.0.total_cmp(&b.0));
        // The median by length: long lines know the direction, short ones guess it.
        let half: f32 = angles.iter().map(|angle| angle.1).sum::<f32>() / 2.0;
        let mut sum = 0.0;
        let angle = angles
            .iter()
            .find(|angle| {
                sum += angle.1;
                sum >= half
            })?
            .0;
        let right = [angle.cos(), angle.sin()];
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for [x, y] in boxes.iter().flatten() {
            let place = [x * right[0] + y * right[1], y * right[0] - x * right[1]];
            for axis in 0..2 {
                low[axis] = low[axis].min(place[axis]);
                high[axis] = high[axis].max(place[axis]);
            }
        }
        let (s, t) = ((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0);
        Some(Self {
            centre: [s * right[0] - t * right[1], s * right[1] + t * right[0]],
            right,
            half: [(high[0] - low[0]) / 2.0, (high[1] - low[1]) / 2.0],
        })
    }

    fn scaled(&self, scale: f32) -> Self {
        Self {
            centre: self.centre.map(|value| value * scale),
            right: self.right,
            half: self.half.map(|value| value * scale),
        }
    }

    /// Outward direction of a side (top, right, bottom, left), its direction clockwise, and the half
    /// extents towards it and along it.
    fn side(&self, side: usize) -> (Point, Point, f32, f32) {
        let [x, y] = self.right;
        let outward = [[y, -x], [x, y], [-y, x], [-x, -y]][side];
        let along = [-outward[1], outward[0]];
        let (reach, half) = match side % 2 {
            0 => (self.half[1], self.half[0]),
            _ => (self.half[0], self.half[1]),
        };
        (outward, along, reach, half)
    }

    /// Where a side is taken to be when no edge shows: where the photograph ends when that is near, for
    /// the document then most likely reaches it; else a little outside the print.
    fn limit(&self, side: usize, field: &Field) -> Line {
        let (outward, along, reach, _) = self.side(side);
        let room = field.room(self.centre, outward);
        let margin = 0.06 * (self.half[0] + self.half[1]);
        let near = room < reach + 2.5 * margin;
        let to = if near { room.max(reach) } else { reach + margin };
        Line { at: [self.centre[0] + outward[0] * to, self.centre[1] + outward[1] * to], along }
    }
}

/// The photograph in Lab, small and lightly blurred.
struct Field {
    width: usize,
    height: usize,
    values: Vec<[f32; 3]>,
}

impl Field {
    fn of(photo: &RgbImage, scale: f32) -> Self {
        let to = |length: u32| ((length as f32 * scale) as u32).max(16);
        let small = imageops::thumbnail(photo, to(photo.width()), to(photo.height()));
        let small = gaussian_blur_f32(&small, 0.8);
        Self {
            width: small.width() as usize,
            height: small.height() as usize,
            values: small.pixels().map(|pixel| lab(pixel.0)).collect(),
        }
    }

    fn at(&self, [x, y]: Point) -> Option<[f32; 3]> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (x, y) = (x as usize, y as usize);
        (x < self.width && y < self.height).then(|| self.values[y * self.width + x])
    }

    /// How far it is from a point to the border of the photograph.
    fn room(&self, from: Point, outward: Point) -> f32 {
        let along = |axis: usize, length: f32| {
            let step = outward[axis];
            if step.abs() < 1e-6 {
                return f32::MAX;
            }
            let wall = if step > 0.0 { length } else { 0.0 };
            (wall - from[axis]) / step
        };
        along(0, self.width as f32).min(along(1, self.height as f32))
    }
}

/// The outermost edge on a side of the text.
fn outermost(field: &Field, text: &Text, side: usize) -> Option<(f32, Line)> {
    let (outward, along, reach, half) = text.side(side);
    let room = field.room(text.centre, outward) + 0.1 * half;
    let first = reach + 1.0;
    let steps = (room - first).max(0.0) as usize;
    let mut best: Vec<(f32, Line)> = Vec::with_capacity(steps);
    for step in 0..steps {
        let to = first + step as f32;
        let at = [text.centre[0] + outward[0] * to, text.centre[1] + outward[1] * to];
        let top = (-2 * LEAN..=2 * LEAN)
            .filter_map(|half_degrees| {
                let angle = (half_degrees as f32 / 2.0).to_radians();
                let line = Line { at, along: rotated(along, angle) };
                Some((step_across(field, &line, half)?, line))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        best.push(top.unwrap_or((0.0, Line { at, along })));
    }
    let strongest = best.iter().map(|entry| entry.0).fold(0.0, f32::max);
    let bar = (strongest * OUTER_SHARE).max(LEAST_STEP);
    let mut from = best.len();
    while from > 0 && best[from - 1].0 < bar {
        from -= 1;
    }
    // Up the flank to its summit.
    while from > 1 && best[from - 2].0 >= best[from - 1].0 {
        from -= 1;
    }
    (from > 0).then(|| refined(field, best[from - 1].1, outward, half))
}

/// The line near `rough` that lies on the edge best: to half a pixel and a quarter of a degree.
fn refined(field: &Field, rough: Line, outward: Point, half: f32) -> (f32, Line) {
    let mut best = (0.0, rough);
    for shift in -3..=3 {
        let to = shift as f32 * 0.5;
        let at = [rough.at[0] + outward[0] * to, rough.at[1] + outward[1] * to];
        for quarter_degrees in -3..=3 {
            let angle = (quarter_degrees as f32 / 4.0).to_radians();
            let line = Line { at, along: rotated(rough.along, angle) };
            match step_across(field, &line, half) {
                Some(step) if step > best.0 => best = (step, line),
                _ => {}
            }
        }
    }
    best
}

/// Whether a side leans against the opposite one more than perspective makes it.
fn askew(line: &Line, opposite: Option<&Line>) -> bool {
    opposite.is_some_and(|other| {
        let cosine = line.along[0] * other.along[0] + line.along[1] * other.along[1];
        cosine.abs() < MOST_SKEW.to_radians().cos()
    })
}

/// How far colour steps across a line, the same way along most of it; `None` when most of the line lies
/// outside the photograph.
fn step_across(field: &Field, line: &Line, half: f32) -> Option<f32> {
    let normal = [-line.along[1], line.along[0]];
    let mut steps: [Vec<f32>; 3] = Default::default();
    for sample in 0..SAMPLES {
        let t = ((sample as f32 + 0.5) / SAMPLES as f32 * 2.0 - 1.0) * half;
        let x = line.at[0] + line.along[0] * t;
        let y = line.at[1] + line.along[1] * t;
        let outer = field.at([x - normal[0] * 1.6, y - normal[1] * 1.6]);
        let inner = field.at([x + normal[0] * 1.6, y + normal[1] * 1.6]);
        if let (Some(outer), Some(inner)) = (outer, inner) {
            for channel in 0..3 {
                steps[channel].push(outer[channel] - inner[channel]);
            }
        }
    }
    if steps[0].len() * 10 < SAMPLES * 7 {
        return None;
    }
    let middle = steps[0].len() / 2;
    // Lightness changes with light, colour only with the thing: colour weighs more.
    let weighted = [1.0, 1.6, 1.6];
    let (mut by_median, mut by_mean) = (0.0f32, 0.0f32);
    for (steps, weight) in steps.iter_mut().zip(weighted) {
        let mean = steps.iter().sum::<f32>() / steps.len() as f32;
        let median = *steps.select_nth_unstable_by(middle, f32::total_cmp).1;
        by_median += (median * weight).powi(2);
        by_mean += (mean * weight).powi(2);
    }
    // The mean tells between lines whose medians agree: the one that lies on the edge all along.
    Some(by_median.sqrt() + 0.1 * by_mean.sqrt())
}

fn rotated([x, y]: Point, angle: f32) -> Point {
    let (sin, cos) = angle.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

fn cross(a: &Line, b: &Line) -> Option<Point> {
    let determinant = a.along[0] * b.along[1] - a.along[1] * b.along[0];
    if determinant.abs() < 0.3 {
        return None;
    }
    let t = ((b.at[0] - a.at[0]) * b.along[1] - (b.at[1] - a.at[1]) * b.along[0]) / determinant;
    Some([a.at[0] + a.along[0] * t, a.at[1] + a.along[1] * t])
}

/// Whether a quad may be a flat document seen by a camera: opposite sides within a factor of two, each
/// corner between 60 and 120 degrees.
pub(crate) fn plausible(quad: &Quad) -> bool {
    let length = |side: usize| distance(quad[side], quad[(side + 1) % 4]);
    let pair = |a: f32, b: f32| a.max(b) < 2.0 * a.min(b);
    let corner = |at: usize| {
        let (p, q, r) = (quad[(at + 3) % 4], quad[at], quad[(at + 1) % 4]);
        let (u, v) = ([p[0] - q[0], p[1] - q[1]], [r[0] - q[0], r[1] - q[1]]);
        let lengths = u[0].hypot(u[1]) * v[0].hypot(v[1]);
        lengths > 0.0 && ((u[0] * v[0] + u[1] * v[1]) / lengths).abs() < 0.5
    };
    pair(length(0), length(2)) && pair(length(1), length(3)) && (0..4).all(corner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::rectangle;
    use image::Rgb;

    fn lines_of_text() -> Vec<Quad> {
        (0..5)
            .map(|row| {
                let y = 220.0 + 80.0 * row as f32;
                rectangle(300.0, y, 800.0, y + 40.0)
            })
            .collect()
    }

    #[test]
    fn a_card_a_shade_off_the_table_is_found_to_four_pixels() {
        let photo = RgbImage::from_fn(1200, 900, |x, y| {
            if (200..1000).contains(&x) && (150..650).contains(&y) {
                Rgb([236, 236, 240])
            } else {
                Rgb([244, 244, (240 + x / 400) as u8])
            }
        });
        let frame = find(&photo, &lines_of_text()).unwrap();
        assert_eq!(frame.found, [true; 4]);
        let wanted = rectangle(200.0, 150.0, 1000.0, 650.0);
        for (found, wanted) in frame.quad.iter().zip(wanted) {
            assert!(distance(*found, wanted) < 6.0, "{:?}", frame.quad);
        }
        assert!(plausible(&frame.quad));
    }

    #[test]
    fn without_an_edge_the_print_itself_gives_the_outline() {
        let photo = RgbImage::from_pixel(1200, 900, Rgb([240, 240, 240]));
        let frame = find(&photo, &lines_of_text()).unwrap();
        assert_eq!(frame.found, [false; 4]);
        assert!(frame.quad[0][0] < 300.0 && frame.quad[2][0] > 800.0);
    }

    #[test]
    fn no_text_means_no_document() {
        assert!(find(&RgbImage::from_pixel(800, 600, Rgb([240, 240, 240])), &[]).is_none());
    }
}
