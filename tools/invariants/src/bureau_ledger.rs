//! I2: the bureau took in each revision of a filing once, in files numbered without a gap.

use crate::{Evidence, Invariant::BureauLedger, Report, history::Filing};
use filing::{id::FilingId, state::Stage};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Result, UploadRow, UploadState};
use uuid::Uuid;

/// One message as the bureau wrote it down (`ledger.jsonl`, `/ledger` of the simulator).
#[derive(Clone, Debug, Deserialize)]
pub struct LedgerEntry {
    pub n: u64,
    pub operation: String,
    pub sequence: Option<i64>,
    /// The hash that the file was sent with.
    pub hash: Option<String>,
    pub code: u16,
    /// The misbehaviour that spoilt the answer.
    pub mode: Option<String>,
}

/// The bureau lost the file it took last, and asks for it once more.
const LOST: &str = "gap_14";

pub(crate) async fn check(
    evidence: &Evidence<'_>,
    filings: &[Filing],
    report: &mut Report,
) -> Result<()> {
    let Some(ledger) = evidence.ledger else {
        report.looked(BureauLedger, "no ledger");
        return Ok(());
    };
    let uploads = uploads(evidence).await?;
    // What is reported again unchanged is the same file under the next number: the number tells the
    // rows of one hash apart. A number that no row has for it is one more taking of the file.
    let row_of = |sequence: i64, hash: &str| {
        let same = |upload: &&UploadRow| upload.hash == hash;
        let numbered = |upload: &&UploadRow| upload.sequence == Some(sequence);
        let rows = || uploads.iter().filter(same);
        rows().find(numbered).or_else(|| rows().next_back())
    };
    let mut taken: BTreeMap<Uuid, usize> = BTreeMap::new();
    // The files that stand, in order; a loss takes the last away.
    let mut standing: Vec<(i64, &str)> = Vec::new();
    let mut files = 0;
    for entry in ledger.iter().filter(|entry| entry.operation == "isp_upload") {
        if entry.mode.as_deref() == Some(LOST)
            && let Some(lost) = standing.pop()
        {
            // What was lost may come again.
            if let Some(upload) = row_of(lost.0, lost.1) {
                taken.entry(upload.id).and_modify(|times| *times = times.saturating_sub(1));
            }
        }
        if entry.code != 0 {
            continue;
        }
        files += 1;
        let (sequence, hash) =
            (entry.sequence.unwrap_or_default(), entry.hash.as_deref().unwrap_or_default());
        let expected = standing.last().map_or(1, |(last, _)| last + 1);
        if sequence != expected {
            let what = format!("ledger {}: file {sequence} instead of {expected}", entry.n);
            report.breach(BureauLedger, what);
        }
        standing.push((sequence, hash));
        let upload = row_of(sequence, hash);
        if let Some(upload) = upload {
            *taken.entry(upload.id).or_default() += 1;
        }
        match upload {
            None => {
                let what = format!("ledger {}: file {sequence} is none of ours", entry.n);
                report.breach(BureauLedger, what);
            }
            Some(upload) if upload.sequence != Some(sequence) => {
                let what = format!(
                    "ledger {}: file {sequence} is numbered {:?} here",
                    entry.n, upload.sequence
                );
                report.breach(BureauLedger, what);
            }
            Some(_) => {}
        }
    }
    let mut accepted: BTreeMap<FilingId, usize> = BTreeMap::new();
    for upload in &uploads {
        let number = upload.sequence.unwrap_or_default();
        let times = taken.get(&upload.id).copied().unwrap_or(0);
        if times > 1 {
            report.breach(BureauLedger, format!("file {number} was taken in {times} times"));
        }
        if times == 0 && upload.state == UploadState::Accepted {
            report.breach(BureauLedger, format!("file {number} counts as taken in and was not"));
        }
        if times > 0 && upload.state == UploadState::Refused {
            report
                .breach(BureauLedger, format!("file {number} counts as refused and was taken in"));
        }
        for id in &upload.filings {
            *accepted.entry(*id).or_default() += times;
        }
    }
    for filing in filings {
        let (id, taken) = (filing.id, accepted.get(&filing.id).copied().unwrap_or(0));
        let (out, moved) = (filing.revisions(), filing.taken_in());
        if taken > out {
            let what = format!("{id}: {out} revisions, taken in {taken} times: doubled");
            report.breach(BureauLedger, what);
        }
        if moved > taken {
            let what = format!("{id}: moved on {moved} times, taken in {taken} times");
            report.breach(BureauLedger, what);
        }
        let through = [Stage::SmsVerification, Stage::BureauReview, Stage::Filed];
        if through.contains(&filing.stands) && taken == 0 {
            report.breach(BureauLedger, format!("{id} is at {} and was not sent", filing.stands));
        }
    }
    report.looked(BureauLedger, format!("{files} files taken in, {} calls", ledger.len()));
    Ok(())
}

async fn uploads(evidence: &Evidence<'_>) -> Result<Vec<UploadRow>> {
    let mut rows: Vec<UploadRow> = Vec::new();
    loop {
        let ids = evidence.store.uploads_after(rows.last().map(|row| row.id)).await?;
        if ids.is_empty() {
            return Ok(rows);
        }
        for id in ids {
            rows.extend(evidence.store.upload(id).await?);
        }
    }
}
