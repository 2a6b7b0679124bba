//! Kills the real program at random moments while people work with it, and looks afterwards whether
//! anything was lost, doubled or left behind. Started by `cargo xtask chaos`.
//!
//! Everything is real but the people: the program, its database, the bureau's simulator in a process
//! of its own, HTTP between them. The people do what people do: they try again, with the same
//! idempotency key, until they are answered.

mod chance;
mod desk;
mod figures;
mod officers;
mod phone;
mod program;
mod reviewer;
mod run;
mod simulator;
mod town;
mod wire;

use clap::Parser;
use std::{path::PathBuf, process::ExitCode};

#[derive(Parser)]
#[command(
    name = "chaos",
    about = "Kills the server again and again under load, then checks what is left"
)]
struct Arguments {
    /// The program to be killed.
    #[arg(long)]
    server: PathBuf,
    /// The bureau's simulator.
    #[arg(long)]
    simulator: PathBuf,
    /// How often it is killed.
    #[arg(long, default_value_t = 50)]
    kills: usize,
    /// Moments, people and troubles are drawn from it.
    #[arg(long, default_value_t = 20_261)]
    seed: u64,
    /// Sponsors who work at the same time.
    #[arg(long, default_value_t = 6)]
    clients: u64,
    /// An empty PostgreSQL database instead of SQLite: `postgres://…`.
    #[arg(long)]
    database: Option<String>,
    /// The bureau misbehaves by chance all the time, drawn from the seed; without it, it is put
    /// into one trouble now and then.
    #[arg(long)]
    hostile: bool,
    /// Keep the folder with database, logs and ledger.
    #[arg(long)]
    keep: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run::run(arguments)));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chaos: {error:#}");
            ExitCode::FAILURE
        }
    }
}
