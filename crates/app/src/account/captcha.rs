//! A picture with four letters (guide F9). It stops nobody by itself: rate limits stand beside it.

use crate::{
    App, Ctx,
    entropy::digest,
    error::{Error, Result},
};
use captcha::filters::{Noise, Wave};
use filing::{id::CaptchaId, time::Duration};
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// No letters that look alike.
const LETTERS: &[char] = &[
    'A', 'B', 'C', 'D', 'E', 'F', 'H', 'J', 'K', 'M', 'N', 'P', 'R', 'T', 'U', 'V', 'W', 'X', 'Y',
];

/// A captcha as shown.
pub struct CaptchaPicture {
    pub id: CaptchaId,
    pub png: Vec<u8>,
    /// What a person would type, for tests that have no eyes. Never leaves the server.
    pub answer: String,
}

/// What was typed under it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptchaAnswer {
    pub id: CaptchaId,
    pub answer: String,
}

impl App {
    /// Draws a captcha that can be answered once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn draw_captcha(&self, ctx: &Ctx) -> Result<CaptchaPicture> {
        let drawn = tokio::task::spawn_blocking(|| {
            captcha::Captcha::new()
                .set_chars(LETTERS)
                .add_chars(4)
                .apply_filter(Noise::new(0.2))
                .apply_filter(Wave::new(2.0, 12.0).horizontal())
                .view(220, 120)
                .as_tuple()
        });
        let (answer, png) = drawn
            .await
            .map_err(Error::internal)?
            .ok_or_else(|| Error::internal("the captcha could not be drawn"))?;
        let id = CaptchaId::from_uuid(self.entropy.id());
        let until = ctx.now + Duration::minutes(self.settings.limits.captcha_minutes);
        // Another one is drawn when this one is lost.
        let mut tx = self.store.begin_repeatable().await?;
        tx.insert_captcha(&store::CaptchaRow {
            id,
            answer_hash: digest(&answer),
            expires_at: until,
        })
        .await?;
        tx.commit().await?;
        Ok(CaptchaPicture { id, png, answer })
    }

    /// Whether the answer fits; either way the captcha is used up.
    pub(super) async fn captcha_holds(&self, ctx: &Ctx, given: &CaptchaAnswer) -> Result<bool> {
        // At worst a power cut makes a captcha good for a second try.
        let mut tx = self.store.begin_repeatable().await?;
        let kept = tx.take_captcha(given.id, ctx.now).await?;
        tx.commit().await?;
        let typed = digest(&given.answer.trim().to_uppercase());
        Ok(kept.is_some_and(|hash| bool::from(hash.as_slice().ct_eq(typed.as_slice()))))
    }
}
