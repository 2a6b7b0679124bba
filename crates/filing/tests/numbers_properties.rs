//! What holds for every number of a kind, not only for the fixtures.

use filing::number::*;
use proptest::prelude::*;

/// 17 digits of a resident card: province, place, birthday, sequence.
fn resident_body() -> impl Strategy<Value = String> {
    let province = prop::sample::select(vec!["11", "31", "44", "50", "65"]);
    (province, 0u32..10_000, 1900u32..2026, 1u32..=12, 1u32..=28, 0u32..1000).prop_map(
        |(province, place, year, month, day, sequence)| {
            format!("{province}{place:04}{year}{month:02}{day:02}{sequence:03}")
        },
    )
}

/// The check character of ISO 7064 MOD 11-2 by its recursive definition, not by weights.
fn recursive_mod_11_2(digits: &str) -> char {
    let p = digits.bytes().fold(0, |p, b| (p + u32::from(b - b'0')) * 2 % 11);
    match (12 - p) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap(),
    }
}

const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn uscc_check(body: &str) -> char {
    let value = |c: char| USCC_ALPHABET.find(c).unwrap();
    // Horner in the inverse of 3 modulo 31 (21), from the last character.
    let sum = body.chars().fold((0, 1), |(sum, w), c| ((sum + value(c) * w) % 31, w * 3 % 31)).0;
    USCC_ALPHABET.chars().nth((31 - sum) % 31).unwrap()
}

fn uscc_body() -> impl Strategy<Value = String> {
    ("9[1-3]", prop::sample::select(vec!["440106", "110105", "100000"]), "[0-9A-HJ-NP-RTUW-Y]{9}")
        .prop_map(|(head, region, organisation)| format!("{head}{region}{organisation}"))
}

/// A public IPv4 range of up to 65 536 addresses.
fn v4_range() -> impl Strategy<Value = (u32, u32)> {
    (0x0100_0000u32..0x08FF_0000, 0u32..65_536).prop_map(|(first, more)| (first, first + more))
}

proptest! {
    #[test]
    fn a_resident_id_with_its_check_character_parses(body in resident_body()) {
        let text = format!("{body}{}", recursive_mod_11_2(&body));
        let id: ResidentId = text.parse().unwrap();
        prop_assert_eq!(id.reveal(), &text);
    }

    #[test]
    fn a_resident_id_with_one_digit_changed_is_refused(
        body in resident_body(), at in 0usize..17, by in 1u8..10,
    ) {
        let mut text = format!("{body}{}", recursive_mod_11_2(&body)).into_bytes();
        text[at] = b'0' + (text[at] - b'0' + by) % 10;
        prop_assert!(String::from_utf8(text).unwrap().parse::<ResidentId>().is_err());
    }

    #[test]
    fn two_neighbouring_digits_swapped_are_refused(body in resident_body(), at in 0usize..16) {
        let mut text = format!("{body}{}", recursive_mod_11_2(&body)).into_bytes();
        prop_assume!(text[at] != text[at + 1]);
        text.swap(at, at + 1);
        prop_assert!(String::from_utf8(text).unwrap().parse::<ResidentId>().is_err());
    }

    #[test]
    fn a_masked_resident_id_hides_its_birthday(body in resident_body()) {
        let text = format!("{body}{}", recursive_mod_11_2(&body));
        let id: ResidentId = text.parse().unwrap();
        let expected = format!("{}********{}", &text[..6], &text[14..]);
        prop_assert_eq!(id.to_string(), &expected[..]);
        prop_assert_eq!(format!("{id:?}"), expected);
    }

    #[test]
    fn a_masked_mobile_hides_its_middle(rest in "[3-9][0-9]{9}") {
        let mobile: Mobile = format!("1{rest}").parse().unwrap();
        prop_assert_eq!(mobile.to_string(), format!("1{}****{}", &rest[..2], &rest[6..]));
    }

    #[test]
    fn a_credit_code_with_its_check_character_parses(body in uscc_body()) {
        let code: Uscc = format!("{body}{}", uscc_check(&body)).parse().unwrap();
        prop_assert_eq!(code.org_code(), &body[8..17]);
    }

    #[test]
    fn a_credit_code_with_one_character_changed_is_refused(
        body in uscc_body(), at in 0usize..17, by in 1usize..31,
    ) {
        let mut text: Vec<char> = format!("{body}{}", uscc_check(&body)).chars().collect();
        let old = USCC_ALPHABET.find(text[at]).unwrap();
        text[at] = USCC_ALPHABET.chars().nth((old + by) % 31).unwrap();
        prop_assert!(text.iter().collect::<String>().parse::<Uscc>().is_err());
    }

    #[test]
    fn a_wrong_last_digit_of_a_registration_number_is_refused(tail in "[0-9]{12}") {
        let fitting = (0..10)
            .filter(|digit| format!("44{tail}{digit}").parse::<BusinessRegistration>().is_ok())
            .count();
        prop_assert_eq!(fitting, 1);
    }

    #[test]
    fn exactly_one_check_character_fits_an_organisation_code(body in "[0-9A-Z]{8}") {
        let fitting = "0123456789X"
            .chars()
            .filter(|check| format!("{body}-{check}").parse::<OrgCode>().is_ok())
            .count();
        prop_assert_eq!(fitting, 1);
    }

    #[test]
    fn the_blocks_of_a_range_cover_it_exactly((first, last) in v4_range()) {
        let ends = (std::net::Ipv4Addr::from(first), std::net::Ipv4Addr::from(last));
        let range: IpRange = format!("{}-{}", ends.0, ends.1).parse().unwrap();
        prop_assert_eq!(range.v4_ends(), Some((first, last)));
        prop_assert_eq!(range.count(), u128::from(last - first) + 1);
        let mut next = u64::from(first);
        for block in range.blocks() {
            let (std::net::IpAddr::V4(from), std::net::IpAddr::V4(to)) =
                (block.first(), block.last()) else { panic!("{block}") };
            prop_assert_eq!(u64::from(u32::from(from)), next);
            next = u64::from(u32::from(to)) + 1;
        }
        prop_assert_eq!(next, u64::from(last) + 1);
    }

    #[test]
    fn the_blocks_of_an_ipv6_range_cover_it_exactly(low in any::<u64>(), more in any::<u32>()) {
        let first = (0x240e_u128 << 112) | u128::from(low);
        let last = first + u128::from(more);
        let ends = (std::net::Ipv6Addr::from(first), std::net::Ipv6Addr::from(last));
        let range: IpRange = format!("{}-{}", ends.0, ends.1).parse().unwrap();
        let covered: u128 =
            range.blocks().iter().map(|block| 1u128 << (128 - block.prefix())).sum();
        prop_assert_eq!(covered, range.count());
    }

    #[test]
    fn nothing_prints_a_document_number_whole(
        passport in "[A-Z]{1,2}[0-9]{7}", permit in "[HM][0-9]{8}", taiwan in "[0-9]{8}",
        other in "[0-9A-Z]{1,30}",
    ) {
        macro_rules! hides {
            ($($number:ty: $text:expr),+) => {$(
                let number: $number = $text.parse().unwrap();
                let whole = number.reveal();
                for text in [number.to_string(), format!("{number:?}")] {
                    let shown = text.chars().filter(|c| *c != '*').count();
                    prop_assert!(shown <= 4 && (shown == 0 || shown + 3 <= whole.len()), "{text}");
                }
            )+};
        }
        hides!(PassportNumber: passport, HkMacaoPermit: permit, TaiwanPermit: taiwan,
            OtherNumber: other);
    }

    #[test]
    fn parsing_a_normal_form_again_changes_nothing(body in resident_body(), phone in "[3-9][0-9]{9}") {
        let id: ResidentId =
            format!(" {body}{}　", recursive_mod_11_2(&body).to_ascii_lowercase()).parse().unwrap();
        prop_assert_eq!(&id.reveal().parse::<ResidentId>().unwrap(), &id);
        let mobile: Mobile = format!("+86 1{phone}").parse().unwrap();
        prop_assert_eq!(&mobile.reveal().parse::<Mobile>().unwrap(), &mobile);
    }

    #[test]
    fn no_text_makes_a_parser_panic_and_what_it_takes_is_stable(text in "\\PC{0,24}") {
        macro_rules! stable {
            ($($number:ty: $whole:ident),+) => {$(
                if let Ok(parsed) = text.parse::<$number>() {
                    let again: $number = parsed.$whole().parse().unwrap();
                    prop_assert_eq!(again.$whole(), parsed.$whole());
                }
            )+};
        }
        stable!(ResidentId: reveal, ResidencePermit: reveal, HkMacaoPermit: reveal,
            TaiwanPermit: reveal, PassportNumber: reveal, PassportMrz: reveal,
            ForeignPermanentResidentId: reveal, Uscc: as_str, OrgCode: as_str,
            BusinessRegistration: as_str, OtherNumber: reveal, Mobile: reveal,
            OfficePhone: reveal, Email: reveal, DomainName: as_str, HostName: as_str,
            FilingNumber: as_str, IpRange: to_string);
    }

    #[test]
    fn domains_are_stable_in_both_forms(name in "[a-z0-9一-龥]{1,12}", suffix in prop::sample::select(
        vec!["com", "cn", "com.cn", "中国", "公司", "网络"],
    )) {
        let domain: DomainName = match format!("{name}.{suffix}").parse() {
            Ok(domain) => domain,
            // Some letters map to others or stand on the list below .cn (ac.cn, bj.cn).
            Err(DomainNameError::IsSuffix | DomainNameError::Length | DomainNameError::Idna) => return Ok(()),
            Err(other) => panic!("{name}.{suffix}: {other}"),
        };
        prop_assert_eq!(&domain.unicode().parse::<DomainName>().unwrap(), &domain);
        prop_assert_eq!(&domain.as_str().parse::<DomainName>().unwrap(), &domain);
    }
}
