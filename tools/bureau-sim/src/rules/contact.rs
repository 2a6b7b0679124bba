//! How to reach an officer: phones, e-mail and the two messengers of 2013.

use super::Findings;
use crate::record::Officer;

/// Check an officer's contacts: 1011 mobile, 1010 office phone, 1009 e-mail, 1012 MSN, 1013 QQ.
pub fn check(officer: &Officer, place: &str, findings: &mut Findings) {
    let mobiles = parts(&officer.mobile);
    findings.unless(
        !mobiles.is_empty() && mobiles.iter().all(|m| is_mobile(m)),
        1011,
        format!("{place}/Fzr_sjhm"),
    );
    if let Some(phones) = &officer.office_phone {
        let phones = parts(phones);
        findings.unless(
            !phones.is_empty() && phones.iter().all(|p| is_office_phone(p)),
            1010,
            format!("{place}/Fzr_dhhm"),
        );
    }
    let addresses = parts(&officer.email);
    findings.unless(
        !addresses.is_empty() && addresses.iter().all(|a| is_email(a)),
        1009,
        format!("{place}/Fzr_dzyj"),
    );
    findings.unless(officer.msn.as_deref().is_none_or(is_email), 1012, format!("{place}/Msn"));
    findings.unless(officer.qq.as_deref().is_none_or(is_qq), 1013, format!("{place}/Qq"));
}

/// The parts of a field that may hold several, separated by `;` (either width).
pub fn parts(field: &str) -> Vec<&str> {
    field.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A mainland mobile: eleven digits from 13 to 19.
pub fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
}

/// A mobile or an office phone: what an emergency phone may be.
pub fn is_phone(text: &str) -> bool {
    is_mobile(text) || is_office_phone(text)
}

/// Digits and hyphens only, at least seven digits.
fn is_office_phone(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && text.bytes().filter(u8::is_ascii_digit).count() >= 7
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && domain.contains('.')
        && super::place::is_domain(domain)
        && !text.contains(char::is_whitespace)
}

fn is_qq(text: &str) -> bool {
    (5..=12).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(change: impl Fn(&mut Officer)) -> Vec<u16> {
        let mut officer = Officer {
            mobile: "13800000000;19900000001".to_owned(),
            email: "jia@example.com".to_owned(),
            office_phone: Some("020-12345678".to_owned()),
            ..Officer::default()
        };
        change(&mut officer);
        let mut findings = Findings::new();
        check(&officer, "Fzr", &mut findings);
        findings.all().iter().map(|f| f.code).collect()
    }

    #[test]
    fn two_mobiles_in_one_field_are_fine() {
        assert_eq!(codes(|_| {}), Vec::<u16>::new());
    }

    #[test]
    fn each_contact_has_its_code() {
        assert_eq!(codes(|o| o.mobile = "12800000000".to_owned()), [1011]);
        assert_eq!(codes(|o| o.mobile = "13800000000;1380000000".to_owned()), [1011]);
        assert_eq!(codes(|o| o.office_phone = Some("020 12345678".to_owned())), [1010]);
        assert_eq!(codes(|o| o.email = "jia.example.com".to_owned()), [1009]);
        assert_eq!(codes(|o| o.msn = Some("nobody".to_owned())), [1012]);
        assert_eq!(codes(|o| o.qq = Some("12a45".to_owned())), [1013]);
    }
}
