//! `cargo xtask`: the project's own tool. `cargo xtask --help` lists what it does.

mod assets;
mod bench;
mod chaos;
mod check;
mod children;
mod journey;
mod licences;
mod openapi;
mod project;
mod run;
mod walls;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Parser;

use check::Choice;

/// The project's own tool: run the system, check the project, fetch what is not committed.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Start the whole system here, with a simulator as the bureau; Ctrl-C ends it
    Run {
        /// Where to listen; a free port is taken when this one is in use
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Folder for everything that is kept, from the project's root
        #[arg(long, value_name = "DIR", default_value = ".data")]
        data: PathBuf,
        /// Handed on to `beian serve`
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Check everything, as CI does: all steps run, failures are listed at the end
    Test {
        /// Only this step; may be given more than once
        #[arg(long, value_name = "STEP", conflicts_with = "fast")]
        only: Vec<String>,
        /// Only the rules and their golden files, for an edit of a rule
        #[arg(long)]
        fast: bool,
    },
    /// Drive the main job over HTTP, from registration to the filing number
    Journey,
    /// Kill the server again and again under load, then check what is left
    Chaos {
        /// How often
        #[arg(long, default_value_t = 50)]
        kills: usize,
        /// Moments, people and troubles are drawn from it
        #[arg(long, default_value_t = 20_261)]
        seed: u64,
        /// Handed on to the tool: `--clients N`, `--database URL`, `--hostile`, `--keep`
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Fetch the pictures' models and the fonts, pinned and checked, into .assets
    Models,
    /// Check that no crate uses what it must not know
    Walls,
    /// Check that every crate and model may be used commercially
    Licences,
    /// Measure this build beside its raw limits
    Bench {
        /// Optimise every crate; without it, those that grind bytes or pixels
        #[arg(long)]
        release: bool,
        /// Handed on to `beian bench`: `--only NAME`, `--json`
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Write crates/server/openapi.json from what the server describes
    Openapi,
}

fn main() -> ExitCode {
    match perform(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<()> {
    let root = project::root()?;
    match command {
        Command::Run { listen, data, more } => run::run(&root, &run::Wish { listen, data, more }),
        Command::Test { fast: true, .. } => check::run(&root, &Choice::Fast),
        Command::Test { only, .. } if only.is_empty() => check::run(&root, &Choice::Whole),
        Command::Test { only, .. } => check::run(&root, &Choice::Only(&only)),
        Command::Models => assets::ensure(&root).map(|_| ()),
        Command::Journey => journey::run(&root),
        Command::Chaos { kills, seed, more } => {
            chaos::run(&root, &chaos::Wish { kills, seed, more })
        }
        Command::Walls => walls::check(&root).map(|()| println!("walls: all stand")),
        Command::Licences => {
            licences::check(&root).map(|()| println!("licences: all may be used commercially"))
        }
        Command::Bench { release, more } => bench::run(&root, &bench::Wish { release, more }),
        Command::Openapi => openapi::write(&root),
    }
}
