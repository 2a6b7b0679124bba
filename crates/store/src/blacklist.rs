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

const REASON: &str = "blacklist.reason";

reads! {
    /// Why it is listed, where the bureau said so.
    pub async fn blacklist_reason(&mut self, what: Listed, value: &str) -> Option<String> {
        let indexes = self.keys.indexes("blacklist", &value.to_lowercase());
        for index in indexes.all() {
            let reason: Option<Option<Vec<u8>>> = on!(self, c => {
                sqlx::query_scalar("SELECT reason FROM blacklist WHERE what = $1 AND value_index = $2")
                    .bind(what.name()).bind(&index[..]).fetch_optional(c).await?
            });
            if let Some(Some(sealed)) = reason {
                let plain = self.keys.open(REASON, &sealed)?;
                return Ok(String::from_utf8(plain).ok());
            }
        }
        Ok(None)
    }

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
    /// Lists it; listed again, only a reason that is given is taken.
    pub async fn insert_blacklisted(
        &mut self,
        what: Listed,
        value: &str,
        reason: Option<&str>,
        at: Timestamp,
    ) -> Result<()> {
        let index = self.link.keys.index("blacklist", &value.to_lowercase());
        let reason = reason.map(|reason| self.link.keys.seal(REASON, reason.as_bytes()));
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO blacklist (what, value_index, listed_at, reason) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (what, value_index) DO UPDATE \
                 SET reason = COALESCE(excluded.reason, blacklist.reason)",
            )
            .bind(what.name())
            .bind(&index[..])
            .bind(at.millis())
            .bind(reason)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Takes it off the list. True when it was on it.
    pub async fn delete_blacklisted(&mut self, what: Listed, value: &str) -> Result<bool> {
        let indexes = self.link.keys.indexes("blacklist", &value.to_lowercase());
        let mut deleted = 0;
        for index in indexes.all() {
            deleted += on!(self.link, c => {
                sqlx::query("DELETE FROM blacklist WHERE what = $1 AND value_index = $2")
                    .bind(what.name())
                    .bind(&index[..])
                    .execute(c)
                    .await?
                    .rows_affected()
            });
        }
        Ok(deleted > 0)
    }
}
