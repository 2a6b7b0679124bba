//! Public key and fingerprints of an app's signing certificate, from what people have at hand: the
//! certificate as PEM, base64 or hexadecimal, or the output of `keytool`. Nothing is kept.
//!
//! People mix the fields up (handbook §8, row 13), so the answer says which value belongs into which
//! field of which platform.

use crate::{error::Error, words};
use base64::{Engine, engine::general_purpose::STANDARD};
use filing::{
    draft::{AppPlatform, FingerprintAlgorithm},
    issue::Issue,
};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use utoipa::ToSchema;
use x509_cert::{
    Certificate,
    der::{
        Decode, Reader, SliceReader,
        asn1::{ObjectIdentifier, UintRef},
    },
    spki::SubjectPublicKeyInfoOwned,
};

/// Characters of a question. A chain of certificates is a tenth of it.
const LONGEST: usize = 64 * 1024;
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ELLIPTIC_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// What was pasted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureQuestion {
    /// A certificate (PEM, base64 or hexadecimal DER) or the output of `keytool -list -v`.
    pub text: String,
}

/// What was found in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AppSignature {
    pub key: Option<PublicKey>,
    /// Lower case hexadecimal, as everywhere below.
    pub md5: Option<String>,
    pub sha1: Option<String>,
    /// What belongs into the fields of each platform.
    pub platforms: Vec<PlatformSignature>,
    /// What could not be found, and how to get it.
    #[serde(skip)]
    pub missing: Vec<Issue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicKey {
    pub kind: KeyKind,
    pub bits: usize,
    /// Modulus of an RSA key, point of an elliptic one.
    pub hex: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    Rsa,
    EllipticCurve,
}

/// The two fields of one platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlatformSignature {
    pub platform: AppPlatform,
    pub platform_label: String,
    pub public_key: Option<String>,
    pub fingerprint: Option<String>,
    pub fingerprint_algorithm: FingerprintAlgorithm,
    /// As people write it: MD5, SHA-1.
    pub fingerprint_label: &'static str,
}

/// Reads what was pasted.
///
/// # Errors
/// [`Error::Invalid`] on `/text`: nothing, too much, a private key, or no certificate in it.
pub fn app_signature(question: &SignatureQuestion) -> Result<AppSignature, Error> {
    const AT: &str = "/text";
    let text = question.text.trim();
    if text.is_empty() {
        return Err(Error::field(AT, "required"));
    }
    if text.len() > LONGEST {
        let long = Issue::error(AT, "signature.too_long").with((LONGEST / 1024).to_string());
        return Err(Error::Invalid(vec![long]));
    }
    if text.contains("PRIVATE KEY") {
        return Err(Error::field(AT, "signature.private_key"));
    }
    let found = certificate(text).map(|(der, certificate)| of_certificate(&der, &certificate));
    found.or_else(|| of_listing(text)).ok_or_else(|| Error::field(AT, "signature.unreadable"))
}

/// The first certificate: `keytool -rfc` prints the app's own before those that vouch for it.
fn certificate(text: &str) -> Option<(Vec<u8>, Certificate)> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let inner = match text.split_once(BEGIN) {
        Some((_, rest)) => rest.split_once(END)?.0,
        None => text,
    };
    let dense: String = inner.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let read = |der: Vec<u8>| Certificate::from_der(&der).ok().map(|read| (der, read));
    // Hexadecimal digits are base64 too: the shorter alphabet is tried first.
    let by_hex = hex::decode(&dense).ok().and_then(read);
    by_hex.or_else(|| STANDARD.decode(&dense).ok().and_then(read))
}

fn of_certificate(der: &[u8], certificate: &Certificate) -> AppSignature {
    let key = public_key(certificate.tbs_certificate().subject_public_key_info());
    let mut missing = Vec::new();
    if key.is_none() {
        missing.push(Issue::warning("/key", "signature.key_of_other_kind"));
    }
    let (md5, sha1) = (hex::encode(Md5::digest(der)), hex::encode(Sha1::digest(der)));
    answer(key, Some(md5), Some(sha1), missing)
}

fn public_key(info: &SubjectPublicKeyInfoOwned) -> Option<PublicKey> {
    let bytes = info.subject_public_key.as_bytes()?;
    if info.algorithm.oid == RSA {
        let modulus = modulus(bytes).ok()?;
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let bits = modulus.len() * 8 - leading;
        return Some(PublicKey { kind: KeyKind::Rsa, bits, hex: hex::encode(modulus) });
    }
    // An uncompressed point: 04 and both coordinates.
    let uncompressed = info.algorithm.oid == ELLIPTIC_CURVE && bytes.first() == Some(&4);
    uncompressed.then(|| PublicKey {
        kind: KeyKind::EllipticCurve,
        // Of one coordinate.
        bits: (bytes.len() - 1) / 2 * 8,
        hex: hex::encode(bytes),
    })
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`
fn modulus(bytes: &[u8]) -> x509_cert::der::Result<Vec<u8>> {
    let mut reader = SliceReader::new(bytes)?;
    reader.sequence(|inner| {
        let modulus = UintRef::decode(inner)?;
        UintRef::decode(inner)?;
        Ok(modulus.as_bytes().to_vec())
    })
}

/// Lines such as `MD5: 01:23:…`, `SHA1: …`, as keytool, Gradle and others print them.
fn of_listing(text: &str) -> Option<AppSignature> {
    let line = |names: &[&str], digits: usize| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once([':', '：', '='])?;
            let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let names_it = names.iter().any(|known| name.to_ascii_uppercase().ends_with(known));
            let hex: String = value.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
            let fits = hex.len() == digits && hex.bytes().all(|b| b.is_ascii_hexdigit());
            (names_it && fits).then(|| hex.to_ascii_lowercase())
        })
    };
    let md5 = line(&["MD5"], FingerprintAlgorithm::Md5.digits());
    let sha1 = line(&["SHA1"], FingerprintAlgorithm::Sha1.digits());
    if md5.is_none() && sha1.is_none() {
        return None;
    }
    let mut missing = vec![Issue::warning("/key", "signature.no_public_key")];
    if md5.is_none() {
        missing.push(Issue::warning("/md5", "signature.no_md5"));
    }
    if sha1.is_none() {
        missing.push(Issue::warning("/sha1", "signature.no_sha1"));
    }
    Some(answer(None, md5, sha1, missing))
}

fn answer(
    key: Option<PublicKey>,
    md5: Option<String>,
    sha1: Option<String>,
    missing: Vec<Issue>,
) -> AppSignature {
    let platform = |platform: AppPlatform| {
        let algorithm = platform.fingerprint();
        PlatformSignature {
            platform,
            platform_label: words::app_platform(platform),
            public_key: key.as_ref().map(|key| key.hex.clone()),
            fingerprint: match algorithm {
                FingerprintAlgorithm::Md5 => md5.clone(),
                FingerprintAlgorithm::Sha1 => sha1.clone(),
            },
            fingerprint_algorithm: algorithm,
            fingerprint_label: algorithm.label(),
        }
    };
    let platforms = AppPlatform::ALL.map(platform).into();
    AppSignature { key, md5, sha1, platforms, missing }
}
