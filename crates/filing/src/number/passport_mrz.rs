//! The second line of a passport's machine-readable zone, ICAO Doc 9303 TD3.

use std::str::FromStr;

use chrono::NaiveDate;

use super::birth::Sex;
use super::error::number_error;
use super::mask::prints_masked;
use super::normal::normal_upper;

/// Line 2 of the machine-readable zone (机读码) of a passport, 44 characters with five check digits.
/// When reading a picture gives a line that parses, its number is right. Prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PassportMrz {
    normal: String,
}

number_error! {
    /// Why a text is no such line.
    PassportMrzError {
        Shape = "passport_mrz.shape": "not 44 characters of A-Z, 0-9 and <",
        NumberCheck = "passport_mrz.number_check": "the check digit of the number does not fit",
        BirthCheck = "passport_mrz.birth_check": "the check digit of the birthday does not fit",
        ExpiryCheck = "passport_mrz.expiry_check": "the check digit of the expiry does not fit",
        OptionalCheck = "passport_mrz.optional_check": "the check digit of the optional field does not fit",
        CompositeCheck = "passport_mrz.composite_check": "the check digit over the line does not fit",
    }
}

prints_masked!(PassportMrz, front 1, back 3);

/// Weights 7, 3, 1 repeating; digits count themselves, A–Z 10–35, `<` zero; modulo 10.
fn check_digit(fields: &[&str]) -> u8 {
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = fields
        .iter()
        .flat_map(|field| field.bytes())
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(b, weight)| value(b) * weight)
        .sum();
    b'0' + (sum % 10) as u8
}

impl PassportMrz {
    /// The passport's number, without filling.
    pub fn reveal_number(&self) -> &str {
        self.normal[..9].trim_end_matches('<')
    }

    /// Nationality, ISO 3166 alpha-3 or one of ICAO's own codes (`D` for Germany).
    pub fn nationality(&self) -> &str {
        self.normal[10..13].trim_end_matches('<')
    }

    /// Birthday; the line has a two-digit year, so the newest such day not after `today`. `None`
    /// when the passport leaves parts of it open.
    pub fn birth_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        let six = &self.normal[13..19];
        day(six, 2000).filter(|date| *date <= today).or_else(|| day(six, 1900))
    }

    /// Sex; `None` when the passport does not say (`<`).
    pub fn sex(&self) -> Option<Sex> {
        match self.normal.as_bytes()[20] {
            b'M' => Some(Sex::Male),
            b'F' => Some(Sex::Female),
            _ => None,
        }
    }

    /// Last day of validity (20YY). `None` when the six characters are no day.
    pub fn expires_on(&self) -> Option<NaiveDate> {
        day(&self.normal[21..27], 2000)
    }
}

fn day(six: &str, century: i32) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| six[range].parse::<u32>().ok();
    NaiveDate::from_ymd_opt(century + i32::try_from(part(0..2)?).ok()?, part(2..4)?, part(4..6)?)
}

impl FromStr for PassportMrz {
    type Err = PassportMrzError;

    fn from_str(text: &str) -> Result<Self, PassportMrzError> {
        let line = normal_upper(text);
        let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<';
        if line.len() != 44 || !line.bytes().all(allowed) {
            return Err(PassportMrzError::Shape);
        }
        let digit = |at: usize| line.as_bytes()[at];
        if check_digit(&[&line[..9]]) != digit(9) {
            return Err(PassportMrzError::NumberCheck);
        }
        if check_digit(&[&line[13..19]]) != digit(19) {
            return Err(PassportMrzError::BirthCheck);
        }
        if check_digit(&[&line[21..27]]) != digit(27) {
            return Err(PassportMrzError::ExpiryCheck);
        }
        // An empty optional field may have `<` instead of its check digit 0.
        let optional = &line[28..42];
        let left_open = digit(42) == b'<' && optional.bytes().all(|b| b == b'<');
        if !left_open && check_digit(&[optional]) != digit(42) {
            return Err(PassportMrzError::OptionalCheck);
        }
        if check_digit(&[&line[..10], &line[13..20], &line[21..43]]) != digit(43) {
            return Err(PassportMrzError::CompositeCheck);
        }
        Ok(Self { normal: line })
    }
}
