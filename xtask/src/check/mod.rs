//! `cargo xtask test`: the whole check, the same on a desk and in CI.

mod links;
mod places;
mod postgresql;
mod report;
mod sources;

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{assets, chaos, children, journey, licences, openapi, project, walls};
use report::{Outcome, Report};

/// One step of the check.
pub struct Step {
    /// As `--only` takes it.
    pub name: &'static str,
    when: When,
    run: fn(&Path) -> Result<Outcome>,
}

/// When a step is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// In the whole check.
    Always,
    /// In the quick check after an edit of a rule, which is part of the whole.
    Fast,
}

/// Cheap ones first, so that a slip is seen while the tests still build.
pub const STEPS: &[Step] = &[
    step("format", When::Always, |root| cargo(root, &["fmt", "--all", "--check"])),
    step("walls", When::Always, |root| done(walls::check(root))),
    step("sources", When::Always, |root| done(sources::check(root))),
    step("places", When::Always, |root| done(places::check(root))),
    step("links", When::Always, |root| done(links::check(root))),
    step("licences", When::Always, |root| done(licences::check(root))),
    step("models", When::Always, |root| done(assets::ensure(root).map(|_| ()))),
    step("postgresql", When::Always, |_| postgresql::provide()),
    step("clippy", When::Always, |root| {
        cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
    }),
    step("tests", When::Always, |root| cargo(root, &["test", "--workspace", "--no-fail-fast"])),
    step("journey", When::Always, |root| done(journey::run(root))),
    step("chaos", When::Always, |root| done(chaos::run(root, &chaos::IN_THE_CHECK))),
    step("rules", When::Fast, |root| cargo(root, &["test", "-p", "filing"])),
    step("openapi", When::Always, |root| done(openapi::check(root))),
];

const fn step(name: &'static str, when: When, run: fn(&Path) -> Result<Outcome>) -> Step {
    Step { name, when, run }
}

/// Which steps are asked for.
pub enum Choice<'a> {
    Whole,
    Fast,
    Only(&'a [String]),
}

/// Runs every chosen step, also after one that failed, and lists the failures at the end.
///
/// # Errors
/// A step failed, or was asked for and is not there.
pub fn run(root: &Path, choice: &Choice<'_>) -> Result<()> {
    let steps = chosen(choice)?;
    children::adopt_orphans();
    children::catch_interrupts()?;
    let mut report = Report::default();
    for step in steps {
        println!("\n── {} ──", step.name);
        let start = Instant::now();
        let outcome = after((step.run)(root));
        report.add(step.name, outcome, start.elapsed());
        if children::interrupted() {
            break;
        }
    }
    report.close()
}

fn chosen(choice: &Choice<'_>) -> Result<Vec<&'static Step>> {
    match choice {
        Choice::Whole => Ok(STEPS.iter().filter(|step| step.when == When::Always).collect()),
        Choice::Fast => Ok(STEPS.iter().filter(|step| step.when == When::Fast).collect()),
        Choice::Only(names) => names.iter().map(|name| by_name(name)).collect(),
    }
}

fn by_name(name: &str) -> Result<&'static Step> {
    let names = || STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ");
    STEPS
        .iter()
        .find(|step| step.name == name)
        .with_context(|| format!("no step is called `{name}`; there are: {}", names()))
}

/// A step that leaves a process behind has failed, whatever else it says.
fn after(outcome: Result<Outcome>) -> Result<Outcome> {
    let left = children::sweep();
    match outcome {
        Ok(_) if !left.is_empty() => bail!("left running, and ended now: {}", left.join(", ")),
        outcome => outcome,
    }
}

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<Outcome> {
    let mut command = project::cargo(root);
    command.args(arguments).env("BEIAN_ASSETS", assets::folder(root));
    program("cargo", &mut command)
}

fn program(name: &str, command: &mut Command) -> Result<Outcome> {
    let status = children::Running::start(name, command)?.wait()?;
    ensure!(status.success(), "`{}` ended with {status}", words(command));
    Ok(Outcome::Passed)
}

/// A command as one would type it.
fn words(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_chosen_by_its_name() {
        let names = ["walls".to_owned(), "openapi".to_owned()];
        let steps = chosen(&Choice::Only(&names)).unwrap();
        assert_eq!(steps.iter().map(|step| step.name).collect::<Vec<_>>(), ["walls", "openapi"]);
    }

    #[test]
    fn an_unknown_step_is_answered_with_the_known_ones() {
        let error = chosen(&Choice::Only(&["wall".to_owned()])).err().unwrap().to_string();
        assert!(error.contains("`wall`") && error.contains("walls, sources"), "{error}");
    }

    #[test]
    fn the_quick_check_is_the_rules_alone() {
        let steps = chosen(&Choice::Fast).unwrap();
        assert_eq!(steps.iter().map(|step| step.name).collect::<Vec<_>>(), ["rules"]);
    }

    #[test]
    fn a_program_that_fails_is_named_as_typed() {
        let error = program("sh", Command::new("/bin/sh").args(["-c", "exit 4"])).err().unwrap();
        assert_eq!(error.to_string(), "`sh -c exit 4` ended with exit status: 4");
    }
}
