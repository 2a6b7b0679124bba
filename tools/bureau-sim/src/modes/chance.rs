//! Hostility by chance, as Let's Encrypt's Pebble is hostile: rarely, unforeseeably, repeatably.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Mode;
use crate::seeded::Seeded;

/// How often what strikes by chance, in percent of the calls it can strike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// Uploads refused with a code that a provider may well get.
    pub refuse_percent: f64,
    /// Uploads taken and never answered.
    pub silent_percent: f64,
    /// Acknowledged files that come again.
    pub repeat_percent: f64,
    /// Answers that are no answers: HTML, broken off; files with a wrong hash or no zip.
    pub garbage_percent: f64,
    /// The longest an answer is held back, in milliseconds.
    pub delay_up_to_ms: u64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            refuse_percent: 5.0,
            silent_percent: 2.0,
            repeat_percent: 2.0,
            garbage_percent: 1.0,
            delay_up_to_ms: 200,
        }
    }
}

/// Codes an upload is refused with by chance: all of them pass, none says that the file was taken.
const REFUSALS: [i64; 6] = [7, 8, 15, 20, 901, 999];

/// What chance has in store for one call.
#[derive(Debug, Default)]
pub(super) struct Mishaps {
    one: Option<(Mode, Option<i64>)>,
    delay: Option<i64>,
}

impl Mishaps {
    /// Whether this mode is it; it strikes once.
    pub(super) fn take(&mut self, mode: Mode) -> Option<Option<i64>> {
        if mode == Mode::DelayMs {
            return self.delay.take().map(Some);
        }
        self.one.take_if(|(one, _)| *one == mode).map(|(_, value)| value)
    }
}

/// A seed, the rates, and a stream of chance for each operation: what one operation meets does not depend
/// on how often another was called in between.
#[derive(Debug)]
pub(super) struct Hostility {
    pub(super) seed: u64,
    pub(super) rates: Rates,
    streams: BTreeMap<&'static str, Seeded>,
}

impl Hostility {
    pub(super) fn new(seed: u64, rates: Rates) -> Self {
        Self { seed, rates, streams: BTreeMap::new() }
    }

    /// What happens to the next call of an operation. Always draws as often, whatever comes of it.
    pub(super) fn draw(&mut self, operation: &'static str) -> Mishaps {
        let seed = self.seed;
        let stream = self.streams.entry(operation).or_insert_with(|| {
            let name = operation.bytes().fold(0_u64, |sum, b| sum.rotate_left(5) ^ u64::from(b));
            Seeded::new(seed ^ name)
        });
        let (roll, choice, delay) = (stream.percent(), stream.draw(), stream.draw());
        let Rates { refuse_percent, silent_percent, repeat_percent, garbage_percent, .. } =
            self.rates;
        let mut edge = 0.0;
        let mut hits = |percent: f64| {
            let hit = (edge..edge + percent).contains(&roll);
            edge += percent;
            hit
        };
        let one = match operation {
            "isp_upload" if hits(refuse_percent) => {
                Some((Mode::RefuseUpload, Some(pick(&REFUSALS, choice))))
            }
            "isp_upload" if hits(silent_percent) => Some((Mode::AcceptThenHang, None)),
            "isp_downloadack" if hits(repeat_percent) => Some((Mode::LostAck, None)),
            "isp_download" if hits(garbage_percent) => {
                let all = [Mode::GarbageHtml, Mode::TruncatedXml, Mode::WrongHash, Mode::BadZip];
                Some((pick(&all, choice), None))
            }
            _ if hits(garbage_percent) => {
                Some((pick(&[Mode::GarbageHtml, Mode::TruncatedXml], choice), None))
            }
            _ => None,
        };
        let longest = self.rates.delay_up_to_ms;
        let delay = (longest > 0).then(|| i64::try_from(delay % (longest + 1)).unwrap_or(0));
        Mishaps { one, delay }
    }
}

fn pick<T: Copy>(all: &[T], choice: u64) -> T {
    all[usize::try_from(choice % all.len() as u64).unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(seed: u64, operation: &'static str, calls: usize) -> Vec<Option<Mode>> {
        let mut hostility = Hostility::new(seed, Rates::default());
        (0..calls).map(|_| hostility.draw(operation).one.map(|(mode, _)| mode)).collect()
    }

    #[test]
    fn the_same_seed_is_hostile_in_the_same_way() {
        assert_eq!(struck(3, "isp_upload", 500), struck(3, "isp_upload", 500));
        assert_ne!(struck(3, "isp_upload", 500), struck(4, "isp_upload", 500));
    }

    #[test]
    fn what_one_operation_meets_does_not_depend_on_the_others() {
        let mut mixed = Hostility::new(3, Rates::default());
        let seen: Vec<_> = (0..500)
            .map(|_| {
                mixed.draw("isp_download");
                mixed.draw("isp_upload").one.map(|(mode, _)| mode)
            })
            .collect();
        assert_eq!(seen, struck(3, "isp_upload", 500));
    }

    #[test]
    fn the_rates_are_what_they_say() {
        let seen = struck(1, "isp_upload", 20_000);
        let share = |mode| {
            let hits = seen.iter().filter(|hit| **hit == Some(mode)).count();
            f64::from(u32::try_from(hits).unwrap()) / 200.0
        };
        assert!((4.5..5.5).contains(&share(Mode::RefuseUpload)), "{}", share(Mode::RefuseUpload));
        assert!((1.6..2.4).contains(&share(Mode::AcceptThenHang)));
        let garbage = share(Mode::GarbageHtml) + share(Mode::TruncatedXml);
        assert!((0.7..1.3).contains(&garbage), "{garbage}");
        let again = struck(1, "isp_downloadack", 20_000);
        let lost = again.iter().filter(|hit| **hit == Some(Mode::LostAck)).count();
        assert!((320..480).contains(&lost), "{lost}");
    }

    #[test]
    fn an_answer_is_held_back_no_longer_than_the_rate_says() {
        let rates = Rates { delay_up_to_ms: 50, ..Rates::default() };
        let mut hostility = Hostility::new(1, rates);
        let delays: Vec<i64> =
            (0..200).filter_map(|_| hostility.draw("isp_download").delay).collect();
        assert!(delays.iter().all(|ms| (0..=50).contains(ms)));
        assert!(delays.iter().any(|ms| *ms > 40) && delays.iter().any(|ms| *ms < 10));
        let mut quick = Hostility::new(1, Rates { delay_up_to_ms: 0, ..rates });
        assert_eq!(quick.draw("isp_download").delay, None);
    }
}
