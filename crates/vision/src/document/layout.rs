//! Values given to labels by where they stand, so that one reader serves both licence layouts, cards and
//! tables: a value stands to the right of its label, and goes on below its own first row.

use std::collections::BTreeMap;

use super::cells::{Piece, Role};
use super::reference::Document;

/// Heights of a line a value stands away from its label at most; farther off is another column's.
const WIDEST_GAP: f32 = 7.0;

/// The value of a field as found: its pieces, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub rows: Vec<Vec<Piece>>,
}

impl Found {
    /// Left, top, right, bottom on the page.
    pub(super) fn bounds(&self) -> Option<[f32; 4]> {
        self.rows
            .iter()
            .flatten()
            .map(|p| [p.x0, p.y0, p.x1, p.y1])
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    fn left(&self) -> f32 {
        self.rows.first().and_then(|row| row.first()).map_or(0.0, |piece| piece.x0)
    }
}

/// Gives values to the fields of `document`. Fields without a value are absent.
pub(super) fn assign(document: &Document, pieces: &[Piece]) -> BTreeMap<usize, Found> {
    let labels = merged_labels(pieces);
    let values: Vec<&Piece> = pieces.iter().filter(|p| p.role == Role::Value).collect();
    let mut found: BTreeMap<usize, Found> = BTreeMap::new();
    for value in &values {
        let label = label_beside(&labels, value);
        let adjacent = label.is_some_and(|(_, label)| {
            !values.iter().any(|other| {
                other.x0 > label.x1 - label.height() * 0.6
                    && other.x1 <= value.x0 + value.height() * 0.3
                    && other.beside(value)
                    && !std::ptr::eq(*other, *value)
            })
        });
        if let Some((field, _)) = label
            && adjacent
        {
            let rows = &mut found.entry(field).or_default().rows;
            match rows.last_mut() {
                Some(row) if row.iter().any(|piece| piece.beside(value)) => {
                    row.push((*value).clone());
                }
                _ => rows.push(vec![(*value).clone()]),
            }
            continue;
        }
        if let Some(field) = continued(document, &found, value) {
            if let Some(block) = found.get_mut(&field) {
                block.rows.push(vec![(*value).clone()]);
            }
            continue;
        }
        // The rest of a row that came apart into boxes.
        for block in found.values_mut() {
            if let Some(row) = block.rows.last_mut()
                && let Some(last) = row.last()
                && last.beside(value)
                && value.x0 - last.x1 < 2.5 * last.height()
                && value.x0 > last.x0
            {
                row.push((*value).clone());
                break;
            }
        }
    }
    found
}

/// Label hits, several of one field that stand together (宗旨和 / 业务范围) made one.
pub(super) fn merged_labels(pieces: &[Piece]) -> Vec<(usize, Piece)> {
    let mut labels: Vec<(usize, Piece)> = Vec::new();
    for piece in pieces {
        let Role::Label(field) = piece.role else {
            continue;
        };
        match labels.iter_mut().find(|(other, _)| *other == field) {
            Some((_, label)) => {
                if piece.y0 - label.y1 < label.height()
                    && (piece.x0 - label.x0).abs() < 3.0 * label.height()
                {
                    label.y1 = label.y1.max(piece.y1);
                    label.x1 = label.x1.max(piece.x1);
                }
            }
            None => labels.push((field, piece.clone())),
        }
    }
    labels
}

/// The nearest label to the left in the same row.
fn label_beside<'a>(labels: &'a [(usize, Piece)], value: &Piece) -> Option<(usize, &'a Piece)> {
    labels
        .iter()
        .filter(|(_, label)| {
            let height = value.height().max(label.height());
            let gap = value.x0 - label.x1;
            let off = (value.middle() - label.middle()).abs();
            let within = value.middle() > label.y0 && value.middle() < label.y1;
            gap > -0.6 * value.height()
                && gap < WIDEST_GAP * height
                && (within || off < 0.35 * height)
        })
        .max_by(|a, b| a.1.x1.total_cmp(&b.1.x1))
        .map(|(field, label)| (*field, label))
}

/// The field whose value goes on with this piece: just below its last row, flush with its first.
fn continued(document: &Document, found: &BTreeMap<usize, Found>, value: &Piece) -> Option<usize> {
    found
        .iter()
        .filter(|(field, block)| {
            let Some(last) = block.rows.last().and_then(|row| row.first()) else {
                return false;
            };
            let height = last.height();
            block.rows.len() < document.fields[**field].rows
                && (value.x0 - block.left()).abs() < 1.5 * height
                && value.middle() - last.middle() > 0.5 * height
                && value.y0 - last.y1 < 0.9 * height
                && (0.55..1.8).contains(&(value.height() / height.max(1.0)))
        })
        .min_by(|a, b| (value.x0 - a.1.left()).abs().total_cmp(&(value.x0 - b.1.left()).abs()))
        .map(|(field, _)| *field)
}
