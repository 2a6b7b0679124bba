//! 居民身份证号码, GB 11643-1999.

use std::str::FromStr;

use chrono::NaiveDate;

use super::birth::{self, BirthDateError, Sex, has_birth_date};
use super::check_character::{check_18_holds, has_18_shape, is_mainland_province};
use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal_upper};
use crate::region::Regions;

/// Number of a resident identity card (居民身份证, document type 2): 6 digits region, 8 birthday,
/// 3 sequence (odd: male), 1 check character. Prints as `110105********002X`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResidentId {
    normal: String,
    birth_date: NaiveDate,
}

number_error! {
    /// Why a text is no number of a resident identity card.
    ResidentIdError {
        FifteenDigits = "resident_id.fifteen_digits": "first-generation card of 15 digits, withdrawn",
        Shape = "resident_id.shape": "not 17 digits and a digit or X",
        Region = "resident_id.region": "the first two digits are no province that issues cards",
        BirthDate = "resident_id.birth_date": "the birthday is no day of the calendar",
        BirthTooOld = "resident_id.birth_too_old": "the birthday is before 1900",
        BirthInFuture = "resident_id.birth_in_future": "the birthday has not come yet",
        CheckDigit = "resident_id.check_digit": "the check character does not fit",
    }
}

impl From<BirthDateError> for ResidentIdError {
    fn from(error: BirthDateError) -> Self {
        match error {
            BirthDateError::NotADate => Self::BirthDate,
            BirthDateError::TooOld => Self::BirthTooOld,
            BirthDateError::InFuture => Self::BirthInFuture,
        }
    }
}

prints_masked!(ResidentId, front 6, back 4);
has_birth_date!(ResidentId);

impl ResidentId {
    /// Codes [`warnings_on`](Self::warnings_on) can give.
    pub const WARNINGS: &'static [&'static str] =
        &["resident_id.region_unknown", "resident_id.under_18"];

    /// Parses and also refuses a birthday after `today`.
    ///
    /// # Errors
    /// The first reason that holds, in the order shape, province, birthday, check character.
    pub fn parse_on(text: &str, today: NaiveDate) -> Result<Self, ResidentIdError> {
        Self::parse(text, Some(today))
    }

    fn parse(text: &str, today: Option<NaiveDate>) -> Result<Self, ResidentIdError> {
        let normal = normal_upper(text);
        if normal.len() == 15 && is_digits(&normal) {
            return Err(ResidentIdError::FifteenDigits);
        }
        if !has_18_shape(&normal) {
            return Err(ResidentIdError::Shape);
        }
        if !is_mainland_province(&normal[..2]) {
            return Err(ResidentIdError::Region);
        }
        let birth_date = birth::birth_date(&normal[6..14], today)?;
        if !check_18_holds(&normal) {
            return Err(ResidentIdError::CheckDigit);
        }
        Ok(Self { normal, birth_date })
    }

    /// The six digits of the place where the number was given out, perhaps decades ago.
    pub fn region_code(&self) -> &str {
        &self.normal[..6]
    }

    /// The province of that place as a region code: `440000`.
    pub fn province(&self) -> String {
        format!("{}0000", &self.normal[..2])
    }

    /// Sex, from the 17th digit.
    pub fn sex(&self) -> Sex {
        Sex::of_digit(self.normal.as_bytes()[16])
    }

    /// Things to look at that refuse nothing: a region code that neither today's table nor any
    /// revision since 2002 knows (a card may be older than that), and a minor.
    pub fn warnings_on(&self, today: NaiveDate) -> Vec<&'static str> {
        let mut codes = Vec::new();
        if !Regions::shipped().existed_ever(self.region_code()) {
            codes.push("resident_id.region_unknown");
        }
        if self.age_on(today) < 18 {
            codes.push("resident_id.under_18");
        }
        codes
    }
}

impl FromStr for ResidentId {
    type Err = ResidentIdError;

    /// Parses without looking at the calendar: a birthday in the future passes. Use
    /// [`parse_on`](Self::parse_on) where today is known.
    fn from_str(text: &str) -> Result<Self, ResidentIdError> {
        Self::parse(text, None)
    }
}
