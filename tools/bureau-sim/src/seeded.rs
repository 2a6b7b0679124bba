//! Chance that can be repeated: verification codes and hostile behaviour come from one seed.

use serde::{Deserialize, Serialize};

/// A small generator (SplitMix64): same seed, same sequence. Not for secrets; the codes of a simulator
/// are shown in its own inbox anyway.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seeded {
    state: u64,
}

impl Seeded {
    /// A generator that starts from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A generator that starts from the operating system's chance.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn from_system() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        Ok(Self::new(u64::from_le_bytes(bytes)))
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Six digits, leading zeros kept.
    pub fn six_digits(&mut self) -> String {
        format!("{:06}", self.draw() % 1_000_000)
    }

    /// A number from 0 up to 100, 100 left out.
    pub fn percent(&mut self) -> f64 {
        // A million steps are fine enough for a rate.
        let step = u32::try_from(self.draw() % 1_000_000).unwrap_or(0);
        f64::from(step) / 10_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_codes() {
        let (mut a, mut b) = (Seeded::new(7), Seeded::new(7));
        let codes: Vec<_> = (0..50).map(|_| a.six_digits()).collect();
        assert_eq!(codes, (0..50).map(|_| b.six_digits()).collect::<Vec<_>>());
        assert!(codes.iter().all(|c| c.len() == 6 && c.bytes().all(|d| d.is_ascii_digit())));
    }

    #[test]
    fn another_seed_draws_other_codes() {
        assert_ne!(Seeded::new(7).six_digits(), Seeded::new(8).six_digits());
    }
}
