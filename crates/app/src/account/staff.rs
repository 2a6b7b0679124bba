//! The provider's own people, and the passwords that they hand out.

use crate::{
    App, Ctx,
    ctx::Actor,
    error::{Error, Result},
};
use filing::{
    id::{AccountId, StaffId},
    issue::Issue,
    journal::EntryName,
    number::{Email, FilingNumber},
    permission::{Permission, Role},
    personal::Personal,
};
use serde::Deserialize;
use store::{AccountRow, StaffRow, Subject};

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    pub username: String,
    pub name: String,
    pub role: Role,
}

/// A password that is shown once, to be handed over outside the system.
pub struct IssuedPassword {
    pub username: String,
    pub password: String,
}

impl App {
    /// Adds a member of the staff with a password that must be changed at the first log-in.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Invalid`] with `/username`, `/role`.
    pub async fn add_staff(&self, ctx: &Ctx, new: NewStaff) -> Result<IssuedPassword> {
        // Whoever may start the program on its data makes the first people.
        if ctx.actor != Actor::System {
            ctx.require(Permission::ManageStaff)?;
        }
        let username = new.username.trim().to_owned();
        if !(3..=32).contains(&username.chars().count()) {
            let issue = Issue::error("/username", "username.length").with("3").with("32");
            return Err(Error::Invalid(vec![issue]));
        }
        if !matches!(new.role, Role::Reviewer | Role::Administrator | Role::Auditor) {
            return Err(Error::field("/role", "role.not_staff"));
        }
        let password = self.entropy.password();
        let row = StaffRow {
            id: StaffId::from_uuid(self.entropy.id()),
            username: username.clone(),
            name: new.name,
            role: new.role,
            password_hash: self.passwords.hash(password.clone()).await?,
            must_change_password: true,
            disabled: false,
            created_at: ctx.now,
            last_login: None,
            failed_logins: 0,
            locked_until: None,
        };
        let mut tx = self.store.begin().await?;
        match tx.insert_staff(&row).await {
            Err(store::Error::Duplicate(_)) => {
                return Err(Error::field("/username", "username.taken"));
            }
            other => other?,
        }
        let detail = serde_json::json!({ "staff": row.id, "role": row.role });
        self.journal(&mut tx, ctx, EntryName::StaffCreated, None, detail).await?;
        tx.commit().await?;
        Ok(IssuedPassword { username, password })
    }

    /// Hands out a password for a sponsor that was filed before (guide F8): the account's name is
    /// its 主体备案号. An older password and its sessions end.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Invalid`] with `/filing_number`, `/email`.
    pub async fn issue_password(
        &self,
        ctx: &Ctx,
        filing_number: &str,
        email: &str,
    ) -> Result<IssuedPassword> {
        ctx.require(Permission::IssuePassword)?;
        let email = email.parse::<Email>();
        let number = filing_number.parse::<FilingNumber>();
        let mut found = Vec::new();
        found.extend(
            number.as_ref().err().map(|error| Issue::error("/filing_number", error.code())),
        );
        found.extend(email.as_ref().err().map(|error| Issue::error("/email", error.code())));
        let (Ok(email), Ok(number)) = (email, number) else { return Err(Error::Invalid(found)) };
        let username = number.sponsor().to_string();
        let password = self.entropy.password();
        let hash = self.passwords.hash(password.clone()).await?;
        let known = self.store.account_by_login(&username).await?.map(|row| row.id);
        let mut tx = self.store.begin().await?;
        let account = match known {
            Some(id) => {
                tx.update_password(id, &hash, true).await?;
                tx.delete_sessions_of(Subject::Account(id), None).await?;
                id
            }
            None => {
                let row = AccountRow {
                    id: AccountId::from_uuid(self.entropy.id()),
                    username: None,
                    filing_number: Some(username.clone()),
                    email: Personal::new(email.reveal()),
                    password_hash: hash,
                    must_change_password: true,
                    created_at: ctx.now,
                    last_login: None,
                    previous_login: None,
                    failed_logins: 0,
                    locked_until: None,
                };
                tx.insert_account(&row).await?;
                row.id
            }
        };
        let detail = serde_json::json!({ "account": account });
        self.journal(&mut tx, ctx, EntryName::AccountPasswordIssued, None, detail).await?;
        tx.commit().await?;
        Ok(IssuedPassword { username, password })
    }
}
