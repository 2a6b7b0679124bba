use serde::{Deserialize, Serialize};

/// One thing the phone does. The same step may come in two stages (the phone's number is matched
/// in both when one person holds both roles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Step {
    /// 主办单位证件, original.
    SponsorDocument,
    /// The phone's own number is the service officer's (F52).
    PhoneMatch,
    /// 主体负责人证件.
    SponsorOfficerDocument,
    /// 网站负责人身份证.
    ServiceOfficerDocument,
    /// 人脸采集: white background, live (F46).
    Portrait,
    /// 承诺书: read and agreed.
    Commitment,
    /// 真实性核验单: printed in colour, filled, sealed and signed, photographed (F48).
    Sheet,
}

impl Step {
    pub const ALL: &[Self] = &[
        Self::SponsorDocument,
        Self::PhoneMatch,
        Self::SponsorOfficerDocument,
        Self::ServiceOfficerDocument,
        Self::Portrait,
        Self::Commitment,
        Self::Sheet,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SponsorDocument => "sponsor_document",
            Self::PhoneMatch => "phone_match",
            Self::SponsorOfficerDocument => "sponsor_officer_document",
            Self::ServiceOfficerDocument => "service_officer_document",
            Self::Portrait => "portrait",
            Self::Commitment => "commitment",
            Self::Sheet => "sheet",
        }
    }

    /// Refusals after which the step waits for 重核 by the sponsor. Our own choice: enough for bad
    /// light, too few for trying somebody else's face or number.
    pub const fn refusals_allowed(self) -> u8 {
        match self {
            Self::PhoneMatch | Self::Portrait => 5,
            Self::Commitment => u8::MAX,
            Self::SponsorDocument
            | Self::SponsorOfficerDocument
            | Self::ServiceOfficerDocument
            | Self::Sheet => 20,
        }
    }
}

/// The parts of one run, in order; each but the last ends with a status of the guide (F55).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum VerificationStage {
    /// Shared by all services of a filing → 主体已核验.
    Sponsor,
    /// → 网站已核验.
    Service,
    /// Commitment and sheet → 核验完成.
    Papers,
}

impl VerificationStage {
    pub const ALL: &[Self] = &[Self::Sponsor, Self::Service, Self::Papers];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Service => "service",
            Self::Papers => "papers",
        }
    }
}

/// Which sort of screen draws a step; a phone client knows these and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Screen {
    Phone,
    Capture,
    Face,
    Agree,
    Sheet,
}

impl Screen {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Capture => "capture",
            Self::Face => "face",
            Self::Agree => "agree",
            Self::Sheet => "sheet",
        }
    }
}

/// One picture of a step; names as the sides in `reference/documents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Picture {
    /// 人像面
    Front,
    /// 国徽面, or the other side of a card.
    Back,
    /// The one page of a certificate, passport or other document.
    Page,
    /// 当面核验拍照
    Face,
    /// 真实性核验单
    Sheet,
}

impl Picture {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
            Self::Page => "page",
            Self::Face => "face",
            Self::Sheet => "sheet",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WantedPicture {
    pub picture: Picture,
    /// The step can pass without it.
    pub optional: bool,
}

impl WantedPicture {
    pub const fn required(picture: Picture) -> Self {
        Self { picture, optional: false }
    }
    pub const fn optional(picture: Picture) -> Self {
        Self { picture, optional: true }
    }
}

/// A step in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    pub stage: VerificationStage,
    pub step: Step,
    pub screen: Screen,
    /// In the order they are taken; empty where nothing is photographed.
    pub pictures: Vec<WantedPicture>,
    /// Words of title and lines on the phone: `phone.<copy>`.
    pub copy: String,
    /// Already there: taken over from the sponsor stage, shown but not asked.
    pub reused: bool,
}
