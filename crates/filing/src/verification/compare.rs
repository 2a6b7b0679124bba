//! Typed against read: what counts as the same text.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Comparison {
    Equal,
    /// A few characters differ: a misreading or a slip.
    Similar,
    Different,
    /// Nothing was read.
    NotRead,
}

impl Comparison {
    pub const ALL: &[Self] = &[Self::Equal, Self::Similar, Self::Different, Self::NotRead];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Similar => "similar",
            Self::Different => "different",
            Self::NotRead => "not_read",
        }
    }
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldMatch {
    /// One character wrong is another number; letters that look like digits are taken for them.
    Number,
    /// Every character counts, signs and blanks don't.
    Name,
    /// Long and often cut short on the form: a fifth may differ.
    Address,
}

/// Compares after NFKC, without blanks and signs, letters upper case.
pub fn compare(typed: &str, read: &str, how: FieldMatch) -> Comparison {
    let typed = plain(typed, how);
    let read = plain(read, how);
    if read.is_empty() {
        return Comparison::NotRead;
    }
    if typed == read {
        return Comparison::Equal;
    }
    let distance = distance(&typed, &read);
    let longer = typed.len().max(read.len());
    let similar = match how {
        FieldMatch::Number => distance <= 1,
        FieldMatch::Name => distance == 1 && longer > 2,
        FieldMatch::Address => {
            distance * 5 <= longer || (typed.len() > 5 && ends_or_starts(&read, &typed))
        }
    };
    match similar {
        true => Comparison::Similar,
        false => Comparison::Different,
    }
}

/// One text begins or ends with the other.
fn ends_or_starts(a: &[char], b: &[char]) -> bool {
    a.starts_with(b) || a.ends_with(b) || b.starts_with(a) || b.ends_with(a)
}

fn plain(text: &str, how: FieldMatch) -> Vec<char> {
    text.nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .map(|c| match (how, c) {
            (FieldMatch::Number, 'O') => '0',
            (FieldMatch::Number, 'I') => '1',
            _ => c,
        })
        .collect()
}

/// Levenshtein distance in characters.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
