//! `cargo xtask chaos`: kills the server again and again while people work with it, and checks what
//! is left.

use std::{path::Path, process::Command};

use anyhow::{Result, ensure};

use crate::{children::Running, run};

/// What `cargo xtask chaos` is asked for.
pub struct Wish {
    pub kills: usize,
    pub seed: u64,
    /// Handed on to the tool: `--clients N`, `--database URL`, `--hostile`, `--keep`.
    pub more: Vec<String>,
}

/// In the whole check: enough to see a mistake, in a time that one waits for.
pub const IN_THE_CHECK: Wish = Wish { kills: 50, seed: 20_261, more: Vec::new() };

/// Builds, and lets the tool run.
///
/// # Errors
/// Something cannot be built, or one of the invariants does not hold.
pub fn run(root: &Path, wish: &Wish) -> Result<()> {
    let programs = run::build(root, false)?;
    let mut command = Command::new(&programs.chaos);
    command.current_dir(root).arg("--server").arg(&programs.server);
    command.arg("--simulator").arg(&programs.simulator);
    command.args(["--kills", &wish.kills.to_string(), "--seed", &wish.seed.to_string()]);
    command.args(&wish.more);
    let status = Running::start("chaos", &mut command)?.wait()?;
    ensure!(status.success(), "`chaos` ended with {status}");
    Ok(())
}
