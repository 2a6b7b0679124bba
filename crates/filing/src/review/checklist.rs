use crate::{
    draft::{Draft, sponsor_kind},
    id::MaterialId,
    issue::{Issue, Severity},
    kind::{FilingKind, ServicePart},
    verification::{Comparison, Evidence, Step, Verdict},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeSet};

/// One point the reviewer ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChecklistItem {
    /// Stable within one submission: what a tick is kept under.
    pub key: String,
    /// Words: `review.<code>` for standing points and comparisons, `issue.<code>` for findings.
    pub code: Cow<'static, str>,
    pub attention: Attention,
    /// Field in the draft, where it is about one.
    pub path: Option<String>,
    /// Pictures to look at.
    pub materials: Vec<MaterialId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

/// How much of the reviewer a point wants, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Attention {
    /// Approving is not possible.
    Wrong,
    /// Must be ticked by a human.
    Look,
    /// Ticked already: equal, or only told.
    Fine,
}

/// What a human judges in each filing that it applies to; the machine can't.
pub const STANDING_POINTS: &[&str] = &[
    "documents_are_originals",
    "officer_is_legal_representative",
    "names_fit_the_sponsor",
    "contents_fit_the_names",
    "portrait_shows_the_officer",
    "sheet_is_signed",
    "sheet_is_sealed",
    "service_is_this_sponsors",
    "cancellation_is_wanted",
];

fn standing(kind: FilingKind, draft: &Draft, evidence: &[Evidence]) -> Vec<&'static str> {
    let has = |step: Step| evidence.iter().any(|evidence| evidence.step == step);
    let spec = kind.spec();
    let organisation = draft.sponsor.is_organisation();
    let photographed =
        [Step::SponsorDocument, Step::SponsorOfficerDocument, Step::ServiceOfficerDocument]
            .into_iter()
            .any(has);
    STANDING_POINTS
        .iter()
        .copied()
        .filter(|point| match *point {
            "documents_are_originals" => photographed,
            "officer_is_legal_representative" => {
                spec.sponsor && draft.sponsor.kind == Some(sponsor_kind::ENTERPRISE)
            }
            "names_fit_the_sponsor" | "contents_fit_the_names" => {
                spec.services == ServicePart::Whole
            }
            "portrait_shows_the_officer" => has(Step::Portrait),
            "sheet_is_signed" => has(Step::Sheet),
            "sheet_is_sealed" => has(Step::Sheet) && organisation,
            "service_is_this_sponsors" => spec.services == ServicePart::Identity,
            "cancellation_is_wanted" => spec.reason,
            _ => false,
        })
        .collect()
}

/// Everything to look at, the most urgent first: findings of the checks, what was read otherwise
/// than typed, what the machine passed on to a human, and the standing points.
pub fn checklist(
    kind: FilingKind,
    draft: &Draft,
    issues: &[Issue],
    evidence: &[Evidence],
) -> Vec<ChecklistItem> {
    let mut items = Vec::new();
    for issue in issues {
        items.push(ChecklistItem {
            key: format!("issue:{}:{}", issue.code, issue.path),
            code: issue.code.clone(),
            attention: match issue.severity {
                Severity::Error => Attention::Wrong,
                Severity::Warning => Attention::Look,
                Severity::Info => Attention::Fine,
            },
            path: Some(issue.path.clone()),
            materials: Vec::new(),
            args: issue.args.clone(),
        });
    }
    for evidence in evidence {
        of_evidence(evidence, &mut items);
    }
    for point in standing(kind, draft, evidence) {
        items.push(ChecklistItem {
            key: format!("point:{point}"),
            code: Cow::Borrowed(point),
            attention: Attention::Look,
            path: None,
            materials: pictures_of(point, evidence),
            args: Vec::new(),
        });
    }
    items.sort_by_key(|item| item.attention);
    items
}

fn of_evidence(evidence: &Evidence, items: &mut Vec<ChecklistItem>) {
    let run = evidence.service.map_or_else(|| "sponsor".to_owned(), |service| service.to_string());
    let key = |what: &str| format!("{run}:{}:{what}", evidence.step.name());
    for reading in &evidence.readings {
        items.push(ChecklistItem {
            key: key(&reading.path),
            code: Cow::Borrowed(reading.comparison.name()),
            attention: match reading.comparison {
                Comparison::Equal => Attention::Fine,
                Comparison::Similar | Comparison::Different | Comparison::NotRead => {
                    Attention::Look
                }
            },
            path: Some(reading.path.clone()),
            materials: evidence.materials.clone(),
            args: Vec::new(),
        });
    }
    let (codes, attention) = match &evidence.verdict {
        Verdict::Passed => return,
        Verdict::NeedsHuman { codes } => (codes, Attention::Look),
        // Never part of a submission; shown as what it is if it is.
        Verdict::Refused { codes } => (codes, Attention::Wrong),
    };
    for code in codes {
        items.push(ChecklistItem {
            key: key(code),
            code: code.clone(),
            attention,
            path: None,
            materials: evidence.materials.clone(),
            args: Vec::new(),
        });
    }
}

fn pictures_of(point: &str, evidence: &[Evidence]) -> Vec<MaterialId> {
    let steps: &[Step] = match point {
        "documents_are_originals" => {
            &[Step::SponsorDocument, Step::SponsorOfficerDocument, Step::ServiceOfficerDocument]
        }
        "officer_is_legal_representative" => &[Step::SponsorDocument],
        "portrait_shows_the_officer" => {
            &[Step::SponsorOfficerDocument, Step::ServiceOfficerDocument, Step::Portrait]
        }
        "sheet_is_signed" | "sheet_is_sealed" => &[Step::Sheet],
        _ => &[],
    };
    let mut pictures: Vec<_> = evidence
        .iter()
        .filter(|evidence| steps.contains(&evidence.step))
        .flat_map(|evidence| evidence.materials.iter().copied())
        .collect();
    pictures.sort_unstable();
    pictures.dedup();
    pictures
}

/// What still hinders an approval: what is wrong, and what nobody ticked. Empty: the guard
/// `checklist_complete` holds.
pub fn open_points<'i>(
    items: &'i [ChecklistItem],
    ticked: &BTreeSet<String>,
) -> Vec<&'i ChecklistItem> {
    let open = |item: &&ChecklistItem| match item.attention {
        Attention::Wrong => true,
        Attention::Look => !ticked.contains(&item.key),
        Attention::Fine => false,
    };
    items.iter().filter(open).collect()
}
