//! I1: each acknowledged submission exists, and exists once.

use crate::{Evidence, Invariant::Submissions, Report, history::Filing};
use filing::{id::FilingId, state::ActionName};
use std::collections::{BTreeMap, BTreeSet};

/// One submission as its client knows it, however often it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Under which it was sent each time.
    pub key: String,
    pub filing: FilingId,
    /// The client read a yes. Without one it may have arrived all the same.
    pub acknowledged: bool,
}

pub(crate) fn check(evidence: &Evidence<'_>, filings: &[Filing], report: &mut Report) {
    let mut sent: BTreeMap<FilingId, BTreeSet<&str>> = BTreeMap::new();
    let mut acknowledged: BTreeMap<FilingId, BTreeSet<&str>> = BTreeMap::new();
    for submission in evidence.submissions {
        sent.entry(submission.filing).or_default().insert(&submission.key);
        if submission.acknowledged {
            acknowledged.entry(submission.filing).or_default().insert(&submission.key);
        }
    }
    let known: BTreeMap<FilingId, &Filing> = filings.iter().map(|f| (f.id, f)).collect();
    for (id, keys) in &acknowledged {
        let Some(filing) = known.get(id) else {
            report.breach(Submissions, format!("{id} was acknowledged and is not there"));
            continue;
        };
        let (kept, told) = (handed_over(filing), keys.len());
        if kept < told {
            report.breach(Submissions, format!("{id}: {told} acknowledged, {kept} kept: lost"));
        }
    }
    for (id, keys) in &sent {
        let kept = known.get(id).map_or(0, |filing| handed_over(filing));
        if kept > keys.len() {
            let sent = keys.len();
            report.breach(Submissions, format!("{id}: {sent} sent, {kept} kept: doubled"));
        }
    }
    if evidence.every_filing_logged {
        for filing in filings.iter().filter(|filing| !sent.contains_key(&filing.id)) {
            report.breach(Submissions, format!("{}: no client knows of it: doubled", filing.id));
        }
    }
    let total: usize = acknowledged.values().map(BTreeSet::len).sum();
    report.looked(Submissions, format!("{total} acknowledged"));
}

fn handed_over(filing: &Filing) -> usize {
    let submit = [ActionName::Submit, ActionName::Resubmit];
    filing.moves.iter().filter(|step| submit.contains(&step.action)).count()
}
