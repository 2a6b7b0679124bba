//! Birthday and sex as the 18-character numbers carry them.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Sex (性别) as the sequence digits of a card say: odd male, even female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// From the last sequence digit (17th character).
    pub(super) fn of_digit(digit: u8) -> Self {
        if (digit - b'0') % 2 == 1 { Self::Male } else { Self::Female }
    }
}

/// What is wrong with a birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BirthDateError {
    /// No such day in the calendar.
    NotADate,
    /// Before 1900.
    TooOld,
    /// After today.
    InFuture,
}

/// Reads `YYYYMMDD`; `today` is given when the future is to be refused.
pub(super) fn birth_date(
    eight: &str,
    today: Option<NaiveDate>,
) -> Result<NaiveDate, BirthDateError> {
    let number = |range: std::ops::Range<usize>| eight[range].parse::<u32>().ok();
    let date = number(0..4)
        .zip(number(4..6))
        .zip(number(6..8))
        .and_then(|((y, m), d)| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d))
        .ok_or(BirthDateError::NotADate)?;
    if today.is_some_and(|today| date > today) {
        return Err(BirthDateError::InFuture);
    }
    if date.year() < 1900 {
        return Err(BirthDateError::TooOld);
    }
    Ok(date)
}

/// Whole years from `birth` to `on`; 0 before the birth. A birthday on 29 February is reached on
/// 1 March in years without one.
pub(super) fn age_on(birth: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

/// Gives a type with a `birth_date: NaiveDate` its accessors.
macro_rules! has_birth_date {
    ($name:ident) => {
        impl $name {
            /// Birthday (出生日期) in the number.
            pub fn birth_date(&self) -> chrono::NaiveDate {
                self.birth_date
            }

            /// Whole years of age on that day; 0 before the birth.
            pub fn age_on(&self, date: chrono::NaiveDate) -> u32 {
                crate::number::birth::age_on(self.birth_date, date)
            }
        }
    };
}

pub(super) use has_birth_date;
