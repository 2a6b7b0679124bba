use crate::{
    confirmation::Confirmer,
    kind::{FilingKind, Wire},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Work that a transition starts. Whoever saves the new state saves or queues these in the same
/// transaction; doing one twice must do no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// One verification and QR code a service, all 未核验.
    OpenVerifications,
    /// The sponsor stage and all services start again; what was collected stays as history.
    RestartSponsorStage,
    /// This service starts again after the sponsor stage; what was collected stays as history.
    RestartServiceStage,
    /// Evidence whose fields change is marked stale ([`crate::verification::stale_evidence`]).
    MarkStaleEvidence,
    /// QR codes stop working.
    RevokeTokens,
    /// The dossier is kept as it was submitted; review and report work on it.
    FreezeSnapshot,
    /// The reviewer is noted as the one who handles it.
    AssignReviewer,
    /// The reasons of the return are kept, each with its field or picture.
    KeepReturnReasons,
    UploadToBureau,
    /// Asks the bureau's download for results until this filing has one.
    PollBureau,
    /// Show and remind: this officer must answer the ministry's SMS.
    AskForConfirmation {
        confirmer: Confirmer,
        until: Timestamp,
    },
    /// A wrong try is counted against this officer.
    CountWrongTry {
        confirmer: Confirmer,
    },
    /// At this instant [`super::Action::SmsExpired`] is due; until then whoever is missing and the
    /// sponsor are reminded ([`crate::confirmation::reminders`]).
    WatchDeadline {
        until: Timestamp,
    },
    TellSponsor {
        notice: Notice,
    },
    /// The provider's staff is told that an upload failed.
    TellStaff,
    /// Numbers and wire ids go into the record, in the transaction of the state.
    StoreRecord,
    /// Another filing of this sponsor may start.
    ReleaseInFlight,
    /// Pictures and numbers are erased after the time the provider configured.
    ScheduleErasure,
}

/// What the sponsor is told, by mail or SMS. Words: `notice.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// 备案信息已经确认,等待ISP服务商核实!
    Submitted,
    ReturnedByProvider,
    Approved,
    NobodyConfirmed,
    /// The bureau counts answers that were thought to be too late.
    ConfirmationReopened,
    AtBureau,
    ReturnedByBureau,
    Filed,
    AbandonedByProvider,
}

impl Notice {
    pub const ALL: &[Self] = &[
        Self::Submitted,
        Self::ReturnedByProvider,
        Self::Approved,
        Self::NobodyConfirmed,
        Self::ConfirmationReopened,
        Self::AtBureau,
        Self::ReturnedByBureau,
        Self::Filed,
        Self::AbandonedByProvider,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::ReturnedByProvider => "returned_by_provider",
            Self::Approved => "approved",
            Self::NobodyConfirmed => "nobody_confirmed",
            Self::ConfirmationReopened => "confirmation_reopened",
            Self::AtBureau => "at_bureau",
            Self::ReturnedByBureau => "returned_by_bureau",
            Self::Filed => "filed",
            Self::AbandonedByProvider => "abandoned_by_provider",
        }
    }

    /// The words of this notice for a kind: what the bureau's yes means is not the same for each.
    pub const fn words_for(self, kind: FilingKind) -> &'static str {
        if !matches!(self, Self::Filed) {
            return self.name();
        }
        match kind.spec().wire {
            Wire::Xzba | Wire::Xzwz => "filed",
            Wire::Xzjr => "filed.access",
            Wire::Bgba => "filed.change",
            Wire::Zxba => "filed.cancel",
            Wire::Migration | Wire::None => "filed.move",
        }
    }
}

impl Effect {
    /// The name in JSON, job queues and word lists.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OpenVerifications => "open_verifications",
            Self::RestartSponsorStage => "restart_sponsor_stage",
            Self::RestartServiceStage => "restart_service_stage",
            Self::MarkStaleEvidence => "mark_stale_evidence",
            Self::RevokeTokens => "revoke_tokens",
            Self::FreezeSnapshot => "freeze_snapshot",
            Self::AssignReviewer => "assign_reviewer",
            Self::KeepReturnReasons => "keep_return_reasons",
            Self::UploadToBureau => "upload_to_bureau",
            Self::PollBureau => "poll_bureau",
            Self::AskForConfirmation { .. } => "ask_for_confirmation",
            Self::CountWrongTry { .. } => "count_wrong_try",
            Self::WatchDeadline { .. } => "watch_deadline",
            Self::TellSponsor { .. } => "tell_sponsor",
            Self::TellStaff => "tell_staff",
            Self::StoreRecord => "store_record",
            Self::ReleaseInFlight => "release_in_flight",
            Self::ScheduleErasure => "schedule_erasure",
        }
    }
}
