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
    /// Notes whose a number is; each is given once.
    pub async fn insert_wire_id(&mut self, id: i64, filing: FilingId) -> Result<()> {
        on!(self.link, c => {
            sqlx::query("INSERT INTO wire_id (id, filing) VALUES ($1, $2)")
                .bind(id)
                .bind(filing.uuid())
                .execute(c)
                .await?;
        });
        Ok(())
    }
}
