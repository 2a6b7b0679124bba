//! Which crate may stand on which.

use crate::project::Package;

/// What one crate may use: of our own crates, and of the guarded ones outside.
struct Row {
    name: &'static str,
    own: &'static [&'static str],
    outside: &'static [&'static str],
}

const fn row(
    name: &'static str,
    own: &'static [&'static str],
    outside: &'static [&'static str],
) -> Row {
    Row { name, own, outside }
}

/// The map of `docs/architecture.md`, from the rules outwards.
const ROWS: &[Row] = &[
    // The rules: no I/O, no clock, no randomness.
    // `utoipa` only describes its types, and only when asked to (feature `schema`).
    row("filing", &[], &["utoipa"]),
    // Pictures: knows nothing of filings.
    row("vision", &[], &["image", "imageproc", "ort", "rten", "rten-tensor"]),
    // The bureau's protocol.
    row("bureau", &["filing"], &["aes", "cbc", "encoding_rs", "md-5", "quick-xml", "reqwest"]),
    // SQL and files.
    row(
        "store",
        &["filing"],
        &["aes-gcm", "getrandom", "hmac", "object_store", "sm3", "sm4", "sqlx", "tokio"],
    ),
    // Use cases; `utoipa` describes what they answer.
    row(
        "app",
        &["filing", "vision", "bureau", "store"],
        &[
            "argon2",
            "captcha",
            "fast_qr",
            "getrandom",
            "krilla",
            "md-5",
            "reqwest",
            "tokio",
            "utoipa",
            "x509-cert",
        ],
    ),
    // HTTP and the program, which puts all of them together.
    row(
        "server",
        &["filing", "vision", "bureau", "store", "app", "samples"],
        &[
            "axum",
            "getrandom",
            "reqwest",
            "tokio",
            "tower-http",
            "tower_governor",
            "utoipa",
            "utoipa-axum",
        ],
    ),
    // Plays the bureau, in code of its own.
    row(
        "bureau-sim",
        &[],
        &["aes", "axum", "cbc", "encoding_rs", "getrandom", "md-5", "roxmltree", "tokio"],
    ),
    // Looks at a store at rest.
    row("invariants", &["filing", "store"], &[]),
    // Kills the server, in the clothes of everybody who uses it.
    row(
        "chaos",
        &["filing", "store", "app", "server", "samples", "invariants"],
        &["image", "reqwest", "tokio"],
    ),
    // Draws synthetic documents.
    row("samples", &[], &["image", "imageproc"]),
    // This tool.
    row("xtask", &[], &[]),
];

/// What is guarded outside: who speaks SQL, HTTP, XML, GBK, who touches pixels, ciphers, the
/// network, the clock or chance.
const GUARDED: &[&str] = &[
    "aes",
    "aes-gcm",
    "argon2",
    "axum",
    "captcha",
    "cbc",
    "encoding_rs",
    "fast_qr",
    "getrandom",
    "hmac",
    "hyper",
    "image",
    "imageproc",
    "krilla",
    "md-5",
    "object_store",
    "ort",
    "quick-xml",
    "rand",
    "reqwest",
    "roxmltree",
    "rten",
    "rten-tensor",
    "sm3",
    "sm4",
    "sqlx",
    "tokio",
    "tower-http",
    "tower_governor",
    "utoipa",
    "utoipa-axum",
    "x509-cert",
];

/// Pairs that must not meet even in tests.
const NEVER: &[(&str, &str)] = &[
    // A mistake both sides share would go unseen.
    ("bureau-sim", "bureau"),
];

/// The dependencies that break a wall. Dependencies for tests alone are free, but for [`NEVER`].
pub fn breaches(packages: &[Package]) -> Vec<String> {
    let ours = |name: &str| ROWS.iter().any(|row| row.name == name);
    let mut breaches = Vec::new();
    for package in packages {
        let name = package.name.as_str();
        let Some(row) = ROWS.iter().find(|row| row.name == name) else {
            breaches.push(format!("{name} has no row in xtask/src/walls/dependencies.rs"));
            continue;
        };
        for dependency in &package.dependencies {
            let used = dependency.name.as_str();
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let allowed = if NEVER.contains(&(name, used)) {
                false
            } else if for_tests {
                true
            } else if ours(used) {
                row.own.contains(&used)
            } else {
                !GUARDED.contains(&used) || row.outside.contains(&used)
            };
            if !allowed {
                breaches.push(format!("{name} must not use {used}"));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_allowance_is_of_something_guarded() {
        for row in ROWS {
            for name in row.outside {
                assert!(GUARDED.contains(name), "{name} in the row of {} is not guarded", row.name);
            }
            for name in row.own {
                assert!(ROWS.iter().any(|row| row.name == *name), "{name} is no crate of ours");
            }
        }
    }
}
