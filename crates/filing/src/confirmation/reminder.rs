//! When whoever has not answered is reminded: one table, for the officers and for the sponsor.

use crate::time::{Duration, Timestamp};
use chrono::Timelike;
use serde::{Deserialize, Serialize};

/// A reminder of one round; each goes to a person at most once. Words: `reminder.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Reminder {
    /// With the ministry's own message.
    AtOnce,
    /// Half of the time is over.
    HalfTime,
    /// Three hours are left; the one that goes out at night too.
    LastHours,
}

/// How long before the end; `None`: at the beginning.
const TABLE: [(Reminder, Option<Duration>); 3] = [
    (Reminder::AtOnce, None),
    (Reminder::HalfTime, Some(Duration::hours(12))),
    (Reminder::LastHours, Some(Duration::hours(3))),
];

impl Reminder {
    pub const ALL: &[Self] = &[Self::AtOnce, Self::HalfTime, Self::LastHours];

    pub const fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::HalfTime => "half_time",
            Self::LastHours => "last_hours",
        }
    }
}

/// Hours of the day in Beijing in which nobody is reminded but for the last time: from the first
/// until the second, e.g. `[22, 8]`. Two equal hours: never quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct QuietHours {
    from: u32,
    until: u32,
}

impl QuietHours {
    pub const NEVER: Self = Self { from: 0, until: 0 };

    /// The end of the quiet hours that `at` lies in.
    fn end(self, at: Timestamp) -> Option<Timestamp> {
        let clock = at.beijing();
        let hour = clock.hour();
        let quiet = match self.from <= self.until {
            true => (self.from..self.until).contains(&hour),
            false => hour >= self.from || hour < self.until,
        };
        let hours = (self.until + 24 - hour) % 24;
        let within = i64::from(clock.minute()) * 60_000
            + i64::from(clock.second()) * 1000
            + i64::from(clock.timestamp_subsec_millis());
        quiet.then(|| {
            let start = Timestamp::from_millis(at.millis() - within);
            start + Duration::hours(i64::from(hours))
        })
    }
}

impl TryFrom<(u32, u32)> for QuietHours {
    type Error = String;
    fn try_from((from, until): (u32, u32)) -> Result<Self, String> {
        match from < 24 && until < 24 {
            true => Ok(Self { from, until }),
            false => Err(format!("{from} to {until} are no hours of a day (0 to 23)")),
        }
    }
}

impl From<QuietHours> for (u32, u32) {
    fn from(hours: QuietHours) -> Self {
        (hours.from, hours.until)
    }
}

/// The reminders of a round that is watched from `start` on, in their order. One that would fall
/// before the start is left out; one that would fall into the quiet hours waits for their end, and
/// is left out where the next one is due by then. The last one waits for nothing.
pub fn reminders(
    start: Timestamp,
    deadline: Timestamp,
    quiet: QuietHours,
) -> Vec<(Reminder, Timestamp)> {
    let at = |before: Option<Duration>| match before {
        None => start,
        Some(span) => Timestamp::from_millis(deadline.millis() - span.as_millis()),
    };
    let mut times: Vec<(Reminder, Timestamp)> = TABLE
        .iter()
        .map(|&(reminder, before)| (reminder, at(before)))
        .filter(|(reminder, at)| *reminder == Reminder::AtOnce || *at > start)
        .collect();
    let mut next = deadline;
    times.reverse();
    times.retain_mut(|(reminder, at)| {
        if *reminder != Reminder::LastHours {
            *at = quiet.end(*at).unwrap_or(*at);
        }
        let kept = *at < next;
        if kept {
            next = *at;
        }
        kept
    });
    times.reverse();
    times
}
