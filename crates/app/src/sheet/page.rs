//! One A4 page with paragraphs, a two-column table, boxes and a QR code. Lengths in points.

use crate::error::{Error, Result};
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::{Font, TextDirection},
};
use std::{path::Path, sync::Arc};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const LABEL: f32 = 108.0;
const SIZE: f32 = 10.5;
const LEADING: f32 = 16.0;
/// Characters that may not begin a line (避头尾).
const NOT_FIRST: &str = "，。；：、）》」”！？,.;:)";

/// Knows where the fonts are. They are read for each page anew, from what the system keeps of
/// their files in memory: a sheet is printed now and then, and both hold twenty megabytes.
#[derive(Clone)]
pub struct Typesetter {
    folder: Arc<Path>,
}

struct Fonts {
    regular: Font,
    bold: Font,
}

impl Typesetter {
    /// Reads `NotoSansSC-Regular.ttf` and `NotoSansSC-Bold.ttf` from a folder.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when a font is missing or broken: sheets can't be printed then.
    pub fn load(folder: &Path) -> Result<Self> {
        let typesetter = Self { folder: folder.into() };
        typesetter.fonts()?;
        Ok(typesetter)
    }

    fn fonts(&self) -> Result<Fonts> {
        let font = |name: &str| {
            let bytes = std::fs::read(self.folder.join(name)).ok()?;
            Font::new(krilla::Data::from(Arc::new(bytes)), 0)
        };
        match (font("NotoSansSC-Regular.ttf"), font("NotoSansSC-Bold.ttf")) {
            (Some(regular), Some(bold)) => Ok(Fonts { regular, bold }),
            _ => Err(Error::Unavailable("fonts")),
        }
    }

    /// Typesets one page. `title` also names the document.
    pub(super) fn page(
        &self,
        title: &str,
        draw: impl FnOnce(&mut Sheet<'_, '_>),
    ) -> Result<Vec<u8>> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).expect("A4 is a valid page");
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let fonts = self.fonts()?;
        let mut sheet = Sheet { fonts: &fonts, surface: &mut surface, y: 64.0 };
        sheet.title(title);
        draw(&mut sheet);
        surface.finish();
        page.finish();
        document.finish().map_err(|error| Error::internal(format!("{error:?}")))
    }
}

/// A page being drawn, from top to bottom.
pub(super) struct Sheet<'a, 's> {
    fonts: &'a Fonts,
    surface: &'a mut Surface<'s>,
    y: f32,
}

impl Sheet<'_, '_> {
    fn ink(&mut self) {
        self.surface.set_stroke(None);
        let black = Fill { paint: rgb::Color::new(0, 0, 0).into(), ..Fill::default() };
        self.surface.set_fill(Some(black));
    }

    fn text(&mut self, x: f32, y: f32, size: f32, bold: bool, text: &str) {
        self.ink();
        let font = if bold { &self.fonts.bold } else { &self.fonts.regular };
        let start = Point::from_xy(x, y);
        self.surface.draw_text(start, font.clone(), size, text, false, TextDirection::Auto);
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { width: 0.6, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn title(&mut self, text: &str) {
        let x = (WIDTH - width(text, 20.0)) / 2.0;
        self.text(x, self.y, 20.0, true, text);
        self.y += 22.0;
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.y += 10.0;
        self.text(LEFT, self.y + 10.0, 11.5, true, text);
        self.y += 18.0;
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        for line in wrap(&format!("　　{text}"), SIZE, RIGHT - LEFT) {
            self.text(LEFT, self.y + 12.0, SIZE, false, &line);
            self.y += LEADING;
        }
        self.y += 3.0;
    }

    /// Two columns with rules around each cell; long values wrap.
    pub(super) fn table(&mut self, rows: &[(String, String)]) {
        let middle = LEFT + LABEL;
        self.line((LEFT, self.y), (RIGHT, self.y));
        for (label, value) in rows {
            let lines = wrap(value, SIZE, RIGHT - middle - 14.0);
            let bottom = self.y + 7.0 + LEADING * lines.len() as f32;
            self.text(LEFT + 7.0, self.y + 15.0, SIZE, true, label);
            for (n, line) in lines.iter().enumerate() {
                let y = self.y + 15.0 + LEADING * n as f32;
                self.text(middle + 7.0, y, SIZE, false, line);
            }
            for x in [LEFT, middle, RIGHT] {
                self.line((x, self.y), (x, bottom));
            }
            self.line((LEFT, bottom), (RIGHT, bottom));
            self.y = bottom;
        }
    }

    /// Two boxes to sign and to seal in, with a line for the date, at the foot of the page.
    pub(super) fn signatures(&mut self, sign: &str, seal: Option<&str>) {
        let (top, bottom) = (HEIGHT - 210.0, HEIGHT - 112.0);
        let middle = (LEFT + RIGHT) / 2.0;
        let boxes = [Some((LEFT, middle - 8.0, sign)), seal.map(|s| (middle + 8.0, RIGHT, s))];
        for (left, right, label) in boxes.into_iter().flatten() {
            for (from, to) in [
                ((left, top), (right, top)),
                ((left, bottom), (right, bottom)),
                ((left, top), (left, bottom)),
                ((right, top), (right, bottom)),
            ] {
                self.line(from, to);
            }
            self.text(left + 7.0, top + 16.0, SIZE, true, label);
        }
        self.text(LEFT, bottom + 24.0, SIZE, false, "日期：　　　　年　　月　　日（请手写）");
    }

    /// The template's name, the filing's code and both as a QR code, in the lower right corner.
    pub(super) fn code(&mut self, template: &str, code: &str) -> Result<()> {
        let content = format!("{template}:{code}");
        let qr = fast_qr::QRBuilder::new(content.as_str())
            .ecl(fast_qr::ECL::M)
            .build()
            .map_err(|error| Error::internal(format!("{error:?}")))?;
        let module = 64.0 / qr.size as f32;
        let (left, top) = (RIGHT - 64.0, HEIGHT - 104.0);
        self.ink();
        for row in 0..qr.size {
            for column in 0..qr.size {
                if !qr[row][column].value() {
                    continue;
                }
                let (x, y) = (left + module * column as f32, top + module * row as f32);
                let mut path = PathBuilder::new();
                if let Some(rect) = Rect::from_xywh(x, y, module, module) {
                    path.push_rect(rect);
                }
                if let Some(path) = path.finish() {
                    self.surface.draw_path(&path);
                }
            }
        }
        self.text(LEFT, HEIGHT - 42.0, 8.5, false, &format!("模板 {template}　编号 {code}"));
        Ok(())
    }
}

/// Width of a text: full-width characters are one em, the others about half.
fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| if (c as u32) < 0x2000 { 0.56 } else { 1.0 }).sum::<f32>() * size
}

/// Breaks a text into lines; a line never begins with closing punctuation, and a run of Latin
/// letters or digits is not broken while it fits a line.
fn wrap(text: &str, size: f32, limit: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut word = String::new();
    let flush = |line: &mut String, word: &mut String, lines: &mut Vec<String>| {
        if width(line, size) + width(word, size) > limit && !line.is_empty() {
            lines.push(std::mem::take(line));
        }
        for c in word.drain(..) {
            if width(line, size) + width(&c.to_string(), size) > limit {
                lines.push(std::mem::take(line));
            }
            line.push(c);
        }
    };
    for c in text.chars() {
        if c.is_ascii_graphic() {
            word.push(c);
            continue;
        }
        flush(&mut line, &mut word, &mut lines);
        if width(&line, size) + width(&c.to_string(), size) > limit && !NOT_FIRST.contains(c) {
            lines.push(std::mem::take(&mut line));
        }
        line.push(c);
    }
    flush(&mut line, &mut word, &mut lines);
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_with_closing_punctuation_and_nothing_is_lost() {
        let text = "本单位承诺，所提交的备案信息真实、准确、有效。".repeat(9);
        let lines = wrap(&text, 10.5, 200.0);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().all(|l| l.chars().next().is_some_and(|c| !NOT_FIRST.contains(c))));
    }

    #[test]
    fn a_domain_is_not_broken_while_it_fits_a_line() {
        let lines = wrap("网站域名是 example-of-a-long-name.com 和其他", 10.5, 190.0);
        assert!(lines.iter().any(|l| l.contains("example-of-a-long-name.com")), "{lines:?}");
    }
}
