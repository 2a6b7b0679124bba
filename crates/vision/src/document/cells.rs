//! Lines parted into labels and values.

use super::reference::{Document, plain, squeeze};
use crate::geometry::sides;
use crate::ocr::{Glyph, TextLine};

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The label of the field with this index.
    Label(usize),
    /// Print behind which no value goes on.
    Stop,
    /// A value, or print of no interest.
    Value,
}

/// A piece of a line, upright on the page, in its pixels.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub role: Role,
    pub glyphs: Vec<Glyph>,
    pub x0: f32,
    pub x1: f32,
    pub y0: f32,
    pub y1: f32,
}

impl Piece {
    pub(super) fn middle(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.char).collect()
    }

    /// Whether both stand in one row.
    pub(super) fn beside(&self, other: &Self) -> bool {
        let reach = 0.55 * self.height().max(other.height());
        (self.middle() - other.middle()).abs() < reach
    }

    /// Cuts off the first `count` glyphs: what is before, and what is left.
    fn split(&self, count: usize) -> (Self, Self) {
        let (mut head, mut tail) = (self.clone(), self.clone());
        tail.glyphs = head.glyphs.split_off(count);
        if let (Some(last), Some(first)) = (head.glyphs.last(), tail.glyphs.first()) {
            let width = self.x1 - self.x0;
            let cut = self.x0 + width * (last.at + first.at) / 2.0;
            (head.x1, tail.x0) = (cut, cut);
            let place = |at: f32, x0: f32, x1: f32| {
                ((self.x0 + width * at - x0) / (x1 - x0).max(1.0)).clamp(0.0, 1.0)
            };
            for glyph in &mut head.glyphs {
                glyph.at = place(glyph.at, head.x0, head.x1);
            }
            for glyph in &mut tail.glyphs {
                glyph.at = place(glyph.at, tail.x0, tail.x1);
            }
        }
        (head, tail)
    }
}

/// All pieces of a page, in reading order.
///
/// Labels read exactly are found first; they stand in columns, and what begins in such a column may be a
/// label with one character misread.
pub(super) fn pieces(document: &Document, lines: &[TextLine]) -> Vec<Piece> {
    let whole: Vec<Piece> = lines.iter().map(whole).collect();
    let joined = join_spread_labels(document, whole);
    let exact: Vec<Piece> = joined
        .into_iter()
        .flat_map(|piece| part(document, piece, 0))
        .filter(|piece| !piece.glyphs.is_empty())
        .collect();
    let columns: Vec<f32> = exact
        .iter()
        .filter(|piece| matches!(piece.role, Role::Label(_)))
        .map(|piece| piece.x0)
        .collect();
    exact
        .into_iter()
        .flat_map(|piece| {
            let in_column =
                columns.iter().any(|column| (piece.x0 - column).abs() < 0.8 * piece.height());
            if piece.role == Role::Value && in_column {
                part(document, piece, 1)
            } else {
                vec![piece]
            }
        })
        .filter(|piece| !piece.glyphs.is_empty())
        .collect()
}

fn whole(line: &TextLine) -> Piece {
    let quad = &line.on_page;
    let glyphs = line
        .glyphs
        .iter()
        .filter(|glyph| !glyph.char.is_whitespace())
        .map(|glyph| Glyph { char: plain(glyph.char), ..glyph.clone() })
        .collect();
    let middle = quad.iter().map(|p| p[1]).sum::<f32>() / 4.0;
    let half = sides(quad).1 / 2.0;
    Piece {
        role: Role::Value,
        glyphs,
        x0: (quad[0][0] + quad[3][0]) / 2.0,
        x1: (quad[1][0] + quad[2][0]) / 2.0,
        y0: middle - half,
        y1: middle + half,
    }
}

/// "名" and "称" printed far apart come as two boxes: joined where together they begin a label.
fn join_spread_labels(document: &Document, mut pieces: Vec<Piece>) -> Vec<Piece> {
    let labels: Vec<&str> =
        document.fields.iter().flat_map(|field| field.labels.iter().map(String::as_str)).collect();
    let begins = |text: &str| labels.iter().any(|l| l.len() > text.len() && l.starts_with(text));
    let holds = |text: &str| labels.iter().any(|l| text.starts_with(l));
    let mut index = 0;
    while index < pieces.len() {
        let text = pieces[index].text();
        if !begins(&text) || holds(&text) {
            index += 1;
            continue;
        }
        let next = pieces
            .iter()
            .enumerate()
            .filter(|(other, piece)| {
                *other != index
                    && piece.x0 > pieces[index].x0 + pieces[index].height() * 0.3
                    && piece.x1 > pieces[index].x1
                    && piece.x0 - pieces[index].x1 < pieces[index].height() * 6.0
                    && piece.beside(&pieces[index])
            })
            .min_by(|a, b| a.1.x0.total_cmp(&b.1.x0))
            .map(|(other, _)| other);
        let Some(next) = next else {
            index += 1;
            continue;
        };
        let together = text + &pieces[next].text();
        if begins(&together) || holds(&together) {
            let right = pieces.remove(next);
            if next < index {
                index -= 1;
            }
            let left = &mut pieces[index];
            *left = glue(left, &right);
            // Looked at once more: "经", "营", "者" are three.
        } else {
            index += 1;
        }
    }
    pieces
}

fn glue(left: &Piece, right: &Piece) -> Piece {
    let (x0, x1) = (left.x0, right.x1);
    let place =
        |piece: &Piece, at: f32| (piece.x0 + (piece.x1 - piece.x0) * at - x0) / (x1 - x0).max(1.0);
    let glyphs = [left, right]
        .into_iter()
        .flat_map(|piece| {
            piece
                .glyphs
                .iter()
                .map(move |glyph| Glyph { at: place(piece, glyph.at), ..glyph.clone() })
        })
        .collect();
    Piece {
        role: Role::Value,
        glyphs,
        x0,
        x1,
        y0: left.y0.min(right.y0),
        y1: left.y1.max(right.y1),
    }
}

/// Parts one line: a label at its start, labels inside it where the field allows, the rest values.
fn part(document: &Document, piece: Piece, misread: usize) -> Vec<Piece> {
    let text = squeeze(&piece.text());
    let bare = text.trim_start_matches(['(', '（', '"', '“', '「']);
    if document.stop.iter().any(|stop| bare.starts_with(stop.as_str())) {
        return vec![Piece { role: Role::Stop, ..piece }];
    }
    let mut parts = Vec::new();
    let mut rest = piece;
    if let Some((field, count)) = label_at_start(document, &rest, misread) {
        let (mut label, tail) = rest.split(count);
        label.role = Role::Label(field);
        parts.push(label);
        rest = without_colon(tail);
    }
    while let Some((field, from, count)) = label_inside(document, &rest) {
        let (head, tail) = rest.split(from);
        let (mut label, tail) = tail.split(count);
        label.role = Role::Label(field);
        parts.extend([head, label]);
        rest = without_colon(tail);
    }
    parts.push(rest);
    parts
}

fn without_colon(mut piece: Piece) -> Piece {
    if piece.glyphs.first().is_some_and(|glyph| matches!(glyph.char, ':' | '：')) {
        piece = piece.split(1).1;
    }
    piece
}

/// The longest label the line starts with, with at most `misread` characters wrong of three or more.
fn label_at_start(document: &Document, piece: &Piece, misread: usize) -> Option<(usize, usize)> {
    let read: Vec<char> = piece.glyphs.iter().map(|glyph| glyph.char).collect();
    labels(document)
        .filter_map(|(field, label)| {
            let count = label.chars().count();
            let wrong = label.chars().zip(&read).filter(|(a, b)| a != *b).count();
            let near = count <= read.len() && wrong <= misread && (wrong == 0 || count >= 3);
            near.then_some((wrong == 0, count, field))
        })
        .max()
        .map(|(_, count, field)| (field, count))
}

fn label_inside(document: &Document, piece: &Piece) -> Option<(usize, usize, usize)> {
    let read: Vec<char> = piece.glyphs.iter().map(|glyph| glyph.char).collect();
    labels(document).filter(|(field, _)| document.fields[*field].inline).find_map(
        |(field, label)| {
            let label: Vec<char> = label.chars().collect();
            let from = read.windows(label.len()).position(|part| part == label)?;
            Some((field, from, label.len()))
        },
    )
}

fn labels(document: &Document) -> impl Iterator<Item = (usize, &str)> {
    document
        .fields
        .iter()
        .enumerate()
        .flat_map(|(index, field)| field.labels.iter().map(move |label| (index, label.as_str())))
}
