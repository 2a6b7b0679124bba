//! What a task is about, as the bureau said it; kept sealed with the task.

use bureau::{AccessFault, CheckFinding, IllegalAccess, InspectedRecord, NoticeAbout, UnfiledSite};
use filing::{inspection::TaskKind, personal::Personal};
use serde::{Deserialize, Serialize};

/// What a task keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub matter: Matter,
    pub remark: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Matter {
    Notice { about: NoticeAbout, id: Option<i64>, text: String },
    Checked(CheckFinding),
    IllegalAccess(IllegalAccess),
    UnfiledSite(UnfiledSite),
    Verification(Box<InspectedRecord>),
}

impl Matter {
    pub fn kind(&self) -> TaskKind {
        match self {
            Self::Notice { .. } => TaskKind::Notice,
            Self::Checked(CheckFinding::Sponsor { .. } | CheckFinding::Access { .. }) => {
                TaskKind::Rectification
            }
            Self::Checked(CheckFinding::Shell { .. } | CheckFinding::Liveness { .. }) => {
                TaskKind::SpotCheck
            }
            Self::IllegalAccess(_) => TaskKind::IllegalAccess,
            Self::UnfiledSite(_) => TaskKind::UnfiledSite,
            Self::Verification(_) => TaskKind::VerificationTask,
        }
    }

    /// By what the same matter is known when it comes again. A notice is always another one.
    pub fn key(&self) -> Option<String> {
        Some(match self {
            Self::Notice { .. } => return None,
            Self::Checked(CheckFinding::Sponsor { id, .. }) => format!("sponsor {id}"),
            Self::Checked(CheckFinding::Access { service, fault, domain, .. }) => {
                let fault = match fault {
                    AccessFault::Excess => "excess",
                    AccessFault::Missing => "missing",
                };
                format!("access {} {fault} {}", service.id, domain.as_deref().unwrap_or_default())
            }
            Self::Checked(CheckFinding::Shell { service, .. }) => format!("shell {}", service.id),
            Self::Checked(CheckFinding::Liveness { service, .. }) => {
                format!("liveness {}", service.id)
            }
            Self::IllegalAccess(line) => line.id.to_string(),
            Self::UnfiledSite(site) => site.id.to_string(),
            Self::Verification(record) => record.sponsor.id.to_string(),
        })
    }

    /// The bureau's own words, where a term may stand.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Notice { text, .. } => Some(text),
            Self::Checked(CheckFinding::Sponsor { fault, .. }) => fault.as_deref(),
            _ => None,
        }
    }

    /// Domain (lower case) and address, for the list.
    pub fn place(&self) -> (Option<String>, Option<String>) {
        let (domain, ip) = match self {
            Self::IllegalAccess(line) => (Some(&line.domain), Some(line.ip)),
            Self::UnfiledSite(site) => (Some(&site.domain), Some(site.ip)),
            Self::Checked(CheckFinding::Access { domain, resolved, .. }) => {
                (domain.as_ref(), *resolved)
            }
            _ => (None, None),
        };
        (domain.map(|domain| domain.to_lowercase()), ip.map(|ip| ip.to_string()))
    }

    /// What a check found, for the word list `check_finding`.
    pub fn finding(&self) -> Option<&'static str> {
        match self {
            Self::Checked(CheckFinding::Sponsor { .. }) => Some("sponsor"),
            Self::Checked(CheckFinding::Access { fault: AccessFault::Excess, .. }) => {
                Some("access_excess")
            }
            Self::Checked(CheckFinding::Access { fault: AccessFault::Missing, .. }) => {
                Some("access_missing")
            }
            Self::Checked(CheckFinding::Shell { .. }) => Some("shell"),
            Self::Checked(CheckFinding::Liveness { .. }) => Some("liveness"),
            _ => None,
        }
    }

    /// What the bureau has on record, by the path of the same field in a draft.
    pub fn facts(&self) -> Vec<(String, Personal)> {
        let mut facts = Vec::new();
        let mut fact = |path: &str, value: Option<Personal>| {
            if let Some(value) = value {
                facts.push((path.to_owned(), value));
            }
        };
        match self {
            Self::Checked(CheckFinding::Sponsor { name, document_number, .. }) => {
                fact("/sponsor/name", Some(name.clone()));
                fact("/sponsor/document/number", Some(document_number.clone()));
            }
            Self::Verification(record) => {
                let sponsor = &record.sponsor;
                fact("/sponsor/name", Some(sponsor.name.clone()));
                fact("/sponsor/document/number", Some(sponsor.document_number.clone()));
                fact("/sponsor/address", sponsor.address.clone());
                fact("/sponsor/officer/name", sponsor.officer.name.clone());
                fact("/sponsor/officer/mobile", sponsor.officer.mobile.clone());
                fact("/sponsor/officer/email", sponsor.officer.email.clone());
                for (n, one) in record.services.iter().enumerate() {
                    let service = &one.service;
                    let at = |field: &str| format!("/services/{n}/{field}");
                    fact(&at("names"), Some(service.names.join("、").into()));
                    let domains: Vec<&str> =
                        service.domains.iter().map(|domain| domain.name.as_str()).collect();
                    fact(&at("domains"), Some(domains.join("、").into()));
                    fact(&at("officer/name"), service.officer.name.clone());
                    fact(&at("officer/mobile"), service.officer.mobile.clone());
                    fact(&at("officer/email"), service.officer.email.clone());
                }
            }
            _ => {}
        }
        facts
    }
}
