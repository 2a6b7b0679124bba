//! `cargo xtask journey`: the whole main job over HTTP, with the simulator in a process of its own.

use std::{path::Path, process::Command};

use anyhow::{Result, ensure};

use crate::{assets, children::Running, run};

/// Fetches, builds, and lets `beian demo --journey` go from registration to the filing number.
///
/// # Errors
/// Something cannot be fetched or built, or a step of the journey does not hold.
pub fn run(root: &Path) -> Result<()> {
    let assets = assets::ensure(root)?;
    let programs = run::build(root, false)?;
    let mut command = Command::new(&programs.server);
    command.current_dir(root).args(["demo", "--journey"]).env("BEIAN_ASSETS", &assets);
    let status = Running::start("beian", &mut command)?.wait()?;
    ensure!(status.success(), "`beian demo --journey` ended with {status}");
    Ok(())
}
