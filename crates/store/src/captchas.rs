//! Captchas that were shown and not yet answered.

use crate::{Result, Tx, column::hash, link::on};
use filing::{id::CaptchaId, time::Timestamp};

/// One captcha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptchaRow {
    pub id: CaptchaId,
    /// Hash of the answer in its normal form.
    pub answer_hash: [u8; 32],
    pub expires_at: Timestamp,
}

impl Tx {
    /// Keeps the answer of a captcha that is being shown.
    pub async fn insert_captcha(&mut self, row: &CaptchaRow) -> Result<()> {
        on!(self.link, c => {
            sqlx::query("INSERT INTO captcha (id, answer_hash, expires_at) VALUES ($1, $2, $3)")
                .bind(row.id.uuid())
                .bind(&row.answer_hash[..])
                .bind(row.expires_at.millis())
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// Takes the captcha away, right or wrong: each is good for one try. Returns the answer's hash,
    /// or `None` when it was used already or has expired. Commit even when the answer is wrong.
    pub async fn take_captcha(
        &mut self,
        id: CaptchaId,
        now: Timestamp,
    ) -> Result<Option<[u8; 32]>> {
        let taken: Option<(Vec<u8>, i64)> = on!(self.link, c => {
            sqlx::query_as("DELETE FROM captcha WHERE id = $1 RETURNING answer_hash, expires_at")
                .bind(id.uuid())
                .fetch_optional(c)
                .await?
        });
        taken
            .filter(|(_, expires_at)| *expires_at > now.millis())
            .map(|(answer, _)| hash(answer, "captcha.answer_hash"))
            .transpose()
    }
}
