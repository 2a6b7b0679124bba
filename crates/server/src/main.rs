//! `beian`: the filing system of an access provider, in one program.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "beian", version, about = "ICP filing system (ICP备案) for access providers")]
struct Arguments {
    /// Overlays the built-in defaults.
    #[arg(long, global = true, env = "BEIAN_CONFIG")]
    config: Option<PathBuf>,
    /// One setting, e.g. `--set http.listen="127.0.0.1:9000"`; may be repeated.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the screens and the API, and run queued work.
    Serve(server::command::serve::Arguments),
    /// Run queued work only.
    Work,
    /// Bring the database to this version.
    Migrate,
    /// Say whether the configuration holds.
    CheckConfig,
    /// Add a member of the staff; prints a one-time password.
    AddStaff(server::command::add_staff::Arguments),
    /// Read documents on pictures: one JSON object a line.
    Inspect(server::command::inspect::Arguments),
    /// The main job over HTTP on pictures of its own making.
    Demo(server::command::demo::Arguments),
    /// Print the API's description (OpenAPI 3.1).
    Openapi,
    /// Make the master key, where the configuration names it; never replaces one.
    MakeKey,
    /// Check the journal's chain; names the first broken entry.
    VerifyJournal,
    /// Measure this build beside its raw limits.
    Bench(server::command::bench::Arguments),
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let overrides = server::command::overrides(&arguments.set)?;
    let load = || server::config::Config::load(arguments.config.as_deref(), &overrides);
    match arguments.command {
        Command::Openapi => server::command::openapi::run(),
        Command::Inspect(inspect) => server::command::inspect::run(&load()?, &inspect),
        Command::MakeKey => server::assemble::make_master_key(&load()?.keys.master_file),
        Command::CheckConfig => load().map(|_| println!("the configuration holds")),
        Command::Serve(serve) => block_on(server::command::serve::run(load()?, serve)),
        Command::Work => block_on(server::command::work::run(load()?)),
        Command::Migrate => block_on(server::command::migrate::run(load()?)),
        Command::AddStaff(staff) => block_on(server::command::add_staff::run(load()?, staff)),
        Command::Demo(demo) => block_on(server::command::demo::run(demo)),
        Command::VerifyJournal => block_on(server::command::verify_journal::run(load()?)),
        Command::Bench(bench) => block_on(server::command::bench::run(bench)),
    }
}

/// A stack of a worker thread. What the bureau says may go through a dozen nested transactions' worth
/// of futures, which without optimisation take more than the usual two megabytes.
const STACK: usize = 8 << 20;

fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().thread_stack_size(STACK).build()?.block_on(work)
}
