//! What the bureau asks the provider to look into: one row a matter, made by one event of a file.

use crate::{
    Error, Keys, Result, Tx,
    accounts::found,
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{
    id::{AccountId, RecordId, StaffId, TaskId},
    inspection::{TaskKind, TaskState},
    time::Timestamp,
};
use uuid::Uuid;

/// One matter.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    pub id: TaskId,
    pub kind: TaskKind,
    pub state: TaskState,
    /// The file it came in, and which of its events it is: unique together.
    pub file_name: String,
    pub place: i64,
    /// The bureau's own number of the matter, where it has one: what comes again is known by it.
    pub key: Option<String>,
    pub record: Option<RecordId>,
    /// 备案号 as the bureau wrote it.
    pub number: Option<String>,
    pub domain: Option<String>,
    pub ip: Option<String>,
    pub deadline: Timestamp,
    /// What the bureau said. Sealed.
    pub detail: serde_json::Value,
    /// What staff answered. Sealed.
    pub answer: Option<serde_json::Value>,
    pub answered_by: Option<StaffId>,
    pub answered_at: Option<Timestamp>,
    /// The file that carries the answer.
    pub upload: Option<Uuid>,
    /// What became of the answer, in words. Sealed.
    pub outcome: Option<serde_json::Value>,
    pub received_at: Timestamp,
    pub updated_at: Timestamp,
    /// Zero when new; grows by one with each save.
    pub version: i64,
}

/// Which tasks.
#[derive(Clone, Copy, Debug, Default)]
pub struct TaskFilter {
    pub kind: Option<TaskKind>,
    pub state: Option<TaskState>,
    /// Only those whose term ends before.
    pub due_before: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    kind: String,
    state: String,
    file_name: String,
    place: i64,
    bureau_key: Option<String>,
    record: Option<Uuid>,
    number: Option<String>,
    domain: Option<String>,
    ip: Option<String>,
    deadline: i64,
    detail: Vec<u8>,
    answer: Option<Vec<u8>>,
    answered_by: Option<Uuid>,
    answered_at: Option<i64>,
    upload: Option<Uuid>,
    outcome: Option<Vec<u8>>,
    received_at: i64,
    updated_at: i64,
    version: i64,
}

const KIND: &str = "bureau_task.kind";
const STATE: &str = "bureau_task.state";
const DETAIL: &str = "bureau_task.detail";
const ANSWER: &str = "bureau_task.answer";
const OUTCOME: &str = "bureau_task.outcome";

impl Raw {
    fn row(self, keys: &Keys) -> Result<TaskRow> {
        let open = |column, bytes: Option<Vec<u8>>| {
            bytes.map(|bytes| keys.open_json(column, self.id, &bytes)).transpose()
        };
        Ok(TaskRow {
            id: TaskId::from_uuid(self.id),
            kind: from_word(self.kind, KIND)?,
            state: from_word(self.state, STATE)?,
            file_name: self.file_name,
            place: self.place,
            key: self.bureau_key,
            record: self.record.map(RecordId::from_uuid),
            number: self.number,
            domain: self.domain,
            ip: self.ip,
            deadline: at(self.deadline),
            detail: keys.open_json(DETAIL, self.id, &self.detail)?,
            answer: open(ANSWER, self.answer)?,
            answered_by: self.answered_by.map(StaffId::from_uuid),
            answered_at: maybe_at(self.answered_at),
            upload: self.upload,
            outcome: open(OUTCOME, self.outcome)?,
            received_at: at(self.received_at),
            updated_at: at(self.updated_at),
            version: self.version,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, state, file_name, place, bureau_key, record, number, domain, ip, \
             deadline, detail, answer, answered_by, answered_at, upload, outcome, received_at, \
             updated_at, version FROM bureau_task ",
            $rest
        )
    };
}

reads! {
    /// One task.
    pub async fn task(&mut self, id: TaskId) -> Option<TaskRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE id = $1")).bind(id.uuid()).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// The task that this event of this file made.
    pub async fn task_of_event(&mut self, file_name: &str, place: i64) -> Option<TaskRow> {
        let raw: Option<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE file_name = $1 AND place = $2"))
                .bind(file_name).bind(place).fetch_optional(c).await?
        });
        raw.map(|raw| raw.row(&self.keys)).transpose()
    }

    /// Tasks by the end of their term.
    pub async fn tasks(
        &mut self, filter: TaskFilter, after: Option<Cursor>, limit: u32
    ) -> Page<TaskRow> {
        let after = after.unwrap_or(Cursor::START);
        let kind = filter.kind.map(|kind| word(&kind, KIND)).transpose()?;
        let state = filter.state.map(|state| word(&state, STATE)).transpose()?;
        let before = filter.due_before.map_or(i64::MAX, Timestamp::millis);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE (deadline, id) > ($1, $2) AND deadline < $3 \
                 AND ($4 IS NULL OR kind = $4) AND ($5 IS NULL OR state = $5) \
                 ORDER BY deadline, id LIMIT $6"
            ))
            .bind(after.position).bind(after.id).bind(before)
            .bind(kind.as_deref()).bind(state.as_deref()).bind(rows_to_fetch(limit))
            .fetch_all(c).await?
        });
        let page = Page::cut(raw, limit, |raw| Cursor { position: raw.deadline, id: raw.id });
        let items = page.items.into_iter().map(|raw| raw.row(&self.keys)).collect::<Result<_>>()?;
        Ok(Page { items, next: page.next })
    }

    /// What the holder of an account must put right, by the end of the term.
    pub async fn tasks_for_account(
        &mut self, account: AccountId, after: Option<Cursor>, limit: u32
    ) -> Page<TaskRow> {
        let after = after.unwrap_or(Cursor::START);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE kind IN ('rectification', 'notice') \
                 AND record IN (SELECT id FROM record WHERE account = $1) \
                 AND (deadline, id) > ($2, $3) ORDER BY deadline, id LIMIT $4"
            ))
            .bind(account.uuid()).bind(after.position).bind(after.id).bind(rows_to_fetch(limit))
            .fetch_all(c).await?
        });
        let page = Page::cut(raw, limit, |raw| Cursor { position: raw.deadline, id: raw.id });
        let items = page.items.into_iter().map(|raw| raw.row(&self.keys)).collect::<Result<_>>()?;
        Ok(Page { items, next: page.next })
    }

    /// The tasks of a matter that the bureau numbers, newest first.
    pub async fn tasks_of_key(&mut self, kind: TaskKind, key: &str) -> Vec<TaskRow> {
        let kind = word(&kind, KIND)?;
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE kind = $1 AND bureau_key = $2 ORDER BY received_at DESC, id DESC"
            ))
            .bind(kind).bind(key).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// The tasks about a domain (lower case), newest first.
    pub async fn tasks_of_domain(&mut self, kind: TaskKind, domain: &str) -> Vec<TaskRow> {
        let kind = word(&kind, KIND)?;
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE kind = $1 AND domain = $2 ORDER BY received_at DESC, id DESC"
            ))
            .bind(kind).bind(domain).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// What a record's holder was asked to put right and is not done with.
    pub async fn unsettled_tasks_of(&mut self, record: RecordId) -> Vec<TaskRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE record = $1 AND kind IN ('rectification', 'notice') \
                 AND state IN ('open', 'overdue') ORDER BY deadline, id"
            ))
            .bind(record.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// Answers of a kind that wait for a file, oldest first, at most `limit`.
    pub async fn unsent_answers(&mut self, kind: TaskKind, limit: u32) -> Vec<TaskRow> {
        let kind = word(&kind, KIND)?;
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE kind = $1 AND state = 'answered' AND upload IS NULL \
                 ORDER BY answered_at, id LIMIT $2"
            ))
            .bind(kind).bind(i64::from(limit)).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }

    /// The tasks whose answers a file carries.
    pub async fn tasks_of_upload(&mut self, upload: Uuid) -> Vec<TaskRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE upload = $1 ORDER BY answered_at, id"))
                .bind(upload).fetch_all(c).await?
        });
        raw.into_iter().map(|raw| raw.row(&self.keys)).collect()
    }
}

impl Tx {
    /// Adds a task. False, and nothing changed, when this event of this file made one before.
    pub async fn insert_task_if_new(&mut self, row: &TaskRow) -> Result<bool> {
        let (kind, state) = (word(&row.kind, KIND)?, word(&row.state, STATE)?);
        let detail = self.link.keys.seal_json(DETAIL, row.id.uuid(), &row.detail)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "INSERT INTO bureau_task (id, kind, state, file_name, place, bureau_key, record, \
                 number, domain, ip, deadline, detail, received_at, updated_at, version) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0) \
                 ON CONFLICT (file_name, place) DO NOTHING",
            )
            .bind(row.id.uuid())
            .bind(kind)
            .bind(state)
            .bind(&row.file_name)
            .bind(row.place)
            .bind(&row.key)
            .bind(row.record.map(RecordId::uuid))
            .bind(&row.number)
            .bind(&row.domain)
            .bind(&row.ip)
            .bind(row.deadline.millis())
            .bind(detail)
            .bind(row.received_at.millis())
            .bind(row.updated_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }

    /// Saves everything that changes: state, record, deadline, detail, answer, file, outcome.
    /// Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since it was read.
    pub async fn save_task(&mut self, row: &TaskRow) -> Result<i64> {
        let id = row.id.uuid();
        let keys = self.link.keys.clone();
        let state = word(&row.state, STATE)?;
        let detail = keys.seal_json(DETAIL, id, &row.detail)?;
        let sealed = |column, value: &Option<serde_json::Value>| {
            value.as_ref().map(|value| keys.seal_json(column, id, value)).transpose()
        };
        let (answer, outcome) = (sealed(ANSWER, &row.answer)?, sealed(OUTCOME, &row.outcome)?);
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE bureau_task SET state = $2, record = $3, deadline = $4, detail = $5, \
                 answer = $6, answered_by = $7, answered_at = $8, upload = $9, outcome = $10, \
                 updated_at = $11, version = version + 1 WHERE id = $1 AND version = $12",
            )
            .bind(id)
            .bind(state)
            .bind(row.record.map(RecordId::uuid))
            .bind(row.deadline.millis())
            .bind(detail)
            .bind(answer)
            .bind(row.answered_by.map(StaffId::uuid))
            .bind(row.answered_at.map(Timestamp::millis))
            .bind(row.upload)
            .bind(outcome)
            .bind(row.updated_at.millis())
            .bind(row.version)
            .execute(c)
            .await?
            .rows_affected()
        });
        if done == 1 {
            return Ok(row.version + 1);
        }
        let current: Option<i64> = on!(self.link, c => {
            sqlx::query_scalar("SELECT version FROM bureau_task WHERE id = $1")
                .bind(id)
                .fetch_optional(c)
                .await?
        });
        match current {
            Some(current) => Err(Error::Stale { current }),
            None => found(0).map(|()| 0),
        }
    }
}
