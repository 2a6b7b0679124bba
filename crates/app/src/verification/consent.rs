//! 单独同意: four separate, unticked, versioned consents before anything is collected (PIPL 28–29;
//! 人脸识别技术应用安全管理办法 5, 10).

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{issue::Issue, journal::EntryName, time::Timestamp};
use serde::{Deserialize, Serialize};

/// The consents that are asked, with the version of their words.
pub const CONSENTS: [(&str, u32); 4] =
    [("identity_document", 1), ("face", 1), ("phone_number", 1), ("hand_over_to_bureau", 1)];

/// What the phone sends back: one a consent that was ticked.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentGiven {
    pub consent: String,
    pub version: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Consent {
    pub consent: String,
    pub version: u32,
    pub at: Timestamp,
}

impl App {
    /// Keeps the consents of who holds the phone. The face may be refused: an in-person photograph
    /// takes its place.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each consent without which nothing can be collected.
    pub async fn consent(&self, ctx: &Ctx, given: Vec<ConsentGiven>) -> Result<()> {
        let mut open = self.open_run(ctx).await?;
        let mut found = Vec::new();
        for (name, version) in CONSENTS {
            let ticked = given.iter().any(|g| g.consent == name && g.version == version);
            match ticked {
                true => {
                    open.run.consents.push(Consent { consent: name.into(), version, at: ctx.now })
                }
                false if name == "face" => {}
                false => found.push(Issue::error(format!("/{name}"), "consent.required")),
            }
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        let filing = open.filing.id;
        let names: Vec<&str> = open.run.consents.iter().map(|c| c.consent.as_str()).collect();
        let detail = serde_json::json!({ "consents": names });
        open.save().await?;
        self.journal(&mut open.tx, ctx, EntryName::ConsentGiven, Some(filing), detail).await?;
        open.tx.commit().await?;
        Ok(())
    }
}

impl super::run::Run {
    /// # Errors
    /// [`Error::Refused`] with `consent_required` before this consent was given.
    pub(super) fn require_consent(&self, name: &str) -> Result<()> {
        match self.consents.iter().any(|c| c.consent == name) {
            true => Ok(()),
            false => Err(Error::refused("consent_required")),
        }
    }
}
