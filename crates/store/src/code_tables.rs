//! The bureau's code tables (JCDM) as they came, every edition: old filings stay readable.

use crate::{
    Result, Tx,
    column::{at, from_json, to_json},
    link::{on, reads},
};
use filing::time::Timestamp;

/// One edition of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeTableRow {
    pub name: String,
    pub rows: serde_json::Value,
    pub received_at: Timestamp,
}

const ROWS: &str = "code_table.rows";

reads! {
    /// The newest edition of each table.
    pub async fn code_tables(&mut self) -> Vec<CodeTableRow> {
        let raw: Vec<(String, String, i64)> = on!(self, c => {
            sqlx::query_as(
                "SELECT name, content, received_at FROM code_table AS newest WHERE received_at = \
                 (SELECT max(received_at) FROM code_table WHERE name = newest.name) ORDER BY name",
            )
            .fetch_all(c).await?
        });
        raw.into_iter()
            .map(|(name, text, received_at)| {
                Ok(CodeTableRow { name, rows: from_json(&text, ROWS)?, received_at: at(received_at) })
            })
            .collect()
    }
}

impl Tx {
    /// Keeps an edition; one received at the same instant is replaced.
    pub async fn put_code_table(
        &mut self,
        name: &str,
        rows: &serde_json::Value,
        received_at: Timestamp,
    ) -> Result<()> {
        let rows = to_json(rows, ROWS)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO code_table (name, received_at, content) VALUES ($1, $2, $3) \
                 ON CONFLICT (name, received_at) DO UPDATE SET content = excluded.content",
            )
            .bind(name)
            .bind(received_at.millis())
            .bind(rows)
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
