//! A case 办件: one record of an upload on its way through the bureau.

use serde::{Deserialize, Serialize};

use super::confirmation::Confirmation;
use crate::clock::At;
use crate::codes::Operation;
use crate::record::{Access, Attachment, Service, Sponsor};

/// One record of an upload.
#[derive(Serialize, Deserialize)]
pub struct Case {
    /// Running number at the bureau.
    pub id: u64,
    /// Who sent it.
    pub provider: i64,
    /// With which upload.
    pub sequence: i64,
    /// What it asks for.
    pub operation: Operation,
    /// `Bs` of its result; also `IspZtid` of its SMS status.
    pub label: String,
    /// `Jlid` of the decision, one for each service in a `Gjsh` of its own.
    pub record_ids: Vec<i64>,
    /// When it came.
    pub received: At,
    /// Where it is.
    pub stage: Stage,
    /// The SMS confirmation, when somebody must confirm.
    pub confirmation: Option<Confirmation>,
    /// What is asked for.
    pub matter: Matter,
    /// What was sent along.
    pub attachments: Vec<Attachment>,
}

/// Where a case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Waiting for the officers' codes.
    SmsVerification,
    /// On the clerk's desk since then.
    BureauReview {
        /// Since when.
        since: At,
    },
    /// Done: on file.
    Filed {
        /// When.
        at: At,
        /// The number on file.
        number: Option<String>,
    },
    /// Refused.
    Refused {
        /// When.
        at: At,
        /// Result code.
        code: u16,
        /// Why, in Chinese.
        text: String,
    },
}

impl Stage {
    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Filed { .. } | Self::Refused { .. })
    }

    /// In Chinese, for pages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SmsVerification => "待短信核验",
            Self::BureauReview { .. } => "待审核",
            Self::Filed { .. } => "已通过",
            Self::Refused { .. } => "已拒绝",
        }
    }
}

/// What a case asks for.
#[derive(Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// A sponsor with services.
    NewFiling {
        /// The sponsor.
        sponsor: Box<Sponsor>,
        /// Its services.
        services: Vec<Service>,
    },
    /// Services for a sponsor on file.
    AddService {
        /// The sponsor's id.
        sponsor: i64,
        /// The services.
        services: Vec<Service>,
    },
    /// An access for a service on file.
    AddAccess {
        /// The service's id.
        service: i64,
        /// The access.
        access: Access,
    },
    /// New data for a sponsor on file and some of its services.
    Change {
        /// The sponsor.
        sponsor: Box<Sponsor>,
        /// The services.
        services: Vec<Service>,
    },
    /// A domain or a service moves to another sponsor on file.
    Migration {
        /// The sponsor it leaves.
        giver: i64,
        /// The service it leaves, or that moves.
        service: i64,
        /// The sponsor that takes it.
        receiver: i64,
        /// The whole service, not only the domains of `moved`.
        whole: bool,
        /// As the receiver will have it.
        moved: Box<Service>,
    },
    /// Take something off file: which one the operation says.
    Cancel {
        /// Id of the sponsor, service or access.
        id: i64,
        /// Reason code.
        reason: i64,
        /// Remark about the reason.
        remark: Option<String>,
    },
}

impl Matter {
    /// The sponsor's data, when it brings some.
    #[must_use]
    pub fn sponsor(&self) -> Option<&Sponsor> {
        match self {
            Self::NewFiling { sponsor, .. } | Self::Change { sponsor, .. } => Some(sponsor),
            _ => None,
        }
    }

    /// The services' data it brings.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        match self {
            Self::NewFiling { services, .. }
            | Self::AddService { services, .. }
            | Self::Change { services, .. } => services,
            Self::Migration { moved, .. } => std::slice::from_ref(moved),
            _ => &[],
        }
    }
}
