//! Numbers on the wire (`IspZtid`, `IspWzid` …) and the filings behind them.

use crate::{
    Result, Tx,
    link::{on, reads},
};
use filing::id::FilingId;
use uuid::Uuid;

reads! {
    /// The filing that a number was given to.
    pub async fn filing_of_wire_id(&mut self, id: i64) -> Option<FilingId> {
        let filing: Option<Uuid> = on!(self, c => {
            sqlx::query_scalar("SELECT filing FROM wire_id WHERE id = $1")
                .bind(id).fetch_optional(c).await?
        });
        Ok(filing.map(FilingId::from_uuid))
    }
}

impl Tx {
    /// Notes whose `count` numbers from `first` on are; each is given once.
    pub async fn insert_wire_ids(
        &mut self,
        first: i64,
        count: u32,
        filing: FilingId,
    ) -> Result<()> {
        let last = first + i64::from(count) - 1;
        on!(self.link, c => {
            sqlx::query(
                "WITH RECURSIVE number (id) AS (SELECT CAST($1 AS BIGINT) UNION ALL \
                 SELECT id + 1 FROM number WHERE id < $2) \
                 INSERT INTO wire_id (id, filing) SELECT id, $3 FROM number",
            )
            .bind(first)
            .bind(last)
            .bind(filing.uuid())
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
