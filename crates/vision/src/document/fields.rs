//! The fields of a document, read off its page and cross-checked.

use std::collections::BTreeMap;

use image::RgbImage;

use super::cells::{Piece, Role, pieces};
use super::checks::{Number, credit_code, id_number};
use super::layout::{Found, assign, merged_labels};
use super::reference::{Document, Field, REFERENCE, Shape};
use super::{DocKind, shape};
use crate::VisionError;
use crate::geometry::{Quad, rectangle};
use crate::ocr::{Glyph, Page, Reader, TextLine};
use crate::report::Finding;

/// Confidence a second look must reach to count.
const SECOND_LOOK: f32 = 0.6;

/// What was read of a document.
#[derive(Debug, Default)]
pub(crate) struct Extract {
    pub fields: BTreeMap<String, String>,
    pub boxes: BTreeMap<String, Quad>,
    pub confidence: BTreeMap<String, f32>,
    pub findings: Vec<Finding>,
}

/// Reads the fields of a `kind` off a page; kinds without a field table give nothing.
///
/// # Errors
/// What the recogniser says when a place is looked at again.
pub(crate) fn extract(
    kind: DocKind,
    photo: &RgbImage,
    page: &Page,
    reader: &Reader<'_>,
) -> Result<Extract, VisionError> {
    let mut extract = Extract::default();
    let Some(document) = REFERENCE.get(kind) else {
        return Ok(extract);
    };
    let pieces = pieces(document, &page.lines);
    let mut found = assign(document, &pieces);
    for (field, label) in merged_labels(&pieces) {
        if found.contains_key(&field) {
            continue;
        }
        let line = reader.look(photo, page, &right_of(&label, &pieces, page))?;
        if line.confidence() >= SECOND_LOOK {
            found.insert(field, of_line(&line));
        }
    }
    for (index, field) in document.fields.iter().enumerate() {
        let value = match (found.get(&index), field.shape) {
            // Numbers are told by their own form, wherever they stand: the newer licence prints the
            // code below its label.
            (_, Shape::Uscc) => number_anywhere(&pieces, credit_code, found.get(&index)),
            (_, Shape::IdNo) => number_anywhere(&pieces, id_number, found.get(&index)),
            (Some(found), _) => Some((found.clone(), None)),
            (None, _) => None,
        };
        take(&mut extract, field, value, page);
    }
    cross_check(kind, &mut extract);
    report_unread(document, &mut extract);
    Ok(extract)
}

/// Where the value of a label must stand when detection saw none: up to the next piece of the row.
fn right_of(label: &Piece, pieces: &[Piece], page: &Page) -> Quad {
    let height = label.height();
    let left = label.x1 + 0.15 * height;
    let next = pieces
        .iter()
        .filter(|piece| piece.role != Role::Value || !piece.glyphs.is_empty())
        .filter(|piece| piece.x0 > label.x1 && piece.beside(label))
        .map(|piece| piece.x0 - 0.1 * height)
        .fold(page.plane.width, f32::min);
    let right = next.min(left + 8.0 * height).max(left + height);
    rectangle(left, label.y0 - 0.1 * height, right, label.y1 + 0.1 * height)
}

fn of_line(line: &TextLine) -> Found {
    let quad = &line.on_page;
    Found {
        rows: vec![vec![Piece {
            role: Role::Value,
            glyphs: line.glyphs.clone(),
            x0: quad[0][0],
            x1: quad[1][0],
            y0: quad[0][1],
            y1: quad[2][1],
        }]],
    }
}

type Value = (Found, Option<Number>);

/// The best number on the page by its own form: a valid one first, the one beside its label next.
fn number_anywhere(
    pieces: &[Piece],
    read: impl Fn(&[Glyph]) -> Option<Number>,
    beside_label: Option<&Found>,
) -> Option<Value> {
    let labelled = beside_label.and_then(|found| {
        let glyphs: Vec<Glyph> =
            found.rows.iter().flatten().flat_map(|p| p.glyphs.clone()).collect();
        Some((found.clone(), Some(read(&glyphs)?)))
    });
    let others = pieces.iter().filter(|piece| piece.role == Role::Value).filter_map(|piece| {
        let number = read(&piece.glyphs)?;
        let found = Found { rows: vec![vec![piece.clone()]] };
        Some((found, Some(number)))
    });
    labelled.into_iter().chain(others).reduce(|best, next| {
        let rank = |value: &Value| {
            value.1.as_ref().map_or((false, 0.0), |number| (number.valid, number.confidence))
        };
        let (a, b) = (rank(&best), rank(&next));
        if b.0 && !a.0 || b.0 == a.0 && b.1 > a.1 + 0.02 { next } else { best }
    })
}

fn take(extract: &mut Extract, field: &Field, value: Option<Value>, page: &Page) {
    let Some((found, number)) = value else {
        return;
    };
    let rows: Vec<String> =
        found.rows.iter().map(|row| row.iter().map(Piece::text).collect()).collect();
    let glyphs: Vec<Glyph> = found.rows.iter().flatten().flat_map(|p| p.glyphs.clone()).collect();
    let all = rows.concat();
    let values: Vec<(String, Option<String>)> = match field.shape {
        Shape::Person => vec![(field.name.clone(), Some(shape::person(&glyphs)))],
        Shape::Sex => vec![(field.name.clone(), shape::sex(&glyphs))],
        Shape::Nation => vec![(field.name.clone(), shape::nation(&glyphs))],
        Shape::Date => vec![(field.name.clone(), shape::dates(&all).into_iter().next())],
        Shape::Text => vec![(field.name.clone(), Some(shape::text(&rows)))],
        Shape::Address => {
            vec![(field.name.clone(), Some(shape::address(&shape::text(&rows))))]
        }
        Shape::Scope => vec![(field.name.clone(), Some(shape::scope(&shape::text(&rows))))],
        Shape::Period => {
            let (from, to) = shape::period(&all);
            vec![(format!("{}_from", field.name), from), (format!("{}_to", field.name), to)]
        }
        Shape::IdNo | Shape::Uscc => {
            vec![(field.name.clone(), number.as_ref().map(|number| number.text.clone()))]
        }
    };
    let quad =
        found.bounds().map(|[x0, y0, x1, y1]| page.plane.quad_in_photo(&rectangle(x0, y0, x1, y1)));
    let confidence = match &number {
        Some(number) => number.confidence,
        None => {
            let sum: f32 = glyphs.iter().map(|glyph| glyph.confidence).sum();
            sum / glyphs.len().max(1) as f32
        }
    };
    for (name, value) in values {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            continue;
        };
        if let Some(quad) = quad {
            extract.boxes.insert(name.clone(), quad);
        }
        extract.confidence.insert(name.clone(), confidence);
        extract.fields.insert(name, value);
    }
    if let Some(number) = number.filter(|number| !number.valid) {
        let what = if field.shape == Shape::IdNo {
            "公民身份号码"
        } else {
            "统一社会信用代码"
        };
        extract.findings.push(Finding {
            code: "field.check_digit".into(),
            message: format!(
                "识别到的{what}（第 {} 位为校验码）校验不通过，请确认照片清晰、无遮挡后重新拍摄。",
                number.text.chars().count()
            ),
            box_: quad,
        });
    }
}

/// What the number on a card says against what is printed beside it.
fn cross_check(kind: DocKind, extract: &mut Extract) {
    if kind != DocKind::IdFront {
        return;
    }
    let Some(number) = extract.fields.get("id_no").filter(|n| super::id_number_is_valid(n)) else {
        return;
    };
    let birth = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
    let odd = number.as_bytes()[16] % 2 == 1;
    let sex = if odd { "男" } else { "女" };
    let mut differs = |field: &str, by_number: &str, code: &str, message: &str| {
        if extract.fields.get(field).is_some_and(|read| read != by_number) {
            extract.findings.push(Finding {
                code: code.into(),
                message: message.into(),
                box_: extract.boxes.get(field).copied(),
            });
        }
    };
    differs(
        "birth",
        &birth,
        "field.birth_differs",
        "证件上的出生日期与公民身份号码中的出生日期不一致，请核对证件并重新拍摄。",
    );
    differs(
        "sex",
        sex,
        "field.sex_differs",
        "证件上的性别与公民身份号码不一致，请核对证件并重新拍摄。",
    );
}

fn report_unread(document: &Document, extract: &mut Extract) {
    for field in document.fields.iter().filter(|field| field.required) {
        let names = match field.shape {
            Shape::Period => vec![format!("{}_from", field.name), format!("{}_to", field.name)],
            _ => vec![field.name.clone()],
        };
        if names.iter().any(|name| !extract.fields.contains_key(name)) {
            let label = field.labels.first().map_or("", String::as_str);
            extract.findings.push(Finding {
                code: "field.unread".into(),
                message: format!("未能识别“{label}”，请对准证件、保证文字清晰后重新拍摄。"),
                box_: None,
            });
        }
    }
}
