//! The only source of chance in this crate: a splitmix64 stream started from a number.

/// A stream of pseudo-random numbers; the same start gives the same stream everywhere.
///
/// Splitmix64 (Steele, Lea, Flood 2014). Good enough to draw pictures with, never for secrets.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// A stream for `seed`; `what` keeps streams of one seed for different uses apart.
    pub fn new(seed: u64, what: &str) -> Self {
        // FNV-1a over the purpose: two uses of one seed must not repeat each other's choices.
        let purpose = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
        Self(seed ^ purpose)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.bits() % n as u64) as usize }
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.below((high - low + 1) as usize) as u32
    }

    /// A number from `low` up to `high`.
    pub fn real(&mut self, low: f32, high: f32) -> f32 {
        let unit = (self.bits() >> 40) as f32 / (1u32 << 24) as f32;
        low + (high - low) * unit
    }

    /// A roughly normal number with mean 0 and deviation 1 (sum of four uniforms).
    pub fn normal(&mut self) -> f32 {
        let bits = self.bits();
        let sum: f32 = (0..4).map(|i| ((bits >> (16 * i)) & 0xffff) as f32 / 65_535.0).sum();
        (sum - 2.0) * 1.732
    }

    /// `true` with probability `share`.
    pub fn chance(&mut self, share: f32) -> bool {
        self.real(0.0, 1.0) < share
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}
