//! The two sets of algorithms: international and 国密. Everything that differs between them is here.

use aes_gcm::{
    Aes256Gcm, AesGcm,
    aead::{Aead, KeyInit, Payload, consts::U12},
};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;

/// SM4 in Galois/Counter Mode (RFC 8998).
type Sm4Gcm = AesGcm<sm4::Sm4, U12>;

/// Which algorithms new values are written with. Values of both suites are always readable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suite {
    /// AES-256-GCM, SHA-256.
    #[default]
    Intl,
    /// SM4-GCM (GB/T 32907), SM3 (GB/T 32905).
    Gm,
}

/// Length of a nonce in bytes, for both suites.
pub(crate) const NONCE: usize = 12;
/// Length of an authentication tag in bytes, for both suites.
pub(crate) const TAG: usize = 16;

impl Suite {
    /// The byte that names the suite in a sealed value and in a journal entry.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Intl => 1,
            Self::Gm => 2,
        }
    }

    pub(crate) const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Intl),
            2 => Some(Self::Gm),
            _ => None,
        }
    }

    /// Length of a cipher key in bytes.
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::Intl => 32,
            Self::Gm => 16,
        }
    }

    /// Encrypts; the tag follows the text. `key` has [`Suite::key_length`] bytes.
    pub(crate) fn encrypt(
        self,
        key: &[u8],
        nonce: &[u8; NONCE],
        aad: &[u8],
        plain: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad };
        match self {
            Self::Intl => Aes256Gcm::new_from_slice(key).ok()?.encrypt(nonce.into(), payload).ok(),
            Self::Gm => Sm4Gcm::new_from_slice(key).ok()?.encrypt(nonce.into(), payload).ok(),
        }
    }

    /// `None` when key, nonce, additional data or text are not those of the encryption.
    pub(crate) fn decrypt(
        self,
        key: &[u8],
        nonce: &[u8; NONCE],
        aad: &[u8],
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload { msg: sealed, aad };
        match self {
            Self::Intl => Aes256Gcm::new_from_slice(key).ok()?.decrypt(nonce.into(), payload).ok(),
            Self::Gm => Sm4Gcm::new_from_slice(key).ok()?.decrypt(nonce.into(), payload).ok(),
        }
    }

    /// Keyed hash (HMAC) over parts, each preceded by its length so that parts can't run together.
    pub(crate) fn keyed_hash(self, key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
        fn feed<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> impl AsRef<[u8]> {
            let mut mac =
                <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
            for part in parts {
                mac.update(&(part.len() as u64).to_be_bytes());
                mac.update(part);
            }
            mac.finalize().into_bytes()
        }
        let mut out = [0; 32];
        match self {
            Self::Intl => out.copy_from_slice(feed::<Hmac<Sha256>>(key, parts).as_ref()),
            Self::Gm => out.copy_from_slice(feed::<Hmac<Sm3>>(key, parts).as_ref()),
        }
        out
    }

    /// Plain hash of one run of bytes.
    pub fn hash(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Intl => Sha256::digest(bytes).into(),
            Self::Gm => Sm3::digest(bytes).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm4::cipher::BlockCipherEncrypt;

    #[test]
    fn sm3_gives_the_standards_answer() {
        assert_eq!(
            hex::encode(Suite::Gm.hash(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn sm4_gives_the_standards_answer() {
        let key: [u8; 16] =
            hex::decode("0123456789abcdeffedcba9876543210").unwrap().try_into().unwrap();
        let mut block = key.into();
        sm4::Sm4::new(&key.into()).encrypt_block(&mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
    }

    #[test]
    fn sm4_gcm_gives_the_answer_of_rfc_8998() {
        let key = hex::decode("0123456789ABCDEFFEDCBA9876543210").unwrap();
        let nonce = hex::decode("00001234567800000000ABCD").unwrap().try_into().unwrap();
        let aad = hex::decode("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2").unwrap();
        let plain: Vec<u8> = [0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA]
            .into_iter()
            .flat_map(|byte| [byte; 8])
            .collect();
        let sealed = Suite::Gm.encrypt(&key, &nonce, &aad, &plain).unwrap();
        assert_eq!(
            hex::encode_upper(&sealed),
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
             D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
             83DE3541E4C2B58177E065A9BF7B62EC"
        );
        assert_eq!(Suite::Gm.decrypt(&key, &nonce, &aad, &sealed).unwrap(), plain);
        assert!(Suite::Gm.decrypt(&key, &nonce, b"elsewhere", &sealed).is_none());
    }

    #[test]
    fn parts_of_a_keyed_hash_do_not_run_together() {
        for suite in [Suite::Intl, Suite::Gm] {
            let hash = |parts: &[&[u8]]| suite.keyed_hash(&[7; 32], parts);
            assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
            assert_ne!(hash(&[b"a"]), suite.keyed_hash(&[8; 32], &[b"a"]));
        }
    }
}
