//! The first step of every parser.

use unicode_normalization::UnicodeNormalization;

/// NFKC and trim: `４４０１０６` becomes `440106`, `（` becomes `(`, an ideographic blank vanishes
/// at the ends (handbook §4).
pub(super) fn normal(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// [`normal`] in upper case, for numbers with Latin letters.
pub(super) fn normal_upper(text: &str) -> String {
    normal(text).to_ascii_uppercase()
}

/// The dashes people and word processors put for `-` (NFKC leaves these as they are).
pub(super) fn with_plain_dashes(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{4E00}' => '-',
            other => other,
        })
        .collect()
}

/// Whether all of `text` is ASCII digits and there is at least one.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
