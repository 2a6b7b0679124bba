//! Every type of number against `fixtures/numbers.json`: normal form and what it tells, or the code.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use filing::number::*;
use serde_json::{Map, Value, json};

/// The day the fixtures were computed for.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

/// What a parser says about `input`: the facts by name, or the finding code.
type Reading = Result<Value, &'static str>;

fn word<T: serde::Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap()
}

fn read(kind: &str, input: &str) -> Reading {
    let facts = match kind {
        "resident_id" => {
            let id = ResidentId::parse_on(input, today()).map_err(|e| e.code())?;
            json!({"normal": id.reveal(), "region_code": id.region_code(), "sex": word(id.sex()),
                "birth_date": id.birth_date().to_string(), "age": id.age_on(today())})
        }
        "residence_permit" => {
            let id = ResidencePermit::parse_on(input, today()).map_err(|e| e.code())?;
            json!({"normal": id.reveal(), "home": word(id.home())})
        }
        "hk_macao_permit" => {
            let id: HkMacaoPermit = input.parse().map_err(|e: HkMacaoPermitError| e.code())?;
            json!({"normal": id.reveal(), "home": word(id.home())})
        }
        "taiwan_permit" => {
            let id: TaiwanPermit = input.parse().map_err(|e: TaiwanPermitError| e.code())?;
            json!({"normal": id.reveal()})
        }
        "passport" => {
            let id: PassportNumber = input.parse().map_err(|e: PassportNumberError| e.code())?;
            json!({"normal": id.reveal(), "looks_chinese": id.looks_chinese()})
        }
        "passport_mrz" => {
            let mrz: PassportMrz = input.parse().map_err(|e: PassportMrzError| e.code())?;
            json!({"number": mrz.reveal_number(), "nationality": mrz.nationality(),
                "birth_date": mrz.birth_date(today()).unwrap().to_string(), "sex": word(mrz.sex()),
                "expires_on": mrz.expires_on().unwrap().to_string()})
        }
        "foreign_permanent_resident" => {
            let id = ForeignPermanentResidentId::parse_on(input, today()).map_err(|e| e.code())?;
            let (Nationality::Numeric(nationality) | Nationality::Alpha3(nationality)) =
                id.nationality();
            json!({"normal": id.reveal(), "is_old_card": id.is_old_card(),
                "nationality": nationality})
        }
        "uscc" => {
            let code: Uscc = input.parse().map_err(|e: UsccError| e.code())?;
            json!({"normal": code.as_str(), "department": word(code.department()),
                "category": code.category().to_string(), "region_code": code.region_code(),
                "org_code": code.org_code(), "warnings": code.warnings()})
        }
        "org_code" => {
            let code: OrgCode = input.parse().map_err(|e: OrgCodeError| e.code())?;
            json!({"normal": code.as_str()})
        }
        "business_registration" => {
            let number: BusinessRegistration =
                input.parse().map_err(|e: BusinessRegistrationError| e.code())?;
            json!({"normal": number.as_str(), "kind": word(number.kind())})
        }
        "mobile" => {
            let mobile: Mobile = input.parse().map_err(|e: MobileError| e.code())?;
            json!({"normal": mobile.reveal(), "masked": mobile.to_string(),
                "warnings": mobile.warnings()})
        }
        "office_phone" => {
            let phone: OfficePhone = input.parse().map_err(|e: OfficePhoneError| e.code())?;
            json!({"normal": phone.reveal()})
        }
        "email" => {
            let email: Email = input.parse().map_err(|e: EmailError| e.code())?;
            json!({"normal": email.reveal(), "masked": email.to_string()})
        }
        "domain_name" => {
            let domain: DomainName = input.parse().map_err(|e: DomainNameError| e.code())?;
            json!({"normal": domain.as_str(), "unicode": domain.unicode(),
                "suffix": domain.suffix(), "is_international": domain.is_international()})
        }
        "filing_number" => {
            let number = FilingNumber::parse_on(input, today()).map_err(|e| e.code())?;
            let (serial, service) = number.service().unzip();
            json!({"normal": number.as_str(), "province": number.province(),
                "year": number.year(), "sponsor": number.sponsor().as_str(), "serial": serial,
                "service": word(service)})
        }
        "ip_range" => {
            let range: IpRange = input.parse().map_err(|e: IpRangeError| e.code())?;
            let count = u64::try_from(range.count()).unwrap();
            json!({"normal": range.to_string(), "count": count, "blocks": word(range.blocks()),
                "v4_ends": range.v4_ends().map(|(first, last)| [first, last])})
        }
        other => panic!("no type for the fixtures of {other}"),
    };
    Ok(facts)
}

fn fixtures() -> BTreeMap<String, Vec<Map<String, Value>>> {
    serde_json::from_str(include_str!("fixtures/numbers.json")).unwrap()
}

#[test]
fn every_fixture_is_read_as_it_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (kind, rows) in fixtures() {
        for row in rows {
            count += 1;
            let input = row["input"].as_str().unwrap();
            let expected = match row.get("expect") {
                Some(facts) => Ok(facts.clone()),
                None => Err(row["code"].as_str().unwrap()),
            };
            let found = read(&kind, input);
            let same = match (&found, &expected) {
                (Ok(found), Ok(expected)) => same_facts(found, expected),
                (Err(found), Err(expected)) => found == expected,
                _ => false,
            };
            if !same {
                wrong.push(format!("{kind} {input:?}\n   want {expected:?}\n  found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 150, "only {count} fixtures were read");
}

/// Objects compare without regard to the order of their keys.
fn same_facts(found: &Value, expected: &Value) -> bool {
    let (Some(found), Some(expected)) = (found.as_object(), expected.as_object()) else {
        return false;
    };
    found.len() == expected.len()
        && expected.iter().all(|(name, value)| found.get(name) == Some(value))
}

#[test]
fn every_error_code_but_those_of_other_tests_has_a_fixture() {
    let elsewhere = [
        "document_number.",
        "residence_permit.wrong_kind",
        "residence_permit.birth_",
        "foreign_permanent_resident.birth_",
    ];
    let given: Vec<String> = fixtures()
        .into_values()
        .flatten()
        .filter_map(|row| row.get("code").and_then(Value::as_str).map(str::to_owned))
        .collect();
    let warnings = [ResidentId::WARNINGS, Uscc::WARNINGS, Mobile::WARNINGS].concat();
    let missing: Vec<&str> = finding_codes()
        .into_iter()
        .filter(|code| !warnings.contains(code) && !given.iter().any(|g| g == code))
        .filter(|code| !elsewhere.iter().any(|prefix| code.starts_with(prefix)))
        .collect();
    assert!(missing.is_empty(), "no fixture gives {missing:?}");
}

#[test]
fn finding_codes_are_dotted_and_unique() {
    let codes = finding_codes();
    for pair in codes.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
    for code in codes {
        let (number, reason) = code.split_once('.').unwrap();
        let is_word =
            |w: &str| w.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        assert!(is_word(number) && is_word(reason), "{code}");
    }
}

#[test]
fn a_birthday_after_today_is_refused_only_where_today_is_known() {
    let newborn = "44010120260101001";
    let text = (0..=9)
        .map(|d| format!("{newborn}{d}"))
        .chain([format!("{newborn}X")])
        .find(|text| text.parse::<ResidentId>().is_ok())
        .unwrap();
    let eve = today().pred_opt().unwrap();
    assert!(ResidentId::parse_on(&text, today()).is_ok());
    assert_eq!(ResidentId::parse_on(&text, eve), Err(ResidentIdError::BirthInFuture));
}

#[test]
fn age_counts_birthdays_reached() {
    let id: ResidentId = "11010519491231002X".parse().unwrap();
    let on = |y, m, d| id.age_on(NaiveDate::from_ymd_opt(y, m, d).unwrap());
    assert_eq!(on(2025, 12, 30), 75);
    assert_eq!(on(2025, 12, 31), 76);
    assert_eq!(on(1940, 1, 1), 0);
}

#[test]
fn an_unknown_region_and_a_minor_are_warnings_only() {
    let known: ResidentId = "11010519491231002X".parse().unwrap();
    assert_eq!(known.warnings_on(today()), Vec::<&str>::new());
    assert_eq!(known.province(), "110000");
    // 440102 东山区 was abolished in 2005; cards with it are in use.
    let historic = with_check("44010219800101001");
    assert_eq!(historic.warnings_on(today()), Vec::<&str>::new());
    let strange = with_check("44999920200101001");
    let expected = vec!["resident_id.region_unknown", "resident_id.under_18"];
    assert_eq!(strange.warnings_on(today()), expected);
}

fn with_check(body: &str) -> ResidentId {
    "0123456789X".chars().find_map(|c| format!("{body}{c}").parse().ok()).unwrap()
}

#[test]
fn a_permit_of_the_other_kind_is_refused_with_its_own_code() {
    let hong_kong = "81000019920304011X";
    let mainland = [HomeRegion::HongKong, HomeRegion::Macao];
    assert!(ResidencePermit::parse_for(hong_kong, &mainland, today()).is_ok());
    assert_eq!(
        ResidencePermit::parse_for(hong_kong, &[HomeRegion::Taiwan], today()),
        Err(ResidencePermitError::WrongKind)
    );
}

#[test]
fn days_that_do_not_exist_are_refused_on_every_card() {
    assert_eq!(
        "810000199202300110".parse::<ResidencePermit>(),
        Err(ResidencePermitError::BirthDate)
    );
    assert_eq!(
        "810000189902280110".parse::<ResidencePermit>(),
        Err(ResidencePermitError::BirthTooOld)
    );
    assert_eq!(
        ResidencePermit::parse_on("810000203002280110", today()),
        Err(ResidencePermitError::BirthInFuture)
    );
    assert_eq!(
        "944840198013010011".parse::<ForeignPermanentResidentId>(),
        Err(ForeignPermanentResidentError::BirthDate)
    );
    assert_eq!(
        "USA440080130101".parse::<ForeignPermanentResidentId>(),
        Err(ForeignPermanentResidentError::BirthDate)
    );
    assert_eq!(
        "944840189901010011".parse::<ForeignPermanentResidentId>(),
        Err(ForeignPermanentResidentError::BirthTooOld)
    );
    assert_eq!(
        ForeignPermanentResidentId::parse_on("944840203001010011", today()),
        Err(ForeignPermanentResidentError::BirthInFuture)
    );
}

#[test]
fn numbers_of_persons_print_masked_everywhere() {
    let id: ResidentId = "11010519491231002x".parse().unwrap();
    assert_eq!(format!("{id} {id:?}"), "110105********002X 110105********002X");
    let passport: PassportNumber = "E12345678".parse().unwrap();
    assert_eq!(passport.to_string(), "E*****678");
    let mrz: PassportMrz = "L898902C36UTO7408122F1204159ZE184226B<<<<<10".parse().unwrap();
    assert_eq!(mrz.to_string(), format!("L{}<10", "*".repeat(40)));
    let permit: HkMacaoPermit = "H1234567801".parse().unwrap();
    assert_eq!(permit.to_string(), "H*******801");
    assert_eq!(permit.reveal_personal_part(), "H12345678");
    let phone: OfficePhone = "020-12345678;0755-87654321-801".parse().unwrap();
    assert_eq!(phone.to_string(), "020-******78;0755***********01");
    assert_eq!(phone.count(), 2);
}

#[test]
fn the_error_text_of_a_number_never_repeats_it() {
    let error = "440101199001010010".parse::<ResidentId>().unwrap_err();
    assert!(!error.to_string().chars().any(|c| c.is_ascii_digit()), "{error}");
}

#[test]
fn a_wrong_inner_organisation_code_is_a_warning() {
    // Any inner code can be given a right outer check character.
    let code = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .find_map(|c| format!("91440101MA0000016{c}").parse::<Uscc>().ok())
        .unwrap();
    assert_eq!(code.warnings(), ["uscc.org_code_check"]);
}

#[test]
fn host_names_belong_to_their_registrable_domain() {
    let host: HostName = "WWW.Shop.Example-icp.com.cn".parse().unwrap();
    assert_eq!(host.as_str(), "www.shop.example-icp.com.cn");
    assert_eq!(host.registrable(), "example-icp.com.cn");
    let domain: DomainName = "example-icp.com.cn".parse().unwrap();
    assert!(domain.covers(&host));
    assert_eq!(host.domain(), domain);
    assert_eq!(host.domain().suffix(), "com.cn");
    let other: DomainName = "icp.com.cn".parse().unwrap();
    assert!(!other.covers(&host));
}

#[test]
fn both_abbreviations_of_a_province_name_one_record() {
    let parse = |text: &str| text.parse::<FilingNumber>().unwrap();
    assert!(parse("蜀ICP备12345678号-1").same_record(&parse("川ICP备12345678号-1")));
    assert!(!parse("蜀ICP备12345678号-1").same_record(&parse("蜀ICP备12345678号-1A")));
    assert!(!parse("粤ICP备12345678号").same_record(&parse("桂ICP备12345678号")));
}

#[test]
fn ranges_know_their_pool_and_overlaps() {
    let range: IpRange = "1.2.3.4-1.2.3.7".parse().unwrap();
    let pool = |text: &str| text.parse::<IpBlock>().unwrap();
    assert!(range.is_within(&[pool("9.0.0.0/8"), pool("1.2.3.0/24")]));
    assert!(!range.is_within(&[pool("1.2.3.0/29"), pool("2400::/16")].map(|p| p)[1..]));
    assert!(!range.is_within(&[pool("1.2.3.4/31"), pool("1.2.3.6/31")]));
    assert!(range.overlaps(&"1.2.3.7-1.2.3.9".parse().unwrap()));
    assert!(!range.overlaps(&"1.2.3.8-1.2.3.9".parse().unwrap()));
    assert!("1.2.3.1/24".parse::<IpBlock>().is_err());
    assert_eq!(IpRange::between("1.2.3.4", " "), "1.2.3.4".parse());
}

#[test]
fn public_numbers_travel_as_strings_and_are_parsed_again() {
    let code: Uscc = serde_json::from_str("\"91440101ma00000156\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"91440101MA00000156\"");
    assert!(serde_json::from_str::<Uscc>("\"91440101MA00000150\"").is_err());
    let range: IpRange = serde_json::from_str("\"1.2.3.4-1.2.3.7\"").unwrap();
    assert_eq!(serde_json::to_string(&range).unwrap(), "\"1.2.3.4-1.2.3.7\"");
}
