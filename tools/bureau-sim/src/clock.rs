//! Time as the bureau sees it: the machine's clock or a fixed start, plus what tests moved it by.

use chrono::{DateTime, Datelike, FixedOffset, TimeDelta};
use serde::{Deserialize, Serialize};

/// An instant, in whole seconds since 1970-01-01 UTC. Prints as Beijing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct At(pub i64);

/// Beijing is eight hours ahead of UTC all year.
const BEIJING_OFFSET: i32 = 8 * 3600;
/// The end of the year 9999 in Beijing: a clock moved further still prints four digits of a year.
const LAST_SECOND: i64 = 253_402_271_999;

impl At {
    fn beijing(self) -> DateTime<FixedOffset> {
        let zone = FixedOffset::east_opt(BEIJING_OFFSET).expect("eight hours are a valid offset");
        let inside = self.0.clamp(0, LAST_SECOND);
        let instant = DateTime::from_timestamp(inside, 0).unwrap_or(DateTime::UNIX_EPOCH);
        instant.with_timezone(&zone)
    }

    /// `YYYY-MM-DD HH:MM:SS`, Beijing time: the form of every instant in the interface.
    #[must_use]
    pub fn text(self) -> String {
        self.beijing().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `YYYYMMDDHHMMSS`, Beijing time: for names of files.
    #[must_use]
    pub fn compact(self) -> String {
        self.beijing().format("%Y%m%d%H%M%S").to_string()
    }

    /// The year in Beijing: part of every filing number.
    #[must_use]
    pub fn year(self) -> i32 {
        self.beijing().year()
    }

    /// Today's date in Beijing.
    #[must_use]
    pub fn date(self) -> chrono::NaiveDate {
        self.beijing().date_naive()
    }

    /// This instant moved by `seconds`; stays where it is when that would leave the calendar.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        TimeDelta::seconds(self.0.saturating_sub(earlier.0)).num_seconds()
    }
}

/// The one owner of the present moment.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Option<i64>,
    moved: i64,
}

impl Clock {
    /// A clock that runs with the machine (`start` = `None`) or stands still at `start` (seconds since
    /// 1970 UTC) until it is moved.
    #[must_use]
    pub fn new(start: Option<i64>) -> Self {
        Self { start, moved: 0 }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> At {
        At(self.start.unwrap_or_else(machine_seconds)).plus(self.moved)
    }

    /// Move the clock; a negative number sets it back.
    pub fn advance(&mut self, seconds: i64) {
        self.moved = self.moved.saturating_add(seconds);
    }

    /// How far the clock has been moved, in seconds.
    #[must_use]
    pub fn moved(&self) -> i64 {
        self.moved
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the simulator's clock: the only reader of the machine's"
)]
fn machine_seconds() -> i64 {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    i64::try_from(since_epoch).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_prints_as_beijing_time() {
        assert_eq!(At(0).text(), "1970-01-01 08:00:00");
        assert_eq!(At(1_795_500_000).compact(), "20261124140000");
    }

    #[test]
    fn an_instant_outside_the_calendar_prints_its_end() {
        assert_eq!(At(i64::MAX).text(), "9999-12-31 23:59:59");
        assert_eq!(At(i64::MIN).plus(-1).text(), "1970-01-01 08:00:00");
    }

    #[test]
    fn the_year_turns_at_midnight_in_beijing_not_in_london() {
        let new_year = At(1_798_732_800);
        assert_eq!(new_year.text(), "2027-01-01 00:00:00");
        assert_eq!(new_year.plus(-1).year(), 2026);
        assert_eq!(new_year.year(), 2027);
    }

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let mut clock = Clock::new(Some(1000));
        assert_eq!(clock.now(), At(1000));
        clock.advance(86_399);
        assert_eq!(clock.now().since(At(1000)), 86_399);
    }
}
