//! Kinds of documents and the check of their numbers.

use chrono::NaiveDate;
use filing::code::{CodeTable, CodeTables};
use filing::document::{self, DocumentUser, NormalNumber};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

fn check(document_type: i64, text: &str) -> Result<String, &'static str> {
    document::check_number(document_type, text, today()).map(|number| number.reveal().to_owned())
}

const ENTERPRISE: &str = "91440101MA00000156";
const PERSON: &str = "440101199001010011";

#[test]
fn every_document_type_has_one_kind() {
    let tables = CodeTables::shipped();
    for kind in document::kinds() {
        for document_type in &kind.document_types {
            let row = tables.lookup(CodeTable::DocumentType, document_type.id);
            assert!(row.is_some(), "{} {}", kind.id, document_type.id);
            let kinds = document::kinds()
                .iter()
                .filter(|k| k.document_types.iter().any(|t| t.id == document_type.id));
            assert_eq!(kinds.count(), 1, "{}", document_type.id);
        }
    }
    assert_eq!(document::kind_of(2).id, "resident_id");
    assert_eq!(document::kind_of(25).id, "other");
}

#[test]
fn every_kind_can_be_photographed_and_read() {
    for kind in document::kinds() {
        assert!(!kind.users.is_empty(), "{}", kind.id);
        assert!(kind.sides.iter().any(|side| side.required), "{}", kind.id);
        for side in &kind.sides {
            assert!((1.0..2.0).contains(&side.aspect), "{} {}", kind.id, side.id);
            assert!(["front", "back", "page"].contains(&side.id.as_str()), "{}", kind.id);
        }
    }
    let card = document::kind("resident_id").unwrap();
    let names: Vec<&str> = card.sides.iter().map(|side| side.zh.as_str()).collect();
    assert_eq!(names, ["人像面", "国徽面"]);
    assert!(card.sides.iter().all(|side| side.required));
    for kind in document::kinds().iter().filter(|kind| kind.id != "resident_id") {
        let required = kind.sides.iter().filter(|side| side.required);
        let ids: Vec<&str> = required.map(|side| side.id.as_str()).collect();
        assert_eq!(ids, ["page"], "{}: the guide asks for one picture", kind.id);
    }
}

#[test]
fn an_officer_of_a_service_shows_a_resident_card_and_nothing_else() {
    let usable: Vec<i64> = CodeTables::shipped()
        .choices(CodeTable::DocumentType, today())
        .iter()
        .map(|row| row.id)
        .filter(|id| document::may_use(*id, DocumentUser::ServiceOfficer))
        .collect();
    assert_eq!(usable, [2]);
    assert!(document::may_use(7, DocumentUser::SponsorOfficer));
    assert!(!document::may_use(1, DocumentUser::SponsorOfficer));
    assert!(document::may_use(1, DocumentUser::Sponsor));
}

#[test]
fn a_business_licence_takes_18_characters_or_15_digits() {
    assert_eq!(check(1, " 91440101ma00000156 "), Ok(ENTERPRISE.into()));
    assert_eq!(check(1, "440101000000017"), Ok("440101000000017".into()));
    assert_eq!(check(1, "440101000000010"), Err("business_registration.check_digit"));
    assert_eq!(check(1, "91440101MA0000015"), Err("uscc.length"));
    assert_eq!(check(1, ""), Err("document_number.empty"));
}

#[test]
fn each_type_checks_its_own_number() {
    let right = [
        (2, PERSON),
        (7, "E00000001"),
        (11, "00000001"),
        (14, "H00000001"),
        (30, "944840198001010011"),
        (41, "81000019920304011X"),
        (42, "830000199507152034"),
        (4, "12440000K000000149"),
        (13, "12440000K000000149"),
        (9, "00000001-9"),
        (5, "第001部队"),
    ];
    for (document_type, number) in right {
        assert_eq!(check(document_type, number), Ok(number.into()), "{document_type}");
    }
}

#[test]
fn an_old_certificate_keeps_its_own_number_but_18_characters_must_be_right() {
    assert_eq!(check(4, "事证第144000000000号"), Ok("事证第144000000000号".into()));
    assert_eq!(check(4, "12440000K000000140"), Err("uscc.check_digit"));
}

#[test]
fn a_right_number_under_the_wrong_type_is_named() {
    assert_eq!(check(2, ENTERPRISE), Err("document_number.looks_like_uscc"));
    assert_eq!(check(1, PERSON), Err("document_number.looks_like_resident_id"));
    assert_eq!(check(2, "81000019920304011X"), Err("document_number.looks_like_residence_permit"));
    assert_eq!(check(14, PERSON), Err("document_number.looks_like_resident_id"));
    assert_eq!(
        check(13, "440101000000017"),
        Err("document_number.looks_like_business_registration")
    );
}

#[test]
fn a_number_refused_for_its_date_or_kind_keeps_its_own_code() {
    assert_eq!(check(42, "81000019920304011X"), Err("residence_permit.wrong_kind"));
    let unborn = (0..=9)
        .map(|check| format!("44010120300101001{check}"))
        .chain(["44010120300101001X".into()])
        .find(|text| text.parse::<filing::number::ResidentId>().is_ok())
        .unwrap();
    assert_eq!(check(2, &unborn), Err("resident_id.birth_in_future"));
}

#[test]
fn a_type_the_bureau_adds_later_takes_any_number() {
    assert_eq!(document::kind_of(999).id, "other");
    assert_eq!(check(999, " 登记第１号 "), Ok("登记第1号".into()));
    assert_eq!(check(999, "1\n2"), Err("document_number.characters"));
    assert_eq!(check(999, &"1".repeat(256)), Err("document_number.length"));
}

#[test]
fn a_checked_number_tells_age_and_prints_masked() {
    let number = document::check_number(2, PERSON, today()).unwrap();
    assert_eq!(number.age_on(today()), Some(36));
    assert_eq!(number.to_string(), "440101********0011");
    assert!(!format!("{number:?}").contains("19900101"));
    let code = document::check_number(1, ENTERPRISE, today()).unwrap();
    assert!(matches!(code, NormalNumber::Uscc(_)));
    assert_eq!(code.to_string(), ENTERPRISE);
    assert_eq!(code.age_on(today()), None);
}
