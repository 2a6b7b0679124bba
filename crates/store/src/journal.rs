//! The journal (备案历史信息): append-only, each entry holding the hash of the one before it.
//!
//! An entry that is changed, taken out or moved breaks the chain at that place; one that is cut off
//! the end no longer matches the head. Who could rewrite the whole table could rewrite the chain
//! too: keep [`crate::Store::journal_head`] somewhere else now and then and compare.

use crate::{
    Error, Result, Store, Suite,
    column::{at, hash, to_json},
    link::{Link, on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::{EntryId, FilingId},
    time::Timestamp,
};
use uuid::Uuid;

/// What is written down: who did what to which filing, on which request.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    pub at: Timestamp,
    /// Kind and id, e.g. `account:acc_…`, `staff:stf_…`, `system`.
    pub actor: String,
    pub action: &'static str,
    pub filing: Option<FilingId>,
    /// Never personal data: it stays for years and can't be erased.
    pub detail: serde_json::Value,
    /// Id of the HTTP request or the job.
    pub request: String,
}

/// A written entry.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalRow {
    /// 1, 2, 3 … without a gap.
    pub sequence: i64,
    pub id: EntryId,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    pub filing: Option<FilingId>,
    pub detail: serde_json::Value,
    pub request: String,
}

/// Where the chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalHead {
    /// Zero while the journal is empty.
    pub sequence: i64,
    pub hash: [u8; 32],
}

/// The first entry at which the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenEntry {
    pub sequence: i64,
    pub why: &'static str,
}

#[derive(sqlx::FromRow)]
struct Raw {
    sequence: i64,
    id: Uuid,
    at: i64,
    actor: String,
    action: String,
    filing: Option<Uuid>,
    detail: String,
    request: String,
    suite: i32,
    hash: Vec<u8>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT sequence, id, at, actor, action, filing, detail, request, suite, hash \
             FROM journal ",
            $rest
        )
    };
}

const DETAIL: &str = "journal.detail";
const HASH: &str = "journal.hash";
/// Entries read at once while verifying.
const VERIFY_BATCH: i64 = 1000;

impl Raw {
    fn row(self) -> Result<JournalRow> {
        Ok(JournalRow {
            sequence: self.sequence,
            id: EntryId::from_uuid(self.id),
            at: at(self.at),
            actor: self.actor,
            action: self.action,
            filing: self.filing.map(FilingId::from_uuid),
            detail: crate::column::from_json(&self.detail, DETAIL)?,
            request: self.request,
        })
    }

    /// The hash this entry must have after `previous`; `None` for a suite nobody knows.
    fn chained(&self, previous: &[u8; 32]) -> Option<[u8; 32]> {
        let suite = Suite::from_code(u8::try_from(self.suite).ok()?)?;
        let mut bytes = previous.to_vec();
        // Each part with its length, so that no two entries read the same.
        let mut part = |part: &[u8]| {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        };
        part(&[suite.code()]);
        part(&self.sequence.to_be_bytes());
        part(self.id.as_bytes());
        part(&self.at.to_be_bytes());
        part(self.actor.as_bytes());
        part(self.action.as_bytes());
        part(self.filing.as_ref().map_or(&[][..], |id| &id.as_bytes()[..]));
        part(self.detail.as_bytes());
        part(self.request.as_bytes());
        Some(suite.hash(&bytes))
    }
}

/// Refuses at once what could only fail at the commit.
pub(crate) fn check(entry: &JournalEntry) -> Result<()> {
    to_json(&entry.detail, DETAIL).map(drop)
}

/// Writes entries at the end of the chain, whose head stays locked until the transaction ends.
pub(crate) async fn append(
    link: &mut Link,
    suite: Suite,
    entries: Vec<JournalEntry>,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    link.lock("SELECT 1 FROM journal_head FOR UPDATE", None).await?;
    let mut head = link.journal_head().await?;
    for entry in entries {
        let mut raw = Raw {
            sequence: head.sequence + 1,
            id: (link.ids)(),
            at: entry.at.millis(),
            actor: entry.actor,
            action: entry.action.to_owned(),
            filing: entry.filing.map(FilingId::uuid),
            detail: to_json(&entry.detail, DETAIL)?,
            request: entry.request,
            suite: i32::from(suite.code()),
            hash: Vec::new(),
        };
        head.hash = raw.chained(&head.hash).ok_or(Error::Corrupt("journal.suite"))?;
        head.sequence = raw.sequence;
        raw.hash = head.hash.to_vec();
        on!(link, c => {
            sqlx::query(
                "INSERT INTO journal (sequence, id, at, actor, action, filing, detail, request, \
                 suite, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(raw.sequence)
            .bind(raw.id)
            .bind(raw.at)
            .bind(raw.actor)
            .bind(raw.action)
            .bind(raw.filing)
            .bind(raw.detail)
            .bind(raw.request)
            .bind(raw.suite)
            .bind(raw.hash)
            .execute(c)
            .await?;
        });
    }
    on!(link, c => {
        sqlx::query("UPDATE journal_head SET sequence = $1, hash = $2")
            .bind(head.sequence)
            .bind(&head.hash[..])
            .execute(c)
            .await?;
    });
    Ok(())
}

reads! {
    /// Where the chain ends: what to keep elsewhere as an anchor.
    pub async fn journal_head(&mut self) -> JournalHead {
        let (sequence, bytes): (i64, Vec<u8>) = on!(self, c => {
            sqlx::query_as("SELECT sequence, hash FROM journal_head").fetch_one(c).await?
        });
        Ok(JournalHead { sequence, hash: hash(bytes, HASH)? })
    }

    /// What happened to a filing, oldest first.
    pub async fn journal_of(&mut self, filing: FilingId, after: Option<Cursor>, limit: u32) -> Page<JournalRow> {
        let after = after.map_or(0, |cursor| cursor.position);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"))
                .bind(filing.uuid()).bind(after).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        page(raw, limit)
    }

    /// What one request wrote after entry `after`, oldest first, at most a hundred entries.
    pub async fn journal_of_request(&mut self, request: &str, after: i64) -> Vec<JournalRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE sequence > $1 AND request = $2 ORDER BY sequence LIMIT 100"))
                .bind(after).bind(request).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// Everything that happened, newest first.
    pub async fn journal_page(&mut self, after: Option<Cursor>, limit: u32) -> Page<JournalRow> {
        let before = after.map_or(i64::MAX, |cursor| cursor.position);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE sequence < $1 ORDER BY sequence DESC LIMIT $2"))
                .bind(before).bind(rows_to_fetch(limit)).fetch_all(c).await?
        });
        page(raw, limit)
    }
}

fn page(raw: Vec<Raw>, limit: u32) -> Result<Page<JournalRow>> {
    let rows = raw.into_iter().map(Raw::row).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rows, limit, |row| Cursor { position: row.sequence, id: row.id.uuid() }))
}

impl Store {
    /// Walks the whole chain. `None` when every entry holds and the last one is the head.
    pub async fn verify_journal(&self) -> Result<Option<BrokenEntry>> {
        let mut link = self.read().await?;
        // The head first: entries that are appended meanwhile are none of this walk's business.
        let head = link.journal_head().await?;
        let mut reached = JournalHead { sequence: 0, hash: [0; 32] };
        loop {
            let batch: Vec<Raw> = on!(link, c => {
                sqlx::query_as(select!(
                    "WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3"
                ))
                .bind(reached.sequence)
                .bind(head.sequence)
                .bind(VERIFY_BATCH)
                .fetch_all(c)
                .await?
            });
            for raw in &batch {
                let broken = |sequence, why| Ok(Some(BrokenEntry { sequence, why }));
                let expected = reached.sequence + 1;
                if raw.sequence != expected {
                    return broken(expected, "missing");
                }
                match raw.chained(&reached.hash) {
                    Some(hash) if raw.hash == hash => {
                        reached = JournalHead { sequence: expected, hash }
                    }
                    Some(_) => return broken(expected, "changed"),
                    None => return broken(expected, "unknown suite"),
                }
            }
            if batch.is_empty() {
                break;
            }
        }
        let missing = reached.sequence < head.sequence;
        let why = if missing { "missing" } else { "not the head" };
        let whole = reached == head;
        let sequence = if missing { reached.sequence + 1 } else { head.sequence };
        Ok((!whole).then_some(BrokenEntry { sequence, why }))
    }
}
