//! Numbers that grow without a gap: a counter moves in the transaction that uses its number.

use crate::{
    Result, Tx,
    link::{on, reads},
};

reads! {
    /// The last number given out; zero when none was.
    pub async fn counter(&mut self, name: &str) -> i64 {
        let last: Option<i64> = on!(self, c => {
            sqlx::query_scalar("SELECT last FROM counter WHERE name = $1").bind(name).fetch_optional(c).await?
        });
        Ok(last.unwrap_or(0))
    }
}

impl Tx {
    /// Takes `n` numbers in a row and returns the first; the very first is 1. Others wait for this
    /// transaction, and get the same numbers if it does not commit.
    pub async fn next(&mut self, name: &str, n: u32) -> Result<i64> {
        let n = i64::from(n.max(1));
        let last: i64 = on!(self.link, c => {
            sqlx::query_scalar(
                "INSERT INTO counter (name, last) VALUES ($1, $2) \
                 ON CONFLICT (name) DO UPDATE SET last = counter.last + excluded.last RETURNING last",
            )
            .bind(name)
            .bind(n)
            .fetch_one(c)
            .await?
        });
        Ok(last - n + 1)
    }

    /// Makes `last` the last number given out: the bureau says where it stands
    /// (`isp_querypreviousupload`).
    pub async fn set_counter(&mut self, name: &str, last: i64) -> Result<()> {
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO counter (name, last) VALUES ($1, $2) \
                 ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            )
            .bind(name)
            .bind(last)
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
