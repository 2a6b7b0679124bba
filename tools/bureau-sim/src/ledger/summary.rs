//! What the ledger proves about each provider: what was sent how often, in which order, and what was left
//! unacknowledged.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Entry;

/// The account of one provider.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// `ispId`
    pub provider: i64,
    /// Calls of every operation.
    pub calls: BTreeMap<String, u64>,
    /// Uploads that were taken.
    pub accepted_uploads: u64,
    /// Uploads that were refused, by code.
    pub refused_uploads: BTreeMap<u16, u64>,
    /// Sequence numbers of taken uploads.
    pub sequence: Sequence,
    /// Records in taken uploads.
    pub records: u64,
    /// Records whose content came more than once, under whichever id.
    pub same_content: Vec<Repeated>,
    /// Ids that came more than once, with whichever content.
    pub same_id: Vec<Repeated>,
    /// Results and other things handed out, by kind and code (`BAJG 1001`).
    pub told: BTreeMap<String, u64>,
    /// Files handed out at least once.
    pub files_handed_out: u64,
    /// Files acknowledged.
    pub files_acknowledged: u64,
    /// Files that wait: never fetched, or fetched and not acknowledged.
    pub files_unacknowledged: Vec<String>,
    /// How often each mode struck.
    pub spoilt: BTreeMap<String, u64>,
}

/// The numbers of taken uploads.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sequence {
    /// The first.
    pub first: Option<i64>,
    /// The last.
    pub last: Option<i64>,
    /// Numbers between them that were never taken.
    pub gaps: Vec<i64>,
    /// Numbers taken more than once: after the bureau forgot one, this is right.
    pub repeated: Vec<i64>,
}

/// Something that came more than once.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// Digest or id.
    pub what: String,
    /// The ids or digests it came with.
    pub with: Vec<String>,
    /// The ledger's numbers of the uploads, in order.
    pub entries: Vec<u64>,
}

/// Gaps listed, at most: a number from nowhere leaves millions.
const MOST_GAPS: usize = 1000;

/// The accounts of all providers that called, in the order of their ids. `waiting` are the names of a
/// provider's files that wait.
pub fn summaries(
    entries: &[Entry],
    known: &[i64],
    waiting: impl Fn(i64) -> Vec<String>,
) -> Vec<Summary> {
    let called = entries.iter().filter_map(|entry| entry.provider);
    let providers: BTreeSet<i64> = called.filter(|id| known.contains(id)).collect();
    providers
        .into_iter()
        .map(|id| {
            let own = entries.iter().filter(|entry| entry.provider == Some(id));
            summary(id, own, waiting(id))
        })
        .collect()
}

fn summary<'a>(
    provider: i64,
    entries: impl Iterator<Item = &'a Entry>,
    waiting: Vec<String>,
) -> Summary {
    let mut sum = Summary { provider, files_unacknowledged: waiting, ..Summary::default() };
    let mut taken: BTreeMap<i64, u64> = BTreeMap::new();
    let mut contents: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    let mut ids: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    let mut handed: BTreeSet<&str> = BTreeSet::new();
    let mut acknowledged: BTreeSet<&str> = BTreeSet::new();
    for entry in entries {
        *sum.calls.entry(entry.operation.clone()).or_default() += 1;
        if let Some(mode) = &entry.mode {
            *sum.spoilt.entry(mode.clone()).or_default() += 1;
        }
        match (entry.operation.as_str(), entry.code) {
            ("isp_upload", 0) => {
                sum.accepted_uploads += 1;
                if let Some(number) = entry.sequence {
                    *taken.entry(number).or_default() += 1;
                }
                sum.records += entry.seen.len() as u64;
                for record in &entry.seen {
                    contents.entry(&record.digest).or_default().push((&record.label, entry.n));
                    ids.entry(&record.label).or_default().push((&record.digest, entry.n));
                }
            }
            ("isp_upload", code) => *sum.refused_uploads.entry(code).or_default() += 1,
            ("isp_download", 1 | 3) => {
                handed.extend(entry.records.iter().map(String::as_str));
                for told in &entry.told {
                    let code = told.code.map(|code| format!(" {code}")).unwrap_or_default();
                    *sum.told.entry(format!("{}{code}", told.what)).or_default() += 1;
                }
            }
            ("isp_downloadack", 0) => {
                acknowledged.extend(entry.records.iter().map(String::as_str));
            }
            _ => {}
        }
    }
    sum.files_handed_out = handed.len() as u64;
    sum.files_acknowledged = acknowledged.len() as u64;
    sum.same_content = repeated(contents);
    sum.same_id = repeated(ids);
    sum.sequence = sequence(&taken);
    sum
}

fn sequence(taken: &BTreeMap<i64, u64>) -> Sequence {
    let (first, last) = (taken.keys().next().copied(), taken.keys().next_back().copied());
    let numbers: Vec<i64> = taken.keys().copied().collect();
    let between = numbers.windows(2).flat_map(|pair| pair[0] + 1..pair[1]);
    Sequence {
        first,
        last,
        gaps: between.take(MOST_GAPS).collect(),
        repeated: taken.iter().filter(|(_, times)| **times > 1).map(|(n, _)| *n).collect(),
    }
}

fn repeated(seen: BTreeMap<&str, Vec<(&str, u64)>>) -> Vec<Repeated> {
    seen.into_iter()
        .filter(|(_, times)| times.len() > 1)
        .map(|(what, times)| {
            let with: BTreeSet<&str> = times.iter().map(|(with, _)| *with).collect();
            Repeated {
                what: what.to_owned(),
                with: with.into_iter().map(str::to_owned).collect(),
                entries: times.iter().map(|(_, n)| *n).collect(),
            }
        })
        .collect()
}
