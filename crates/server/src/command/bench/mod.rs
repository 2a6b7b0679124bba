//! `beian bench`: what this build does, each figure beside a limit measured in the same run. Machines
//! differ and are noisy; the ratio of the two says more than either.

mod bureau_file;
mod commits;
mod figure;
mod outbox;
mod pictures;
mod process;
mod rig;
mod rules;
mod start;
mod submissions;

use anyhow::Context;
use clap::{Args, ValueEnum};
use figure::Report;
use rig::Rig;

#[derive(Args)]
pub struct Arguments {
    /// Only these measurements.
    #[arg(long, value_enum)]
    only: Vec<Name>,
    /// One JSON object in place of the lines.
    #[arg(long)]
    json: bool,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// From the spawn of a server to its readiness, and its memory.
    Start,
    /// Transactions of one filing, from registration to its number.
    Commits,
    /// Filings handed over in a second.
    Submissions,
    /// Reading pictures, and refusing bombs.
    Pictures,
    /// Checking drafts and deciding kinds.
    Rules,
    /// Building the bureau's files.
    BureauFile,
    /// A thousand filings to the bureau, and a thousand results.
    Outbox,
}

/// Measures this build beside its raw limits.
///
/// # Errors
/// What can't be started or measured, by name. An asked bound that does not hold is no error: it is
/// what the figures say.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let wanted = |name: Name| arguments.only.is_empty() || arguments.only.contains(&name);
    let mut report = Report::new(arguments.json);
    // The pictures first: afterwards this process is as large as it ever gets.
    let bare = process::resident(std::process::id())?;
    if wanted(Name::Pictures) {
        pictures::measure(&mut report)?;
    }
    if wanted(Name::Start) {
        start::measure(&mut report, bare).await?;
    }
    let with_journey =
        [Name::Commits, Name::Submissions, Name::Rules, Name::BureauFile, Name::Outbox];
    if with_journey.into_iter().any(wanted) {
        let rig = Rig::up().await.context("the journey")?;
        let measured = on_rig(&rig, &wanted, &mut report).await;
        rig.down().await;
        measured?;
    }
    report.end()
}

async fn on_rig(
    rig: &Rig,
    wanted: &impl Fn(Name) -> bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    if wanted(Name::Commits) {
        commits::measure(rig, report);
    }
    if wanted(Name::Submissions) {
        submissions::measure(rig, report).await?;
    }
    if wanted(Name::Rules) {
        rules::measure(rig, report)?;
    }
    if wanted(Name::BureauFile) {
        bureau_file::measure(rig, report).await?;
    }
    if wanted(Name::Outbox) {
        outbox::measure(rig, report).await?;
    }
    Ok(())
}
