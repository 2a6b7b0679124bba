//! The bureau's times: Beijing, to the day or to the second.

use filing::time::Timestamp;

/// `2026-11-24`, `2026-11-24 10:00:00` or with a fraction; `None` for anything else.
pub(super) fn beijing(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, time.trim()),
        None => (text, "00:00:00"),
    };
    // Some systems pad neither month nor day.
    let mut parts = day.split(['-', '/']).map(|part| part.parse::<u16>().ok());
    let (year, month, date) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    format!("{year:04}-{month:02}-{date:02}T{time}+08:00").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_bureau_is_beijing_time() {
        let at = |text| beijing(text).map(|at| at.to_string());
        let morning = Some("2026-11-24T02:00:00.000Z".to_owned());
        assert_eq!(at("2026-11-24 10:00:00"), morning);
        assert_eq!(at("2026-11-24 10:00:00.0"), morning);
        assert_eq!(at("2026/11/24T10:00:00"), morning);
        assert_eq!(at("2026-1-2"), Some("2026-01-01T16:00:00.000Z".to_owned()));
        for wrong in ["", "today", "2026-13-01", "2026-11-24 25:00:00", "2026-11", "1-2-3-4"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
