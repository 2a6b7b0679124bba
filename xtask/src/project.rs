//! The project as cargo and git describe it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The folder of the workspace's `Cargo.toml`: where `cargo run` says this tool lies, otherwise
/// where it lay when it was built.
///
/// # Errors
/// The project is no longer there.
pub fn root() -> Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let above = own.join("..");
    above.canonicalize().with_context(|| format!("the project is no longer at {}", above.display()))
}

/// The cargo that started this tool, as if it was typed: without what cargo told this tool about
/// itself. Build scripts watch these variables, and would build TLS and SQL again each time that
/// somebody changes between `cargo` and `cargo xtask`.
pub fn cargo(root: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(root).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let own = name.to_string_lossy();
        if own.starts_with("CARGO_PKG_") || own.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// One crate, as `cargo metadata` describes it.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Absent for the workspace's own crates.
    pub source: Option<String>,
    /// As the manifest asks for them.
    pub dependencies: Vec<Dependency>,
}

/// What a manifest asks for, under the name it has in the registry.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `dev`, `build`, or absent for an ordinary one.
    pub kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The workspace's own crates; asks nobody outside.
///
/// # Errors
/// A manifest does not parse.
pub fn own_packages(root: &Path) -> Result<Vec<Package>> {
    metadata(cargo(root).args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))
}

/// The workspace's crates and everything they stand on.
///
/// # Errors
/// A manifest does not parse, or `Cargo.lock` is not current.
pub fn all_packages(root: &Path) -> Result<Vec<Package>> {
    metadata(cargo(root).args(["metadata", "--format-version", "1", "--locked"]))
}

fn metadata(command: &mut Command) -> Result<Vec<Package>> {
    let output = command.output().context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).context("cargo metadata is not understood")?;
    Ok(metadata.packages)
}

/// Every file that is committed or would be, by its path below the root.
///
/// # Errors
/// Not a git work tree.
pub fn files(root: &Path) -> Result<Vec<String>> {
    let mut command = Command::new("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = command.current_dir(root).output().context("cannot start git")?;
    ensure!(
        output.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let list = String::from_utf8(output.stdout).context("a file's name is not UTF-8")?;
    let mut files: Vec<String> = list
        .split('\0')
        .filter(|path| !path.is_empty() && root.join(path).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}
