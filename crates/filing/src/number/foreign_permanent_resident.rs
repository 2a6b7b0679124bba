//! 外国人永久居留身份证号码.

use std::str::FromStr;

use chrono::NaiveDate;

use super::birth::{self, BirthDateError};
use super::check_character::{check_18_holds, has_18_shape, is_province};
use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal_upper};

/// Number of a foreign permanent resident ID card (外国人永久居留身份证, document type 30). Prints
/// masked.
///
/// Since 2023: 18 characters `9 PP NNN YYYYMMDD SSS C` (province of application, nationality as
/// ISO 3166 numeric, birthday, sequence, MOD 11-2). Before: 15 characters, ISO 3166 alpha-3 and 12
/// digits (4 place, 6 birthday, 1 sequence, 1 check digit of a method no source gives, so it is
/// not verified).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ForeignPermanentResidentId {
    normal: String,
}

/// Nationality as the card's generation writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nationality {
    /// ISO 3166 numeric, three digits (cards since 2023).
    Numeric(String),
    /// ISO 3166 alpha-3 (older cards).
    Alpha3(String),
}

number_error! {
    /// Why a text is no number of such a card.
    ForeignPermanentResidentError {
        Shape = "foreign_permanent_resident.shape": "neither 9 with 17 characters, nor 3 letters with 12 digits",
        Region = "foreign_permanent_resident.region": "the place of application is no province",
        BirthDate = "foreign_permanent_resident.birth_date": "the birthday is no day of the calendar",
        BirthTooOld = "foreign_permanent_resident.birth_too_old": "the birthday is before 1900",
        BirthInFuture = "foreign_permanent_resident.birth_in_future": "the birthday has not come yet",
        CheckDigit = "foreign_permanent_resident.check_digit": "the check character does not fit",
    }
}

impl From<BirthDateError> for ForeignPermanentResidentError {
    fn from(error: BirthDateError) -> Self {
        match error {
            BirthDateError::NotADate => Self::BirthDate,
            BirthDateError::TooOld => Self::BirthTooOld,
            BirthDateError::InFuture => Self::BirthInFuture,
        }
    }
}

prints_masked!(ForeignPermanentResidentId, front 6, back 4);

impl ForeignPermanentResidentId {
    /// Parses and also refuses a birthday after `today`.
    ///
    /// # Errors
    /// The first reason that holds, in the order shape, province, birthday, check character.
    pub fn parse_on(text: &str, today: NaiveDate) -> Result<Self, ForeignPermanentResidentError> {
        Self::parse(text, Some(today))
    }

    fn parse(text: &str, today: Option<NaiveDate>) -> Result<Self, ForeignPermanentResidentError> {
        let normal = normal_upper(text);
        if is_old_shape(&normal) {
            check_old(&normal)?;
        } else if has_18_shape(&normal) && normal.starts_with('9') {
            if !is_province(&normal[1..3]) {
                return Err(ForeignPermanentResidentError::Region);
            }
            birth::birth_date(&normal[6..14], today)?;
            if !check_18_holds(&normal) {
                return Err(ForeignPermanentResidentError::CheckDigit);
            }
        } else {
            return Err(ForeignPermanentResidentError::Shape);
        }
        Ok(Self { normal })
    }

    /// Whether the number is of the 15-character series of before 2023.
    pub fn is_old_card(&self) -> bool {
        self.normal.len() == 15
    }

    /// The holder's nationality.
    pub fn nationality(&self) -> Nationality {
        if self.is_old_card() {
            Nationality::Alpha3(self.normal[..3].to_owned())
        } else {
            Nationality::Numeric(self.normal[3..6].to_owned())
        }
    }

    /// Birthday; `None` on an older card, whose two-digit year leaves the century open.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        if self.is_old_card() {
            return None;
        }
        birth::birth_date(&self.normal[6..14], None).ok()
    }

    /// The province of application as a region code: `440000`.
    pub fn province(&self) -> String {
        let at = if self.is_old_card() { 3..5 } else { 1..3 };
        format!("{}0000", &self.normal[at])
    }
}

fn is_old_shape(normal: &str) -> bool {
    normal.len() == 15
        && normal.bytes().take(3).all(|b| b.is_ascii_uppercase())
        && is_digits(&normal[3..])
}

fn check_old(normal: &str) -> Result<(), ForeignPermanentResidentError> {
    if !is_province(&normal[3..5]) {
        return Err(ForeignPermanentResidentError::Region);
    }
    let is_a_day =
        |century: &str| birth::birth_date(&format!("{century}{}", &normal[7..13]), None).is_ok();
    if is_a_day("19") || is_a_day("20") {
        Ok(())
    } else {
        Err(ForeignPermanentResidentError::BirthDate)
    }
}

impl FromStr for ForeignPermanentResidentId {
    type Err = ForeignPermanentResidentError;

    /// Parses without looking at the calendar; see [`parse_on`](Self::parse_on).
    fn from_str(text: &str) -> Result<Self, ForeignPermanentResidentError> {
        Self::parse(text, None)
    }
}
