//! Certificate numbers: GB 11643 check digit, GB 32100 unified social credit code, and plain forms.

use chrono::NaiveDate;

use super::Findings;
use crate::record::Certificate;

/// Check a certificate's number against its kind (`Zjlx`, handbook §3.2). A wrong resident ID is 1015,
/// everything else 1008. A kind the table does not have is 1008 too.
pub fn check(certificate: &Certificate, today: NaiveDate, place: &str, findings: &mut Findings) {
    let number = certificate.number.trim();
    let (code, right) = match certificate.kind {
        2 => (1015, is_resident_id(number, today)),
        41 => (1008, is_residence_permit(number, today, &["810000", "820000"])),
        42 => (1008, is_residence_permit(number, today, &["830000"])),
        1 => (1008, is_credit_code(number) || is_digits(number, 15)),
        13 | 15 | 24 | 49 => (1008, is_credit_code(number)),
        3 | 9 | 10 | 12 | 16 | 18 | 20 => {
            (1008, is_organisation_code(number) || is_credit_code(number))
        }
        7 => (1008, is_passport(number)),
        11 => (1008, is_digits(number, 8) || is_digits(number, 10)),
        14 => (1008, is_permit_to_mainland(number)),
        kind => (
            1008,
            crate::codes::row("cert_type", kind).is_some() && !number.contains(char::is_whitespace),
        ),
    };
    findings.unless(right, code, place);
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

/// GB 11643-1999: six digits of a region, birthday, sequence, check character by ISO 7064 MOD 11-2.
#[must_use]
pub fn is_resident_id(number: &str, today: NaiveDate) -> bool {
    has_citizen_form(number, today)
        && number[..2].parse::<u32>().is_ok_and(|province| (11..=65).contains(&province))
}

fn is_residence_permit(number: &str, today: NaiveDate, regions: &[&str]) -> bool {
    has_citizen_form(number, today) && regions.contains(&&number[..6])
}

fn has_citizen_form(number: &str, today: NaiveDate) -> bool {
    let bytes = number.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let born = NaiveDate::parse_from_str(&number[6..14], "%Y%m%d").ok();
    let plausible =
        born.is_some_and(|d| d <= today && d >= NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(d));
    let sum: u32 = bytes[..17]
        .iter()
        .enumerate()
        .map(|(i, digit)| u32::from(digit - b'0') * (1 << (17 - i)) % 11)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    plausible && bytes[17].to_ascii_uppercase() == check
}

/// GB 32100-2015: 17 characters of 31 (no I, O, S, V, Z), check character by MOD 31 with weights 3ⁱ.
#[must_use]
pub fn is_credit_code(number: &str) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let upper = number.to_ascii_uppercase();
    let values: Option<Vec<u32>> = upper
        .bytes()
        .map(|b| ALPHABET.iter().position(|a| *a == b).and_then(|i| u32::try_from(i).ok()))
        .collect();
    let Some(values) = values.filter(|v| v.len() == 18) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17] && upper[2..8].bytes().all(|b| b.is_ascii_digit())
}

/// GB 11714-1997: eight characters and a check character by MOD 11, with or without the hyphen.
fn is_organisation_code(number: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let dense = number.replace('-', "").to_ascii_uppercase();
    if dense.len() != 9 || !dense.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let value =
        |b: u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { u32::from(b - b'A') + 10 };
    let sum: u32 = dense.bytes().take(8).zip(WEIGHTS).map(|(b, w)| value(b) * w).sum();
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        n => b'0' + u8::try_from(n).unwrap_or(0),
    };
    dense.as_bytes()[8] == check
}

fn is_passport(number: &str) -> bool {
    (5..=12).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_alphanumeric())
        && number.bytes().any(|b| b.is_ascii_digit())
}

fn is_permit_to_mainland(number: &str) -> bool {
    let upper = number.to_ascii_uppercase();
    let Some(digits) = upper.strip_prefix(['H', 'M']) else { return false };
    is_digits(digits, 8) || is_digits(digits, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn right_resident_ids_pass() {
        for number in ["440101199001010011", "110100198512310027", "440300200002290131"] {
            assert!(is_resident_id(number, today()), "{number}");
        }
    }

    #[test]
    fn a_wrong_check_digit_or_date_or_region_is_refused() {
        for number in [
            "440101199001010010",
            "440101199002300010",
            "990101199001010019",
            "44010119900101001",
            "甲",
        ] {
            assert!(!is_resident_id(number, today()), "{number}");
        }
    }

    #[test]
    fn residence_permits_are_not_resident_ids() {
        assert!(is_residence_permit("81000019920304011X", today(), &["810000", "820000"]));
        assert!(is_residence_permit("830000199507152034", today(), &["830000"]));
        assert!(!is_residence_permit("830000199507152034", today(), &["810000", "820000"]));
        assert!(!is_resident_id("81000019920304011X", today()));
    }

    #[test]
    fn a_credit_code_needs_its_check_character() {
        assert!(is_credit_code("91440101MA00000156"));
        assert!(!is_credit_code("91440101MA00000157"));
        assert!(!is_credit_code("91440101MA0000015"));
        assert!(!is_credit_code("9144O101MA00000156"));
    }

    #[test]
    fn organisation_codes_passports_and_permits_have_their_forms() {
        assert!(is_organisation_code("D2143569-X"));
        assert!(!is_organisation_code("D2143569-1"));
        assert!(is_passport("E12345678") && !is_passport("ABCDEF") && !is_passport("E1"));
        assert!(is_permit_to_mainland("H12345678") && !is_permit_to_mainland("T12345678"));
    }

    #[test]
    fn each_kind_is_judged_by_its_own_rule() {
        let judge = |kind, number: &str| {
            let mut findings = Findings::new();
            let certificate =
                Certificate { kind, number: number.to_owned(), address: String::new() };
            check(&certificate, today(), "Zj", &mut findings);
            findings.all().first().map(|f| f.code)
        };
        assert_eq!(judge(2, "440101199001010011"), None);
        assert_eq!(judge(2, "440101199001010010"), Some(1015));
        assert_eq!(judge(1, "91440101MA00000157"), Some(1008));
        assert_eq!(judge(1, "440101000000000"), None);
        assert_eq!(judge(998, "anything"), Some(1008));
        assert_eq!(judge(21, "24401200001234567"), None);
    }
}
