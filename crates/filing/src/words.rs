//! Words for people, by code: `reference/words`. The rules know codes only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A language the program speaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Language {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];
}

/// Section → key → words.
pub type Words = BTreeMap<String, BTreeMap<String, String>>;

static CHINESE: LazyLock<Words> = LazyLock::new(|| {
    read(&[
        ("zh-CN.toml", include_str!("../reference/words/zh-CN.toml")),
        ("rules.zh-CN.toml", include_str!("../reference/words/rules.zh-CN.toml")),
        ("app.zh-CN.toml", include_str!("../reference/words/app.zh-CN.toml")),
        ("upload.zh-CN.toml", include_str!("../reference/words/upload.zh-CN.toml")),
        ("inspection.zh-CN.toml", include_str!("../reference/words/inspection.zh-CN.toml")),
        ("confirmation.zh-CN.toml", include_str!("../reference/words/confirmation.zh-CN.toml")),
    ])
});

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    read(&[
        ("en.toml", include_str!("../reference/words/en.toml")),
        ("rules.en.toml", include_str!("../reference/words/rules.en.toml")),
        ("app.en.toml", include_str!("../reference/words/app.en.toml")),
        ("upload.en.toml", include_str!("../reference/words/upload.en.toml")),
        ("inspection.en.toml", include_str!("../reference/words/inspection.en.toml")),
        ("confirmation.en.toml", include_str!("../reference/words/confirmation.en.toml")),
    ])
});

/// One language out of its files; a key may stand in one of them only.
fn read(files: &[(&str, &str)]) -> Words {
    let mut words = Words::new();
    for (name, text) in files {
        let file: Words =
            toml::from_str(text).unwrap_or_else(|e| panic!("reference/words/{name}: {e}"));
        for (section, entries) in file {
            let known = words.entry(section).or_default();
            for (key, text) in entries {
                let twice = known.insert(key.clone(), text);
                assert!(twice.is_none(), "reference/words/{name} has {key} a second time");
            }
        }
    }
    words
}

/// All words of a language: what the screens are given.
pub fn all(language: Language) -> &'static Words {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// The words for a key of a section.
pub fn lookup(language: Language, section: &str, key: &str) -> Option<&'static str> {
    all(language).get(section)?.get(key).map(String::as_str)
}

/// The Chinese words of a finding: what is wrong and what to do. `{0}`, `{1}` stand for the
/// finding's arguments, see [`filled`].
pub fn issue(code: &str) -> Option<&'static str> {
    lookup(Language::Chinese, "issue", code)
}

/// The Chinese name of a sort of number: `resident_id` 居民身份证号码.
pub fn number(id: &str) -> Option<&'static str> {
    lookup(Language::Chinese, "number", id)
}

/// The Chinese name of a kind of document: `resident_id` 居民身份证.
pub fn document(id: &str) -> Option<&'static str> {
    lookup(Language::Chinese, "document", id)
}

/// `text` with `{0}`, `{1}` … replaced by the arguments. A place without an argument stays: it
/// shows that something is missing. What an argument says is never read as a place.
pub fn filled<T: AsRef<str>>(text: &str, args: &[T]) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let place = part.split_once('}').and_then(|(number, rest)| {
            let arg = args.get(number.parse::<usize>().ok()?)?;
            Some((arg.as_ref(), rest))
        });
        match place {
            Some((arg, rest)) => out.extend([arg, rest]),
            None => out.extend(["{", part]),
        }
    }
    out
}
