//! Logging in and out. One answer for every wrong log-in; names that do not exist cost the same time.

use super::CaptchaAnswer;
use crate::{
    App, Ctx,
    entropy::digest,
    error::{Error, Result},
};
use filing::{
    permission::Role,
    time::{Duration, Timestamp},
};
use serde::Deserialize;
use store::{SessionRow, Subject};

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// A self-chosen name, or a 主体备案号.
    pub username: String,
    pub password: String,
    pub captcha: CaptchaAnswer,
}

/// A session as the client gets it.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// For the cookie; only its hash is stored.
    pub token: String,
    pub expires_at: Timestamp,
    pub subject: Subject,
}

/// What the two families of users have in common at the door.
struct Candidate {
    subject: Subject,
    password_hash: String,
    failed_logins: i32,
    locked_until: Option<Timestamp>,
}

impl App {
    /// Logs a sponsor in.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `/captcha/answer` or, for any wrong name or password alike, on
    /// `/password`; [`Error::TooMany`] while the account rests after wrong tries.
    pub async fn login(&self, ctx: &Ctx, given: Credentials) -> Result<LoggedIn> {
        if !self.captcha_holds(ctx, &given.captcha).await? {
            return Err(Error::field("/captcha/answer", "captcha.wrong"));
        }
        let row = self.store.account_by_login(given.username.trim()).await?;
        let candidate = row.map(|row| Candidate {
            subject: Subject::Account(row.id),
            password_hash: row.password_hash,
            failed_logins: row.failed_logins,
            locked_until: row.locked_until,
        });
        self.enter(ctx, candidate, given.password).await
    }

    /// Logs a member of the staff in.
    ///
    /// # Errors
    /// As [`App::login`].
    pub async fn login_staff(&self, ctx: &Ctx, given: Credentials) -> Result<LoggedIn> {
        if !self.captcha_holds(ctx, &given.captcha).await? {
            return Err(Error::field("/captcha/answer", "captcha.wrong"));
        }
        let row = self.store.staff_by_login(given.username.trim()).await?;
        let candidate = row.filter(|row| !row.disabled).map(|row| Candidate {
            subject: Subject::Staff(row.id),
            password_hash: row.password_hash,
            failed_logins: row.failed_logins,
            locked_until: row.locked_until,
        });
        self.enter(ctx, candidate, given.password).await
    }

    async fn enter(
        &self,
        ctx: &Ctx,
        candidate: Option<Candidate>,
        password: String,
    ) -> Result<LoggedIn> {
        let limits = &self.settings.limits;
        if let Some(until) = candidate.as_ref().and_then(|c| c.locked_until)
            && ctx.now < until
        {
            return Err(Error::TooMany { retry_after: until.since(ctx.now) });
        }
        let hash = candidate.as_ref().map(|c| c.password_hash.clone());
        let fits = self.passwords.fits(password, hash).await?;
        let mut tx = self.store.begin().await?;
        let candidate = match candidate {
            Some(candidate) if fits => candidate,
            failed => {
                // A name that does not exist has nothing to count on; limits by address remain.
                if let Some(candidate) = failed {
                    let tries = candidate.failed_logins + 1;
                    let rest = Duration::minutes(limits.login_rest_minutes);
                    let until = (tries % limits.login_tries == 0).then(|| ctx.now + rest);
                    match candidate.subject {
                        Subject::Account(id) => tx.login_failed(id, ctx.now, until).await?,
                        Subject::Staff(id) => tx.staff_login_failed(id, ctx.now, until).await?,
                    };
                }
                tx.commit().await?;
                return Err(Error::field("/password", "login.wrong"));
            }
        };
        let hours = Duration::hours(limits.session_hours);
        let token = self.entropy.token();
        match candidate.subject {
            Subject::Account(id) => tx.login_succeeded(id, ctx.now, &ctx.address).await?,
            Subject::Staff(id) => tx.staff_login_succeeded(id, ctx.now, &ctx.address).await?,
        }
        tx.insert_session(&SessionRow {
            token_hash: digest(&token),
            subject: candidate.subject,
            created_at: ctx.now,
            last_seen_at: ctx.now,
            expires_at: ctx.now + hours,
            address: ctx.address.clone(),
            user_agent: String::new(),
        })
        .await?;
        tx.commit().await?;
        Ok(LoggedIn { token, expires_at: ctx.now + hours, subject: candidate.subject })
    }

    /// Who a cookie's token stands for, while the session lasts; marks it as used.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when there is no such session or it ran out.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<(Subject, Session)> {
        let row = self.store.session_by_hash(&digest(token), now).await?;
        let row = row.ok_or(Error::Unauthenticated)?;
        let limits = &self.settings.limits;
        let idle = match row.subject {
            Subject::Account(_) => limits.session_idle_minutes,
            Subject::Staff(_) => limits.staff_idle_minutes,
        };
        if now >= row.last_seen_at + Duration::minutes(idle) {
            return Err(Error::Unauthenticated);
        }
        let session = match row.subject {
            Subject::Account(id) => {
                let account = self.store.account(id).await?.ok_or(Error::NotFound("account"))?;
                Session {
                    name: account.username.or(account.filing_number).unwrap_or_default(),
                    role: Role::Sponsor,
                    must_change_password: account.must_change_password,
                    last_login: account.previous_login,
                    expires_at: row.expires_at,
                }
            }
            Subject::Staff(id) => {
                let staff = self.store.staff(id).await?.ok_or(Error::NotFound("staff"))?;
                if staff.disabled {
                    return Err(Error::Unauthenticated);
                }
                Session {
                    name: staff.username,
                    role: staff.role,
                    must_change_password: staff.must_change_password,
                    last_login: staff.last_login,
                    expires_at: row.expires_at,
                }
            }
        };
        // Once a minute is enough to know that somebody is there, and spares the database.
        if now.since(row.last_seen_at) >= Duration::minutes(1) {
            let mut tx = self.store.begin_repeatable().await?;
            tx.touch_session(&row.token_hash, now, row.expires_at).await?;
            tx.commit().await?;
        }
        Ok((row.subject, session))
    }

    /// Ends a session; ending one that is gone is no error.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn logout(&self, token: &str) -> Result<()> {
        let mut tx = self.store.begin().await?;
        tx.delete_session(&digest(token)).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What the screens show of a session (guide F10: name, last log-in and its address).
#[derive(Clone, Debug)]
pub struct Session {
    pub name: String,
    pub role: Role,
    /// Set for passwords that the provider handed out: nothing else works before the change.
    pub must_change_password: bool,
    pub last_login: Option<store::Login>,
    pub expires_at: Timestamp,
}
