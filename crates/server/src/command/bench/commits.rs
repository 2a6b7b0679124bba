//! How many transactions one filing takes, from registration to its number, and how many of them
//! wait for the disk.

use super::{
    figure::{Figure, Report},
    rig::{Phase, Rig},
};
use std::collections::BTreeMap;

const MOST: usize = 25;
/// Once a day and reviewer, not once a filing.
const STAFF: &str = "the provider's staff logs in";

pub fn measure(rig: &Rig, report: &mut Report) {
    let own = || rig.phases.iter().filter(|phase| phase.name != STAFF);
    let durable: usize = own().map(durable).sum();
    let all: usize = own().map(|phase| phase.commits.len()).sum();
    let mut figure = Figure::new("durable_commits", durable as f64, "commits")
        .beside(MOST as f64, "the bound that was set: a count has no raw limit")
        .asked("at most 25", durable <= MOST)
        .note(format!(
            "one filing, without the staff's log-in; beside them {} that wait for no disk: jobs \
             that are claimed and done, captchas, prompts, marks",
            all - durable
        ));
    for phase in &rig.phases {
        figure = figure.note(described(phase));
    }
    report.add(figure);
}

fn durable(phase: &Phase) -> usize {
    phase.commits.iter().filter(|commit| commit.durable).count()
}

/// `phone work 12 (+ 60): 3 × filing+journal, …`: the durable ones by what they changed, the most
/// frequent first, and how many others there were.
fn described(phase: &Phase) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for commit in phase.commits.iter().filter(|commit| commit.durable) {
        *kinds.entry(commit.tables.join("+")).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} × {kind}")).collect();
    let (durable, all) = (durable(phase), phase.commits.len());
    format!("{} {durable} (+ {}): {}", phase.name, all - durable, kinds.join(", "))
}
