//! What was typed against what was read, character by character.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Confidence below which a value counts as not read.
const LEAST_CONFIDENCE: f32 = 0.5;

/// How typed and read compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// The same characters.
    Equal,
    /// The same but for spaces, the width of signs (（ against (), or the case of a number's letters.
    SpacingOnly,
    /// Other characters; `alignment` says where.
    Different,
    /// Nothing was read, or not surely enough to say.
    Unread,
}

/// What a stretch of characters is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// The same on both sides.
    Equal,
    /// Other characters.
    Replace,
    /// Typed, but not on the document.
    Delete,
    /// On the document, but not typed.
    Insert,
}

/// A stretch of the alignment; ranges count characters, not bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aligned {
    /// What it is.
    pub op: Op,
    /// Characters of the typed value.
    pub typed: Range<usize>,
    /// Characters of the value read.
    pub read: Range<usize>,
}

/// Result of [`compare`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Name of the field.
    pub field: String,
    /// How both compare.
    pub verdict: Match,
    /// Confidence of the reading, 0–1.
    pub confidence: f32,
    /// Both texts from start to end, stretch by stretch; empty when unread.
    pub alignment: Vec<Aligned>,
}

/// Compares a value typed with the value read off the document. Nothing is forgiven: a difference of
/// one character is `Different`, and the alignment shows it. `confidence` is the reading's.
pub fn compare(field: &str, typed: &str, read: Option<&str>, confidence: f32) -> Comparison {
    let read = read.filter(|text| !text.trim().is_empty() && confidence >= LEAST_CONFIDENCE);
    let Some(read) = read else {
        return Comparison {
            field: field.to_owned(),
            verdict: Match::Unread,
            confidence,
            alignment: Vec::new(),
        };
    };
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), read.chars().collect());
    let verdict = if a == b {
        Match::Equal
    } else if bare(field, typed) == bare(field, read) {
        Match::SpacingOnly
    } else {
        Match::Different
    };
    Comparison { field: field.to_owned(), verdict, confidence, alignment: align(field, &a, &b) }
}

/// The text without spaces, in one width; dots of names made one; numbers in capitals.
fn bare(field: &str, text: &str) -> String {
    let text: String = text
        .nfkc()
        .filter(|char| !char.is_whitespace())
        .map(|char| match char {
            '•' | '・' | '‧' | '∙' | '.' if field == "name" || field == "legal_person" => {
                '·'
            }
            char => char,
        })
        .collect();
    if is_number(field) { text.to_uppercase() } else { text }
}

fn is_number(field: &str) -> bool {
    matches!(field, "id_no" | "uscc" | "passport_no")
}

/// Shortest edit, the longest equal runs kept together: the table of edit distances, walked back.
fn align(field: &str, a: &[char], b: &[char]) -> Vec<Aligned> {
    let same =
        |x: char, y: char| x == y || bare(field, &x.to_string()) == bare(field, &y.to_string());
    let wide = b.len() + 1;
    let mut cost = vec![0u32; (a.len() + 1) * wide];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cost[i * wide + j] = match (i, j) {
                (0, j) => j as u32,
                (i, 0) => i as u32,
                (i, j) => {
                    let step = u32::from(!same(a[i - 1], b[j - 1]));
                    let replace = cost[(i - 1) * wide + j - 1] + step;
                    let delete = cost[(i - 1) * wide + j] + 1;
                    let insert = cost[i * wide + j - 1] + 1;
                    replace.min(delete).min(insert)
                }
            };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut steps = Vec::new();
    while i > 0 || j > 0 {
        let here = cost[i * wide + j];
        if i > 0 && j > 0 {
            let step = u32::from(!same(a[i - 1], b[j - 1]));
            if cost[(i - 1) * wide + j - 1] + step == here {
                (i, j) = (i - 1, j - 1);
                let op = if step == 0 { Op::Equal } else { Op::Replace };
                steps.push((op, i..i + 1, j..j + 1));
                continue;
            }
        }
        if i > 0 && cost[(i - 1) * wide + j] + 1 == here {
            i -= 1;
            steps.push((Op::Delete, i..i + 1, j..j));
        } else {
            j -= 1;
            steps.push((Op::Insert, i..i, j..j + 1));
        }
    }
    let mut alignment: Vec<Aligned> = Vec::new();
    for (op, typed, read) in steps.into_iter().rev() {
        match alignment.last_mut() {
            Some(last) if last.op == op => {
                last.typed.end = typed.end;
                last.read.end = read.end;
            }
            _ => alignment.push(Aligned { op, typed, read }),
        }
    }
    alignment
}
