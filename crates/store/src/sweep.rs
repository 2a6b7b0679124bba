//! What has outlived its purpose goes.

use crate::{Result, Store, link::on};
use filing::time::Timestamp;

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub captchas: u64,
    pub one_time_codes: u64,
    pub idempotency_keys: u64,
    pub jobs: u64,
}

impl Store {
    /// Deletes what has expired at `now`, and jobs done before `jobs_before`. Dead jobs stay.
    pub async fn sweep(&self, now: Timestamp, jobs_before: Timestamp) -> Result<Swept> {
        const EXPIRED: [&str; 4] = [
            "DELETE FROM session WHERE expires_at <= $1",
            "DELETE FROM captcha WHERE expires_at <= $1",
            "DELETE FROM one_time_code WHERE expires_at <= $1",
            // One without an answer is kept a day longer: its client may still come back.
            "DELETE FROM idempotency WHERE expires_at + CASE WHEN status IS NULL THEN 86400000 \
             ELSE 0 END <= $1",
        ];
        let mut tx = self.begin().await?;
        let mut gone = [0; 4];
        for (sql, count) in EXPIRED.into_iter().zip(&mut gone) {
            *count = on!(tx.link, c => {
                sqlx::query(sql).bind(now.millis()).execute(c).await?.rows_affected()
            });
        }
        let jobs = tx.link.forget_done_jobs(jobs_before).await?;
        tx.commit().await?;
        let [sessions, captchas, one_time_codes, idempotency_keys] = gone;
        Ok(Swept { sessions, captchas, one_time_codes, idempotency_keys, jobs })
    }
}
