//! Who may do what. One table; handlers and jobs ask it, nobody asks a role (handbook §6.3).

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Role {
    /// A sponsor, on its own filings.
    Sponsor,
    /// Who holds a QR token: its own verification only.
    Collector,
    /// 接入商审核员
    Reviewer,
    /// 管理员
    Administrator,
    Auditor,
    /// Jobs: the bureau's answers and the clock's deadlines.
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Create and type; a reviewer for a sponsor (代为备案), which the journal tells.
    EditFiling,
    /// Hand over, take back, give up; each only what its own side started.
    SubmitFiling,
    CollectEvidence,
    ReviewFiling,
    /// With a reason.
    AbandonForSponsor,
    /// Set a failed report going again.
    ReportToBureau,
    /// See whole numbers, names and pictures; each look of staff is journalled.
    RevealPersonalData,
    ReadJournal,
    IssuePassword,
    ManageStaff,
    /// Code tables, provinces, templates, the SMS table.
    ManageReference,
    /// Credentials, sequence, hours.
    ManageBureau,
    /// 迁移, 认领, 转移: always with a second person.
    MoveRecords,
    /// The bureau's answers and the deadlines: no person has it.
    RunSystemWork,
}

use Permission::{
    AbandonForSponsor, CollectEvidence, EditFiling, IssuePassword, ManageBureau, ManageReference,
    ManageStaff, MoveRecords, ReadJournal, ReportToBureau, RevealPersonalData, ReviewFiling,
    RunSystemWork, SubmitFiling,
};

impl Permission {
    pub const ALL: &[Self] = &[
        EditFiling,
        SubmitFiling,
        CollectEvidence,
        ReviewFiling,
        AbandonForSponsor,
        ReportToBureau,
        RevealPersonalData,
        ReadJournal,
        IssuePassword,
        ManageStaff,
        ManageReference,
        ManageBureau,
        MoveRecords,
        RunSystemWork,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            EditFiling => "edit_filing",
            SubmitFiling => "submit_filing",
            CollectEvidence => "collect_evidence",
            ReviewFiling => "review_filing",
            AbandonForSponsor => "abandon_for_sponsor",
            ReportToBureau => "report_to_bureau",
            RevealPersonalData => "reveal_personal_data",
            ReadJournal => "read_journal",
            IssuePassword => "issue_password",
            ManageStaff => "manage_staff",
            ManageReference => "manage_reference",
            ManageBureau => "manage_bureau",
            MoveRecords => "move_records",
            RunSystemWork => "run_system_work",
        }
    }
}

impl Role {
    pub const ALL: &[Self] = &[
        Self::Sponsor,
        Self::Collector,
        Self::Reviewer,
        Self::Administrator,
        Self::Auditor,
        Self::System,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Collector => "collector",
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::System => "system",
        }
    }

    /// The table. Who reviews doesn't administer and who administers doesn't review.
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Sponsor => &[EditFiling, SubmitFiling, RevealPersonalData],
            Self::Collector => &[CollectEvidence],
            Self::Reviewer => {
                &[EditFiling, SubmitFiling, ReviewFiling, ReportToBureau, RevealPersonalData]
            }
            Self::Administrator => &[
                AbandonForSponsor,
                ReportToBureau,
                IssuePassword,
                ManageStaff,
                ManageReference,
                ManageBureau,
                MoveRecords,
            ],
            Self::Auditor => &[ReadJournal],
            Self::System => &[RunSystemWork],
        }
    }

    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}
