//! Which steps, in which order: the table of handbook §2.6.

use super::{Picture, PlannedStep, Screen, Step, VerificationStage, WantedPicture};
use crate::{
    draft::{Draft, ServiceDraft},
    kind::{EvidenceAsked, SponsorEvidence},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SponsorIs {
    Organisation,
    /// 个人: sponsor and sponsor's officer are one and share one document (F49).
    Individual,
}

/// What the sponsor's officer shows (F43).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficerDocument {
    /// 居民身份证: both sides.
    ResidentId,
    /// 护照: the page with the picture.
    Passport,
    /// One picture, and the other side if it has one (the guide takes one picture only, and loses
    /// the back of permits).
    Other,
}

/// Codes of table `document_type` that the plan treats apart.
const RESIDENT_ID: u32 = 2;
const PASSPORT: u32 = 7;

impl OfficerDocument {
    /// By code of table `document_type`.
    pub const fn of_type(code: u32) -> Self {
        match code {
            RESIDENT_ID => Self::ResidentId,
            PASSPORT => Self::Passport,
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::Passport => "passport",
            Self::Other => "other_document",
        }
    }

    fn pictures(self) -> Vec<WantedPicture> {
        use Picture::{Back, Front, Page};
        match self {
            Self::ResidentId => [Front, Back].map(WantedPicture::required).into(),
            Self::Passport => vec![WantedPicture::required(Page)],
            Self::Other => vec![WantedPicture::required(Page), WantedPicture::optional(Back)],
        }
    }
}

/// What a plan depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCase {
    pub sponsor_is: SponsorIs,
    /// Sponsor's and service's officer are one person, by document
    /// ([`crate::draft::OfficerDraft::is_same_person`]).
    pub same_person: bool,
    /// What the sponsor's officer shows; of an individual, what the sponsor shows.
    pub officer_document: OfficerDocument,
    /// Another service of the filing went through the sponsor stage already.
    pub sponsor_stage_done: bool,
    /// What kind and case of the filing ask.
    pub evidence: EvidenceAsked,
}

impl PlanCase {
    /// The case of one service of a draft. `evidence` with its condition settled
    /// ([`EvidenceAsked::given`]). For kinds that carry no sponsor, fill `draft.sponsor` from the
    /// record first: whether a seal is asked depends on it.
    pub fn of(
        draft: &Draft,
        service: &ServiceDraft,
        evidence: EvidenceAsked,
        sponsor_stage_done: bool,
    ) -> Self {
        let sponsor = &draft.sponsor;
        let (sponsor_is, document) = match sponsor.is_individual() {
            true => (SponsorIs::Individual, sponsor.document.type_),
            false => (SponsorIs::Organisation, sponsor.officer.document_type),
        };
        Self {
            sponsor_is,
            same_person: sponsor.officer.is_same_person(&service.officer),
            officer_document: OfficerDocument::of_type(document.unwrap_or(RESIDENT_ID)),
            sponsor_stage_done,
            evidence,
        }
    }
}

/// Whether the phone's own number is matched in a stage. The guide has three texts that don't
/// agree (handbook §2.7); this is the one policy: of an organisation the sponsor stage only if one
/// person holds both roles, so that another can photograph the licence (F37); of an individual
/// always; the service stage always.
pub const fn phone_check_at(
    stage: VerificationStage,
    sponsor_is: SponsorIs,
    same_person: bool,
) -> bool {
    match (stage, sponsor_is) {
        (VerificationStage::Sponsor, SponsorIs::Organisation) => same_person,
        (VerificationStage::Sponsor, SponsorIs::Individual) => true,
        (VerificationStage::Service, _) => true,
        (VerificationStage::Papers, _) => false,
    }
}

/// The steps of one service's run, in order. Empty when the filing asks no evidence.
pub fn plan(case: PlanCase) -> Vec<PlannedStep> {
    let mut steps = Vec::new();
    let asked = case.evidence.sponsor != SponsorEvidence::NotAsked;
    if asked {
        sponsor_stage(case, &mut steps);
    }
    if case.evidence.service {
        // The card was photographed in the sponsor stage of this filing.
        let card_is_there =
            asked && case.same_person && case.officer_document == OfficerDocument::ResidentId;
        service_stage(case, card_is_there, &mut steps);
    }
    if !steps.is_empty() || case.evidence.sheet {
        papers(case, &mut steps);
    }
    if case.sponsor_stage_done {
        steps.retain(|step| step.stage != VerificationStage::Sponsor);
    }
    steps
}

fn step(stage: VerificationStage, step: Step, copy: String) -> PlannedStep {
    let screen = match step {
        Step::PhoneMatch => Screen::Phone,
        Step::Portrait => Screen::Face,
        Step::Commitment => Screen::Agree,
        Step::Sheet => Screen::Sheet,
        Step::SponsorDocument | Step::SponsorOfficerDocument | Step::ServiceOfficerDocument => {
            Screen::Capture
        }
    };
    PlannedStep { stage, step, screen, pictures: Vec::new(), copy, reused: false }
}

/// Organisation: its certificate, the phone if one person, the officer's document.
/// Individual: the phone first, one document for both roles.
fn sponsor_stage(case: PlanCase, steps: &mut Vec<PlannedStep>) {
    const STAGE: VerificationStage = VerificationStage::Sponsor;
    if case.sponsor_is == SponsorIs::Organisation {
        let mut certificate = step(STAGE, Step::SponsorDocument, "sponsor_document".into());
        certificate.pictures = vec![WantedPicture::required(Picture::Page)];
        steps.push(certificate);
    }
    if phone_check_at(STAGE, case.sponsor_is, case.same_person) {
        steps.push(step(STAGE, Step::PhoneMatch, "phone_match".into()));
    }
    let role = match case.sponsor_is {
        SponsorIs::Organisation => "sponsor_officer",
        SponsorIs::Individual => "individual",
    };
    let copy = format!("{role}.{}", case.officer_document.name());
    let mut document = step(STAGE, Step::SponsorOfficerDocument, copy);
    document.pictures = case.officer_document.pictures();
    steps.push(document);
}

fn service_stage(case: PlanCase, card_is_there: bool, steps: &mut Vec<PlannedStep>) {
    const STAGE: VerificationStage = VerificationStage::Service;
    if phone_check_at(STAGE, case.sponsor_is, case.same_person) {
        steps.push(step(STAGE, Step::PhoneMatch, "phone_match".into()));
    }
    // The service's officer shows the resident ID card, nothing else (F27).
    let copy = match card_is_there {
        true => "service_officer.reused",
        false => "service_officer.resident_id",
    };
    let mut card = step(STAGE, Step::ServiceOfficerDocument, copy.into());
    card.reused = card_is_there;
    if !card_is_there {
        card.pictures = OfficerDocument::ResidentId.pictures();
    }
    steps.push(card);
    let mut portrait = step(STAGE, Step::Portrait, "portrait".into());
    portrait.pictures = vec![WantedPicture::required(Picture::Face)];
    steps.push(portrait);
}

/// 备案真实性承诺 after the pictures, for every filing that brings evidence (handbook §7.1), then the sheet.
fn papers(case: PlanCase, steps: &mut Vec<PlannedStep>) {
    const STAGE: VerificationStage = VerificationStage::Papers;
    let signer = match case.sponsor_is {
        SponsorIs::Organisation => "organisation",
        SponsorIs::Individual => "individual",
    };
    steps.push(step(STAGE, Step::Commitment, format!("commitment.{signer}")));
    if case.evidence.sheet {
        let mut sheet = step(STAGE, Step::Sheet, format!("sheet.{signer}"));
        sheet.pictures = vec![WantedPicture::required(Picture::Sheet)];
        steps.push(sheet);
    }
}
