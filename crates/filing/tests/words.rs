//! Every code has words, in both languages, that name the same arguments.

use std::collections::BTreeSet;

use filing::words::{self, Language};
use filing::{bureau_result, code, document, number, region, site_name};

/// Every finding code of numbers, regions, tables, documents, names and the bureau's answers.
fn codes() -> BTreeSet<&'static str> {
    let mut codes: BTreeSet<&str> = number::finding_codes().into_iter().collect();
    codes.extend(region::RegionError::ALL.iter().map(|e| e.code()));
    codes.extend(code::CodeError::ALL.iter().map(|e| e.code()));
    codes.extend(document::number_finding_codes());
    codes.extend(site_name::finding_codes());
    codes.extend(bureau_result::all().filter_map(|result| result.finding.as_deref()));
    codes
}

#[test]
fn every_finding_code_has_words_in_every_language() {
    for language in Language::ALL {
        let missing: Vec<_> = codes()
            .into_iter()
            .filter(|code| words::lookup(language, "issue", code).is_none())
            .collect();
        assert!(missing.is_empty(), "no words in {language:?} for {missing:?}");
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let arguments = |text: &str| -> BTreeSet<String> {
        text.match_indices('{')
            .map(|(at, _)| text[at..].split_inclusive('}').next().unwrap().to_owned())
            .collect()
    };
    let (chinese, english) = (words::all(Language::Chinese), words::all(Language::English));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (section, entries) in chinese {
        let others = &english[section];
        assert_eq!(
            entries.keys().collect::<Vec<_>>(),
            others.keys().collect::<Vec<_>>(),
            "section {section}"
        );
        for (key, text) in entries {
            assert!(!text.trim().is_empty() && !others[key].trim().is_empty(), "{section}.{key}");
            assert_eq!(arguments(text), arguments(&others[key]), "{section}.{key}");
        }
    }
}

#[test]
fn the_words_of_an_issue_say_what_to_do() {
    // A Chinese message has two parts; the second asks for something or says nothing is needed.
    let asks = ["请", "无需处理"];
    for code in codes() {
        let text = words::issue(code).unwrap();
        assert!(asks.iter().any(|ask| text.contains(ask)), "{code}: {text}");
    }
}

#[test]
fn every_number_and_document_has_a_name() {
    for code in number::finding_codes() {
        let (number, _) = code.split_once('.').unwrap();
        assert!(words::number(number).is_some(), "{number}");
    }
    for kind in document::kinds() {
        assert!(words::document(&kind.id).is_some(), "{}", kind.id);
    }
}

#[test]
fn arguments_fill_their_places_once() {
    assert_eq!(words::filled("有“{0}”（{1}）", &["教育", "{0}"]), "有“教育”（{0}）");
    assert_eq!(words::filled("{1} {0} {", &["a"]), "{1} a {");
}
