//! Ids and secrets. The one door to randomness, so that tests can see where it enters.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// Makes ids and secrets.
#[derive(Clone)]
pub struct Entropy {
    ids: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Entropy {
    /// Ids in time order and secrets from the operating system.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the place that owns the making of ids")]
        Self { ids: Arc::new(Uuid::now_v7) }
    }

    pub fn id(&self) -> Uuid {
        (self.ids)()
    }

    /// A secret of 256 bits for a cookie or a phone, in URL-safe letters.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// 128 bits, short enough for a QR code that a cheap phone reads.
    pub fn short_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<16>())
    }

    /// Six digits, evenly drawn.
    pub fn six_digits(&self) -> String {
        loop {
            let drawn = u32::from_be_bytes(self.bytes::<4>());
            // The last partial block would make small codes likelier.
            if drawn < u32::MAX - u32::MAX % 1_000_000 {
                return format!("{:06}", drawn % 1_000_000);
            }
        }
    }

    /// A password to hand out: no look-alike letters, 100 bits.
    pub fn password(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
        let letters = self.bytes::<20>().map(|b| char::from(LETTERS[usize::from(b) % 32]));
        letters.iter().collect()
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}

/// What is stored of a secret: its SHA-256.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
