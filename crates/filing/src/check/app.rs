//! What an app has that a website has not (工信部信管〔2023〕105号; handbook §3.11).

use super::findings::{Findings, given};
use crate::draft::{AppDraft, AppPlatform, PlatformDraft, ServiceDraft, ServiceKind};

pub(super) fn read(
    typed: &ServiceDraft,
    at: &str,
    findings: &mut Findings,
) -> Option<Option<AppDraft>> {
    match (&typed.app, typed.kind) {
        (Some(app), ServiceKind::App) => app_part(app, at, findings).map(Some),
        (None, ServiceKind::App) => {
            findings.error(at, "app.missing");
            None
        }
        (Some(_), _) => {
            findings.warning(at, "app.not_an_app");
            Some(None)
        }
        (None, _) => Some(None),
    }
}

fn app_part(typed: &AppDraft, at: &str, findings: &mut Findings) -> Option<AppDraft> {
    let mut platforms = Vec::new();
    if typed.platforms.is_empty() {
        findings.error(format!("{at}/platforms"), "app.no_platform");
    }
    for (n, platform) in typed.platforms.iter().enumerate() {
        let at = format!("{at}/platforms/{n}");
        if typed.platforms[..n].iter().any(|earlier| earlier.platform == platform.platform) {
            findings.error(format!("{at}/platform"), "app.platform_twice");
        }
        platforms.push(platform_part(platform, &at, findings));
    }
    for (field, answer) in [("uses_sdk", typed.uses_sdk), ("offers_sdk", typed.offers_sdk)] {
        if answer.is_none() {
            findings.error(format!("{at}/{field}"), "required");
        }
    }
    let platforms = platforms.into_iter().collect::<Option<Vec<_>>>()?;
    let complete = !platforms.is_empty() && typed.uses_sdk.is_some() && typed.offers_sdk.is_some();
    complete.then(|| AppDraft { platforms, ..typed.clone() })
}

/// Numbers in normal form: no colons and blanks, lower case.
fn platform_part(
    typed: &PlatformDraft,
    at: &str,
    findings: &mut Findings,
) -> Option<PlatformDraft> {
    let bundle_id = bundle_id(typed, &format!("{at}/bundle_id"), findings);
    let public_key = public_key(typed, &format!("{at}/public_key"), findings);
    let fingerprint = fingerprint(typed, &format!("{at}/fingerprint"), findings);
    Some(PlatformDraft {
        platform: typed.platform,
        bundle_id: Some(bundle_id?),
        public_key: Some(public_key?),
        fingerprint: Some(fingerprint?),
    })
}

/// 包名 / Bundle ID, as in the store.
fn bundle_id(typed: &PlatformDraft, at: &str, findings: &mut Findings) -> Option<String> {
    let text = findings.text(at, typed.bundle_id.as_deref(), 255)?;
    let right = text.split('.').all(|part| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    });
    if !right {
        findings.error(at, "app.bundle_id_shape");
    }
    right.then_some(text)
}

/// 公钥: the modulus, decimal or hexadecimal. Real ones have 1024 bits and more.
fn public_key(typed: &PlatformDraft, at: &str, findings: &mut Findings) -> Option<String> {
    let typed = findings.required(at, typed.public_key.as_deref())?;
    let plain = plain_hex(typed);
    let digits = plain.strip_prefix("0x").unwrap_or(&plain);
    let right =
        (64..=4096).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if !right {
        findings.error(at, "app.public_key_shape");
    }
    right.then(|| digits.to_owned())
}

/// 签名: MD5 (32 hexadecimal digits) on Android and HarmonyOS, SHA-1 (40) on iOS. People mix them
/// up (handbook §8, row 13), so the finding says which it is.
fn fingerprint(typed: &PlatformDraft, at: &str, findings: &mut Findings) -> Option<String> {
    const MD5: usize = 32;
    const SHA1: usize = 40;
    let text = findings.required(at, typed.fingerprint.as_deref())?;
    let plain = plain_hex(text);
    let is_hex = plain.bytes().all(|b| b.is_ascii_hexdigit());
    let wanted = match typed.platform {
        AppPlatform::Android | AppPlatform::HarmonyOs => MD5,
        AppPlatform::Ios => SHA1,
    };
    let code = match (is_hex, plain.len()) {
        (true, length) if length == wanted => return Some(plain),
        (true, SHA1) => "app.fingerprint_is_sha1",
        (true, MD5) => "app.fingerprint_is_md5",
        _ => "app.fingerprint_shape",
    };
    findings.error(at, code);
    None
}

fn plain_hex(text: &str) -> String {
    let text = given(Some(text)).unwrap_or_default();
    text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect::<String>().to_lowercase()
}
