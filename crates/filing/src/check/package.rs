//! 包名 / Bundle ID, as in the store.

use super::findings::Findings;

pub(super) fn package(typed: Option<&str>, at: &str, findings: &mut Findings) -> Option<String> {
    let text = findings.text(at, typed, 255)?;
    let right = text.split('.').all(|part| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    });
    if !right {
        findings.error(at, "app.bundle_id_shape");
    }
    right.then_some(text)
}
