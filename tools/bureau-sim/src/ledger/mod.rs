//! The bureau's own account of every message it got: the oracle of tests. No personal data in it.

mod summary;
mod trace;

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use summary::{Summary, summaries};
pub use trace::{Seen, Told};
pub(crate) use trace::{seen, told, unread};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Running number, from 1.
    pub n: u64,
    /// When, Beijing time.
    pub at: String,
    /// Operation of the interface.
    pub operation: String,
    /// `ispId`, when it was a number.
    pub provider: Option<i64>,
    /// `dataSequence` of an upload.
    pub sequence: Option<i64>,
    /// Hash the provider sent along (uploads) or the bureau did (downloads).
    pub hash: Option<String>,
    /// The return code the bureau decided on, before any mode spoilt the answer.
    pub code: u16,
    /// Records of an upload (`IspZtid:1001`, `Ztbah:…`) or the name of a downloaded file.
    pub records: Vec<String>,
    /// The mode that spoilt the answer.
    pub mode: Option<String>,
    /// What an upload said: each record with a digest of its content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Seen>,
    /// What a downloaded file said: results, decisions, tasks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}

/// The account: in memory, and line by line in a file when there is a folder.
#[derive(Debug)]
pub struct Ledger {
    entries: Vec<Entry>,
    file: Option<File>,
}

impl Ledger {
    /// A ledger; with a folder, goes on after what `ledger.jsonl` there already says.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn open(folder: Option<&Path>) -> anyhow::Result<Self> {
        let Some(folder) = folder else { return Ok(Self { entries: Vec::new(), file: None }) };
        let path = folder.join("ledger.jsonl");
        let entries = if path.exists() {
            let text = std::fs::read_to_string(&path)?;
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { entries, file: Some(file) })
    }

    /// Add a message; its running number is given here.
    pub fn add(&mut self, mut entry: Entry) {
        entry.n = self.entries.len() as u64 + 1;
        if let Some(file) = &mut self.file {
            let written = serde_json::to_string(&entry)
                .map_err(std::io::Error::from)
                .and_then(|line| file.write_all(format!("{line}\n").as_bytes()));
            if let Err(error) = written {
                tracing::error!(%error, "the ledger could not be written");
            }
        }
        self.entries.push(entry);
    }

    /// Note on the last message of an operation that a mode spoilt its answer.
    pub fn spoilt(&mut self, mode: &str) {
        if let Some(last) = self.entries.last_mut() {
            last.mode = Some(mode.to_owned());
        }
    }

    /// All messages, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
