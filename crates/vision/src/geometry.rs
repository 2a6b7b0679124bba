//! Points, quads and the mapping between a quad in a photograph and an upright rectangle.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::Projection;
use imageproc::geometry::convex_hull;
use imageproc::point::Point as PixelPoint;

/// `[x, y]` in pixels, origin at the top left corner of the picture.
pub type Point = [f32; 2];

/// Four corners clockwise from the top left *of the document* (not of the picture: a document turned by
/// half has its first corner at the bottom right).
pub type Quad = [Point; 4];

pub(crate) fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The quad of a whole picture.
pub(crate) fn whole(width: u32, height: u32) -> Quad {
    let (w, h) = (width as f32, height as f32);
    [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]]
}

/// An upright rectangle as a quad.
pub(crate) fn rectangle(x0: f32, y0: f32, x1: f32, y1: f32) -> Quad {
    [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
}

/// Mean width and height of a quad.
pub(crate) fn sides(quad: &Quad) -> (f32, f32) {
    (
        (distance(quad[0], quad[1]) + distance(quad[3], quad[2])) / 2.0,
        (distance(quad[0], quad[3]) + distance(quad[1], quad[2])) / 2.0,
    )
}

/// Area by the shoelace formula, positive either way round.
pub(crate) fn area(points: &[Point]) -> f32 {
    let mut twice = 0.0;
    for (index, a) in points.iter().enumerate() {
        let b = points[(index + 1) % points.len()];
        twice += a[0] * b[1] - b[0] * a[1];
    }
    (twice / 2.0).abs()
}

/// The quad with its corners moved `by` times their distance from the centre (0.02 = 2 % outward).
pub(crate) fn grown(quad: &Quad, by: f32) -> Quad {
    let centre = [
        quad.iter().map(|p| p[0]).sum::<f32>() / 4.0,
        quad.iter().map(|p| p[1]).sum::<f32>() / 4.0,
    ];
    quad.map(|p| {
        [centre[0] + (p[0] - centre[0]) * (1.0 + by), centre[1] + (p[1] - centre[1]) * (1.0 + by)]
    })
}

/// The same quad read after turning the document by `quarters` quarter turns clockwise.
pub(crate) fn turned(quad: &Quad, quarters: usize) -> Quad {
    std::array::from_fn(|corner| quad[(corner + quarters) % 4])
}

/// Corners clockwise from the one nearest the top left of the picture.
pub(crate) fn in_order(mut corners: Quad) -> Quad {
    let cx = corners.iter().map(|p| p[0]).sum::<f32>() / 4.0;
    let cy = corners.iter().map(|p| p[1]).sum::<f32>() / 4.0;
    // In a picture (y downwards) growing angles go clockwise.
    corners.sort_by(|a, b| (a[1] - cy).atan2(a[0] - cx).total_cmp(&(b[1] - cy).atan2(b[0] - cx)));
    let first = (0..4)
        .min_by(|&a, &b| {
            (corners[a][0] + corners[a][1]).total_cmp(&(corners[b][0] + corners[b][1]))
        })
        .unwrap_or(0);
    turned(&corners, first)
}

/// Convex hull; `None` when the points lie on a line.
pub(crate) fn hull(points: &[Point]) -> Option<Vec<Point>> {
    let points: Vec<PixelPoint<f32>> = points.iter().map(|p| PixelPoint::new(p[0], p[1])).collect();
    if points.len() < 3 {
        return None;
    }
    let hull: Vec<Point> = convex_hull(points).iter().map(|p| [p.x, p.y]).collect();
    (hull.len() >= 3).then_some(hull)
}

/// A turned rectangle: centre, unit axis along the first side, half lengths along and across it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turned {
    pub centre: Point,
    pub axis: Point,
    pub along: f32,
    pub across: f32,
}

impl Turned {
    /// Corners, clockwise from the one nearest the top left.
    pub(crate) fn corners(&self) -> Quad {
        let [ux, uy] = self.axis;
        let corner = |a: f32, b: f32| {
            [
                self.centre[0] + a * self.along * ux - b * self.across * uy,
                self.centre[1] + a * self.along * uy + b * self.across * ux,
            ]
        };
        in_order([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }
}

/// Smallest rectangle around a convex hull, by trying each side of the hull.
pub(crate) fn smallest_rectangle(hull: &[Point]) -> Turned {
    let mut best =
        (f32::MAX, Turned { centre: [0.0, 0.0], axis: [1.0, 0.0], along: 0.0, across: 0.0 });
    for (index, a) in hull.iter().enumerate() {
        let b = hull[(index + 1) % hull.len()];
        let length = distance(*a, b).max(1e-6);
        let (ux, uy) = ((b[0] - a[0]) / length, (b[1] - a[1]) / length);
        let (mut s0, mut s1, mut t0, mut t1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for p in hull {
            let (s, t) = (p[0] * ux + p[1] * uy, p[1] * ux - p[0] * uy);
            (s0, s1, t0, t1) = (s0.min(s), s1.max(s), t0.min(t), t1.max(t));
        }
        let size = (s1 - s0) * (t1 - t0);
        if size < best.0 {
            let (s, t) = ((s0 + s1) / 2.0, (t0 + t1) / 2.0);
            best = (
                size,
                Turned {
                    centre: [s * ux - t * uy, s * uy + t * ux],
                    axis: [ux, uy],
                    along: (s1 - s0) / 2.0,
                    across: (t1 - t0) / 2.0,
                },
            );
        }
    }
    best.1
}

/// Maps an upright `width` x `height` rectangle onto a quad of the photograph.
#[derive(Clone, Copy)]
pub(crate) struct Plane {
    projection: Projection,
    pub width: f32,
    pub height: f32,
    /// Photograph pixels to one pixel of the rectangle, along a side.
    scale: f32,
}

impl Plane {
    /// `None` when three corners lie on a line.
    pub(crate) fn new(quad: &Quad, width: f32, height: f32) -> Option<Self> {
        let from = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        let size = area(quad);
        if size < 4.0 || width < 1.0 || height < 1.0 {
            return None;
        }
        Some(Self {
            projection: Projection::from_control_points(from, quad.map(|p| (p[0], p[1])))?,
            width,
            height,
            scale: (size / (width * height)).sqrt(),
        })
    }

    /// A point of the rectangle in the photograph.
    pub(crate) fn in_photo(&self, point: Point) -> Point {
        let (x, y) = self.projection * (point[0], point[1]);
        [x, y]
    }

    /// A quad of the rectangle in the photograph.
    pub(crate) fn quad_in_photo(&self, quad: &Quad) -> Quad {
        quad.map(|p| self.in_photo(p))
    }

    /// The rectangle's picture, sampled once from the photograph: bilinear, and averaged over as many
    /// samples as one pixel covers.
    pub(crate) fn cut(&self, photo: &RgbImage) -> RgbImage {
        let samples = (self.scale.round() as u32).clamp(1, 4);
        let step = 1.0 / samples as f32;
        let count = (samples * samples) as f32;
        RgbImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let mut sum = [0.0f32; 3];
            for sy in 0..samples {
                for sx in 0..samples {
                    let at =
                        [x as f32 + (sx as f32 + 0.5) * step, y as f32 + (sy as f32 + 0.5) * step];
                    let value = sample(photo, self.in_photo(at));
                    for channel in 0..3 {
                        sum[channel] += value[channel];
                    }
                }
            }
            Rgb(sum.map(|value| (value / count + 0.5) as u8))
        })
    }
}

/// The way back: from a quad of the photograph to the unit square.
pub(crate) struct Back(Projection);

impl Back {
    /// `None` when three corners lie on a line.
    pub(crate) fn of(quad: &Quad) -> Option<Self> {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        Projection::from_control_points(quad.map(|p| (p[0], p[1])), square).map(Self)
    }

    /// A point of the photograph on a page of that size.
    pub(crate) fn to_page(&self, point: Point, width: f32, height: f32) -> Point {
        let (x, y) = self.0 * (point[0], point[1]);
        [x * width, y * height]
    }
}

/// Bilinear sample at a point (pixel centres lie at .5); beyond the border the border repeats.
fn sample(photo: &RgbImage, at: Point) -> [f32; 3] {
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let x = (at[0] - 0.5).clamp(0.0, (width - 1) as f32);
    let y = (at[1] - 0.5).clamp(0.0, (height - 1) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
    let raw = photo.as_raw();
    let value = |x: usize, y: usize, channel: usize| f32::from(raw[(y * width + x) * 3 + channel]);
    std::array::from_fn(|channel| {
        let top = value(x0, y0, channel) * (1.0 - fx) + value(x1, y0, channel) * fx;
        let bottom = value(x0, y1, channel) * (1.0 - fx) + value(x1, y1, channel) * fx;
        top * (1.0 - fy) + bottom * fy
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_come_clockwise_from_the_top_left() {
        let quad = in_order([[10.0, 9.0], [0.0, 0.0], [1.0, 10.0], [11.0, 1.0]]);
        assert_eq!(quad, [[0.0, 0.0], [11.0, 1.0], [10.0, 9.0], [1.0, 10.0]]);
    }

    #[test]
    fn the_smallest_rectangle_of_a_turned_box_is_that_box() {
        let corners = [[0.0, 10.0], [30.0, 0.0], [33.0, 9.0], [3.0, 19.0]];
        let around = smallest_rectangle(&hull(&corners).unwrap());
        let found = around.corners();
        for (a, b) in found.iter().zip(&in_order(corners)) {
            assert!(distance(*a, *b) < 0.1, "{found:?}");
        }
    }

    #[test]
    fn a_plane_maps_its_corners_onto_the_quad() {
        let quad = [[5.0, 7.0], [95.0, 11.0], [90.0, 70.0], [9.0, 66.0]];
        let plane = Plane::new(&quad, 200.0, 120.0).unwrap();
        assert!(distance(plane.in_photo([200.0, 120.0]), quad[2]) < 0.01);
        assert!(Plane::new(&[[0.0, 0.0]; 4], 10.0, 10.0).is_none());
    }
}
