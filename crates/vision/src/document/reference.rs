//! The documents' labels, read from `reference/documents.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::DocKind;

/// What a field's value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
    /// A person's name: Chinese characters and the middle dot.
    Person,
    /// 男 or 女.
    Sex,
    /// One of the 56 nations.
    Nation,
    /// A date, reported as `2025-06-12`.
    Date,
    /// A citizen's number, GB 11643.
    IdNo,
    /// A unified social credit code, GB 32100.
    Uscc,
    /// Two dates, or a date and 长期; reported as `<name>_from` and `<name>_to`.
    Period,
    /// A scope of business: items parted by semicolons.
    Scope,
    /// An address.
    Address,
    /// Anything.
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub name: String,
    pub labels: Vec<String>,
    pub shape: Shape,
    /// Most rows the value takes.
    pub rows: usize,
    #[serde(default)]
    pub inline: bool,
    #[serde(default)]
    pub required: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub marks: Vec<(String, u32)>,
    pub stop: Vec<String>,
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
}

pub(super) struct Reference(BTreeMap<String, Document>);

impl Reference {
    pub(super) fn get(&self, kind: DocKind) -> Option<&Document> {
        self.0.get(kind.name())
    }
}

pub(super) static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let text = include_str!("../../reference/documents.toml");
    Reference(toml::from_str(text).expect("the file is compiled in and read by a test"))
});

/// The text without white space, full-width letters and digits made plain; Chinese marks stay.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).map(plain).collect()
}

/// Full-width letters and digits to ASCII.
pub(super) fn plain(char: char) -> char {
    match char {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(char as u32 - 0xFEE0).unwrap_or(char)
        }
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_file_is_read_and_names_known_kinds_only() {
        for (name, document) in &REFERENCE.0 {
            assert!(name.parse::<DocKind>().is_ok(), "{name}");
            assert!(document.marks.iter().map(|mark| mark.1).sum::<u32>() >= 8);
            for field in &document.fields {
                assert!(!field.labels.is_empty() && field.rows > 0, "{}", field.name);
            }
        }
        assert_eq!(REFERENCE.0.len(), DocKind::ALL.len() - 1);
    }
}
