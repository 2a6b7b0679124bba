//! Who asks, and when. Made once per request or job; nothing below reads a clock.

use filing::{
    id::{AccountId, FilingId, StaffId, VerificationId},
    permission::{Permission, Role},
    time::Timestamp,
};

/// One request or one run of a job.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub actor: Actor,
    pub now: Timestamp,
    /// Ties the answer, the log and the journal together.
    pub request: String,
    /// Where the request came from, as seen by the server.
    pub address: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Anonymous,
    Sponsor {
        account: AccountId,
    },
    Staff {
        staff: StaffId,
        role: Role,
    },
    /// A phone that opened a verification: may only feed that one.
    Collector {
        verification: VerificationId,
        filing: FilingId,
    },
    /// The bureau's answers and the clock's deadlines.
    System,
}

impl Actor {
    /// The role that the permission table knows this actor by; nobody has a role before logging in.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Anonymous => None,
            Self::Sponsor { .. } => Some(Role::Sponsor),
            Self::Staff { role, .. } => Some(*role),
            Self::Collector { .. } => Some(Role::Collector),
            Self::System => Some(Role::System),
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.role().is_some_and(|role| role.may(permission))
    }

    /// What the journal keeps: the kind of actor and its id.
    pub fn name(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::Sponsor { account } => account.to_string(),
            Self::Staff { staff, .. } => staff.to_string(),
            Self::Collector { verification, .. } => verification.to_string(),
            Self::System => "system".into(),
        }
    }
}

impl Ctx {
    /// A run of a job, or of the clock.
    pub fn system(now: Timestamp, request: impl Into<String>) -> Self {
        Self { actor: Actor::System, now, request: request.into(), address: String::new() }
    }

    /// The same request for a transition that follows by itself and that no person may ask for.
    pub fn as_system(&self) -> Self {
        Self { actor: Actor::System, ..self.clone() }
    }

    pub fn require(&self, permission: Permission) -> crate::error::Result<()> {
        match self.actor.may(permission) {
            true => Ok(()),
            false => Err(crate::error::Error::Forbidden),
        }
    }

    /// The sponsor's account, or the refusal.
    pub fn account(&self) -> crate::error::Result<AccountId> {
        match self.actor {
            Actor::Sponsor { account } => Ok(account),
            _ => Err(crate::error::Error::Forbidden),
        }
    }

    /// The staff member, or the refusal.
    pub fn staff(&self) -> crate::error::Result<StaffId> {
        match self.actor {
            Actor::Staff { staff, .. } => Ok(staff),
            _ => Err(crate::error::Error::Forbidden),
        }
    }
}
