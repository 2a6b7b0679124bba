//! Public keys and fingerprints of signing certificates, as tools print them: upper or lower case,
//! with colons and blanks.

use super::findings::Findings;
use crate::{draft::FingerprintAlgorithm, issue::Issue};

/// 公钥: the modulus, decimal or hexadecimal, or the point of an elliptic curve. Real ones have 512
/// bits and more.
pub(super) fn public_key(typed: Option<&str>, at: &str, findings: &mut Findings) -> Option<String> {
    let plain = plain_hex(findings.required(at, typed)?);
    let digits = plain.strip_prefix("0x").unwrap_or(&plain);
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if hex && (64..=4096).contains(&digits.len()) {
        return Some(digits.to_owned());
    }
    // The other field's value: people mix them up (handbook §8, row 13).
    let code = match hex && (is_digest(digits, 32) || is_digest(digits, 40)) {
        true => "app.public_key_is_fingerprint",
        false => "app.public_key_shape",
    };
    findings.error(at, code);
    None
}

/// 签名: the hash that the platform asks, and no other. The finding says which it is and which it
/// should be.
pub(super) fn fingerprint(
    typed: Option<&str>,
    wanted: FingerprintAlgorithm,
    at: &str,
    findings: &mut Findings,
) -> Option<String> {
    const SHA256: usize = 64;
    let plain = plain_hex(findings.required(at, typed)?);
    if is_digest(&plain, wanted.digits()) {
        return Some(plain);
    }
    let others = [FingerprintAlgorithm::Md5, FingerprintAlgorithm::Sha1]
        .map(|other| (other.label(), other.digits()));
    let given = others
        .into_iter()
        .chain([("SHA-256", SHA256)])
        .find(|(_, digits)| is_digest(&plain, *digits));
    let digits = wanted.digits().to_string();
    findings.push(match given {
        Some((other, _)) => Issue::error(at, "app.fingerprint_is_other")
            .with(other)
            .with(wanted.label())
            .with(digits),
        None => Issue::error(at, "app.fingerprint_shape").with(wanted.label()).with(digits),
    });
    None
}

fn is_digest(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn plain_hex(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .collect::<String>()
        .to_lowercase()
}
