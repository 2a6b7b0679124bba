//! Passwords: Argon2id (19 MiB, two passes), on threads of their own and few at a time, so that a
//! storm of log-ins can't take the processor or the memory from the filings.

use crate::{
    App, Ctx,
    ctx::Actor,
    error::{Error, Result},
};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use filing::{
    issue::{Issue, Severity},
    journal::EntryName,
};
use serde::Deserialize;
use std::sync::{Arc, OnceLock};
use store::Subject;
use tokio::sync::Semaphore;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// `at_once`: hashes computed at the same time, each 19 MiB.
    pub fn new(at_once: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    async fn on_its_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }

    /// # Errors
    /// [`Error::Internal`] when the hash can't be computed.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.on_its_thread(move || hash(&password)).await?
    }

    /// Whether the password fits. Without a hash the same work is done, so that the time does not
    /// tell which names exist.
    ///
    /// # Errors
    /// [`Error::Internal`] when no thread can be had.
    pub async fn fits(&self, password: String, hashed: Option<String>) -> Result<bool> {
        static NOBODY: OnceLock<String> = OnceLock::new();
        self.on_its_thread(move || {
            let known = hashed.is_some();
            let hashed = hashed.unwrap_or_else(|| {
                NOBODY.get_or_init(|| hash("nobody's password").unwrap_or_default()).clone()
            });
            let fits = PasswordHash::new(&hashed)
                .is_ok_and(|h| argon().verify_password(password.as_bytes(), &h).is_ok());
            fits && known
        })
        .await
    }
}

fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("OWASP's parameters are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str) -> Result<String> {
    argon().hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(Error::internal)
}

/// What is tried first by who guesses.
const COMMON: &[&str] = &[
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "111111",
    "000000",
    "123123",
    "abc123",
    "abcdef",
    "a123456",
    "123456a",
    "qwerty",
    "qwerty123",
    "iloveyou",
    "admin",
    "admin123",
    "woaini",
    "woaini1314",
    "5201314",
    "88888888",
    "66666666",
    "11111111",
    "beian123",
    "beian888",
    "123qwe",
    "1q2w3e4r",
    "zxcvbnm",
    "asdfgh",
    "asdf1234",
    "aa123456",
];

/// What is wrong with a new password: the guide's floor is six letters or digits (F6); common ones
/// and the own name are refused, long pass-phrases are welcome.
pub(super) fn issues(path: &str, password: &str, name: &str) -> Vec<Issue> {
    let mut found = Vec::new();
    let lower = password.to_lowercase();
    let length = password.chars().count();
    if length < 6 {
        found.push(Issue::new(path, "password.short", Severity::Error));
    } else if length > 128 {
        found.push(Issue::new(path, "password.long", Severity::Error));
    } else if COMMON.contains(&lower.as_str()) || (!name.is_empty() && lower.contains(name)) {
        found.push(Issue::new(path, "password.common", Severity::Error));
    }
    found
}

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub current: String,
    pub new: String,
    pub new_again: String,
}

impl App {
    /// Changes the own password and ends every other session.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/current`, `/new`, `/new_again`.
    pub async fn change_password(&self, ctx: &Ctx, change: PasswordChange) -> Result<()> {
        let (hash, name) = match ctx.actor {
            Actor::Sponsor { account } => {
                let row = self.store.account(account).await?.ok_or(Error::NotFound("account"))?;
                (row.password_hash, row.username.unwrap_or_default())
            }
            Actor::Staff { staff, .. } => {
                let row = self.store.staff(staff).await?.ok_or(Error::NotFound("staff"))?;
                (row.password_hash, row.username)
            }
            _ => return Err(Error::Unauthenticated),
        };
        let mut found = issues("/new", &change.new, &name.to_lowercase());
        if change.new != change.new_again {
            found.push(Issue::error("/new_again", "password.mismatch"));
        }
        if change.new == change.current {
            found.push(Issue::error("/new", "password.same"));
        }
        if !self.passwords.fits(change.current, Some(hash)).await? {
            found.push(Issue::error("/current", "password.wrong"));
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        let hash = self.passwords.hash(change.new).await?;
        let mut tx = self.store.begin().await?;
        let entry = match ctx.actor {
            Actor::Sponsor { account } => {
                tx.update_password(account, &hash, false).await?;
                tx.delete_sessions_of(Subject::Account(account), None).await?;
                EntryName::AccountPasswordChanged
            }
            Actor::Staff { staff, .. } => {
                tx.update_staff_password(staff, &hash, false).await?;
                tx.delete_sessions_of(Subject::Staff(staff), None).await?;
                EntryName::StaffPasswordChanged
            }
            _ => return Err(Error::Unauthenticated),
        };
        self.journal(&mut tx, ctx, entry, None, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_floor_holds_and_common_passwords_are_refused() {
        let code = |password: &str| {
            issues("/password", password, "lihua").first().map(|i| i.code.clone().into_owned())
        };
        assert_eq!(code("a1b2c").as_deref(), Some("password.short"));
        assert_eq!(code("123456").as_deref(), Some("password.common"));
        assert_eq!(code("LiHua2026").as_deref(), Some("password.common"));
        assert_eq!(code("k7m2p9"), None);
        assert_eq!(code("春眠不觉晓处处闻啼鸟"), None);
    }
}
