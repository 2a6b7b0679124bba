//! `cargo xtask bench`: builds the server and the simulator, then lets `beian bench` measure.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::{assets, run};

/// What `cargo xtask bench` is asked for.
pub struct Wish {
    /// With the release profile in place of the development one.
    pub release: bool,
    /// Handed on to `beian bench`.
    pub more: Vec<String>,
}

/// Measures, and prints what `beian bench` prints.
///
/// # Errors
/// Something cannot be fetched, built or measured.
pub fn run(root: &Path, wish: &Wish) -> Result<()> {
    // On standard error everything but the figures: they may be read by a program.
    let assets = assets::folder(root);
    ensure!(assets.is_dir(), "no models in {}: cargo xtask models", assets.display());
    let programs = run::build(root, wish.release)?;
    if !wish.release {
        eprintln!(
            "bench: the development profile: crates that grind bytes or pixels are optimised \
             (Cargo.toml), the others are not; --release optimises all"
        );
    }
    let mut command = std::process::Command::new(&programs.server);
    command.current_dir(root).env("BEIAN_ASSETS", &assets).arg("bench").args(&wish.more);
    let status = command.status().context("cannot start `beian bench`")?;
    ensure!(status.success(), "`beian bench`: {status}");
    Ok(())
}
