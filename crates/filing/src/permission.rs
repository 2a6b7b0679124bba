//! Who may do what. One table; handlers and jobs ask it, nobody asks a role.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A sponsor, on its own filings.
    Sponsor,
    /// Who holds a QR token: its own verification only.
    Collector,
    Reviewer,
    Administrator,
    Auditor,
    /// Jobs: the bureau's answers and the clock's deadlines.
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
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
    /// The bureau's answers and the deadlines: no person has it.
    RunSystemWork,
}
