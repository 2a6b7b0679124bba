//! Calendar dates as documents print them.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Seed;

/// A day; `Display` and JSON are ISO (`2025-06-12`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Four digits.
    pub year: u32,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
}

impl Date {
    /// A day somewhere from the first day of `from` to the last day of `to` (years).
    pub(crate) fn between(from: u32, to: u32, seed: &mut Seed) -> Self {
        let month = seed.whole(1, 12);
        let last = match month {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Self { year: seed.whole(from, to), month, day: seed.whole(1, last) }
    }

    /// The same day `years` later. Days are at most the 28th of February, so it exists.
    pub fn plus_years(self, years: u32) -> Self {
        Self { year: self.year + years, ..self }
    }

    /// `2016.03.02`, as on an identity card.
    pub fn dotted(self) -> String {
        format!("{}.{:02}.{:02}", self.year, self.month, self.day)
    }

    /// `2016年03月02日`, as on a licence.
    pub fn chinese(self) -> String {
        format!("{}年{:02}月{:02}日", self.year, self.month, self.day)
    }

    /// `20160302`.
    pub fn compact(self) -> String {
        format!("{}{:02}{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How long a document is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Until {
    /// To the end of that day.
    Day(Date),
    /// 长期: for good.
    LongTerm,
}

impl Until {
    /// `2026.03.02` or `长期`, as on an identity card.
    pub fn dotted(self) -> String {
        match self {
            Self::Day(day) => day.dotted(),
            Self::LongTerm => "长期".to_owned(),
        }
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::LongTerm => f.write_str("长期"),
        }
    }
}

impl Serialize for Until {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
