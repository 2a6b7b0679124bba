//! 认领 and 转移: what a record may be handed over on.

use super::ProposalKind;
use serde::{Deserialize, Serialize};

/// What a sponsor asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum MoveKind {
    /// 认领: the record is the asker's, and under no account or one that is lost.
    Claim,
    /// 转移: another account holds it and gives it away.
    Transfer,
}

impl MoveKind {
    pub const ALL: &[Self] = &[Self::Claim, Self::Transfer];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Transfer => "transfer",
        }
    }

    /// What an administrator proposes for it.
    pub const fn proposal(self) -> ProposalKind {
        match self {
            Self::Claim => ProposalKind::ClaimRecord,
            Self::Transfer => ProposalKind::TransferRecord,
        }
    }
}

/// Who holds the record now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Nobody,
    Asker,
    Other,
}

impl Holder {
    pub const ALL: &[Self] = &[Self::Nobody, Self::Asker, Self::Other];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Asker => "asker",
            Self::Other => "other",
        }
    }
}

/// What the holder answered in its own portal. An answer of who no longer holds the record is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Consent {
    Given,
    Denied,
}

impl Consent {
    pub const ALL: &[Self] = &[Self::Given, Self::Denied];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Denied => "denied",
        }
    }
}

/// What a handover rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Basis {
    /// Nobody holds it; the administrator saw the proof of control.
    Unheld,
    /// The account that holds it is lost to everybody; the administrator saw the proof of control.
    LostAccount,
    /// The holder agreed in its portal.
    HoldersConsent,
    /// The administrator's proof stands in for the consent.
    Proof,
}

impl Basis {
    pub const ALL: &[Self] = &[Self::Unheld, Self::LostAccount, Self::HoldersConsent, Self::Proof];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Unheld => "unheld",
            Self::LostAccount => "lost_account",
            Self::HoldersConsent => "holders_consent",
            Self::Proof => "proof",
        }
    }
}

/// The basis of a handover, or the code of why there is none (words: `problem.<code>`). A holder's
/// denial is no bar to a proof: a former employee may sit on a company's account.
///
/// # Errors
/// `move_already_yours`, `move_held_by_nobody`.
pub const fn basis(
    kind: MoveKind,
    holder: Holder,
    consent: Option<Consent>,
) -> Result<Basis, &'static str> {
    match (kind, holder, consent) {
        (_, Holder::Asker, _) => Err("move_already_yours"),
        (MoveKind::Claim, Holder::Nobody, _) => Ok(Basis::Unheld),
        (MoveKind::Claim, Holder::Other, _) => Ok(Basis::LostAccount),
        // Nobody is there to give it away: it is claimed instead.
        (MoveKind::Transfer, Holder::Nobody, _) => Err("move_held_by_nobody"),
        (MoveKind::Transfer, Holder::Other, Some(Consent::Given)) => Ok(Basis::HoldersConsent),
        (MoveKind::Transfer, Holder::Other, Some(Consent::Denied) | None) => Ok(Basis::Proof),
    }
}
