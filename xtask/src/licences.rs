//! `cargo xtask licences`: every crate and every model may be used commercially.

use std::path::Path;

use anyhow::{Result, bail};
use spdx::{Expression, LicenseReq, ParseMode};

use crate::{assets, project};

/// Licences that allow commercial use without opening our source. MPL-2.0 asks for the source of
/// its own files only, which are published as they are.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Exceptions that only give more freedom.
const EXCEPTIONS: &[&str] = &["LLVM-exception"];

/// Crates that ship a licence text instead of naming it; the text was read.
const READ: &[(&str, &str)] = &[("captcha", "MIT")];

/// Checks the crates of `Cargo.lock` and the packages and files of `models.toml`.
///
/// # Errors
/// Every refused one, by name.
pub fn check(root: &Path) -> Result<()> {
    let mut refused = Vec::new();
    let packages = project::all_packages(root)?;
    let crates = packages.iter().filter(|package| package.source.is_some()).map(|package| {
        let read = READ.iter().find(|(name, _)| *name == package.name).map(|(_, licence)| *licence);
        let licence = package.license.as_deref().or(read);
        (format!("{} {}", package.name, package.version), licence)
    });
    let manifest = assets::Manifest::read(&root.join(assets::MANIFEST))?;
    let models = manifest
        .packages
        .iter()
        .map(|package| (package.to_string(), Some(package.licence.as_str())))
        .chain(manifest.files.iter().map(|file| (file.path.clone(), Some(file.licence.as_str()))));
    for (name, licence) in crates.chain(models) {
        if let Err(why) = judge(licence) {
            refused.push(format!("{name}: {why}"));
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    bail!("{} licence(s) refused:\n  {}", refused.len(), refused.join("\n  "))
}

fn judge(licence: Option<&str>) -> Result<(), String> {
    let licence = licence.ok_or("names no licence")?;
    let expression = Expression::parse_mode(licence, ParseMode::LAX)
        .map_err(|error| format!("`{licence}` is no SPDX expression: {}", error.reason))?;
    if expression.evaluate(is_allowed) {
        Ok(())
    } else {
        Err(format!("`{licence}` is not allowed"))
    }
}

fn is_allowed(asked: &LicenseReq) -> bool {
    let licence = asked.license.id().is_some_and(|id| ALLOWED.contains(&id.name));
    let exception = asked
        .addition
        .as_ref()
        .is_none_or(|addition| addition.id().is_some_and(|id| EXCEPTIONS.contains(&id.name)));
    licence && exception
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_choice_is_enough() {
        for licence in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "MIT AND OFL-1.1",
        ] {
            assert_eq!(judge(Some(licence)), Ok(()), "{licence}");
        }
    }

    #[test]
    fn every_part_of_an_and_must_be_allowed() {
        for licence in [
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT OR Apache-2.0) AND AGPL-3.0-only",
            "CC-BY-NC-4.0",
            "MIT WITH Classpath-exception-2.0",
            "LicenseRef-ours",
        ] {
            assert!(judge(Some(licence)).is_err(), "{licence}");
        }
    }

    #[test]
    fn a_crate_without_a_readable_licence_is_refused() {
        assert_eq!(judge(None).unwrap_err(), "names no licence");
        assert!(judge(Some("see the file")).unwrap_err().contains("no SPDX expression"));
    }

    #[test]
    fn every_name_on_the_list_is_an_spdx_name() {
        for name in ALLOWED {
            assert!(spdx::license_id(name).is_some_and(|id| id.name == *name), "{name}");
        }
        for name in EXCEPTIONS {
            assert!(spdx::exception_id(name).is_some_and(|id| id.name == *name), "{name}");
        }
    }
}
