//! The kinds of filing (业务类型). One file of facts a kind; one line a kind below.

mod case;
mod matrix;
mod spec;

pub use case::{Case, Changed, case_of};
pub use matrix::{ConfirmationMatrix, MatrixError, MatrixRow, sms_matrix, who_confirms};
pub use spec::{
    Channel, Confirmers, EvidenceAsked, FilingSpec, Numbers, Row, ServicePart, SponsorEvidence,
    Target, Wire,
};

use serde::{Deserialize, Serialize};
use spec::row;

/// Makes the enum, its list and its facts out of one line a kind.
macro_rules! filing_kinds {
    ($($variant:ident => $module:ident,)+) => {
        $(mod $module;)+

        /// 业务类型, in the order of the bureau's SMS table (guide 六; handbook §2.9, §5.5).
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum FilingKind { $($variant,)+ }

        impl FilingKind {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The facts of this kind.
            pub const fn spec(self) -> &'static FilingSpec {
                match self { $(Self::$variant => &$module::SPEC,)+ }
            }

            /// The name in JSON, URLs, SQL and word lists.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($module),)+ }
            }
        }
    };
}

filing_kinds! {
    NewFiling => new_filing,
    AddService => add_service,
    AddAccess => add_access,
    ChangeFiling => change_filing,
    ChangeSponsor => change_sponsor,
    ChangeService => change_service,
    ChangeAccess => change_access,
    MigrateDomain => migrate_domain,
    MigrateService => migrate_service,
    CancelSponsor => cancel_sponsor,
    CancelService => cancel_service,
    CancelAccess => cancel_access,
    TransferRecord => transfer_record,
}

impl FilingKind {
    /// 业务名称, as the bureau's table prints it.
    pub const fn label(self) -> &'static str {
        self.spec().label
    }

    /// What the phone must collect in this case; nothing for a case this kind doesn't know.
    pub fn evidence(self, case: Case) -> EvidenceAsked {
        self.spec()
            .rows
            .iter()
            .find(|row| row.case == case)
            .map_or(EvidenceAsked::NOTHING, |row| row.evidence)
    }

    /// Who may start this kind, in any of its cases (handbook §5.5 "who starts").
    pub fn may_be_started_by(self, initiator: Initiator) -> bool {
        match self {
            // Has no rows in the SMS table: the old account asks, or the administrator acts.
            Self::TransferRecord => true,
            _ => self.spec().rows.iter().any(|row| row.starters.contains(&initiator)),
        }
    }
}

/// A person who may have to confirm by SMS, or whose evidence is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Party {
    /// 主体负责人
    SponsorOfficer,
    /// 业务负责人 = 网站负责人
    ServiceOfficer,
}

impl Party {
    pub const ALL: &[Self] = &[Self::SponsorOfficer, Self::ServiceOfficer];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SponsorOfficer => "sponsor_officer",
            Self::ServiceOfficer => "service_officer",
        }
    }
}

/// Who starts a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Initiator {
    Sponsor,
    Provider,
}
