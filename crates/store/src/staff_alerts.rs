//! What the staff must look at. One that is open is not raised a second time, it counts.

use crate::{
    Result, Tx,
    column::{at, from_json, from_word, to_json, word},
    link::{on, reads},
};
use filing::{bureau_call::Told, id::FilingId, time::Timestamp};
use uuid::Uuid;

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlertAbout {
    /// Everything that is to be sent.
    Outbox,
    Filing(FilingId),
    Upload(Uuid),
}

impl AlertAbout {
    fn subject(self) -> String {
        match self {
            Self::Outbox => "outbox".into(),
            Self::Filing(id) => id.to_string(),
            Self::Upload(id) => format!("upl_{}", id.simple()),
        }
    }

    fn of(subject: &str) -> Option<Self> {
        if subject == "outbox" {
            return Some(Self::Outbox);
        }
        match subject.strip_prefix("upl_") {
            Some(id) => Uuid::parse_str(id).ok().map(Self::Upload),
            None => subject.parse().ok().map(Self::Filing),
        }
    }
}

/// One alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    pub id: Uuid,
    pub told: Told,
    /// Finding with words.
    pub code: String,
    /// What the words name: never personal data.
    pub args: Vec<String>,
    pub about: AlertAbout,
    pub times: i32,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

const TOLD: &str = "staff_alert.told";
const ARGS: &str = "staff_alert.args";
const SUBJECT: &str = "staff_alert.subject";
type Raw = (Uuid, String, String, String, String, i32, i64, i64);

reads! {
    /// Alerts that nobody has settled, the latest first.
    pub async fn open_alerts(&mut self, limit: u32) -> Vec<AlertRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT id, told, code, args, subject, times, first_at, last_at FROM staff_alert \
                 WHERE settled_at IS NULL ORDER BY last_at DESC, id DESC LIMIT $1",
            )
            .bind(i64::from(limit)).fetch_all(c).await?
        });
        let row = |(id, told, code, args, subject, times, first_at, last_at): Raw| Ok(AlertRow {
            id,
            told: from_word(told, TOLD)?,
            code,
            args: from_json(&args, ARGS)?,
            about: AlertAbout::of(&subject).ok_or(crate::Error::Corrupt(SUBJECT))?,
            times,
            first_at: at(first_at),
            last_at: at(last_at),
        });
        raw.into_iter().map(row).collect()
    }
}

impl Tx {
    /// Raises an alert. False when the same one is open already: it counts once more.
    pub async fn alert(
        &mut self,
        told: Told,
        about: AlertAbout,
        code: &str,
        args: &[String],
        now: Timestamp,
    ) -> Result<bool> {
        let id = (self.link.ids)();
        let (told, args) = (word(&told, TOLD)?, to_json(args, ARGS)?);
        let times: i32 = on!(self.link, c => {
            sqlx::query_scalar(
                "INSERT INTO staff_alert (id, told, code, args, subject, times, first_at, last_at) \
                 VALUES ($1, $2, $3, $4, $5, 1, $6, $6) \
                 ON CONFLICT (subject, code) WHERE settled_at IS NULL DO UPDATE SET \
                 times = staff_alert.times + 1, last_at = excluded.last_at, args = excluded.args \
                 RETURNING times",
            )
            .bind(id)
            .bind(told)
            .bind(code)
            .bind(args)
            .bind(about.subject())
            .bind(now.millis())
            .fetch_one(c)
            .await?
        });
        Ok(times == 1)
    }

    /// Settles every alert but those about single filings.
    pub async fn settle_alerts_of_files(&mut self, now: Timestamp) -> Result<()> {
        on!(self.link, c => {
            sqlx::query(
                "UPDATE staff_alert SET settled_at = $1 WHERE settled_at IS NULL \
                 AND (subject = 'outbox' OR subject LIKE 'upl%')",
            )
            .bind(now.millis())
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// What the alerts were about is in order. Returns how many there were.
    pub async fn settle_alerts(&mut self, about: AlertAbout, now: Timestamp) -> Result<u64> {
        Ok(on!(self.link, c => {
            sqlx::query(
                "UPDATE staff_alert SET settled_at = $2 WHERE subject = $1 AND settled_at IS NULL",
            )
            .bind(about.subject())
            .bind(now.millis())
            .execute(c)
            .await?
            .rows_affected()
        }))
    }
}
