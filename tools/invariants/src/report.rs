//! What was looked at and what does not hold, for a person to read.

use std::fmt;

/// One of the seven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// I1
    Submissions,
    /// I2
    BureauLedger,
    /// I3
    History,
    /// I4
    Objects,
    /// I5
    Reminders,
    /// I6
    Canaries,
    /// I7
    Work,
}

impl Invariant {
    pub const ALL: [Self; 7] = [
        Self::Submissions,
        Self::BureauLedger,
        Self::History,
        Self::Objects,
        Self::Reminders,
        Self::Canaries,
        Self::Work,
    ];

    /// Number and what holds.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Submissions => "I1 each acknowledged submission exists once",
            Self::BureauLedger => "I2 the bureau took in each revision once, without a gap",
            Self::History => "I3 every history is legal, gap-free and chained",
            Self::Objects => "I4 every object opens, none is left over",
            Self::Reminders => "I5 nobody was reminded twice of the same",
            Self::Canaries => "I6 no personal value stands where it must not",
            Self::Work => "I7 nothing that is due waits for over a minute",
        }
    }
}

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub invariant: Invariant,
    /// Ids and numbers, never personal data.
    pub what: String,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub breaches: Vec<Breach>,
    looked: Vec<(Invariant, String)>,
}

impl Report {
    pub fn holds(&self) -> bool {
        self.breaches.is_empty()
    }

    /// How often an invariant is broken.
    pub fn broken(&self, invariant: Invariant) -> usize {
        self.breaches.iter().filter(|breach| breach.invariant == invariant).count()
    }

    pub(crate) fn breach(&mut self, invariant: Invariant, what: impl Into<String>) {
        self.breaches.push(Breach { invariant, what: what.into() });
    }

    /// What was looked at: an invariant that saw nothing says so.
    pub(crate) fn looked(&mut self, invariant: Invariant, at: impl Into<String>) {
        self.looked.push((invariant, at.into()));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for invariant in Invariant::ALL {
            let word = if self.broken(invariant) == 0 { "holds " } else { "BROKEN" };
            let at: Vec<&str> = self
                .looked
                .iter()
                .filter(|(of, _)| *of == invariant)
                .map(|(_, at)| at.as_str())
                .collect();
            writeln!(f, "{word} {} ({})", invariant.text(), at.join(", "))?;
            for breach in self.breaches.iter().filter(|breach| breach.invariant == invariant) {
                writeln!(f, "       - {}", breach.what)?;
            }
        }
        Ok(())
    }
}
