//! Every finding about a draft at once, and the only maker of a [`Dossier`].
//!
//! The same reading serves the tick beside a field, the gate of a submission and the reviewer's
//! list. Field rules: guide 2.2.2–2.2.4 with the limits of the interface V3.0 (handbook §2.3–2.5).
//! Only what the law, a standard or the interface fixes is an error; what reviewers are known to
//! refuse is a warning (handbook §4).

mod access;
mod across;
mod app;
mod codes;
mod findings;
mod fingerprint;
mod migration;
mod mini_program;
mod officer;
mod package;
mod prior_approval;
mod quick_app;
mod same_sponsor;
mod service;
mod sponsor;
mod target;

pub use codes::CODES;
pub use migration::fixed_by_opener;

use crate::{
    code::CodeTables,
    dossier::Dossier,
    draft::Draft,
    issue::Issue,
    kind::{Case, Changed, EvidenceAsked, FilingKind, Initiator, ServicePart, case_of},
    number::IpBlock,
    province::{ProvinceRules, Provinces},
    region::RegionCode,
    time::Timestamp,
};
use chrono::NaiveDate;
use findings::Findings;

/// What a draft is held against.
#[derive(Clone, Copy, Debug)]
pub struct CheckContext<'a> {
    pub kind: FilingKind,
    pub initiator: Initiator,
    pub now: Timestamp,
    pub codes: &'a CodeTables,
    pub provinces: &'a Provinces,
    /// The provider's own address blocks; empty: not configured, so not held against (1063).
    pub pools: &'a [IpBlock],
    /// What is on record, in the shape of a draft, for filings that are about a record.
    pub record: Option<&'a Draft>,
    /// 网站备案号 of the live services of that record: a filing is about one of them. Absent: not
    /// known, so not held against.
    pub service_numbers: Option<&'a [String]>,
}

impl CheckContext<'static> {
    /// With the tables this program ships, no address blocks and no record; started by the sponsor.
    pub fn shipped(kind: FilingKind, now: Timestamp) -> Self {
        Self {
            kind,
            initiator: Initiator::Sponsor,
            now,
            codes: CodeTables::shipped(),
            provinces: Provinces::shipped(),
            pools: &[],
            record: None,
            service_numbers: None,
        }
    }
}

impl<'a> CheckContext<'a> {
    /// The day in Beijing.
    pub fn today(&self) -> NaiveDate {
        self.now.day()
    }

    /// The rules of the sponsor's province; the default's while none is chosen.
    pub fn rules(&self, draft: &Draft) -> &'a ProvinceRules {
        let region = &draft.sponsor.region;
        let typed = [&region.province, &region.city, &region.county];
        match typed.into_iter().flatten().find_map(|code| code.parse::<RegionCode>().ok()) {
            Some(place) => self.provinces.rules(place),
            None => self.provinces.default_rules(),
        }
    }

    /// The case of the SMS table. Without the record a change counts as one of everything.
    pub fn case(&self, draft: &Draft) -> Case {
        let everything = Changed { sponsor: true, services: true, access: true, province: false };
        let changed = self.record.map_or(everything, |record| Changed::between(record, draft));
        case_of(self.kind, changed, self.initiator)
    }

    /// What new evidence the filing must bring; whether this provider verified the sponsor before
    /// is the caller's to settle ([`EvidenceAsked::given`]).
    pub fn evidence(&self, draft: &Draft) -> EvidenceAsked {
        self.kind.evidence(self.case(draft))
    }
}

/// Every finding about the parts this kind carries, in the order of the form.
pub fn check(draft: &Draft, context: &CheckContext<'_>) -> Vec<Issue> {
    examine(draft, context).1
}

/// The findings at one place of the draft and below it, by JSON pointer: `/sponsor/officer/mobile`.
pub fn check_field(draft: &Draft, pointer: &str, context: &CheckContext<'_>) -> Vec<Issue> {
    let mut issues = check(draft, context);
    issues.retain(|issue| {
        issue
            .path
            .strip_prefix(pointer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    issues
}

/// The dossier of a draft without errors; warnings and infos don't hinder it.
///
/// # Errors
/// Every finding, when one of them is an error.
pub fn complete(draft: &Draft, context: &CheckContext<'_>) -> Result<Dossier, Vec<Issue>> {
    let (dossier, issues) = examine(draft, context);
    match dossier {
        Some(dossier) if !issues.iter().any(Issue::blocks) => Ok(dossier),
        _ => Err(issues),
    }
}

/// A part that can't be read leaves an error, so a draft without errors has its dossier.
fn examine(draft: &Draft, context: &CheckContext<'_>) -> (Option<Dossier>, Vec<Issue>) {
    let spec = context.kind.spec();
    let mut findings = Findings::default();
    let sponsor = match spec.sponsor {
        true => sponsor::read(draft, context, &mut findings).map(Some),
        false => Some(None),
    };
    let services = match spec.services {
        ServicePart::None => Some(Vec::new()),
        ServicePart::Identity | ServicePart::Whole => {
            service::read_all(draft, context, &mut findings)
        }
    };
    let target = target::read(draft, context, &mut findings);
    across::look(draft, context, &mut findings);
    same_sponsor::look(draft, context, &mut findings);
    let dossier = (|| {
        Some(Dossier {
            kind: context.kind,
            sponsor: sponsor?,
            services: services?,
            target: target?,
            cancel_reason: draft.cancel_reason.filter(|_| spec.reason),
        })
    })();
    (dossier, findings.into_issues())
}
