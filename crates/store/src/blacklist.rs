//! Whom the bureau closed out (黑名单). Only keyed hashes are kept: the list is of people too.

use crate::{
    Result, Tx,
    link::{on, reads},
};
use filing::time::Timestamp;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// By the number of its document, in normal form.
    Sponsor,
    /// A-label.
    Domain,
}

impl Listed {
    const fn name(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Domain => "domain",
        }
    }
}

reads! {
    /// Whether the bureau's list has it.
    pub async fn is_blacklisted(&mut self, what: Listed, value: &str) -> bool {
        let indexes = self.keys.indexes("blacklist", &value.to_lowercase());
        for index in indexes.all() {
            let listed: Option<i64> = on!(self, c => {
                sqlx::query_scalar("SELECT listed_at FROM blacklist WHERE what = $1 AND value_index = $2")
                    .bind(what.name()).bind(&index[..]).fetch_optional(c).await?
            });
            if listed.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Tx {
    /// Lists it; listed again, nothing changes.
    pub async fn insert_blacklisted(
        &mut self,
        what: Listed,
        value: &str,
        at: Timestamp,
    ) -> Result<()> {
        let index = self.link.keys.index("blacklist", &value.to_lowercase());
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO blacklist (what, value_index, listed_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (what, value_index) DO NOTHING",
            )
            .bind(what.name())
            .bind(&index[..])
            .bind(at.millis())
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
