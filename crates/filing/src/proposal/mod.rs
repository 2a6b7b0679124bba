//! 双人复核: what one administrator proposes and another one decides (handbook §5.5, §6.3). Claims,
//! transfers and migrations change whose a record is; nobody does that alone.

mod decide;
mod handover;
mod matter;

pub use decide::{Decision, ProposalError, Standing};
pub use handover::{Basis, Consent, Holder, MoveKind, basis};
pub use matter::{Handover, Matter, OutcomeByHand};

use crate::{permission::Permission, time::Duration};
use serde::{Deserialize, Serialize};

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ProposalKind {
    /// 认领: a record without an account, or under a lost one, is linked to an account.
    ClaimRecord,
    /// 转移: a record goes from one account to another.
    TransferRecord,
    /// A migration that the reviewer approved may be reported to the bureau.
    ReportMigration,
    /// A migration that the bureau carried out outside the interface is written down by hand.
    EnterOutcome,
}

impl ProposalKind {
    pub const ALL: &[Self] =
        &[Self::ClaimRecord, Self::TransferRecord, Self::ReportMigration, Self::EnterOutcome];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaimRecord => "claim_record",
            Self::TransferRecord => "transfer_record",
            Self::ReportMigration => "report_migration",
            Self::EnterOutcome => "enter_outcome",
        }
    }

    /// Who may propose it, and who may decide it; never the same person.
    pub const fn needs(self) -> Permission {
        Permission::MoveRecords
    }

    /// How long it waits for the second person. The proof it rests on grows old; a migration's
    /// filing stays, and says itself when it ends.
    pub const fn open_for(self) -> Option<Duration> {
        match self {
            Self::ClaimRecord | Self::TransferRecord | Self::EnterOutcome => {
                Some(Duration::days(14))
            }
            Self::ReportMigration => None,
        }
    }
}

/// How a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ProposalState {
    Open,
    /// The second person agreed, and it was carried out.
    Agreed,
    Refused,
    /// By who proposed it, or because what it was about ended.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

impl ProposalState {
    pub const ALL: &[Self] =
        &[Self::Open, Self::Agreed, Self::Refused, Self::Withdrawn, Self::Expired];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}
