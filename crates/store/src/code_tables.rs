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
    /// Why it is no table and not in use; a human looks at it.
    pub refused: Option<String>,
}

type Raw = (String, String, i64, Option<String>);

fn row((name, text, received_at, refused): Raw) -> Result<CodeTableRow> {
    Ok(CodeTableRow { name, rows: from_json(&text, ROWS)?, received_at: at(received_at), refused })
}

const ROWS: &str = "code_table.rows";

reads! {
    /// The newest edition of each table.
    pub async fn code_tables(&mut self) -> Vec<CodeTableRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT name, content, received_at, refused FROM code_table AS newest \
                 WHERE received_at = \
                 (SELECT max(received_at) FROM code_table WHERE name = newest.name) ORDER BY name",
            )
            .fetch_all(c).await?
        });
        raw.into_iter().map(row).collect()
    }

    /// Every edition in use or once in use, in the order in which they came: what old filings say
    /// is read with them.
    pub async fn code_table_editions(&mut self) -> Vec<CodeTableRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(
                "SELECT name, content, received_at, refused FROM code_table \
                 WHERE refused IS NULL ORDER BY received_at, name",
            )
            .fetch_all(c).await?
        });
        raw.into_iter().map(row).collect()
    }

    /// When the newest edition came; what was read before that is out of date.
    pub async fn newest_code_table(&mut self) -> Option<Timestamp> {
        let newest: Option<i64> = on!(self, c => {
            sqlx::query_scalar("SELECT max(received_at) FROM code_table").fetch_one(c).await?
        });
        Ok(newest.map(at))
    }
}

impl Tx {
    /// Keeps an edition; one received at the same instant is replaced.
    pub async fn put_code_table(&mut self, row: &CodeTableRow) -> Result<()> {
        let rows = to_json(&row.rows, ROWS)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO code_table (name, received_at, content, refused) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (name, received_at) DO UPDATE \
                 SET content = excluded.content, refused = excluded.refused",
            )
            .bind(&row.name)
            .bind(row.received_at.millis())
            .bind(rows)
            .bind(&row.refused)
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
