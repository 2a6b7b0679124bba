//! 免费注册 (guide F6; handbook §2.2).

use super::{CaptchaAnswer, password};
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::AccountId,
    issue::Issue,
    journal::EntryName,
    number::{Email, FilingNumber},
    personal::Personal,
};
use serde::Deserialize;
use store::AccountRow;

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    pub username: String,
    pub email: String,
    pub password: String,
    pub password_again: String,
    pub captcha: CaptchaAnswer,
}

impl App {
    /// Opens an account; every finding at once. The captcha is used up either way.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/username`, `/email`, `/password`, `/password_again`, `/captcha/answer`.
    pub async fn register(&self, ctx: &Ctx, form: Registration) -> Result<AccountId> {
        let username = form.username.trim().to_owned();
        let mut found = Vec::new();
        let length = username.chars().count();
        let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
        if !(4..=20).contains(&length) {
            found.push(Issue::error("/username", "username.length").with("4").with("20"));
        } else if username.parse::<FilingNumber>().is_ok() || username.contains("ICP") {
            // It would collide with the log-in by filing number.
            found.push(Issue::error("/username", "username.like_filing_number"));
        } else if !username.chars().all(plain) {
            found.push(Issue::error("/username", "username.characters"));
        } else if self.store.account_by_login(&username).await?.is_some() {
            found.push(Issue::error("/username", "username.taken"));
        }
        let email = form.email.parse::<Email>();
        match &email {
            Err(error) => found.push(Issue::error("/email", error.code())),
            Ok(email) if self.store.account_by_email(email.reveal()).await?.is_some() => {
                found.push(Issue::error("/email", "email.taken"));
            }
            Ok(_) => {}
        }
        found.extend(password::issues("/password", &form.password, &username.to_lowercase()));
        if form.password != form.password_again {
            found.push(Issue::error("/password_again", "password.mismatch"));
        }
        if !self.captcha_holds(ctx, &form.captcha).await? {
            found.push(Issue::error("/captcha/answer", "captcha.wrong"));
        }
        let Ok(email) = email else { return Err(Error::Invalid(found)) };
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        let row = AccountRow {
            id: AccountId::from_uuid(self.entropy.id()),
            username: Some(username),
            filing_number: None,
            email: Personal::new(email.reveal()),
            password_hash: self.passwords.hash(form.password).await?,
            must_change_password: false,
            created_at: ctx.now,
            last_login: None,
            previous_login: None,
            failed_logins: 0,
            locked_until: None,
        };
        let mut tx = self.store.begin().await?;
        match tx.insert_account(&row).await {
            Err(store::Error::Duplicate(_)) => {
                return Err(Error::field("/username", "username.taken"));
            }
            other => other?,
        }
        let detail = serde_json::json!({ "account": row.id });
        self.journal(&mut tx, ctx, EntryName::AccountRegistered, None, detail).await?;
        tx.commit().await?;
        Ok(row.id)
    }
}
