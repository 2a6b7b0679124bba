//! How to reach one provincial bureau, as its operator agreed with the provider.

use crate::{operation::WireOperation, submission::AttachmentUse};
use filing::kind::FilingKind;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt};
use zeroize::Zeroize;

/// A secret: never printed, wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    pub fn new(secret: T) -> Self {
        Self(secret)
    }
    /// The secret itself, to compute with.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// One bureau. Only endpoint, names and password are needed; the rest has the interface's defaults.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BureauConfig {
    /// `http://host[:port]`, before `/ISPWebService/…` (handbook §10.1).
    pub endpoint: String,
    /// `ispId`: the provider's own id at the bureau.
    pub provider_id: i64,
    /// `userName`.
    pub user: String,
    /// Password of `userName`; only its salted hash travels.
    pub password: Secret<String>,
    /// `Qqdwid`: the reporting unit, written into every file.
    pub provider_code: i64,
    /// AES where the bureau asks for it.
    #[serde(default)]
    pub encryption: Option<Encryption>,
    /// Namespace of the operations, from the bureau's WSDL; the published text does not give it.
    #[serde(default = "default_namespace")]
    pub namespace: String,
    #[serde(default)]
    pub dialect: Dialect,
    #[serde(default)]
    pub limits: AttachmentLimits,
    #[serde(default)]
    pub attachment_codes: AttachmentCodes,
    #[serde(default)]
    pub timeouts: Timeouts,
}

fn default_namespace() -> String {
    "urn:ISPWebService".into()
}

/// AES-CBC with PKCS#5 padding (handbook §10.2.2); key and vector as text, as the bureau issues them.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "EncryptionText")]
pub struct Encryption {
    key: Secret<String>,
    iv: Secret<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EncryptionText {
    key: Secret<String>,
    iv: Secret<String>,
}

impl Encryption {
    /// Key of 16, 24 or 32 bytes and vector of 16, e.g. `0102030405060708`.
    ///
    /// # Errors
    /// When a length is another.
    pub fn new(key: Secret<String>, iv: Secret<String>) -> Result<Self, EncryptionLength> {
        match (key.expose().len(), iv.expose().len()) {
            (16 | 24 | 32, 16) => Ok(Self { key, iv }),
            _ => Err(EncryptionLength),
        }
    }
    pub(crate) fn key(&self) -> &[u8] {
        self.key.expose().as_bytes()
    }
    pub(crate) fn iv(&self) -> &[u8] {
        self.iv.expose().as_bytes()
    }
}

impl TryFrom<EncryptionText> for Encryption {
    type Error = EncryptionLength;
    fn try_from(text: EncryptionText) -> Result<Self, EncryptionLength> {
        Self::new(text.key.clone(), text.iv.clone())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an AES key has 16, 24 or 32 bytes and its vector 16")]
pub struct EncryptionLength;

impl BureauConfig {
    /// Whether a kind of filing can be reported to this bureau: V3.0 has no operation for
    /// migrations, our dialect has one; a transfer never leaves the provider.
    pub fn carries(&self, kind: FilingKind) -> bool {
        match WireOperation::of(kind) {
            Some(WireOperation::Migration) => self.dialect == Dialect::Beian1,
            other => other.is_some(),
        }
    }
}

/// Whether our own additions to V3.0 are sent (`schema/dialect.txt`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Dialect {
    /// V3.0 and nothing else: no confirmation by SMS, IPv6 or emergency phone is reported, and nothing
    /// but websites.
    #[serde(rename = "none")]
    None,
    #[default]
    #[serde(rename = "beian-1")]
    Beian1,
}

/// Bytes of one JPEG before base64; V3.0's own numbers by default (handbook §3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentLimits {
    /// 真实性核验单.
    pub sheet: usize,
    /// Every other picture.
    pub other: usize,
}

impl Default for AttachmentLimits {
    fn default() -> Self {
        Self { sheet: 150 * 1024, other: 100 * 1024 }
    }
}

/// The bureau's codes for attachments. V3.0 does not print its tables (handbook §3.9).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentCodes {
    /// `Fjwjgs` of a JPEG.
    pub jpeg: i64,
    /// `Fjyt` by our attachment use, where it is another number.
    pub uses: BTreeMap<AttachmentUse, i64>,
}

impl Default for AttachmentCodes {
    fn default() -> Self {
        Self { jpeg: 1, uses: BTreeMap::new() }
    }
}

/// Seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    pub connect: u64,
    /// A whole call, with an upload of up to 67 MB.
    pub call: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: 10, call: 120 }
    }
}
