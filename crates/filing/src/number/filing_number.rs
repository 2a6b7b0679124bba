//! 备案号.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::error::number_error;
use super::mask::prints_whole;
use super::normal::{is_digits, normal_upper, with_plain_dashes};
use crate::draft::ServiceKind;

/// A filing number (备案号) of a sponsor (`粤ICP备12345678号`) or of one of its services (`…号-1`,
/// `…号-2A`). One running serial per sponsor is shared by services of all kinds. Public, prints
/// whole.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FilingNumber {
    normal: String,
    province: u8,
    year: u16,
    /// Digits between 备 and 号, then the service part.
    digits: String,
    service: Option<(u32, ServiceKind)>,
}

number_error! {
    /// Why a text is no filing number.
    FilingNumberError {
        Licence = "filing_number.licence": "a licence number (ICP证), another scheme",
        Shape = "filing_number.shape": "not province, ICP备, 8 or 10 digits, 号 and an optional serial",
        Province = "filing_number.province": "the first character is no abbreviation of a province",
        Year = "filing_number.year": "the year in the number is before 2005 or after today",
    }
}

prints_whole!(FilingNumber);

/// Abbreviation → GB/T 2260 province. Several provinces use two.
const ABBREVIATIONS: [(char, u8); 36] = [
    ('京', 11),
    ('津', 12),
    ('冀', 13),
    ('晋', 14),
    ('蒙', 15),
    ('辽', 21),
    ('吉', 22),
    ('黑', 23),
    ('沪', 31),
    ('苏', 32),
    ('浙', 33),
    ('皖', 34),
    ('闽', 35),
    ('赣', 36),
    ('鲁', 37),
    ('豫', 41),
    ('鄂', 42),
    ('湘', 43),
    ('粤', 44),
    ('桂', 45),
    ('琼', 46),
    ('渝', 50),
    ('川', 51),
    ('蜀', 51),
    ('贵', 52),
    ('黔', 52),
    ('云', 53),
    ('滇', 53),
    ('藏', 54),
    ('陕', 61),
    ('秦', 61),
    ('甘', 62),
    ('陇', 62),
    ('青', 63),
    ('宁', 64),
    ('新', 65),
];

impl FilingNumber {
    /// Parses and also refuses a year after that of `today`.
    ///
    /// # Errors
    /// The first reason that holds.
    pub fn parse_on(text: &str, today: NaiveDate) -> Result<Self, FilingNumberError> {
        let number: Self = text.parse()?;
        if i32::from(number.year) > today.year() {
            return Err(FilingNumberError::Year);
        }
        Ok(number)
    }

    /// The number in its normal form.
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// The province as a region code: `440000`.
    pub fn province(&self) -> String {
        format!("{}0000", self.province)
    }

    /// The year in the number: the first four of ten digits, or 20 and the first two of eight.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// Whether it is a sponsor's number (主体备案号), without a serial.
    pub fn is_sponsor(&self) -> bool {
        self.service.is_none()
    }

    /// The sponsor's number: what stands before the serial.
    pub fn sponsor(&self) -> Self {
        let end = self.normal.find('号').map_or(self.normal.len(), |at| at + '号'.len_utf8());
        Self { normal: self.normal[..end].to_owned(), service: None, ..self.clone() }
    }

    /// The serial and kind of the service; `None` on a sponsor's number.
    pub fn service(&self) -> Option<(u32, ServiceKind)> {
        self.service
    }

    /// The number of a sponsor's service: `…号-2A`. One running serial is shared by all kinds.
    pub fn of_service(&self, serial: u32, kind: ServiceKind) -> Self {
        let mut number = self.sponsor();
        number.normal.push_str(&format!("-{serial}"));
        number.normal.extend(kind.letter());
        number.service = Some((serial, kind));
        number
    }

    /// Whether both name the same record: 川 and 蜀 are one province.
    pub fn same_record(&self, other: &Self) -> bool {
        (self.province, &self.digits, self.service)
            == (other.province, &other.digits, other.service)
    }
}

/// The serial part after 号: nothing, or `-`, a number without leading zero, an optional letter.
fn service_part(tail: &str) -> Option<Option<(u32, ServiceKind)>> {
    if tail.is_empty() {
        return Some(None);
    }
    let rest = tail.strip_prefix('-')?;
    let lettered = ServiceKind::ALL
        .into_iter()
        .find_map(|kind| Some((rest.strip_suffix(kind.letter()?)?, kind)));
    let (serial, kind) = lettered.unwrap_or((rest, ServiceKind::Website));
    if !is_digits(serial) || serial.len() > 5 || serial.starts_with('0') {
        return None;
    }
    Some(Some((serial.parse().ok()?, kind)))
}

impl FromStr for FilingNumber {
    type Err = FilingNumberError;

    /// Blanks are taken off, dashes mapped, `备案` read as `备`.
    fn from_str(text: &str) -> Result<Self, FilingNumberError> {
        let normal: String = with_plain_dashes(&normal_upper(text))
            .replace("备案", "备")
            .split_whitespace()
            .collect();
        if normal.contains("ICP证") {
            return Err(FilingNumberError::Licence);
        }
        let mut characters = normal.chars();
        let first = characters.next().ok_or(FilingNumberError::Shape)?;
        let (digits, tail) = characters
            .as_str()
            .strip_prefix("ICP备")
            .and_then(|rest| rest.split_once('号'))
            .ok_or(FilingNumberError::Shape)?;
        if !is_digits(digits) || !matches!(digits.len(), 8 | 10) {
            return Err(FilingNumberError::Shape);
        }
        let service = service_part(tail).ok_or(FilingNumberError::Shape)?;
        let province = ABBREVIATIONS
            .iter()
            .find(|(abbreviation, _)| *abbreviation == first)
            .map(|(_, province)| *province)
            .ok_or(FilingNumberError::Province)?;
        let year_digits = if digits.len() == 10 { &digits[..4] } else { &digits[..2] };
        let year: u16 = year_digits.parse().map_err(|_| FilingNumberError::Shape)?;
        let year = if digits.len() == 10 { year } else { 2000 + year };
        if year < 2005 {
            return Err(FilingNumberError::Year);
        }
        let digits = digits.to_owned();
        Ok(Self { normal, province, year, digits, service })
    }
}
