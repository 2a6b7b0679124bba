//! Numbers with valid check characters that no person or organisation bears.

use crate::Seed;

/// The letters and digits a unified social credit code is written in (GB 32100-2015).
const CODE_ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The check character of a resident identity number (GB 11643-1999, ISO 7064 MOD 11-2)
/// for its first 17 digits.
pub fn id_check(first17: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 =
        first17.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    char::from(CHECKS[(sum % 11) as usize])
}

/// The check character of an organisation code (GB 11714-1997) for its first eight characters.
pub fn organisation_check(first8: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first8
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| c.to_digit(36).unwrap_or_default() * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    }
}

/// The check character of a unified social credit code (统一社会信用代码, GB 32100-2015) for its
/// first 17 characters.
pub fn uscc_check(first17: &str) -> char {
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    for byte in first17.bytes() {
        let value = CODE_ALPHABET.iter().position(|c| *c == byte).unwrap_or_default();
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    char::from(CODE_ALPHABET[(31 - sum % 31) % 31])
}

/// An identity number for a region (six digits), a birth day (`YYYYMMDD`) and a sex.
///
/// The sequence is one of 996–999. GB 11643-1999 kept those for centenarians, so nobody born
/// in living memory was given one: valid in form, nobody's number.
pub(crate) fn id_number(region: &str, birth: &str, male: bool, seed: &mut Seed) -> String {
    let sequence = if male { seed.pick(&["997", "999"]) } else { seed.pick(&["996", "998"]) };
    let first17 = format!("{region}{birth}{sequence}");
    let check = id_check(&first17);
    format!("{first17}{check}")
}

/// A unified social credit code for a registering department and class (`91`, `92`, `12`…) and a
/// region. The organisation part starts with `XU`, which is in no issued range.
pub(crate) fn uscc(class: &str, region: &str, seed: &mut Seed) -> String {
    let mut body = String::from("XU");
    for _ in 0..6 {
        body.push(char::from(*seed.pick(CODE_ALPHABET)));
    }
    let organisation = organisation_check(&body);
    let first17 = format!("{class}{region}{body}{organisation}");
    let check = uscc_check(&first17);
    format!("{first17}{check}")
}

/// A mobile number `1990000xxxx`: accepted by every form, in a block no carrier sells.
pub(crate) fn mobile(seed: &mut Seed) -> String {
    format!("1990000{:04}", seed.below(10_000))
}

/// The check digit of a machine readable zone (ICAO 9303 part 3).
pub fn mrz_check(text: &str) -> char {
    let sum: u32 = text
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| c.to_digit(36).unwrap_or_default() * weight)
        .sum();
    char::from(b'0' + (sum % 10) as u8)
}
