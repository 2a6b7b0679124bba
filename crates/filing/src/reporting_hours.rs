//! 报备时间: the hours in which a bureau takes files, as its messages and the settings write them.

use crate::time::{Duration, Timestamp};

/// Windows of a day on a clock in Beijing, as minutes from midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingHours(Vec<(i64, i64)>);

const DAY: i64 = 24 * 60;

impl ReportingHours {
    /// Every `9:00-17:00` in a text, with the dashes and colons that are in use (`09：00至17：00`).
    /// `None` when there is none that makes sense. A window may go past midnight.
    pub fn read(text: &str) -> Option<Self> {
        let letters: Vec<char> = text.chars().collect();
        let mut windows = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            match window(&letters[at..]) {
                Some((window, length)) => {
                    windows.push(window);
                    at += length;
                }
                // A number is looked at as a whole: `109:00` is no nine o'clock.
                None if letters[at].is_ascii_digit() => {
                    at += letters[at..].iter().take_while(|c| c.is_ascii_digit()).count();
                }
                None => at += 1,
            }
        }
        (!windows.is_empty()).then_some(Self(windows))
    }

    pub fn is_open(&self, now: Timestamp) -> bool {
        let minute = now.beijing_minute();
        self.0.iter().any(|&(from, to)| match from < to {
            true => (from..to).contains(&minute),
            false => minute >= from || minute < to,
        })
    }

    /// The beginning of the next window after `now`.
    pub fn next_opening(&self, now: Timestamp) -> Timestamp {
        let minute = now.beijing_minute();
        let wait = |&(from, _): &(i64, i64)| (from - minute + DAY - 1).rem_euclid(DAY) + 1;
        let minutes = self.0.iter().map(wait).min().unwrap_or(DAY);
        let start = now.millis() - now.millis().rem_euclid(60_000);
        Timestamp::from_millis(start) + Duration::minutes(minutes)
    }
}

/// `9:00-17:00` at the beginning, with how many letters it has.
fn window(letters: &[char]) -> Option<((i64, i64), usize)> {
    let (from, first) = time(letters)?;
    let mut at = first + blanks(&letters[first..]);
    at += letters[at..].iter().take_while(|c| "-–—~～－至到".contains(**c)).count();
    if at == first {
        return None;
    }
    at += blanks(&letters[at..]);
    let (to, second) = time(&letters[at..])?;
    (from != to).then_some(((from.rem_euclid(DAY), to), at + second))
}

fn blanks(letters: &[char]) -> usize {
    letters.iter().take_while(|c| c.is_whitespace()).count()
}

/// `9:00` or `17：30`, up to `24:00`.
fn time(letters: &[char]) -> Option<(i64, usize)> {
    let parse = |letters: &[char]| {
        let digits: String = letters.iter().take_while(|c| c.is_ascii_digit()).collect();
        let number = digits.parse::<i64>().ok().filter(|_| digits.len() <= 2)?;
        Some((number, digits.len()))
    };
    let (hour, first) = parse(letters)?;
    letters.get(first).filter(|c| matches!(c, ':' | '：'))?;
    let (minute, second) = parse(&letters[first + 1..])?;
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= DAY && second == 2).then_some((whole, first + 1 + second))
}
