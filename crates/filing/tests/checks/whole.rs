//! All findings of a draft at once, whatever was typed.

use super::*;

#[test]
fn a_complete_draft_has_no_errors_and_becomes_a_dossier() {
    for draft in [company(), individual(), app()] {
        assert_eq!(errors_of(&draft, &new_filing()), []);
        let dossier = complete(&draft, &new_filing()).expect("no errors");
        assert_eq!(dossier.kind(), FilingKind::NewFiling);
        assert_eq!(dossier.services()[0].domains[0].ascii, "example1.com");
        assert_eq!(dossier.sponsor().map(|s| s.region.county), Some(Some(440_106)));
    }
}

#[test]
fn the_complete_company_has_no_warnings_either() {
    assert_eq!(warnings(company(), |_| ()), []);
}

#[test]
fn an_empty_draft_is_told_everything_at_once() {
    let mut draft = Draft::default();
    draft
        .services
        .push(filing::draft::ServiceDraft::new(sample::service_id(1), ServiceKind::Website));
    let issues = check::check(&draft, &new_filing());
    let mut printed = String::new();
    for issue in &issues {
        printed += &format!("{:?} {} {}\n", issue.severity, issue.path, issue.code);
    }
    golden::compare("empty_draft.txt", &printed);
    assert!(complete(&draft, &new_filing()).is_err());
}

#[test]
fn numbers_are_kept_in_normal_form() {
    let mut draft = company();
    draft.sponsor.officer.mobile = Some("+86 139 0000 0001".into());
    draft.sponsor.document.number = Some(" 91440101ma59abc137".into());
    draft.services[0].domains = vec!["EXAMPLE1.com".into()];
    let dossier = complete(&draft, &new_filing()).expect("no errors");
    let sponsor = dossier.sponsor().expect("carried");
    assert_eq!(sponsor.officer.mobile.reveal(), "13900000001");
    assert_eq!(sponsor.document_number.reveal(), "91440101MA59ABC137");
    assert_eq!(dossier.services()[0].domains[0].ascii, "example1.com");
}

#[test]
fn the_findings_of_one_field_are_those_at_it_and_below() {
    let mut draft = company();
    draft.sponsor.officer.mobile = Some("1".into());
    draft.sponsor.name = None;
    let at = |pointer| check_field(&draft, pointer, &new_filing()).len();
    assert_eq!(at("/sponsor/officer/mobile"), 1);
    assert_eq!(at("/sponsor/name"), 1);
    // With the info that an enterprise's officer is its legal representative.
    assert_eq!(at("/sponsor/officer"), 2);
    assert_eq!(at("/sponsor/off"), 0);
    assert_eq!(at("/services"), 0);
}

#[test]
fn no_finding_repeats_what_was_typed_about_a_person() {
    let mut draft = company();
    let secret = "秘密内容";
    draft.sponsor.officer.mobile = Some(secret.into());
    draft.sponsor.officer.email = Some(secret.into());
    draft.sponsor.officer.document_number = Some(secret.into());
    draft.sponsor.officer.emergency_phone = Some(secret.into());
    draft.services[0].officer.phone = Some(secret.into());
    let issues = check::check(&draft, &new_filing());
    assert!(issues.len() >= 5);
    let json = serde_json::to_string(&issues).expect("JSON");
    assert!(!json.contains(secret));
}

#[test]
fn every_code_of_the_checks_has_words_that_say_what_to_do() {
    for code in CODES {
        for language in Language::ALL {
            assert!(words::lookup(language, "issue", code).is_some(), "{language:?} {code}");
        }
        let text = words::issue(code).expect("looked up");
        assert!(text.contains('请') || text.contains("无需"), "{code}: {text}");
    }
}

/// Any value where a draft may have one: right, wrong or strange.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("440106198503120015")),
        Just(json!("440000")),
        Just(json!("粤ICP备2024000001号-1")),
        Just(json!("www.example1.com")),
        Just(json!("8.8.8.1-8.8.8.9")),
        Just(json!("\u{0}")),
        "[0-9;，。 -]{0,300}".prop_map(Value::from),
        (0..60_u32).prop_map(Value::from),
        prop::collection::vec("\\PC{0,6}".prop_map(Value::from), 0..4).prop_map(Value::from),
        prop::collection::vec((0..40_u32).prop_map(Value::from), 0..70).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ]
}

/// Pointers to every leaf of a draft.
fn leaves(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(key, child)| leaves(child, &format!("{at}/{key}"), into));
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items
                .iter()
                .enumerate()
                .for_each(|(n, child)| leaves(child, &format!("{at}/{n}"), into));
        }
        _ => into.push(at.to_owned()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is typed: the check ends, each finding points into the draft and has words, and a
    /// dossier is made exactly when no error was found.
    #[test]
    fn whatever_is_typed_is_checked_and_a_dossier_has_no_errors(
        which in 0..3_usize,
        kind in 0..13_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), anything()), 0..6),
    ) {
        let whole = [company(), individual(), app()][which].clone();
        let mut json = serde_json::to_value(&whole).expect("JSON");
        for (place, value) in edits {
            let mut places = Vec::new();
            leaves(&json, "", &mut places);
            let before = json.clone();
            let at: &String = place.get(&places);
            *json.pointer_mut(at).expect("a leaf") = value;
            if serde_json::from_value::<Draft>(json.clone()).is_err() {
                json = before;
            }
        }
        let draft: Draft = serde_json::from_value(json).expect("tried before");
        let context = CheckContext::shipped(FilingKind::ALL[kind], now());
        let issues = check::check(&draft, &context);
        for issue in &issues {
            prop_assert!(issue.path.is_empty() || issue.path.starts_with('/'));
            prop_assert!(words::issue(&issue.code).is_some(), "{} has no words", issue.code);
        }
        let blocked = issues.iter().any(|issue| issue.blocks());
        prop_assert_eq!(complete(&draft, &context).is_err(), blocked);
        let _ = filing::draft::mask_draft(&draft);
        let _ = draft.texts().count();
    }
}
