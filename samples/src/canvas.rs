//! A sheet of paper measured in millimetres, and the pens to draw on it.

use ab_glyph::{Font, FontArc, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage};

/// Red, green, blue.
pub(crate) type Ink = [u8; 3];

/// Where a text stands relative to its `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
}

/// How a text is set: font, height of the em square in millimetres, extra space between
/// characters in em, ink.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style<'a> {
    pub font: &'a FontArc,
    pub size: f32,
    pub spacing: f32,
    pub ink: Ink,
}

impl<'a> Style<'a> {
    pub(crate) fn new(font: &'a FontArc, size: f32, ink: Ink) -> Self {
        Self { font, size, spacing: 0.0, ink }
    }

    pub(crate) fn spaced(self, spacing: f32) -> Self {
        Self { spacing, ..self }
    }

    pub(crate) fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// Width of one line in millimetres.
    pub(crate) fn width(&self, text: &str) -> f32 {
        let font = self.font.as_scaled(px_scale(self.font, 100.0));
        let advance: f32 = text.chars().map(|c| font.h_advance(font.glyph_id(c)) / 100.0).sum();
        (advance + self.spacing * text.chars().count().saturating_sub(1) as f32) * self.size
    }

    /// Breaks a text into lines no wider than `width` millimetres, between any two characters
    /// but never leaving closing punctuation at the head of a line.
    pub(crate) fn wrap(&self, text: &str, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for c in text.chars() {
            let last = lines.len() - 1;
            let mut candidate = lines[last].clone();
            candidate.push(c);
            if self.width(&candidate) <= width || lines[last].is_empty() {
                lines[last] = candidate;
            } else if "，。；、：）》".contains(c) {
                // The licence printers hang closing marks into the margin of the line before.
                lines[last].push(c);
            } else {
                lines.push(c.to_string());
            }
        }
        lines
    }
}

/// The scale at which `font`'s em square is `em` pixels high.
pub(crate) fn px_scale(font: &FontArc, em: f32) -> PxScale {
    let units = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(em * font.height_unscaled() / units)
}

/// The picture under work. All coordinates are millimetres from the top left corner.
pub(crate) struct Canvas {
    pub image: RgbImage,
    /// Pixels a millimetre.
    pub scale: f32,
}

impl Canvas {
    pub(crate) fn new(width: f32, height: f32, scale: f32, paper: Ink) -> Self {
        let size = |mm: f32| (mm * scale).round() as u32;
        Self { image: RgbImage::from_pixel(size(width), size(height), Rgb(paper)), scale }
    }

    /// Mixes `ink` into one pixel; `alpha` 0–1.
    pub(crate) fn blend(&mut self, x: i32, y: i32, ink: Ink, alpha: f32) {
        if alpha <= 0.0 || x < 0 || y < 0 {
            return;
        }
        if let Some(pixel) = self.image.get_pixel_mut_checked(x as u32, y as u32) {
            let alpha = alpha.min(1.0);
            for (have, want) in pixel.0.iter_mut().zip(ink) {
                *have = (f32::from(*have) * (1.0 - alpha) + f32::from(want) * alpha + 0.5) as u8;
            }
        }
    }

    /// Mixes ink into a rectangle (`x0, y0, x1, y1`), as strongly as `alpha(x, y)` says.
    pub(crate) fn shade(&mut self, area: [f32; 4], ink: Ink, alpha: impl Fn(f32, f32) -> f32) {
        let scale = self.scale;
        let (left, top) = ((area[0] * scale).floor() as i32, (area[1] * scale).floor() as i32);
        let (right, bottom) = ((area[2] * scale).ceil() as i32, (area[3] * scale).ceil() as i32);
        let right = right.min(self.image.width() as i32);
        let bottom = bottom.min(self.image.height() as i32);
        for y in top.max(0)..bottom {
            for x in left.max(0)..right {
                let at = ((x as f32 + 0.5) / scale, (y as f32 + 0.5) / scale);
                self.blend(x, y, ink, alpha(at.0, at.1));
            }
        }
    }

    /// The whole sheet as an area.
    pub(crate) fn everywhere(&self) -> [f32; 4] {
        let (width, height) = self.image.dimensions();
        [0.0, 0.0, width as f32 / self.scale, height as f32 / self.scale]
    }

    /// Fills where the signed distance (millimetres, negative inside) is below 0, smoothly.
    pub(crate) fn fill(&mut self, area: [f32; 4], ink: Ink, distance: impl Fn(f32, f32) -> f32) {
        let scale = self.scale;
        self.shade(area, ink, |x, y| (0.5 - distance(x, y) * scale).clamp(0.0, 1.0));
    }

    pub(crate) fn ellipse(&mut self, centre: (f32, f32), rx: f32, ry: f32, ink: Ink) {
        let (cx, cy) = centre;
        let margin = 1.0 / self.scale;
        let area = [cx - rx - margin, cy - ry - margin, cx + rx + margin, cy + ry + margin];
        self.fill(area, ink, |x, y| {
            let k = ((x - cx) / rx).hypot((y - cy) / ry);
            (k - 1.0) * rx.min(ry)
        });
    }

    pub(crate) fn disc(&mut self, centre: (f32, f32), radius: f32, ink: Ink) {
        self.ellipse(centre, radius, radius, ink);
    }

    pub(crate) fn ring(&mut self, centre: (f32, f32), radius: f32, width: f32, ink: Ink) {
        let (cx, cy) = centre;
        let outer = radius + width;
        self.fill([cx - outer, cy - outer, cx + outer, cy + outer], ink, |x, y| {
            ((x - cx).hypot(y - cy) - radius).abs() - width / 2.0
        });
    }

    pub(crate) fn rect(&mut self, area: [f32; 4], ink: Ink) {
        let [x0, y0, x1, y1] = area;
        self.fill(area, ink, |x, y| (x0 - x).max(x - x1).max(y0 - y).max(y - y1));
    }

    /// The outline of a rectangle, `width` millimetres thick, centred on its edge.
    pub(crate) fn frame(&mut self, area: [f32; 4], width: f32, ink: Ink) {
        let [x0, y0, x1, y1] = area;
        let h = width / 2.0;
        self.rect([x0 - h, y0 - h, x1 + h, y0 + h], ink);
        self.rect([x0 - h, y1 - h, x1 + h, y1 + h], ink);
        self.rect([x0 - h, y0 - h, x0 + h, y1 + h], ink);
        self.rect([x1 - h, y0 - h, x1 + h, y1 + h], ink);
    }

    /// A line through points, `width` millimetres thick with round ends.
    pub(crate) fn stroke(&mut self, points: &[(f32, f32)], width: f32, ink: Ink) {
        for pair in points.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let m = width;
            let area = [ax.min(bx) - m, ay.min(by) - m, ax.max(bx) + m, ay.max(by) + m];
            self.fill(area, ink, |x, y| segment_distance((x, y), (ax, ay), (bx, by)) - width / 2.0);
        }
    }

    /// A filled polygon.
    pub(crate) fn polygon(&mut self, points: &[(f32, f32)], ink: Ink) {
        let area = points.iter().fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |a, p| {
            [a[0].min(p.0), a[1].min(p.1), a[2].max(p.0), a[3].max(p.1)]
        });
        let m = 1.0 / self.scale;
        let area = [area[0] - m, area[1] - m, area[2] + m, area[3] + m];
        self.fill(area, ink, |x, y| polygon_distance(points, (x, y)));
    }

    /// A five-pointed star.
    pub(crate) fn star(&mut self, centre: (f32, f32), radius: f32, ink: Ink) {
        let points: Vec<(f32, f32)> = (0..10)
            .map(|i| {
                let r = if i % 2 == 0 { radius } else { radius * 0.382 };
                let angle = std::f32::consts::PI * (i as f32 / 5.0 - 0.5);
                (centre.0 + r * angle.cos(), centre.1 + r * angle.sin())
            })
            .collect();
        self.polygon(&points, ink);
    }

    /// One line of text whose em square is centred on `y`; returns where it ends.
    pub(crate) fn text(&mut self, style: Style, align: Align, at: (f32, f32), text: &str) -> f32 {
        let start = match align {
            Align::Left => at.0,
            Align::Centre => at.0 - style.width(text) / 2.0,
        };
        let em = style.size * self.scale;
        let px = px_scale(style.font, em);
        let font = style.font.as_scaled(px);
        let baseline = at.1 * self.scale + 0.38 * em;
        let mut x = start * self.scale;
        for c in text.chars() {
            let id = font.glyph_id(c);
            let glyph = id.with_scale_and_position(px, point(x, baseline));
            if let Some(outline) = style.font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
                outline.draw(|gx, gy, cover| {
                    self.blend(left + gx as i32, top + gy as i32, style.ink, cover);
                });
            }
            x += font.h_advance(id) + style.spacing * em;
        }
        (x - style.spacing * em) / self.scale
    }

    /// Text spread so that it fills `width` exactly, as labels of licences are (名　　称).
    pub(crate) fn justified(&mut self, style: Style, at: (f32, f32), width: f32, text: &str) {
        let count = text.chars().count();
        let natural = style.spaced(0.0).width(text);
        let spacing = (width - natural) / style.size / (count.max(2) - 1) as f32;
        self.text(style.spaced(spacing), Align::Left, at, text);
    }

    /// Lines of text `pitch` millimetres apart.
    pub(crate) fn lines(&mut self, style: Style, at: (f32, f32), pitch: f32, lines: &[String]) {
        for (i, line) in lines.iter().enumerate() {
            self.text(style, Align::Left, (at.0, at.1 + pitch * i as f32), line);
        }
    }

    /// One line drawn through a warp: `back` takes a point of the sheet to a point of the text,
    /// both in millimetres; the text starts at 0 with its em square centred on 0.
    pub(crate) fn warped(
        &mut self,
        style: Style,
        area: [f32; 4],
        strength: f32,
        text: &str,
        back: impl Fn(f32, f32) -> (f32, f32),
    ) {
        // Twice the resolution, so that turned strokes keep their edges.
        let fine = self.scale * 2.0;
        let (width, height) = (style.width(text) + style.size, style.size * 1.6);
        let mut line = Canvas::new(width, height, fine, [0; 3]);
        line.text(
            Style { ink: [255; 3], ..style },
            Align::Left,
            (style.size / 2.0, height / 2.0),
            text,
        );
        let mask = line.image;
        self.shade(area, style.ink, |x, y| {
            let (u, v) = back(x, y);
            let (u, v) = ((u + style.size / 2.0) * fine, (v + height / 2.0) * fine);
            bilinear(&mask, u - 0.5, v - 0.5).map_or(0.0, |p| p[0] / 255.0) * strength
        });
    }
}

/// The picture's colour between four pixels, or nothing outside.
pub(crate) fn bilinear(image: &RgbImage, x: f32, y: f32) -> Option<[f32; 3]> {
    let (width, height) = image.dimensions();
    if x < -0.5 || y < -0.5 || x > width as f32 - 0.5 || y > height as f32 - 0.5 {
        return None;
    }
    let x = x.clamp(0.0, (width - 1) as f32);
    let y = y.clamp(0.0, (height - 1) as f32);
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let (a, b) = (image.get_pixel(x0, y0).0, image.get_pixel(x1, y0).0);
    let (c, d) = (image.get_pixel(x0, y1).0, image.get_pixel(x1, y1).0);
    let mut colour = [0.0; 3];
    for i in 0..3 {
        let top = f32::from(a[i]) * (1.0 - fx) + f32::from(b[i]) * fx;
        let bottom = f32::from(c[i]) * (1.0 - fx) + f32::from(d[i]) * fx;
        colour[i] = top * (1.0 - fy) + bottom * fy;
    }
    Some(colour)
}

/// Distance of a point from a line segment.
pub(crate) fn segment_distance(p: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 {
        0.0
    } else {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0)
    };
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}

/// Signed distance of a point from a polygon: negative inside.
pub(crate) fn polygon_distance(points: &[(f32, f32)], p: (f32, f32)) -> f32 {
    let mut distance = f32::MAX;
    let mut inside = false;
    for i in 0..points.len() {
        let (a, b) = (points[i], points[(i + 1) % points.len()]);
        distance = distance.min(segment_distance(p, a, b));
        if (a.1 > p.1) != (b.1 > p.1) && p.0 < (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) + a.0 {
            inside = !inside;
        }
    }
    if inside { -distance } else { distance }
}
