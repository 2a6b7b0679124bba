//! What a proposal is about, in full. Kept sealed: a proof may name people.

use super::{Basis, MoveKind, ProposalKind};
use crate::{
    id::{AccountId, FilingId, MoveRequestId},
    kind::FilingKind,
};
use serde::{Deserialize, Serialize};

/// The content of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    Handover(Handover),
    /// The filing has the content.
    Migration {
        filing: FilingId,
        /// Digest of the dossier that may be reported; absent until there is one. Another dossier
        /// needs another agreement.
        #[serde(default)]
        dossier: Option<String>,
    },
    Outcome(OutcomeByHand),
}

impl Matter {
    pub const fn kind(&self) -> ProposalKind {
        match self {
            Self::Handover(handover) => handover.kind.proposal(),
            Self::Migration { .. } => ProposalKind::ReportMigration,
            Self::Outcome(_) => ProposalKind::EnterOutcome,
        }
    }
}

/// 认领 or 转移 of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub kind: MoveKind,
    /// What the sponsor asked.
    pub request: MoveRequestId,
    /// 主体备案号 in normal form.
    pub sponsor_number: String,
    /// Who held it when it was proposed; another holder meanwhile makes the proposal void.
    pub from: Option<AccountId>,
    pub to: AccountId,
    pub basis: Basis,
    /// What the administrator saw.
    pub proof: String,
}

/// What the bureau answered off-line about a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeByHand {
    /// [`FilingKind::MigrateDomain`] or [`FilingKind::MigrateService`].
    pub kind: FilingKind,
    /// 网站备案号 before, in normal form.
    pub service_number: String,
    /// 主体备案号 it moved under, in normal form.
    pub receiving_sponsor_number: String,
    /// A-labels; none for a whole service.
    pub domains: Vec<String>,
    /// 网站备案号 that the bureau gave under the receiving sponsor, in normal form.
    pub new_service_number: String,
    pub reason: String,
    /// The bureau's own mark of the matter: the letter's number.
    pub reference: String,
}
