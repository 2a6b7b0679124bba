//! I3: the journal's chain holds, and every filing went by legal transitions, one after the other,
//! from its creation to where it stands.

use crate::{Evidence, Invariant::History, Report};
use filing::{
    id::FilingId,
    journal::EntryName,
    state::{ActionName, Stage, transitions},
};
use std::collections::HashSet;
use store::{MAX_PAGE, Result};

/// A filing and what the journal says of it.
pub(crate) struct Filing {
    pub id: FilingId,
    pub stands: Stage,
    /// How often its creation is written down.
    pub created: usize,
    pub moves: Vec<Move>,
    /// Entries that are no transition, with how many moves came before.
    pub others: Vec<(usize, String, serde_json::Value)>,
    /// Entries of transitions without readable stages.
    pub unreadable: Vec<i64>,
}

/// One transition.
#[derive(Clone, Copy)]
pub(crate) struct Move {
    /// Number of its journal entry.
    pub sequence: i64,
    pub action: ActionName,
    pub from: Stage,
    pub to: Stage,
}

/// Every filing with its journal.
pub(crate) async fn read(evidence: &Evidence<'_>) -> Result<Vec<Filing>> {
    let mut filings: Vec<Filing> = Vec::new();
    loop {
        let page = evidence.store.standings_after(filings.last().map(|last| last.id)).await?;
        if page.is_empty() {
            return Ok(filings);
        }
        for standing in page {
            let mut filing = Filing {
                id: standing.id,
                stands: standing.state.stage(),
                created: 0,
                moves: Vec::new(),
                others: Vec::new(),
                unreadable: Vec::new(),
            };
            let mut after = None;
            loop {
                let entries = evidence.store.journal_of(standing.id, after, MAX_PAGE).await?;
                for entry in entries.items {
                    filing.add(entry);
                }
                after = entries.next;
                if after.is_none() {
                    break;
                }
            }
            filings.push(filing);
        }
    }
}

impl Filing {
    fn add(&mut self, entry: store::JournalRow) {
        if entry.action == EntryName::FilingCreated.as_str() {
            self.created += 1;
            return;
        }
        let action = ActionName::ALL.iter().find(|action| action.as_str() == entry.action);
        let Some(action) = action else {
            self.others.push((self.moves.len(), entry.action, entry.detail));
            return;
        };
        let stage = |key: &str| {
            let name = entry.detail[key].as_str()?;
            Stage::ALL.iter().copied().find(|stage| stage.name() == name)
        };
        match (stage("from"), stage("to")) {
            (Some(from), Some(to)) => {
                let sequence = entry.sequence;
                self.moves.push(Move { sequence, action: *action, from, to });
            }
            _ => self.unreadable.push(entry.sequence),
        }
    }

    /// How often it set out for the bureau with a content of its own: approved, reported again
    /// unchanged, or repaired after a refusal.
    pub(crate) fn revisions(&self) -> usize {
        let out = |step: &&Move| step.to == Stage::AwaitingUpload && step.from != Stage::Sending;
        self.moves.iter().filter(out).count()
    }

    /// How often the bureau's yes to a file moved it on.
    pub(crate) fn taken_in(&self) -> usize {
        self.moves.iter().filter(|step| step.action == ActionName::Uploaded).count()
    }
}

pub(crate) async fn check(
    evidence: &Evidence<'_>,
    filings: &[Filing],
    report: &mut Report,
) -> Result<()> {
    if let Some(broken) = evidence.store.verify_journal().await? {
        let what = format!("journal entry {} is {}", broken.sequence, broken.why);
        report.breach(History, what);
    }
    let legal: HashSet<(Stage, ActionName, Stage)> = transitions()
        .into_iter()
        .map(|row| (row.from.stage(), row.action, row.to.stage()))
        .collect();
    let mut moves = 0;
    for filing in filings {
        let id = filing.id;
        if filing.created != 1 {
            let times = filing.created;
            report.breach(History, format!("{id}: its creation is written down {times} times"));
        }
        for sequence in &filing.unreadable {
            report.breach(History, format!("{id}: entry {sequence} names no stages"));
        }
        let mut stands = Stage::Entering;
        for step in &filing.moves {
            let Move { sequence, action, from, to } = *step;
            if from != stands {
                let what =
                    format!("{id}: entry {sequence} leaves {from}, but it stood at {stands}");
                report.breach(History, what);
            }
            if !legal.contains(&(from, action, to)) {
                let what = format!("{id}: entry {sequence}: no {action} leads from {from} to {to}");
                report.breach(History, what);
            }
            stands = to;
        }
        if stands != filing.stands {
            let now = filing.stands;
            report.breach(History, format!("{id} stands at {now}, its history ends at {stands}"));
        }
        moves += filing.moves.len();
    }
    let entries = evidence.store.journal_head().await?.sequence;
    let count = filings.len();
    report.looked(History, format!("{count} filings, {moves} transitions, {entries} entries"));
    Ok(())
}
