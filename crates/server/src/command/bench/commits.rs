//! How many transactions one filing takes, from registration to its number.

use super::{
    figure::{Figure, Report},
    rig::{Phase, Rig},
};
use std::collections::BTreeMap;

const MOST: usize = 25;
const STAFF: &str = "the provider's staff logs in";

pub fn measure(rig: &Rig, report: &mut Report) -> anyhow::Result<()> {
    let own = || rig.phases.iter().filter(|phase| phase.name != STAFF);
    let total: usize = own().map(|phase| phase.commits.len()).sum();
    let mut figure = Figure::new("commits", total as f64, "commits")
        .beside(MOST as f64, "what was asked")
        .asked("at most 25", total <= MOST);
    for phase in &rig.phases {
        figure = figure.note(described(phase));
    }
    report.add(figure);
    Ok(())
}

/// `phone work 12: 3 × filing journal, …`, the most frequent first.
fn described(phase: &Phase) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for commit in &phase.commits {
        *kinds.entry(commit.tables.join("+")).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} × {kind}")).collect();
    format!("{} {}: {}", phase.name, phase.commits.len(), kinds.join(", "))
}
