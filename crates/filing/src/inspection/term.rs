//! Until when. V3.0 has no element for a term: the bureau writes it into its words, or not at all.

use super::TaskKind;
use crate::time::{Duration, Timestamp};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// No term of the bureau is longer; a day further off is something else.
const FURTHEST: u64 = 365;

/// The end of the last day (in Beijing) of a task that came at `received`: the day that the bureau's
/// words name, else the provider's own number of days.
pub fn term(kind: TaskKind, words: &[&str], received: Timestamp) -> Timestamp {
    let said = words.iter().find_map(|text| said_by(text, received.day()));
    let days = u64::try_from(kind.days()).unwrap_or_default();
    let own = || received.day().checked_add_days(Days::new(days));
    end_of(said.or_else(own).unwrap_or(received.day()), received)
}

/// The last millisecond of a day in Beijing.
fn end_of(day: NaiveDate, otherwise: Timestamp) -> Timestamp {
    format!("{}T23:59:59.999+08:00", day.format("%Y-%m-%d")).parse().unwrap_or(otherwise)
}

/// When staff and sponsor are reminded: three days and one day before the end, each only if it is
/// still to come.
pub fn reminders(deadline: Timestamp, now: Timestamp) -> Vec<Timestamp> {
    [3, 1]
        .into_iter()
        .map(|days| Timestamp::from_millis(deadline.millis() - Duration::days(days).as_millis()))
        .filter(|at| *at > now)
        .collect()
}

/// The day that a text names: `2026-12-10`, `2026/12/10`, `2026年12月10日`, `15日内`, `15天内`,
/// `5个工作日内` (Monday to Friday; holidays are not known here). A day before `received`, or more
/// than a year after it, is no term.
pub fn said_by(text: &str, received: NaiveDate) -> Option<NaiveDate> {
    let pieces = pieces(text);
    (0..pieces.len())
        .filter_map(|at| day(&pieces[at..]).or_else(|| within(&pieces[at..], received)))
        .find(|day| {
            let span = day.signed_duration_since(received).num_days();
            u64::try_from(span).is_ok_and(|days| days <= FURTHEST)
        })
}

enum Piece<'a> {
    Number(u32),
    Text(&'a str),
}

/// Numbers and what stands between them.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits > 0 {
            let (number, after) = rest.split_at(digits);
            // What is too large for a number is none of a date.
            found.push(number.parse().map_or(Piece::Text(number), Piece::Number));
            rest = after;
        } else {
            let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let (between, after) = rest.split_at(end);
            found.push(Piece::Text(between));
            rest = after;
        }
    }
    found
}

fn day(pieces: &[Piece<'_>]) -> Option<NaiveDate> {
    use Piece::{Number, Text};
    let [Number(year), Text(a), Number(month), Text(b), Number(date), rest @ ..] = pieces else {
        return None;
    };
    let after = match rest.first() {
        Some(Text(after)) => after,
        _ => "",
    };
    let (a, b) = (a.trim(), b.trim());
    let written = match (a, b) {
        ("-", "-") | ("/", "/") | (".", ".") => true,
        ("年", "月") => after.trim_start().starts_with(['日', '号']),
        _ => false,
    };
    let year = i32::try_from(*year).ok()?;
    if written { NaiveDate::from_ymd_opt(year, *month, *date) } else { None }
}

fn within(pieces: &[Piece<'_>], received: NaiveDate) -> Option<NaiveDate> {
    let [Piece::Number(count), Piece::Text(after), ..] = pieces else { return None };
    let count = u64::from(*count);
    let after = after.trim_start();
    let begins = |with: [&str; 3]| with.iter().any(|unit| after.starts_with(unit));
    if begins(["个工作日内", "个工作日之内", "工作日内"]) {
        return work_days(received, count);
    }
    if begins(["日内", "天内", "日之内"]) {
        return received.checked_add_days(Days::new(count));
    }
    None
}

fn work_days(from: NaiveDate, count: u64) -> Option<NaiveDate> {
    if count > FURTHEST {
        return None;
    }
    let mut day = from;
    let mut left = count;
    while left > 0 {
        day = day.succ_opt()?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}
