//! 港澳台居民居住证号码: the resident card's scheme with its own prefixes.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::birth::{self, BirthDateError, Sex, has_birth_date};
use super::check_character::{check_18_holds, has_18_shape};
use super::error::number_error;
use super::mask::prints_masked;
use super::normal::normal_upper;

/// Number of a residence permit for Hong Kong, Macao and Taiwan residents (港澳居民居住证, document
/// type 41; 台湾居民居住证, type 42). Prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResidencePermit {
    normal: String,
    birth_date: NaiveDate,
}

/// Where the holder of a permit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HomeRegion {
    /// 香港
    HongKong,
    /// 澳门
    Macao,
    /// 台湾
    Taiwan,
}

number_error! {
    /// Why a text is no number of a residence permit.
    ResidencePermitError {
        Shape = "residence_permit.shape": "not 17 digits and a digit or X",
        Region = "residence_permit.region": "does not begin with 810000, 820000 or 830000",
        WrongKind = "residence_permit.wrong_kind": "the prefix belongs to the other kind of permit",
        BirthDate = "residence_permit.birth_date": "the birthday is no day of the calendar",
        BirthTooOld = "residence_permit.birth_too_old": "the birthday is before 1900",
        BirthInFuture = "residence_permit.birth_in_future": "the birthday has not come yet",
        CheckDigit = "residence_permit.check_digit": "the check character does not fit",
    }
}

impl From<BirthDateError> for ResidencePermitError {
    fn from(error: BirthDateError) -> Self {
        match error {
            BirthDateError::NotADate => Self::BirthDate,
            BirthDateError::TooOld => Self::BirthTooOld,
            BirthDateError::InFuture => Self::BirthInFuture,
        }
    }
}

prints_masked!(ResidencePermit, front 6, back 4);
has_birth_date!(ResidencePermit);

impl ResidencePermit {
    /// Parses and also refuses a birthday after `today`.
    ///
    /// # Errors
    /// The first reason that holds, in the order shape, prefix, birthday, check character.
    pub fn parse_on(text: &str, today: NaiveDate) -> Result<Self, ResidencePermitError> {
        Self::parse(text, Some(today))
    }

    /// As [`parse_on`](Self::parse_on), and the holder must come from one of `homes`: type 41 is
    /// for Hong Kong and Macao, type 42 for Taiwan.
    ///
    /// # Errors
    /// Those of `parse_on`, and [`ResidencePermitError::WrongKind`] after the prefix was read.
    pub fn parse_for(
        text: &str,
        homes: &[HomeRegion],
        today: NaiveDate,
    ) -> Result<Self, ResidencePermitError> {
        let normal = normal_upper(text);
        if has_18_shape(&normal) && home_of(&normal).is_some_and(|home| !homes.contains(&home)) {
            return Err(ResidencePermitError::WrongKind);
        }
        Self::parse_on(text, today)
    }

    fn parse(text: &str, today: Option<NaiveDate>) -> Result<Self, ResidencePermitError> {
        let normal = normal_upper(text);
        if !has_18_shape(&normal) {
            return Err(ResidencePermitError::Shape);
        }
        if home_of(&normal).is_none() {
            return Err(ResidencePermitError::Region);
        }
        let birth_date = birth::birth_date(&normal[6..14], today)?;
        if !check_18_holds(&normal) {
            return Err(ResidencePermitError::CheckDigit);
        }
        Ok(Self { normal, birth_date })
    }

    /// Where the holder comes from.
    pub fn home(&self) -> HomeRegion {
        home_of(&self.normal).expect("the prefix was checked while parsing")
    }

    /// Sex, from the 17th digit.
    pub fn sex(&self) -> Sex {
        Sex::of_digit(self.normal.as_bytes()[16])
    }
}

fn home_of(normal: &str) -> Option<HomeRegion> {
    match &normal[..6] {
        "810000" => Some(HomeRegion::HongKong),
        "820000" => Some(HomeRegion::Macao),
        "830000" => Some(HomeRegion::Taiwan),
        _ => None,
    }
}

impl FromStr for ResidencePermit {
    type Err = ResidencePermitError;

    /// Parses without looking at the calendar; see [`parse_on`](Self::parse_on).
    fn from_str(text: &str) -> Result<Self, ResidencePermitError> {
        Self::parse(text, None)
    }
}
