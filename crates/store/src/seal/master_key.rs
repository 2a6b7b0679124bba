use super::{Suite, random};
use crate::{Error, Result};
use std::{fmt, path::Path};
use zeroize::Zeroizing;

/// The secret under which data keys are wrapped: 256 bits, kept outside the database (a file, a
/// secret of the orchestrator). Its id is derived from it and lies in every sealed value.
#[derive(Clone)]
pub struct MasterKey {
    id: [u8; 8],
    secret: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        // Always SHA-256: an id must not depend on the suite that happens to be configured.
        let hash = Suite::Intl.keyed_hash(&secret, &[b"store.master_key.id"]);
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        Self { id, secret }
    }

    /// A fresh key from the operating system's randomness.
    pub fn generate() -> Self {
        Self::new(Zeroizing::new(random()))
    }

    /// 64 hexadecimal digits; white space around them is ignored.
    ///
    /// # Errors
    /// [`Error::Key`] when it is anything else.
    pub fn from_hex(text: &str) -> Result<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), secret.as_mut_slice())
            .map_err(|_| Error::Key("must be 64 hexadecimal digits".into()))?;
        if secret.iter().all(|byte| *byte == secret[0]) {
            return Err(Error::Key("is one byte repeated, not a secret".into()));
        }
        Ok(Self::new(secret))
    }

    /// A file that holds [`MasterKey::to_hex`].
    ///
    /// # Errors
    /// [`Error::Key`] with the path when the file can't be read or holds something else.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| Error::Key(format!("{}: {}", path.display(), error.kind())))?;
        Self::from_hex(&text).map_err(|error| match error {
            Error::Key(why) => Error::Key(format!("{}: {why}", path.display())),
            other => other,
        })
    }

    /// The whole secret, for writing a new key file and for nothing else.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.secret.as_slice()))
    }

    /// Sixteen hexadecimal digits that name the key and say nothing about it.
    pub fn id(&self) -> String {
        hex::encode(self.id)
    }

    pub(super) fn id_bytes(&self) -> &[u8; 8] {
        &self.id
    }

    /// A key for one purpose, so that no two purposes share one.
    pub(super) fn derive(&self, suite: Suite, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(suite.keyed_hash(&self.secret, &[b"store.derive.v1", purpose.as_bytes()]))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}
