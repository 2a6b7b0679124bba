//! The pure rules: all findings of a full draft, and the kind of a filing.

use super::{
    figure::{Figure, Report},
    rig::Rig,
};
use anyhow::ensure;
use filing::{
    check::{self, CheckContext},
    classify::{Facts, classify},
    issue::Severity,
};
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

const LONG_ENOUGH: Duration = Duration::from_millis(500);

pub fn measure(rig: &Rig, report: &mut Report) -> anyhow::Result<()> {
    let row = &rig.filing;
    let blocks = &rig.journey.running.app.settings.provider.ip_blocks;
    let pools: Vec<_> = blocks.iter().filter_map(|block| block.parse().ok()).collect();
    let shipped = CheckContext::shipped(row.kind, row.updated_at);
    let context = CheckContext { pools: &pools, ..shipped };
    let found = check::check(&row.draft, &context);
    ensure!(found.iter().all(|issue| issue.severity != Severity::Error), "the draft holds");
    let checked = per_second(|| {
        black_box(check::check(black_box(&row.draft), &context));
    });
    let written = per_second(|| {
        black_box(serde_json::to_vec(black_box(&row.draft)).is_ok());
    });
    report.add(
        Figure::new("check", checked, "drafts/s")
            .beside(written, "writing the same draft as JSON")
            .note("one core; a complete draft of one sponsor and one service, every rule"),
    );
    let facts: Vec<Facts> = Facts::all_possible().collect();
    let each = facts.len() as f64;
    let decided = each
        * per_second(|| {
            for facts in &facts {
                black_box(classify(black_box(facts)));
            }
        });
    let written = each
        * per_second(|| {
            for facts in &facts {
                black_box(serde_json::to_vec(black_box(facts)).is_ok());
            }
        });
    report.add(
        Figure::new("classify", decided, "decisions/s")
            .beside(written, "writing the same facts as JSON")
            .note(format!("one core; all {} possible cases in turn", facts.len())),
    );
    Ok(())
}

/// How often a second this can be done.
fn per_second(mut work: impl FnMut()) -> f64 {
    work();
    let start = Instant::now();
    let mut done = 0_u32;
    while start.elapsed() < LONG_ENOUGH {
        work();
        done += 1;
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}
