//! Who may decide what, and until when.

use super::{ProposalKind, ProposalState};
use crate::{id::StaffId, permission::Role, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What can be done to an open proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Decision {
    /// It is carried out at once.
    Agree,
    /// With a reason.
    Refuse,
    /// By who proposed it, with a reason.
    Withdraw,
}

impl Decision {
    pub const ALL: &[Self] = &[Self::Agree, Self::Refuse, Self::Withdraw];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    /// Whoever stops something says why.
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Agree)
    }
}

/// A proposal as far as a decision depends on it.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub kind: ProposalKind,
    pub state: ProposalState,
    pub proposed_by: StaffId,
    /// Others who had a hand in it: who reviewed the filing, who opened it.
    pub took_part: &'a [StaffId],
    /// The first instant at which it is too late.
    pub until: Option<Timestamp>,
}

/// Why a decision is not possible. Words: `problem.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    #[error("this role neither proposes nor decides moves of records")]
    NotAllowed,
    #[error("who proposed it does not decide it")]
    OwnProposal,
    #[error("who took part in it does not decide it")]
    TookPart,
    #[error("only who proposed it takes it back")]
    NotOwn,
    #[error("it was decided before")]
    Decided,
    #[error("nobody decided in time")]
    Expired,
}

impl ProposalError {
    pub const ALL: &[Self] = &[
        Self::NotAllowed,
        Self::OwnProposal,
        Self::TookPart,
        Self::NotOwn,
        Self::Decided,
        Self::Expired,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => "forbidden",
            Self::OwnProposal => "proposal_own",
            Self::TookPart => "proposal_took_part",
            Self::NotOwn => "proposal_not_own",
            Self::Decided => "proposal_decided",
            Self::Expired => "proposal_expired",
        }
    }
}

impl Standing<'_> {
    /// How it stands at `now`: an open proposal whose time is over has expired.
    pub fn at(&self, now: Timestamp) -> ProposalState {
        match self.state {
            ProposalState::Open if self.until.is_some_and(|until| now >= until) => {
                ProposalState::Expired
            }
            state => state,
        }
    }

    /// The state after a decision by `who`, in this role.
    ///
    /// # Errors
    /// The first that holds: the role, how it stands, the person. A person is told only about a
    /// proposal that can be decided at all.
    pub fn decide(
        &self,
        decision: Decision,
        who: StaffId,
        role: Role,
        now: Timestamp,
    ) -> Result<ProposalState, ProposalError> {
        if !role.may(self.kind.needs()) {
            return Err(ProposalError::NotAllowed);
        }
        match self.at(now) {
            ProposalState::Open => {}
            ProposalState::Expired => return Err(ProposalError::Expired),
            _ => return Err(ProposalError::Decided),
        }
        let own = who == self.proposed_by;
        match decision {
            Decision::Withdraw if own => Ok(ProposalState::Withdrawn),
            Decision::Withdraw => Err(ProposalError::NotOwn),
            Decision::Agree | Decision::Refuse if own => Err(ProposalError::OwnProposal),
            Decision::Agree | Decision::Refuse if self.took_part.contains(&who) => {
                Err(ProposalError::TookPart)
            }
            Decision::Agree => Ok(ProposalState::Agreed),
            Decision::Refuse => Ok(ProposalState::Refused),
        }
    }
}
