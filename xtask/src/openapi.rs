//! `cargo xtask openapi`: the committed description of the HTTP interface is what the server serves.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::run;

/// Where the description is committed.
const COMMITTED: &str = "crates/server/openapi.json";

/// Writes what the server describes.
///
/// # Errors
/// The server does not build or does not describe itself.
pub fn write(root: &Path) -> Result<()> {
    let described = described(root)?;
    fs::write(root.join(COMMITTED), described)
        .with_context(|| format!("cannot write {COMMITTED}"))?;
    println!("openapi: wrote {COMMITTED}");
    Ok(())
}

/// Compares the committed description with the server's.
///
/// # Errors
/// They differ: names the first line that does.
pub fn check(root: &Path) -> Result<()> {
    let committed = fs::read_to_string(root.join(COMMITTED))
        .with_context(|| format!("{COMMITTED} is missing: cargo xtask openapi writes it"))?;
    match first_difference(&committed, &described(root)?) {
        None => Ok(()),
        Some(line) => {
            bail!("{COMMITTED} is stale from line {line} on: run cargo xtask openapi and commit it")
        }
    }
}

fn described(root: &Path) -> Result<String> {
    let programs = run::build(root, false)?;
    let mut command = Command::new(&programs.server);
    command.current_dir(root).arg("openapi");
    let output = command.stderr(Stdio::inherit()).output().context("cannot start beian")?;
    ensure!(output.status.success(), "`beian openapi` failed: {}", output.status);
    let text = String::from_utf8(output.stdout).context("`beian openapi` is not UTF-8")?;
    serde_json::from_str::<serde::de::IgnoredAny>(&text).context("`beian openapi` is not JSON")?;
    Ok(text)
}

fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines()).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }

    #[test]
    fn a_missing_description_says_how_to_write_it() {
        let root = tempfile::tempdir().unwrap();
        let error = check(root.path()).unwrap_err();
        assert!(error.to_string().contains("cargo xtask openapi"), "{error}");
    }
}
