//! `cargo xtask`: the project's own tool. `cargo xtask --help` lists what it does.

mod assets;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

/// The project's own tool.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Fetch the pictures' models and the fonts, pinned and checked, into .assets
    Models,
}

fn main() -> ExitCode {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let done = match Command::parse() {
        Command::Models => assets::ensure(&root).map(|_| ()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
