//! Names of journal entries (备案历史信息): what is written down beside who, when and on which request.
//! Words: `journal.<name>`. An entry's details never hold personal data; it can't be erased.

use crate::state::ActionName;

/// What an entry says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryName {
    /// A transition of a filing; its name is the action's.
    Action(ActionName),
    AccountRegistered,
    AccountLoggedIn,
    AccountLoginRefused,
    AccountPasswordChanged,
    /// By the administrator, to a sponsor filed before (F8).
    AccountPasswordIssued,
    AccountClosed,
    StaffCreated,
    StaffLoggedIn,
    StaffLoginRefused,
    StaffChanged,
    StaffPasswordChanged,
    FilingCreated,
    /// 验证备案类型: with the rule, never the other party.
    TypeChecked,
    VerificationOpened,
    VerificationScanned,
    /// 单独同意: which ones, never by whom.
    ConsentGiven,
    StepPassed,
    StepPassedToHuman,
    StepRefused,
    EvidenceStale,
    ClaimReleased,
    ChecklistTicked,
    /// A whole number or name was shown to staff.
    PersonalDataRevealed,
    MaterialViewed,
    MaterialErased,
    ConfirmationAsked,
    ConfirmationReminded,
    /// Beside the transition: how many tries an officer has.
    ConfirmationWrong,
    NoticeSent,
    /// A message that nobody got.
    NoticeUndelivered,
    /// The bureau counts a confirmation of a filing that went on otherwise meanwhile.
    ConfirmationUnexpected,
    FileSent,
    FileAnswered,
    /// A file that was not sent goes out of the outbox; its filings come with another.
    FileWithdrawn,
    /// A sent file was deleted after its time; what was sent stays as number and hash.
    FileDeleted,
    /// The bureau does not take our account: nothing is sent until it is corrected.
    OutboxHeld,
    OutboxResumed,
    DownloadProcessed,
    /// A code table as the bureau sends it, kept beside the shipped ones.
    CodeTableReceived,
    /// The bureau cancelled a sponsor, a service or an access by itself.
    BureauCancelled,
    BureauNotice,
    /// HMDLB: how many lines; never whom.
    BlacklistChanged,
    TaskReceived,
    TaskAnswered,
    TaskChanged,
    TaskOverdue,
    TaskReminded,
    DownloadUnreadable,
    /// With the reason that staff gave.
    DownloadSkipped,
    PartUnreadable,
    /// Kept for a human; the edition before stays in use.
    CodeTableRefused,
    RecordStored,
    RecordClaimed,
    RecordMoved,
    /// A sponsor asked for a record. Neither the number nor who holds it.
    MoveAsked,
    /// The holder of a record gave or denied its consent.
    MoveAnswered,
    /// An administrator turned a request down, or its asker took it back.
    MoveDeclined,
    /// 双人复核: with kind and records; the proof is sealed elsewhere.
    ProposalMade,
    ProposalAgreed,
    ProposalRefused,
    ProposalWithdrawn,
    /// By an administrator: whose record gives, whose receives.
    MigrationOpened,
    /// What the bureau did off-line, with its reference.
    OutcomeEntered,
    ReferenceReplaced,
    SettingsChanged,
    DataExported,
}

impl EntryName {
    /// Every name but the actions'.
    pub const OTHERS: &[Self] = &[
        Self::AccountRegistered,
        Self::AccountLoggedIn,
        Self::AccountLoginRefused,
        Self::AccountPasswordChanged,
        Self::AccountPasswordIssued,
        Self::AccountClosed,
        Self::StaffCreated,
        Self::StaffLoggedIn,
        Self::StaffLoginRefused,
        Self::StaffChanged,
        Self::StaffPasswordChanged,
        Self::FilingCreated,
        Self::TypeChecked,
        Self::VerificationOpened,
        Self::VerificationScanned,
        Self::ConsentGiven,
        Self::StepPassed,
        Self::StepPassedToHuman,
        Self::StepRefused,
        Self::EvidenceStale,
        Self::ClaimReleased,
        Self::ChecklistTicked,
        Self::PersonalDataRevealed,
        Self::MaterialViewed,
        Self::MaterialErased,
        Self::ConfirmationAsked,
        Self::ConfirmationReminded,
        Self::ConfirmationWrong,
        Self::NoticeSent,
        Self::NoticeUndelivered,
        Self::ConfirmationUnexpected,
        Self::FileSent,
        Self::FileAnswered,
        Self::FileWithdrawn,
        Self::FileDeleted,
        Self::OutboxHeld,
        Self::OutboxResumed,
        Self::DownloadProcessed,
        Self::CodeTableReceived,
        Self::BureauCancelled,
        Self::BureauNotice,
        Self::BlacklistChanged,
        Self::TaskReceived,
        Self::TaskAnswered,
        Self::TaskChanged,
        Self::TaskOverdue,
        Self::TaskReminded,
        Self::DownloadUnreadable,
        Self::DownloadSkipped,
        Self::PartUnreadable,
        Self::CodeTableRefused,
        Self::RecordStored,
        Self::RecordClaimed,
        Self::RecordMoved,
        Self::MoveAsked,
        Self::MoveAnswered,
        Self::MoveDeclined,
        Self::ProposalMade,
        Self::ProposalAgreed,
        Self::ProposalRefused,
        Self::ProposalWithdrawn,
        Self::MigrationOpened,
        Self::OutcomeEntered,
        Self::ReferenceReplaced,
        Self::SettingsChanged,
        Self::DataExported,
    ];

    pub fn all() -> impl Iterator<Item = Self> {
        let actions = ActionName::ALL.iter().copied().map(Self::Action);
        actions.chain(Self::OTHERS.iter().copied())
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Action(action) => action.as_str(),
            Self::AccountRegistered => "account_registered",
            Self::AccountLoggedIn => "account_logged_in",
            Self::AccountLoginRefused => "account_login_refused",
            Self::AccountPasswordChanged => "account_password_changed",
            Self::AccountPasswordIssued => "account_password_issued",
            Self::AccountClosed => "account_closed",
            Self::StaffCreated => "staff_created",
            Self::StaffLoggedIn => "staff_logged_in",
            Self::StaffLoginRefused => "staff_login_refused",
            Self::StaffChanged => "staff_changed",
            Self::StaffPasswordChanged => "staff_password_changed",
            Self::FilingCreated => "filing_created",
            Self::TypeChecked => "type_checked",
            Self::VerificationOpened => "verification_opened",
            Self::VerificationScanned => "verification_scanned",
            Self::ConsentGiven => "consent_given",
            Self::StepPassed => "step_passed",
            Self::StepPassedToHuman => "step_passed_to_human",
            Self::StepRefused => "step_refused",
            Self::EvidenceStale => "evidence_stale",
            Self::ClaimReleased => "claim_released",
            Self::ChecklistTicked => "checklist_ticked",
            Self::PersonalDataRevealed => "personal_data_revealed",
            Self::MaterialViewed => "material_viewed",
            Self::MaterialErased => "material_erased",
            Self::ConfirmationAsked => "confirmation_asked",
            Self::ConfirmationReminded => "confirmation_reminded",
            Self::ConfirmationWrong => "confirmation_wrong",
            Self::NoticeSent => "notice_sent",
            Self::NoticeUndelivered => "notice_undelivered",
            Self::ConfirmationUnexpected => "confirmation_unexpected",
            Self::FileSent => "file_sent",
            Self::FileAnswered => "file_answered",
            Self::FileWithdrawn => "file_withdrawn",
            Self::FileDeleted => "file_deleted",
            Self::OutboxHeld => "outbox_held",
            Self::OutboxResumed => "outbox_resumed",
            Self::DownloadProcessed => "download_processed",
            Self::CodeTableReceived => "code_table_received",
            Self::BureauCancelled => "bureau_cancelled",
            Self::BureauNotice => "bureau_notice",
            Self::BlacklistChanged => "blacklist_changed",
            Self::TaskReceived => "task_received",
            Self::TaskAnswered => "task_answered",
            Self::TaskChanged => "task_changed",
            Self::TaskOverdue => "task_overdue",
            Self::TaskReminded => "task_reminded",
            Self::DownloadUnreadable => "download_unreadable",
            Self::DownloadSkipped => "download_skipped",
            Self::PartUnreadable => "part_unreadable",
            Self::CodeTableRefused => "code_table_refused",
            Self::RecordStored => "record_stored",
            Self::RecordClaimed => "record_claimed",
            Self::RecordMoved => "record_moved",
            Self::MoveAsked => "move_asked",
            Self::MoveAnswered => "move_answered",
            Self::MoveDeclined => "move_declined",
            Self::ProposalMade => "proposal_made",
            Self::ProposalAgreed => "proposal_agreed",
            Self::ProposalRefused => "proposal_refused",
            Self::ProposalWithdrawn => "proposal_withdrawn",
            Self::MigrationOpened => "migration_opened",
            Self::OutcomeEntered => "outcome_entered",
            Self::ReferenceReplaced => "reference_replaced",
            Self::SettingsChanged => "settings_changed",
            Self::DataExported => "data_exported",
        }
    }

    /// Shown to the sponsor in 备案历史信息 too; the rest is for staff and auditors.
    pub const fn is_for_sponsor(self) -> bool {
        match self {
            Self::Action(action) => !matches!(
                action,
                ActionName::StartReport
                    | ActionName::UploadRetry
                    | ActionName::UploadRefused
                    | ActionName::RetryUpload
                    | ActionName::Claim
            ),
            Self::FilingCreated
            | Self::VerificationOpened
            | Self::VerificationScanned
            | Self::ConsentGiven
            | Self::StepPassed
            | Self::StepPassedToHuman
            | Self::StepRefused
            | Self::EvidenceStale
            | Self::ConfirmationAsked
            | Self::ConfirmationReminded
            | Self::NoticeSent
            | Self::RecordStored
            | Self::RecordClaimed
            | Self::RecordMoved
            | Self::MigrationOpened
            | Self::OutcomeEntered => true,
            _ => false,
        }
    }
}
