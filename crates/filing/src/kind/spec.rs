//! What is said about a kind: data, no behaviour.

use super::{Case, Initiator};
use serde::{Deserialize, Serialize};

/// Everything about a kind that is data rather than code (handbook §5.5).
#[derive(Debug)]
pub struct FilingSpec {
    /// 业务名称.
    pub label: &'static str,
    /// Operation element of the upload file.
    pub wire: Wire,
    /// The draft carries 主办单位信息.
    pub sponsor: bool,
    /// How much of each service the draft carries.
    pub services: ServicePart,
    /// The draft carries 接入信息 of each service.
    pub access: bool,
    /// The draft carries a code of 注销理由.
    pub reason: bool,
    /// What already filed thing it is about.
    pub target: Target,
    /// 细分情况: the rows of this kind in the SMS table. Who confirms in each is data
    /// ([`super::ConfirmationMatrix`]); empty when the table doesn't know the kind.
    pub rows: &'static [Row],
    /// Whose phones are asked.
    pub confirmers: Confirmers,
    pub channel: Channel,
    pub gives: Numbers,
}

/// Operations of the bureau's upload format (V3.0, handbook §10.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wire {
    /// 新增备案
    Xzba,
    /// 新增网站
    Xzwz,
    /// 新增接入
    Xzjr,
    /// 变更备案: carries the whole record
    Bgba,
    /// 注销备案 (`Zxlb` 0 sponsor, 1 service, 2 access)
    Zxba,
    /// 迁移 of our own dialect: V3.0 has no operation for it
    Migration,
    /// The format has no operation for it.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServicePart {
    None,
    /// Names, domains and officer: enough to recognise it and to verify its officer.
    Identity,
    Whole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    None,
    /// A 主体备案号.
    Sponsor,
    /// A 网站备案号.
    Service,
    /// A 网站备案号, and the 主体备案号 it moves under.
    ServiceAndReceiver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmers {
    /// The officers named in this filing.
    OfDraft,
    /// The officers on the record before this filing.
    OnRecord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The sponsor does it on the screens.
    Electronic,
    /// An administrator does it on request, and a second person agrees (handbook §6.3).
    AdministratorWithSecondPerson,
}

/// Which numbers the bureau gives when it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// 主体备案号 and a 网站备案号 a service.
    SponsorAndServices,
    /// A 网站备案号 a service.
    Services,
    None,
}

/// One 细分情况 of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub case: Case,
    pub evidence: EvidenceAsked,
    pub starters: &'static [Initiator],
}

/// A row the sponsor starts, which is the rule.
pub(super) const fn row(case: Case, evidence: EvidenceAsked) -> Row {
    Row { case, evidence, starters: &[Initiator::Sponsor] }
}

impl Row {
    pub(super) const fn by_provider(mut self) -> Self {
        self.starters = &[Initiator::Provider];
        self
    }
    pub(super) const fn by_either(mut self) -> Self {
        self.starters = &[Initiator::Sponsor, Initiator::Provider];
        self
    }
}

/// What new evidence a filing must bring (handbook §5.5 "new evidence").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceAsked {
    pub sponsor: SponsorEvidence,
    pub service: bool,
    /// 真实性核验单.
    pub sheet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SponsorEvidence {
    Asked,
    /// Asked unless this provider verified the sponsor's present data before.
    UnlessVerifiedHere,
    NotAsked,
}

impl EvidenceAsked {
    pub const EVERYTHING: Self =
        Self { sponsor: SponsorEvidence::Asked, service: true, sheet: true };
    pub const NEW_SERVICE: Self =
        Self { sponsor: SponsorEvidence::UnlessVerifiedHere, service: true, sheet: true };
    pub const SERVICE_AND_SHEET: Self =
        Self { sponsor: SponsorEvidence::NotAsked, service: true, sheet: true };
    pub const SPONSOR_AND_SERVICE: Self =
        Self { sponsor: SponsorEvidence::Asked, service: true, sheet: false };
    pub const SPONSOR: Self =
        Self { sponsor: SponsorEvidence::Asked, service: false, sheet: false };
    pub const SERVICE: Self =
        Self { sponsor: SponsorEvidence::NotAsked, service: true, sheet: false };
    pub const NOTHING: Self =
        Self { sponsor: SponsorEvidence::NotAsked, service: false, sheet: false };

    /// A filing that brings no evidence skips the phone work (`finish_entry_without_evidence`).
    pub fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }

    /// The same, once it is known whether this provider verified the sponsor before.
    #[must_use]
    pub fn given(self, sponsor_verified_here: bool) -> Self {
        let sponsor = match self.sponsor {
            SponsorEvidence::UnlessVerifiedHere if sponsor_verified_here => {
                SponsorEvidence::NotAsked
            }
            SponsorEvidence::UnlessVerifiedHere => SponsorEvidence::Asked,
            other => other,
        };
        Self { sponsor, ..self }
    }
}
