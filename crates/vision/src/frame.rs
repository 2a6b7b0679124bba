//! Where the document lies in the photograph.
//!
//! By content, not by a dark table: the ring along the border of the photograph is taken as background
//! and modelled as a plane of colour (light falls off), robustly, so that a document touching the
//! border does not spoil it; what differs from the plane is the document. White paper on white differs
//! by its print, its edge shadow and its tint. Found on a picture of 400 pixels.

use image::{GrayImage, Luma, RgbImage, imageops};
use imageproc::contrast::otsu_level;
use imageproc::distance_transform::Norm;
use imageproc::filter::gaussian_blur_f32;
use imageproc::geometry::{approximate_polygon_dp, arc_length};
use imageproc::morphology::{close_mut, open_mut};
use imageproc::point::Point as PixelPoint;
use imageproc::region_labelling::{Connectivity, connected_components};

use crate::colour::lab;
use crate::geometry::{Point, Quad, area, distance, hull, in_order, smallest_rectangle};

/// The document's outline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub quad: Quad,
    /// Share of the outline's own area that really differs from the background (1 = a clean card).
    pub solidity: f32,
}

const LONG_SIDE: f32 = 400.0;
/// Least share of the photograph a document takes; below it, what was found is a stain.
const LEAST_AREA: f32 = 0.06;

/// Finds the document; `None` when nothing of a document's size stands out.
pub(crate) fn find(photo: &RgbImage) -> Option<Frame> {
    let scale = (LONG_SIDE / photo.width().max(photo.height()) as f32).min(1.0);
    let width = ((photo.width() as f32 * scale) as u32).max(16);
    let height = ((photo.height() as f32 * scale) as u32).max(16);
    let small = imageops::thumbnail(photo, width, height);
    let mask = foreground(&small);
    let (points, filled) = largest_region(&mask)?;
    let outline = hull(&points)?;
    let covered = area(&outline);
    if covered < LEAST_AREA * (width * height) as f32 {
        return None;
    }
    let corners = fit_sides(&outline, four_corners(&outline));
    let to_photo = [photo.width() as f32 / width as f32, photo.height() as f32 / height as f32];
    let quad = in_order(corners.map(|p| [(p[0] + 0.5) * to_photo[0], (p[1] + 0.5) * to_photo[1]]));
    Some(Frame { quad, solidity: filled as f32 / covered.max(1.0) })
}

/// Distance of each pixel from the background plane, thresholded and cleaned.
fn foreground(small: &RgbImage) -> GrayImage {
    let (width, height) = small.dimensions();
    let pixels: Vec<[f32; 3]> = small.pixels().map(|p| lab(p.0)).collect();
    let ring = ((width as f32 * 0.012) as u32).max(2);
    let on_ring = |x: u32, y: u32| x < ring || y < ring || x >= width - ring || y >= height - ring;
    let at =
        |x: u32, y: u32| [1.0, f64::from(x) / f64::from(width), f64::from(y) / f64::from(height)];
    let mut distances = vec![0.0f32; pixels.len()];
    // Lightness changes with shadows, colour less: it weighs less.
    for (channel, weight) in [(0, 0.6f32), (1, 1.6), (2, 1.6)] {
        let mut samples = Vec::new();
        for y in 0..height {
            for x in 0..width {
                if on_ring(x, y) {
                    let value = pixels[(y * width + x) as usize][channel];
                    samples.push((at(x, y), f64::from(value)));
                }
            }
        }
        let plane = robust_plane(&samples);
        for y in 0..height {
            for x in 0..width {
                let [one, u, v] = at(x, y);
                let expected = plane[0] * one + plane[1] * u + plane[2] * v;
                let index = (y * width + x) as usize;
                distances[index] += weight * (pixels[index][channel] - expected as f32).abs();
            }
        }
    }
    // Four steps to one unit of Lab: fine enough for Otsu, wide enough for a dark table.
    let raw = GrayImage::from_fn(width, height, |x, y| {
        Luma([(distances[(y * width + x) as usize] * 4.0).min(255.0) as u8])
    });
    let smooth = gaussian_blur_f32(&raw, 1.2);
    let level = (f32::from(otsu_level(&smooth)) * 0.6).clamp(18.0, 56.0) as u8;
    let mut mask = GrayImage::from_fn(width, height, |x, y| {
        Luma([if smooth.get_pixel(x, y).0[0] > level { 255 } else { 0 }])
    });
    close_mut(&mut mask, Norm::LInf, 4);
    open_mut(&mut mask, Norm::LInf, 2);
    mask
}

/// Least squares of `value = a + b u + c v`, three times, each time without what lies far off.
fn robust_plane(samples: &[([f64; 3], f64)]) -> [f64; 3] {
    let mut plane = [median(samples.iter().map(|s| s.1).collect()), 0.0, 0.0];
    let mut reach = f64::MAX;
    for _ in 0..4 {
        let mut matrix = [[0.0f64; 4]; 3];
        let mut kept = 0;
        for (place, value) in samples {
            let expected: f64 = (0..3).map(|i| plane[i] * place[i]).sum();
            if (value - expected).abs() > reach {
                continue;
            }
            kept += 1;
            for (row, equation) in matrix.iter_mut().enumerate() {
                for column in 0..3 {
                    equation[column] += place[row] * place[column];
                }
                equation[3] += place[row] * value;
            }
        }
        match solve(matrix) {
            Some(solution) if kept >= 12 => plane = solution,
            _ => break,
        }
        let residuals = samples
            .iter()
            .map(|(place, value)| (value - (0..3).map(|i| plane[i] * place[i]).sum::<f64>()).abs())
            .collect();
        reach = (2.0 * median(residuals)).max(2.0);
    }
    plane
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

fn solve(mut matrix: [[f64; 4]; 3]) -> Option<[f64; 3]> {
    for column in 0..3 {
        let pivot = (column..3)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        matrix.swap(column, pivot);
        let head = matrix[column][column];
        if head.abs() < 1e-9 {
            return None;
        }
        let lead = matrix[column].map(|value| value / head);
        matrix[column] = lead;
        for (row, equation) in matrix.iter_mut().enumerate() {
            if row != column {
                let factor = equation[column];
                for (value, lead) in equation.iter_mut().zip(lead) {
                    *value -= factor * lead;
                }
            }
        }
    }
    Some([matrix[0][3], matrix[1][3], matrix[2][3]])
}

/// Border points and size of the largest region of the mask.
fn largest_region(mask: &GrayImage) -> Option<(Vec<Point>, usize)> {
    let labels = connected_components(mask, Connectivity::Eight, Luma([0u8]));
    let mut sizes = vec![0usize; 1];
    for label in labels.pixels() {
        let label = label.0[0] as usize;
        if label >= sizes.len() {
            sizes.resize(label + 1, 0);
        }
        sizes[label] += 1;
    }
    let (largest, &size) = sizes.iter().enumerate().skip(1).max_by_key(|(_, size)| **size)?;
    let mut points = Vec::new();
    // The ends of each row are enough for a convex hull.
    for y in 0..labels.height() {
        let mut row =
            (0..labels.width()).filter(|&x| labels.get_pixel(x, y).0[0] as usize == largest);
        if let Some(first) = row.next() {
            points.push([first as f32, y as f32]);
            points.push([row.next_back().unwrap_or(first) as f32, y as f32]);
        }
    }
    Some((points, size))
}

/// Four corners of a hull: by simplifying it until four points are left, else its smallest rectangle.
fn four_corners(outline: &[Point]) -> Quad {
    let curve: Vec<PixelPoint<f32>> = outline.iter().map(|p| PixelPoint::new(p[0], p[1])).collect();
    let length = arc_length(&curve, true);
    for step in 0..23 {
        let tolerance = (0.01 + 0.005 * f64::from(step)) * length;
        let points = approximate_polygon_dp(&curve, tolerance, true);
        if let [a, b, c, d] = points.as_slice() {
            return in_order([[a.x, a.y], [b.x, b.y], [c.x, c.y], [d.x, d.y]]);
        }
    }
    smallest_rectangle(outline).corners()
}

/// Moves the corners to where the four sides, each fitted to the outline away from the rounded
/// corners, cross.
fn fit_sides(outline: &[Point], corners: Quad) -> Quad {
    let mut lines = [None; 4];
    for (side, line) in lines.iter_mut().enumerate() {
        let (a, b) = (corners[side], corners[(side + 1) % 4]);
        let length = distance(a, b);
        if length < 8.0 {
            return corners;
        }
        let (ux, uy) = ((b[0] - a[0]) / length, (b[1] - a[1]) / length);
        let near: Vec<Point> = densely(outline)
            .filter(|p| {
                let (dx, dy) = (p[0] - a[0], p[1] - a[1]);
                let along = (dx * ux + dy * uy) / length;
                let across = (dy * ux - dx * uy).abs();
                (0.12..=0.88).contains(&along) && across < 0.04 * length + 2.0
            })
            .collect();
        *line = fit_line(&near);
    }
    let mut moved = corners;
    for corner in 0..4 {
        let crossing = match (lines[(corner + 3) % 4], lines[corner]) {
            (Some(before), Some(after)) => cross(before, after),
            _ => None,
        };
        // A crossing far from the corner means a side was fitted to something else.
        match crossing {
            Some(point) if distance(point, corners[corner]) < 0.12 * LONG_SIDE => {
                moved[corner] = point;
            }
            _ => {}
        }
    }
    moved
}

fn densely(outline: &[Point]) -> impl Iterator<Item = Point> + '_ {
    (0..outline.len()).flat_map(move |index| {
        let (a, b) = (outline[index], outline[(index + 1) % outline.len()]);
        let steps = distance(a, b).ceil().max(1.0) as usize;
        (0..steps).map(move |step| {
            let t = step as f32 / steps as f32;
            [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
        })
    })
}

/// A line through points: its centre and direction.
fn fit_line(points: &[Point]) -> Option<(Point, Point)> {
    if points.len() < 6 {
        return None;
    }
    let count = points.len() as f32;
    let cx = points.iter().map(|p| p[0]).sum::<f32>() / count;
    let cy = points.iter().map(|p| p[1]).sum::<f32>() / count;
    let (mut xx, mut xy, mut yy) = (0.0f32, 0.0f32, 0.0f32);
    for p in points {
        let (dx, dy) = (p[0] - cx, p[1] - cy);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    Some(([cx, cy], [angle.cos(), angle.sin()]))
}

fn cross((p, u): (Point, Point), (q, v): (Point, Point)) -> Option<Point> {
    let determinant = u[0] * v[1] - u[1] * v[0];
    if determinant.abs() < 0.2 {
        return None;
    }
    let t = ((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / determinant;
    Some([p[0] + u[0] * t, p[1] + u[1] * t])
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_grey_card_on_a_light_table_is_found_to_three_pixels() {
        let photo = RgbImage::from_fn(1200, 900, |x, y| {
            if (200..1000).contains(&x) && (150..650).contains(&y) {
                Rgb([170, 175, 190])
            } else {
                Rgb([240, 240, (236 + x / 400) as u8])
            }
        });
        let frame = find(&photo).unwrap();
        let wanted = [[200.0, 150.0], [1000.0, 150.0], [1000.0, 650.0], [200.0, 650.0]];
        for (found, wanted) in frame.quad.iter().zip(wanted) {
            assert!(distance(*found, wanted) < 9.0, "{:?}", frame.quad);
        }
    }

    #[test]
    fn an_empty_table_holds_no_document() {
        let photo = RgbImage::from_pixel(800, 600, Rgb([240, 240, 240]));
        assert!(find(&photo).is_none());
    }
}
