//! What must hold for an action beside the state, and only the caller can know (handbook §6.1,
//! column "guard").

use super::{ActionName, Stage};
use serde::{Deserialize, Serialize};

/// Words: `guard.<name>` refuses, `condition.<name>` says what must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// No finding of the checks blocks.
    NoErrors,
    /// 验证备案类型 is younger than 24 hours and still has the same outcome.
    TypeCheckFresh,
    /// The province takes electronic verification (F1).
    ElectronicVerification,
    /// Kind and case ask no new evidence.
    NoEvidenceAsked,
    /// The step belongs to a QR session that is open, on the right phone.
    OpenSession,
    /// Every service is 核验完成.
    EveryServiceVerified,
    /// No evidence is stale.
    NothingStale,
    /// No reviewer has taken it.
    NotClaimed,
    /// At least one reason with its field or picture.
    ReasonGiven,
    /// Each reason of the return was answered by a change or new evidence.
    ReasonsAnswered,
    /// Every point of the reviewer's checklist is ticked.
    ChecklistComplete,
    /// Who entered a filing for a sponsor doesn't approve it (代为备案).
    NotOwnEntry,
    /// The bureau's reporting hours (code 20).
    WithinReportingHours,
    /// One sender at a time; the next data sequence number.
    SequenceLockHeld,
    /// The submission is the one that was approved.
    SnapshotUnchanged,
}

impl Guard {
    pub const ALL: &[Self] = &[
        Self::NoErrors,
        Self::TypeCheckFresh,
        Self::ElectronicVerification,
        Self::NoEvidenceAsked,
        Self::OpenSession,
        Self::EveryServiceVerified,
        Self::NothingStale,
        Self::NotClaimed,
        Self::ReasonGiven,
        Self::ReasonsAnswered,
        Self::ChecklistComplete,
        Self::NotOwnEntry,
        Self::WithinReportingHours,
        Self::SequenceLockHeld,
        Self::SnapshotUnchanged,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::NoErrors => "no_errors",
            Self::TypeCheckFresh => "type_check_fresh",
            Self::ElectronicVerification => "electronic_verification",
            Self::NoEvidenceAsked => "no_evidence_asked",
            Self::OpenSession => "open_session",
            Self::EveryServiceVerified => "every_service_verified",
            Self::NothingStale => "nothing_stale",
            Self::NotClaimed => "not_claimed",
            Self::ReasonGiven => "reason_given",
            Self::ReasonsAnswered => "reasons_answered",
            Self::ChecklistComplete => "checklist_complete",
            Self::NotOwnEntry => "not_own_entry",
            Self::WithinReportingHours => "within_reporting_hours",
            Self::SequenceLockHeld => "sequence_lock_held",
            Self::SnapshotUnchanged => "snapshot_unchanged",
        }
    }
}

impl ActionName {
    /// What the caller must check before this action in this stage.
    pub const fn guards(self, stage: Stage) -> &'static [Guard] {
        use Guard as G;
        match (self, stage) {
            (Self::FinishEntry, _) => &[G::NoErrors, G::TypeCheckFresh, G::ElectronicVerification],
            (Self::FinishEntryWithoutEvidence, _) => {
                &[G::NoErrors, G::TypeCheckFresh, G::NoEvidenceAsked]
            }
            (Self::EvidenceCollected, _) => &[G::OpenSession],
            (Self::AllServicesVerified, _) => &[G::EveryServiceVerified],
            (Self::Submit, _) => &[G::NoErrors, G::TypeCheckFresh, G::NothingStale],
            (Self::Resubmit, _) => &[G::NoErrors, G::NothingStale, G::ReasonsAnswered],
            (Self::Withdraw, Stage::ProviderReview) => &[G::NotClaimed],
            (Self::Claim, _) => &[G::NotClaimed],
            (Self::Return, _) => &[G::ReasonGiven],
            (Self::Approve, _) => &[G::ChecklistComplete, G::NotOwnEntry],
            (Self::StartReport, _) => &[G::WithinReportingHours, G::SequenceLockHeld],
            (Self::ResubmitUnchanged, _) => &[G::SnapshotUnchanged],
            _ => &[],
        }
    }
}
