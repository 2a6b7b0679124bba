//! What can be done to a filing: one action an event of handbook §6.1.

use super::FilingState;
use crate::{
    confirmation::{Confirmer, SMS_WINDOW},
    id::ServiceId,
    kind::Initiator,
    permission::Permission,
    time::{Duration, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An action with what it brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The draft is saved as it is, right or wrong.
    Save,
    /// 填写完成, the phone work opens.
    FinishEntry,
    /// 填写完成 of a kind or case that asks no new evidence.
    FinishEntryWithoutEvidence,
    /// 放弃. By the provider only with a reason, which the journal keeps.
    Abandon {
        by: Initiator,
    },
    /// The phone delivered a step.
    EvidenceCollected,
    /// Every service of the filing is 核验完成.
    AllServicesVerified,
    Edit,
    /// 重核主体
    RedoSponsor,
    /// 重核网站
    RedoService,
    /// 确认上交
    Submit,
    /// 撤回: takes a submission back.
    Withdraw,
    /// A reviewer takes the filing.
    Claim,
    /// 退回
    Return,
    /// 审核通过
    Approve,
    /// Takes an approval back before the upload.
    Recall,
    /// Submitted again after a return.
    Resubmit,
    /// Reported again as it was, after a missed confirmation.
    ResubmitUnchanged {
        by: Initiator,
    },
    StartReport,
    /// The bureau took the file; `confirmers` are the people of the file, empty when nobody must
    /// confirm.
    Uploaded {
        confirmers: Vec<Confirmer>,
        deadline: Timestamp,
    },
    /// No answer, or one that asks to come again.
    UploadRetry,
    UploadRefused,
    /// A human repaired the cause.
    RetryUpload,
    SmsConfirmed(Confirmer),
    SmsWrong(Confirmer),
    /// The sixth wrong try.
    SmsLocked,
    SmsExpired,
    SmsResent(Confirmer),
    /// The bureau still counts a round that our clock called over: `pending` of it are missing.
    SmsReopened {
        pending: Vec<Confirmer>,
        deadline: Timestamp,
    },
    BureauAccepted {
        number: Option<String>,
    },
    BureauRefused,
}

/// An action's name, for screens, journals and word lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ActionName {
    Save,
    FinishEntry,
    FinishEntryWithoutEvidence,
    Abandon,
    EvidenceCollected,
    AllServicesVerified,
    Edit,
    RedoSponsor,
    RedoService,
    Submit,
    Withdraw,
    Claim,
    Return,
    Approve,
    Recall,
    Resubmit,
    ResubmitUnchanged,
    StartReport,
    Uploaded,
    UploadRetry,
    UploadRefused,
    RetryUpload,
    SmsConfirmed,
    SmsWrong,
    SmsLocked,
    SmsExpired,
    SmsResent,
    SmsReopened,
    BureauAccepted,
    BureauRefused,
}

impl Action {
    pub const fn name(&self) -> ActionName {
        use ActionName as N;
        match self {
            Self::Save => N::Save,
            Self::FinishEntry => N::FinishEntry,
            Self::FinishEntryWithoutEvidence => N::FinishEntryWithoutEvidence,
            Self::Abandon { .. } => N::Abandon,
            Self::EvidenceCollected => N::EvidenceCollected,
            Self::AllServicesVerified => N::AllServicesVerified,
            Self::Edit => N::Edit,
            Self::RedoSponsor => N::RedoSponsor,
            Self::RedoService => N::RedoService,
            Self::Submit => N::Submit,
            Self::Withdraw => N::Withdraw,
            Self::Claim => N::Claim,
            Self::Return => N::Return,
            Self::Approve => N::Approve,
            Self::Recall => N::Recall,
            Self::Resubmit => N::Resubmit,
            Self::ResubmitUnchanged { .. } => N::ResubmitUnchanged,
            Self::StartReport => N::StartReport,
            Self::Uploaded { .. } => N::Uploaded,
            Self::UploadRetry => N::UploadRetry,
            Self::UploadRefused => N::UploadRefused,
            Self::RetryUpload => N::RetryUpload,
            Self::SmsConfirmed(_) => N::SmsConfirmed,
            Self::SmsWrong(_) => N::SmsWrong,
            Self::SmsLocked => N::SmsLocked,
            Self::SmsExpired => N::SmsExpired,
            Self::SmsResent(_) => N::SmsResent,
            Self::SmsReopened { .. } => N::SmsReopened,
            Self::BureauAccepted { .. } => N::BureauAccepted,
            Self::BureauRefused => N::BureauRefused,
        }
    }

    /// Who may do it (handbook §6.3). Asked where the action is carried out, so that no caller can
    /// name a weaker permission. The officers answer on the bureau's page and the bureau tells us:
    /// their actions arrive as system work.
    pub const fn needs(&self) -> Permission {
        match self {
            Self::Save
            | Self::FinishEntry
            | Self::FinishEntryWithoutEvidence
            | Self::Edit
            | Self::RedoSponsor
            | Self::RedoService => Permission::EditFiling,
            Self::EvidenceCollected => Permission::CollectEvidence,
            Self::Submit
            | Self::Withdraw
            | Self::Resubmit
            | Self::ResubmitUnchanged { by: Initiator::Sponsor }
            | Self::Abandon { by: Initiator::Sponsor } => Permission::SubmitFiling,
            Self::Abandon { by: Initiator::Provider } => Permission::AbandonForSponsor,
            Self::Claim
            | Self::Return
            | Self::Approve
            | Self::Recall
            | Self::ResubmitUnchanged { by: Initiator::Provider } => Permission::ReviewFiling,
            Self::RetryUpload => Permission::ReportToBureau,
            Self::AllServicesVerified
            | Self::StartReport
            | Self::Uploaded { .. }
            | Self::UploadRetry
            | Self::UploadRefused
            | Self::SmsConfirmed(_)
            | Self::SmsWrong(_)
            | Self::SmsLocked
            | Self::SmsExpired
            | Self::SmsResent(_)
            | Self::SmsReopened { .. }
            | Self::BureauAccepted { .. }
            | Self::BureauRefused => Permission::RunSystemWork,
        }
    }
}

impl ActionName {
    pub const ALL: &[Self] = &[
        Self::Save,
        Self::FinishEntry,
        Self::FinishEntryWithoutEvidence,
        Self::Abandon,
        Self::EvidenceCollected,
        Self::AllServicesVerified,
        Self::Edit,
        Self::RedoSponsor,
        Self::RedoService,
        Self::Submit,
        Self::Withdraw,
        Self::Claim,
        Self::Return,
        Self::Approve,
        Self::Recall,
        Self::Resubmit,
        Self::ResubmitUnchanged,
        Self::StartReport,
        Self::Uploaded,
        Self::UploadRetry,
        Self::UploadRefused,
        Self::RetryUpload,
        Self::SmsConfirmed,
        Self::SmsWrong,
        Self::SmsLocked,
        Self::SmsExpired,
        Self::SmsResent,
        Self::SmsReopened,
        Self::BureauAccepted,
        Self::BureauRefused,
    ];

    /// The name in JSON, the journal and word lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::FinishEntry => "finish_entry",
            Self::FinishEntryWithoutEvidence => "finish_entry_without_evidence",
            Self::Abandon => "abandon",
            Self::EvidenceCollected => "evidence_collected",
            Self::AllServicesVerified => "all_services_verified",
            Self::Edit => "edit",
            Self::RedoSponsor => "redo_sponsor",
            Self::RedoService => "redo_service",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Claim => "claim",
            Self::Return => "return",
            Self::Approve => "approve",
            Self::Recall => "recall",
            Self::Resubmit => "resubmit",
            Self::ResubmitUnchanged => "resubmit_unchanged",
            Self::StartReport => "start_report",
            Self::Uploaded => "uploaded",
            Self::UploadRetry => "upload_retry",
            Self::UploadRefused => "upload_refused",
            Self::RetryUpload => "retry_upload",
            Self::SmsConfirmed => "sms_confirmed",
            Self::SmsWrong => "sms_wrong",
            Self::SmsLocked => "sms_locked",
            Self::SmsExpired => "sms_expired",
            Self::SmsResent => "sms_resent",
            Self::SmsReopened => "sms_reopened",
            Self::BureauAccepted => "bureau_accepted",
            Self::BureauRefused => "bureau_refused",
        }
    }

    /// Every action of this name that could happen to `state`, each at an instant when it could:
    /// what the printed table and the list of possible actions are tried with.
    pub(super) fn examples(self, state: &FilingState) -> Vec<(Action, Timestamp)> {
        let start = Timestamp::from_millis(0);
        let of_service = Confirmer::of_service(ServiceId::from_uuid(uuid::Uuid::nil()));
        let (waiting, deadline) = match state {
            FilingState::SmsVerification { pending, deadline } => (pending.clone(), *deadline),
            _ => (vec![of_service], start + SMS_WINDOW),
        };
        let before = Timestamp::from_millis(deadline.millis() - Duration::hours(1).as_millis());
        let someone = waiting.first().copied().unwrap_or(of_service);
        let now = |action| vec![(action, before)];
        match self {
            Self::Save => now(Action::Save),
            Self::FinishEntry => now(Action::FinishEntry),
            Self::FinishEntryWithoutEvidence => now(Action::FinishEntryWithoutEvidence),
            Self::Abandon => [Initiator::Sponsor, Initiator::Provider]
                .map(|by| (Action::Abandon { by }, before))
                .into(),
            Self::EvidenceCollected => now(Action::EvidenceCollected),
            Self::AllServicesVerified => now(Action::AllServicesVerified),
            Self::Edit => now(Action::Edit),
            Self::RedoSponsor => now(Action::RedoSponsor),
            Self::RedoService => now(Action::RedoService),
            Self::Submit => now(Action::Submit),
            Self::Withdraw => now(Action::Withdraw),
            Self::Claim => now(Action::Claim),
            Self::Return => now(Action::Return),
            Self::Approve => now(Action::Approve),
            Self::Recall => now(Action::Recall),
            Self::Resubmit => now(Action::Resubmit),
            Self::ResubmitUnchanged => [Initiator::Sponsor, Initiator::Provider]
                .map(|by| (Action::ResubmitUnchanged { by }, before))
                .into(),
            Self::StartReport => now(Action::StartReport),
            Self::Uploaded => [vec![Confirmer::SPONSOR, of_service], Vec::new()]
                .map(|confirmers| (Action::Uploaded { confirmers, deadline }, before))
                .into(),
            Self::UploadRetry => now(Action::UploadRetry),
            Self::UploadRefused => now(Action::UploadRefused),
            Self::RetryUpload => now(Action::RetryUpload),
            Self::SmsConfirmed => now(Action::SmsConfirmed(someone)),
            Self::SmsWrong => now(Action::SmsWrong(someone)),
            Self::SmsLocked => now(Action::SmsLocked),
            Self::SmsExpired => vec![(Action::SmsExpired, deadline)],
            Self::SmsResent => now(Action::SmsResent(someone)),
            Self::SmsReopened => [vec![of_service], Vec::new()]
                .map(|pending| (Action::SmsReopened { pending, deadline }, before))
                .into(),
            Self::BureauAccepted => now(Action::BureauAccepted { number: None }),
            Self::BureauRefused => now(Action::BureauRefused),
        }
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
