//! Who may do what only one may do, e.g. send to the bureau. A lease ends by itself, and its fence
//! grows with each holder, so that one who slept through the end is recognised.

use crate::{Result, Store, Tx, link::on};
use filing::time::{Duration, Timestamp};

/// A right for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub name: String,
    pub holder: String,
    pub until: Timestamp,
    /// Greater with each new holder. What the holder writes is checked with [`Tx::holds_lease`].
    pub fence: i64,
}

impl Store {
    /// Takes the lease if nobody holds it at `now`, or holds on to it if `holder` does. One that
    /// would last for more than twice the length was taken before the clock was set back, and is
    /// void. It outlives
    /// the machine's power with the holder's next commit by [`Store::begin`], which therefore comes
    /// before anything that the lease is to guard outside of the database.
    pub async fn acquire_lease(
        &self,
        name: &str,
        holder: &str,
        now: Timestamp,
        length: Duration,
    ) -> Result<Option<Lease>> {
        let until = now + length;
        let mut tx = self.begin_repeatable().await?;
        let fence: Option<i64> = on!(tx.link, c => {
            sqlx::query_scalar(
                "INSERT INTO lease (name, holder, until, fence) VALUES ($1, $2, $3, 1) \
                 ON CONFLICT (name) DO UPDATE SET until = excluded.until, fence = CASE \
                 WHEN lease.holder = excluded.holder AND lease.until > $4 THEN lease.fence \
                 ELSE lease.fence + 1 END, holder = excluded.holder \
                 WHERE lease.until <= $4 OR lease.until > $5 OR lease.holder = excluded.holder \
                 RETURNING fence",
            )
            .bind(name)
            .bind(holder)
            .bind(until.millis())
            .bind(now.millis())
            .bind((until + length).millis())
            .fetch_optional(c)
            .await?
        });
        tx.commit().await?;
        let lease = |fence| Lease { name: name.into(), holder: holder.into(), until, fence };
        Ok(fence.map(lease))
    }

    /// Holds on to a lease. False when it ended or went to another: stop at once.
    pub async fn renew_lease(
        &self,
        lease: &mut Lease,
        now: Timestamp,
        length: Duration,
    ) -> Result<bool> {
        let until = now + length;
        let mut tx = self.begin().await?;
        let done = on!(tx.link, c => {
            sqlx::query("UPDATE lease SET until = $3 WHERE name = $1 AND fence = $2 AND until > $4")
                .bind(&lease.name)
                .bind(lease.fence)
                .bind(until.millis())
                .bind(now.millis())
                .execute(c)
                .await?
                .rows_affected()
        });
        tx.commit().await?;
        if done == 1 {
            lease.until = until;
        }
        Ok(done == 1)
    }

    /// Gives a lease back before its end. If that is lost with the machine's power, the lease ends
    /// by itself.
    pub async fn release_lease(&self, lease: &Lease) -> Result<()> {
        let mut tx = self.begin_repeatable().await?;
        on!(tx.link, c => {
            sqlx::query("UPDATE lease SET until = 0 WHERE name = $1 AND fence = $2")
                .bind(&lease.name)
                .bind(lease.fence)
                .execute(c)
                .await?;
        });
        tx.commit().await
    }
}

impl Tx {
    /// Whether the lease is still this holder's at `now`. Nobody can take it over until this
    /// transaction ends, so what is written in it is written by the holder.
    pub async fn holds_lease(&mut self, lease: &Lease, now: Timestamp) -> Result<bool> {
        let done = on!(self.link, c => {
            sqlx::query("UPDATE lease SET fence = fence WHERE name = $1 AND fence = $2 AND until > $3")
                .bind(&lease.name)
                .bind(lease.fence)
                .bind(now.millis())
                .execute(c)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }
}
