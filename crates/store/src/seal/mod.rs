//! Encryption at rest and search over what is encrypted.
//!
//! Every sealed value describes itself and has a data key of its own:
//!
//! ```text
//! "IS" | 1 | suite | key id (8) | nonce, data key wrapped under the master key | nonce, text, tag
//! '--------- header ---------'
//! ```
//!
//! Header and context (`table.column:row`) are authenticated with both the wrapped key and the text:
//! a value that is moved to another row or column does not open. Suites and keys live side by side,
//! so a key or a suite is changed by writing with the new one and keeping the old one readable.
//!
//! Equality search goes by a keyed hash ([`Keys::index`]): the database never sees the value, and
//! without the key nobody can try values.

mod master_key;
mod suite;

pub use master_key::MasterKey;
pub use suite::Suite;

use crate::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, sync::Arc};
use suite::{NONCE, TAG};
use zeroize::Zeroizing;

const MAGIC: [u8; 3] = [b'I', b'S', 1];
const HEADER: usize = MAGIC.len() + 1 + 8;

/// Randomness of the operating system. There is no way on without it.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// The keys of an installation: the first master key writes, all of them read. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    suite: Suite,
    /// Never empty.
    masters: Vec<MasterKey>,
}

/// A value's keyed hashes under every readable key and suite, current first: what a search compares
/// with, so that rows written before a change of key are still found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexes(Vec<[u8; 32]>);

impl Indexes {
    /// The one that is written.
    pub fn current(&self) -> [u8; 32] {
        self.0[0]
    }

    pub(crate) fn all(&self) -> &[[u8; 32]] {
        &self.0
    }
}

impl Keys {
    /// `masters`: the first seals, the others only open. `suite` is what new values are sealed with.
    ///
    /// # Errors
    /// [`Error::Key`] without a master key or with the same one twice.
    pub fn new(suite: Suite, masters: Vec<MasterKey>) -> Result<Self> {
        if masters.is_empty() {
            return Err(Error::Key("at least one is needed".into()));
        }
        for (place, master) in masters.iter().enumerate() {
            if masters[..place].iter().any(|other| other.id_bytes() == master.id_bytes()) {
                return Err(Error::Key(format!("{} is listed twice", master.id())));
            }
        }
        Ok(Self(Arc::new(Ring { suite, masters })))
    }

    /// What new values are sealed with.
    pub fn suite(&self) -> Suite {
        self.0.suite
    }

    /// The key that seals.
    pub fn current(&self) -> &MasterKey {
        &self.0.masters[0]
    }

    /// Seals `plain` for one place. `context` is `table.column:row`; the same text opens it.
    /// The result is 100 bytes longer than `plain` in [`Suite::Intl`], 84 in [`Suite::Gm`].
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let (suite, master) = (self.0.suite, self.current());
        let mut sealed = Vec::with_capacity(HEADER + plain.len() + 120);
        sealed.extend_from_slice(&MAGIC);
        sealed.push(suite.code());
        sealed.extend_from_slice(master.id_bytes());
        let aad = additional(&sealed, context);

        let data_key: Zeroizing<[u8; 32]> = Zeroizing::new(random());
        let data_key = &data_key[..suite.key_length()];
        let wrapping = master.derive(suite, "wrap");
        for (key, text) in [(&wrapping[..suite.key_length()], data_key), (data_key, plain)] {
            let nonce: [u8; NONCE] = random();
            sealed.extend_from_slice(&nonce);
            let text = suite.encrypt(key, &nonce, &aad, text);
            sealed.extend(text.expect("key and nonce have the suite's lengths, text is in memory"));
        }
        sealed
    }

    /// Opens what [`Keys::seal`] made for the same `context`.
    ///
    /// # Errors
    /// [`Error::Sealed`]: not a sealed value, a key that is not here, or bytes or place changed.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let table = context.split(':').next().unwrap_or_default();
        let fail = |why: &str| Error::Sealed(format!("{table}: {why}"));
        let (header, rest) =
            sealed.split_at_checked(HEADER).ok_or_else(|| fail("not a sealed value"))?;
        if header[..MAGIC.len()] != MAGIC {
            return Err(fail("not a sealed value"));
        }
        let suite = Suite::from_code(header[3]).ok_or_else(|| fail("unknown suite"))?;
        let id = &header[4..];
        let master = self.0.masters.iter().find(|master| master.id_bytes() == id);
        let master = master.ok_or_else(|| fail(&format!("key {} is not here", hex::encode(id))))?;

        let aad = additional(header, context);
        let (wrapped, text) = rest
            .split_at_checked(NONCE + suite.key_length() + TAG)
            .ok_or_else(|| fail("cut short"))?;
        let unlock = |key: &[u8], part: &[u8]| {
            let (nonce, text) = part.split_first_chunk::<NONCE>()?;
            suite.decrypt(key, nonce, &aad, text)
        };
        let wrapping = master.derive(suite, "wrap");
        unlock(&wrapping[..suite.key_length()], wrapped)
            .and_then(|data_key| unlock(&Zeroizing::new(data_key), text))
            .ok_or_else(|| fail("bytes or place changed"))
    }

    /// Keyed hash of a value for equality search, under the current key. `domain` keeps equal values
    /// of different columns apart. The value is hashed as given: normalise it first.
    pub fn index(&self, domain: &str, value: &str) -> [u8; 32] {
        index(self.current(), self.0.suite, domain, value)
    }

    /// The hashes to search for: [`Keys::index`] first, then those of older keys and the other suite.
    pub fn indexes(&self, domain: &str, value: &str) -> Indexes {
        let suites = match self.0.suite {
            Suite::Intl => [Suite::Intl, Suite::Gm],
            Suite::Gm => [Suite::Gm, Suite::Intl],
        };
        let all =
            self.0.masters.iter().flat_map(|master| {
                suites.into_iter().map(|suite| index(master, suite, domain, value))
            });
        Indexes(all.collect())
    }

    /// [`Keys::indexes`] of a document number (证件号码), after [`normal_document_number`].
    pub fn document_indexes(&self, number: &str) -> Indexes {
        self.indexes("document_number", &normal_document_number(number))
    }

    /// [`Keys::index`] of a document number: what a row keeps.
    pub fn document_index(&self, number: &str) -> [u8; 32] {
        self.index("document_number", &normal_document_number(number))
    }

    /// [`Keys::indexes`] of a mailbox, which has no upper case and no blanks around it.
    pub(crate) fn email_indexes(&self, email: &str) -> Indexes {
        self.indexes("email", &email.trim().to_lowercase())
    }

    /// Name of an object by its content and place: says nothing without the key.
    pub(crate) fn object_name(&self, context: &str, plain: &[u8]) -> String {
        let suite = self.0.suite;
        let key = self.current().derive(suite, "object_name");
        hex::encode(suite.keyed_hash(&key, &[context.as_bytes(), plain]))
    }

    pub(crate) fn seal_json<T: Serialize + ?Sized>(
        &self,
        column: &'static str,
        row: impl fmt::Display,
        value: &T,
    ) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(value).map_err(|_| Error::Corrupt(column))?;
        Ok(self.seal(&format!("{column}:{row}"), &Zeroizing::new(plain)))
    }

    pub(crate) fn open_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        row: impl fmt::Display,
        sealed: &[u8],
    ) -> Result<T> {
        let plain = Zeroizing::new(self.open(&format!("{column}:{row}"), sealed)?);
        serde_json::from_slice(&plain).map_err(|_| Error::Corrupt(column))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("suite", &self.0.suite)
            .field("masters", &self.0.masters)
            .finish()
    }
}

fn additional(header: &[u8], context: &str) -> Vec<u8> {
    [header, context.as_bytes()].concat()
}

fn index(master: &MasterKey, suite: Suite, domain: &str, value: &str) -> [u8; 32] {
    let key = master.derive(suite, "index");
    suite.keyed_hash(&key, &[domain.as_bytes(), value.as_bytes()])
}

/// Upper case, no blanks: how two typings of one document number become equal.
pub fn normal_document_number(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}
