//! From a document's quad in a photograph to the lines on it, upright.

use image::RgbImage;

use super::detect::detect;
use super::recognise::{Dictionary, Glyph, LINE_HEIGHT, WIDEST, recognise};
use crate::VisionError;
use crate::engine::{Chosen, Pool};
use crate::geometry::{Back, Plane, Point, Quad, sides, turned, whole};

/// A line below this mean confidence is no text but a pattern.
const LEAST_CONFIDENCE: f32 = 0.5;
/// A line of a few signs over and over, read less surely than this, is an ornament.
const ORNAMENT: f32 = 0.9;
/// Heights of a line up to which a box may be one line of print; a passport's machine-readable line,
/// the longest, has about 30.
const LONGEST_LINE: f32 = 24.0;
/// Mean confidence of the longest lines over which a page is taken as upright without a second look.
const UPRIGHT: f32 = 0.8;

/// A document shorter than the photograph by this factor is looked at again, larger.
const AGAIN: f32 = 1.25;

/// One line of text as the page shows it.
#[derive(Debug, Clone)]
pub(crate) struct TextLine {
    /// Corners on the rectified page, in its pixels.
    pub on_page: Quad,
    /// Corners in the photograph.
    pub in_photo: Quad,
    pub glyphs: Vec<Glyph>,
}

impl TextLine {
    pub(crate) fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.char).collect()
    }

    /// Mean confidence of the characters, 0 without any.
    pub(crate) fn confidence(&self) -> f32 {
        confidence_of(&self.glyphs)
    }
}

fn confidence_of(glyphs: &[Glyph]) -> f32 {
    if glyphs.is_empty() {
        return 0.0;
    }
    glyphs.iter().map(|glyph| glyph.confidence).sum::<f32>() / glyphs.len() as f32
}

/// A rectified document: its picture at the size detection works on, the way back to the photograph,
/// and the lines found, top to bottom.
pub(crate) struct Page {
    pub quad: Quad,
    pub plane: Plane,
    pub image: RgbImage,
    pub lines: Vec<TextLine>,
    /// Every box that may hold text, read or not, in the photograph.
    pub boxes: Vec<Quad>,
}

/// Detection and recognition with their models.
pub(crate) struct Reader<'a> {
    pub engine: &'a Chosen,
    pub detection: &'a Pool,
    pub recognition: &'a Pool,
    pub dictionary: Dictionary,
    /// Long side of the rectified page, in pixels.
    pub page_side: u32,
}

impl Reader<'_> {
    /// Text boxes of the whole photograph, in its pixels, as the lines run: on a document lying on its
    /// side they are turned by a quarter.
    ///
    /// # Errors
    /// What the models say.
    pub(crate) fn boxes(&self, photo: &RgbImage) -> Result<Vec<Quad>, VisionError> {
        let quad = whole(photo.width(), photo.height());
        let Some(page) = self.rectify(photo, &quad) else {
            return Ok(Vec::new());
        };
        let mut boxes = self.detect(&page.image)?;
        if mostly_upright_boxes(&boxes) {
            boxes = boxes.iter().map(|quad| turned(quad, 1)).collect();
        }
        Ok(boxes.iter().map(|quad| page.plane.quad_in_photo(quad)).collect())
    }

    /// Reads the document under `quad`, whose text runs along its first side, either way: upside down is
    /// told by the recogniser's confidence. `boxes` are those of the photograph; when the document takes
    /// little of it, text is looked for again on the rectified page.
    ///
    /// # Errors
    /// What the models say.
    pub(crate) fn read(
        &self,
        photo: &RgbImage,
        quad: &Quad,
        boxes: &[Quad],
    ) -> Result<Option<Page>, VisionError> {
        let (Some(mut page), Some(back)) = (self.rectify(photo, quad), Back::of(quad)) else {
            return Ok(None);
        };
        let (width, height) = (page.plane.width, page.plane.height);
        let longest = photo.width().max(photo.height()) as f32;
        let (w, h) = sides(quad);
        let mut boxes = if longest > AGAIN * w.max(h) {
            self.detect(&page.image)?
        } else {
            boxes.iter().map(|quad| quad.map(|point| back.to_page(point, width, height))).collect()
        };
        self.drop_ornaments(photo, &page, &mut boxes)?;
        boxes.sort_by(|a, b| probe_worth(b).total_cmp(&probe_worth(a)));
        let probes = boxes.len().min(4);
        let first = self.recognise_all(photo, &page, &boxes[..probes])?;
        if probes > 0 && mean(&first) < UPRIGHT {
            let upside_down: Vec<Quad> = boxes[..probes].iter().map(|b| turned(b, 2)).collect();
            let second = self.recognise_all(photo, &page, &upside_down)?;
            if mean(&second) > mean(&first)
                && let Some(half) = self.rectify(photo, &turned(&page.quad, 2))
            {
                page = half;
                boxes = boxes
                    .iter()
                    .map(|b| turned(&b.map(|p| [width - p[0], height - p[1]]), 2))
                    .collect();
                page.lines = self.recognise_all(photo, &page, &boxes)?;
                page.boxes = boxes.iter().map(|quad| page.plane.quad_in_photo(quad)).collect();
                return Ok(Some(finish(page)));
            }
        }
        page.lines = first;
        page.boxes = boxes.iter().map(|quad| page.plane.quad_in_photo(quad)).collect();
        let rest = self.recognise_all(photo, &page, &boxes[probes..])?;
        page.lines.extend(rest);
        Ok(Some(finish(page)))
    }

    /// Reads one box of a page again, wherever detection found nothing.
    pub(crate) fn look(
        &self,
        photo: &RgbImage,
        page: &Page,
        on_page: &Quad,
    ) -> Result<TextLine, VisionError> {
        let mut network = self.recognition.take(self.engine)?;
        let in_photo = page.plane.quad_in_photo(on_page);
        let glyphs = match cut_line(photo, &in_photo) {
            Some(line) => recognise(&mut *network, &self.dictionary, &line)?,
            None => Vec::new(),
        };
        Ok(TextLine { on_page: *on_page, in_photo, glyphs })
    }

    fn rectify(&self, photo: &RgbImage, quad: &Quad) -> Option<Page> {
        let (width, height) = sides(quad);
        let scale = self.page_side as f32 / width.max(height).max(1.0);
        let to = |length: f32| ((length * scale / 32.0).round().max(1.0)) * 32.0;
        let plane = Plane::new(quad, to(width), to(height))?;
        Some(Page {
            quad: *quad,
            image: plane.cut(photo),
            plane,
            lines: Vec::new(),
            boxes: Vec::new(),
        })
    }

    fn detect(&self, page: &RgbImage) -> Result<Vec<Quad>, VisionError> {
        let mut network = self.detection.take(self.engine)?;
        detect(&mut *network, page)
    }

    /// Drops boxes far longer than a line of print, or lying along the rim of the page, whose beginning
    /// reads as no text: borders of guilloche, the costliest thing on a licence to read and the emptiest.
    fn drop_ornaments(
        &self,
        photo: &RgbImage,
        page: &Page,
        boxes: &mut Vec<Quad>,
    ) -> Result<(), VisionError> {
        let mut kept = Vec::with_capacity(boxes.len());
        for quad in boxes.drain(..) {
            let (width, height) = sides(&quad);
            let suspect =
                width > LONGEST_LINE * height || width > 7.0 * height && on_rim(&quad, page);
            let start = beginning(&quad, 4.0 * height / width.max(1.0));
            if suspect
                && ornament(&self.look(photo, page, &start)?)
                && ornament(&self.look(photo, page, &turned(&start, 2))?)
            {
                continue;
            }
            kept.push(quad);
        }
        *boxes = kept;
        Ok(())
    }

    fn recognise_all(
        &self,
        photo: &RgbImage,
        page: &Page,
        boxes: &[Quad],
    ) -> Result<Vec<TextLine>, VisionError> {
        boxes.iter().map(|on_page| self.look(photo, page, on_page)).collect()
    }
}

/// A line's picture, cut from the photograph itself in one sampling, at the recogniser's height.
fn cut_line(photo: &RgbImage, quad: &Quad) -> Option<RgbImage> {
    let (width, height) = sides(quad);
    let wide = (LINE_HEIGHT as f32 * width / height.max(1.0)).ceil();
    let wide = wide.clamp(16.0, WIDEST as f32);
    Some(Plane::new(quad, wide, LINE_HEIGHT as f32)?.cut(photo))
}

/// Whether most boxes are tall: the page lies on its side. By number, for the few long boxes of a border
/// stand either way.
fn mostly_upright_boxes(boxes: &[Quad]) -> bool {
    let shapes = boxes.iter().map(sides);
    let tall = shapes.clone().filter(|(width, height)| *height > 1.8 * width).count();
    let wide = shapes.filter(|(width, height)| *width > 1.8 * height).count();
    tall > wide
}

fn mean(lines: &[TextLine]) -> f32 {
    let total: f32 = lines.iter().map(TextLine::confidence).sum();
    total / lines.len().max(1) as f32
}

fn finish(mut page: Page) -> Page {
    page.lines.retain(|line| {
        line.confidence() >= LEAST_CONFIDENCE && !(few_signs(line) && ornament(line)) && !tall(line)
    });
    let middle = |line: &TextLine| line.on_page.iter().map(|p| p[1]).sum::<f32>() / 4.0;
    page.lines.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    in_rows(&mut page.lines, middle);
    page
}

/// The first part of a box, as a share of its length.
fn beginning(quad: &Quad, share: f32) -> Quad {
    let part = |from: Point, to: Point| {
        [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
    };
    [quad[0], part(quad[0], quad[1]), part(quad[3], quad[2]), quad[3]]
}

/// Whether a box lies in the outer eighth of the page.
fn on_rim(quad: &Quad, page: &Page) -> bool {
    let within = |value: f32, length: f32| value > 0.125 * length && value < 0.875 * length;
    let x = quad.iter().map(|p| p[0]).sum::<f32>() / 4.0;
    let y = quad.iter().map(|p| p[1]).sum::<f32>() / 4.0;
    !(within(x, page.plane.width) && within(y, page.plane.height))
}

/// How much a box tells of which way is up: the longer the better, but an ornament or a lone sign
/// nothing.
fn probe_worth(quad: &Quad) -> f32 {
    let (width, height) = sides(quad);
    if (3.0..18.0).contains(&(width / height.max(1.0))) { width } else { 0.0 }
}

fn ornament(line: &TextLine) -> bool {
    line.confidence() < ORNAMENT
}

/// A box three times as high as wide holds no line of print: a piece of the border.
fn tall(line: &TextLine) -> bool {
    let (width, height) = sides(&line.on_page);
    height > 3.0 * width
}

fn few_signs(line: &TextLine) -> bool {
    let mut signs: Vec<char> = line.glyphs.iter().map(|glyph| glyph.char).collect();
    let count = signs.len();
    signs.sort_unstable();
    signs.dedup();
    count >= 2 && (signs.len() == 1 || signs.len() * 4 <= count)
}

/// Lines whose middles lie within half a height of the first of a row read left to right.
fn in_rows(lines: &mut [TextLine], middle: impl Fn(&TextLine) -> f32) {
    let mut start = 0;
    while start < lines.len() {
        let reach = middle(&lines[start]) + sides(&lines[start].on_page).1 * 0.5;
        let mut end = start + 1;
        while end < lines.len() && middle(&lines[end]) < reach {
            end += 1;
        }
        lines[start..end].sort_by(|a, b| a.on_page[0][0].total_cmp(&b.on_page[0][0]));
        start = end;
    }
}
