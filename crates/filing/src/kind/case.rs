//! 细分情况: what splits one kind into rows of the SMS table, and how a filing finds its row.

use super::{FilingKind, Initiator};
use crate::{
    draft::{AccessDraft, Draft, ServiceDraft, SponsorDraft},
    id::ServiceId,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Case {
    Any,
    /// 仅主体变更
    SponsorOnly,
    /// 主体网站均变更
    SponsorAndService,
    /// 网站变更
    ServiceOnly,
    /// 仅接入变更
    AccessOnly,
    /// 不涉及变更省份
    SameProvince,
    /// 涉及变更所在省
    OtherProvince,
    /// 用户委托发起 / 接入商发起
    StartedBy(Initiator),
}

impl Case {
    pub const ALL: &[Self] = &[
        Self::Any,
        Self::SponsorOnly,
        Self::SponsorAndService,
        Self::ServiceOnly,
        Self::AccessOnly,
        Self::SameProvince,
        Self::OtherProvince,
        Self::StartedBy(Initiator::Sponsor),
        Self::StartedBy(Initiator::Provider),
    ];

    /// The name in data files and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::SponsorOnly => "sponsor_only",
            Self::SponsorAndService => "sponsor_and_service",
            Self::ServiceOnly => "service_only",
            Self::AccessOnly => "access_only",
            Self::SameProvince => "same_province",
            Self::OtherProvince => "other_province",
            Self::StartedBy(Initiator::Sponsor) => "started_by_sponsor",
            Self::StartedBy(Initiator::Provider) => "started_by_provider",
        }
    }

    /// 细分情况 in the bureau's words; `-` where the kind isn't split.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Any => "-",
            Self::SponsorOnly => "仅主体变更",
            Self::SponsorAndService => "主体网站均变更",
            Self::ServiceOnly => "网站变更",
            Self::AccessOnly => "仅接入变更",
            Self::SameProvince => "不涉及变更省份",
            Self::OtherProvince => "涉及变更所在省",
            Self::StartedBy(Initiator::Sponsor) => "用户委托发起",
            Self::StartedBy(Initiator::Provider) => "接入商发起",
        }
    }
}

impl From<Case> for &'static str {
    fn from(case: Case) -> Self {
        case.name()
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no case of the SMS table")]
pub struct UnknownCase(String);

impl FromStr for Case {
    type Err = UnknownCase;
    fn from_str(text: &str) -> Result<Self, UnknownCase> {
        Self::ALL
            .iter()
            .copied()
            .find(|case| case.name() == text)
            .ok_or_else(|| UnknownCase(text.into()))
    }
}

impl TryFrom<String> for Case {
    type Error = UnknownCase;
    fn try_from(text: String) -> Result<Self, UnknownCase> {
        text.parse()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which parts of a record a filing changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub sponsor: bool,
    /// Anything of a service but its access; also a service added or removed.
    pub services: bool,
    pub access: bool,
    /// The sponsor's province.
    pub province: bool,
}

impl Changed {
    /// The services that a change is about: those that differ from the record, access included.
    pub fn services_between(before: &Draft, after: &Draft) -> Vec<ServiceId> {
        let differs = |service: &&ServiceDraft| {
            let old = before.services.iter().find(|old| old.id == service.id);
            old.is_none_or(|old| {
                old.access != service.access || reported_service(old) != reported_service(service)
            })
        };
        after.services.iter().filter(differs).map(|service| service.id).collect()
    }

    /// Compares what is on record with what is filed now.
    pub fn between(before: &Draft, after: &Draft) -> Self {
        let mut changed = Self {
            sponsor: reported_sponsor(before) != reported_sponsor(after),
            services: before.services.len() != after.services.len(),
            access: false,
            province: before.sponsor.region.province != after.sponsor.region.province,
        };
        for service in &after.services {
            match before.services.iter().find(|old| old.id == service.id) {
                Some(old) => {
                    changed.access |= old.access != service.access;
                    changed.services |= reported_service(old) != reported_service(service);
                }
                None => changed.services = true,
            }
        }
        changed
    }
}

/// A remark to the provider isn't reported, so it changes nothing.
fn reported_sponsor(draft: &Draft) -> SponsorDraft {
    let mut sponsor = draft.sponsor.clone();
    sponsor.officer.remark_provider = None;
    sponsor
}

/// Without access, which is a part of its own.
fn reported_service(service: &ServiceDraft) -> ServiceDraft {
    let mut service = service.clone();
    service.access = AccessDraft::default();
    service.officer.remark_provider = None;
    service
}

/// The row of the SMS table a filing belongs to (handbook §2.9). A change of access beside another
/// change adds nobody, because nobody confirms a change of access.
pub fn case_of(kind: FilingKind, changed: Changed, initiator: Initiator) -> Case {
    match kind {
        FilingKind::ChangeFiling => match (changed.sponsor, changed.services) {
            (true, true) => Case::SponsorAndService,
            (true, false) => Case::SponsorOnly,
            (false, true) => Case::ServiceOnly,
            (false, false) => Case::AccessOnly,
        },
        FilingKind::ChangeSponsor if changed.province => Case::OtherProvince,
        FilingKind::ChangeSponsor => Case::SameProvince,
        FilingKind::CancelSponsor | FilingKind::CancelService | FilingKind::CancelAccess => {
            Case::StartedBy(initiator)
        }
        FilingKind::NewFiling
        | FilingKind::AddService
        | FilingKind::AddAccess
        | FilingKind::ChangeService
        | FilingKind::ChangeAccess
        | FilingKind::MigrateDomain
        | FilingKind::MigrateService
        | FilingKind::TransferRecord => Case::Any,
    }
}
