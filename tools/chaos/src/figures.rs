//! What a run gave, as a table for `docs/reliability.md`.

use crate::Arguments;
use invariants::{Invariant, Report, Submission};
use std::{fmt, time::Duration};

pub struct Figures {
    database: String,
    seed: u64,
    clients: u64,
    hostile: bool,
    first_start: Duration,
    recoveries: Vec<Duration>,
    rest: Duration,
    filed: usize,
    sent: usize,
    acknowledged: usize,
    broken: Vec<(Invariant, usize)>,
    lost: usize,
    doubled: usize,
    gaps: usize,
    swept: usize,
}

impl Figures {
    pub fn new(database: &str, arguments: &Arguments) -> Self {
        Self {
            database: database.to_owned(),
            seed: arguments.seed,
            clients: arguments.clients,
            hostile: arguments.hostile,
            first_start: Duration::ZERO,
            recoveries: Vec::new(),
            rest: Duration::ZERO,
            filed: 0,
            sent: 0,
            acknowledged: 0,
            broken: Vec::new(),
            lost: 0,
            doubled: 0,
            gaps: 0,
            swept: 0,
        }
    }

    pub fn started(&mut self, wrote: Duration) {
        self.first_start = wrote;
    }

    pub fn recovered(&mut self, wrote: Duration) {
        self.recoveries.push(wrote);
    }

    pub fn rested(&mut self, after: Duration, filed: usize) {
        self.rest = after;
        self.filed = filed;
    }

    pub fn checked(&mut self, report: &Report, submissions: &[Submission], swept: usize) {
        self.sent = submissions.len();
        self.acknowledged = submissions.iter().filter(|one| one.acknowledged).count();
        self.broken = Invariant::ALL.iter().map(|one| (*one, report.broken(*one))).collect();
        let says = |word: &str| report.breaches.iter().filter(|b| b.what.ends_with(word)).count();
        self.lost = says(": lost") + says("is not there");
        self.doubled = says(": doubled");
        self.gaps = report
            .breaches
            .iter()
            .filter(|b| b.invariant == Invariant::BureauLedger && b.what.contains(" instead of "))
            .count();
        self.swept = swept;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.recoveries.clone();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let place = (sorted.len().saturating_sub(1) * percent) / 100;
            sorted.get(place).copied().unwrap_or_default().as_secs_f64()
        };
        let bureau = if self.hostile { "hostile" } else { "in trouble now and then" };
        writeln!(f, "| | |")?;
        writeln!(f, "|---|---|")?;
        writeln!(f, "| database | {} |", self.database)?;
        writeln!(f, "| seed, clients, bureau | {}, {}, {bureau} |", self.seed, self.clients)?;
        writeln!(f, "| kills | {} |", self.recoveries.len())?;
        writeln!(f, "| submissions sent, acknowledged | {}, {} |", self.sent, self.acknowledged)?;
        writeln!(f, "| filed in the end | {} |", self.filed)?;
        writeln!(f, "| lost, doubled, gaps | {}, {}, {} |", self.lost, self.doubled, self.gaps)?;
        let broken: Vec<String> =
            self.broken.iter().map(|(one, n)| format!("{} {n}", &one.text()[..2])).collect();
        writeln!(f, "| breaches | {} |", broken.join(", "))?;
        writeln!(f, "| objects left without a row, swept | {} |", self.swept)?;
        let (half, most, worst) = (at(50), at(95), at(100));
        writeln!(
            f,
            "| start to first write served: median, 95 %, worst | {half:.2} s, {most:.2} s, {worst:.2} s |"
        )?;
        write!(f, "| from the last kill to rest | {:.1} s |", self.rest.as_secs_f64())
    }
}
