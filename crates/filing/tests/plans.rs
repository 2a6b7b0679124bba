//! The steps of the phone work, case by case (handbook §2.6, §2.7).

use crate::golden;
use filing::{
    kind::EvidenceAsked,
    verification::{
        OfficerDocument, PlanCase, SponsorIs, Step, VerificationStage, phone_check_at, plan,
    },
    words::{Language, lookup},
};

const ASKED: &[(&str, EvidenceAsked)] = &[
    ("everything", EvidenceAsked::EVERYTHING),
    ("service and sheet", EvidenceAsked::SERVICE_AND_SHEET),
    ("sponsor and service", EvidenceAsked::SPONSOR_AND_SERVICE),
    ("sponsor", EvidenceAsked::SPONSOR),
    ("service", EvidenceAsked::SERVICE),
    ("nothing", EvidenceAsked::NOTHING),
];

pub fn case(sponsor_is: SponsorIs, same_person: bool) -> PlanCase {
    PlanCase {
        sponsor_is,
        same_person,
        officer_document: OfficerDocument::ResidentId,
        sponsor_stage_done: false,
        evidence: EvidenceAsked::EVERYTHING,
    }
}

fn steps(case: PlanCase) -> Vec<(VerificationStage, Step)> {
    plan(case).into_iter().filter(|p| !p.reused).map(|p| (p.stage, p.step)).collect()
}

#[test]
fn every_case_has_the_approved_plan() {
    let mut printed = String::new();
    for (asked, evidence) in ASKED {
        for sponsor_is in [SponsorIs::Organisation, SponsorIs::Individual] {
            for same_person in [true, false] {
                for officer_document in
                    [OfficerDocument::ResidentId, OfficerDocument::Passport, OfficerDocument::Other]
                {
                    for sponsor_stage_done in [false, true] {
                        let case = PlanCase {
                            sponsor_is,
                            same_person,
                            officer_document,
                            sponsor_stage_done,
                            evidence: *evidence,
                        };
                        printed += &print(asked, case);
                    }
                }
            }
        }
    }
    golden::compare("plans.txt", &printed);
}

fn print(asked: &str, case: PlanCase) -> String {
    let PlanCase { sponsor_is, same_person, officer_document, sponsor_stage_done, .. } = case;
    let same = if same_person { "same person" } else { "two people" };
    let done = if sponsor_stage_done { ", sponsor stage done" } else { "" };
    let mut text = format!("{asked}: {sponsor_is:?}, {same}, {officer_document:?}{done}\n");
    for step in plan(case) {
        let pictures: Vec<_> = step
            .pictures
            .iter()
            .map(|wanted| match wanted.optional {
                true => format!("({})", wanted.picture.name()),
                false => wanted.picture.name().to_owned(),
            })
            .collect();
        let note = match (step.reused, pictures.is_empty()) {
            (true, _) => " (reused)".to_owned(),
            (false, true) => String::new(),
            (false, false) => format!(": {}", pictures.join(" ")),
        };
        let zh = |section, key| lookup(Language::Chinese, section, key).expect("has words");
        let stage = zh("verification_stage", step.stage.name());
        let name = zh("step", step.step.name());
        text += &format!("    {stage} | {name}{note} [{}]\n", step.copy);
    }
    text
}

#[test]
fn the_phone_is_matched_by_one_policy() {
    use SponsorIs::{Individual, Organisation};
    use VerificationStage::{Papers, Service, Sponsor};
    // Organisation: the sponsor stage only if one person holds both roles.
    assert!(phone_check_at(Sponsor, Organisation, true));
    assert!(!phone_check_at(Sponsor, Organisation, false));
    // Individual: always, at the start.
    assert!(phone_check_at(Sponsor, Individual, true));
    assert!(phone_check_at(Sponsor, Individual, false));
    assert_eq!(steps(case(Individual, false))[0].1, Step::PhoneMatch);
    // The service stage: always.
    for sponsor_is in [Organisation, Individual] {
        for same_person in [true, false] {
            assert!(phone_check_at(Service, sponsor_is, same_person));
            assert!(!phone_check_at(Papers, sponsor_is, same_person));
        }
    }
}

#[test]
fn one_person_is_photographed_once_but_shows_the_face() {
    let steps = steps(case(SponsorIs::Organisation, true));
    assert!(steps.contains(&(VerificationStage::Sponsor, Step::SponsorOfficerDocument)));
    assert!(!steps.iter().any(|(_, step)| *step == Step::ServiceOfficerDocument));
    assert!(steps.contains(&(VerificationStage::Service, Step::Portrait)));
}

#[test]
fn a_passport_does_not_stand_for_the_card_of_a_services_officer() {
    let case = PlanCase {
        officer_document: OfficerDocument::Passport,
        ..case(SponsorIs::Organisation, true)
    };
    assert!(steps(case).contains(&(VerificationStage::Service, Step::ServiceOfficerDocument)));
}

#[test]
fn the_card_is_asked_when_the_sponsor_stage_is_not_part_of_the_filing() {
    let case = PlanCase {
        evidence: EvidenceAsked::SERVICE_AND_SHEET,
        ..case(SponsorIs::Organisation, true)
    };
    assert!(steps(case).contains(&(VerificationStage::Service, Step::ServiceOfficerDocument)));
}

#[test]
fn someone_else_can_photograph_the_licence_of_an_organisation() {
    let steps = steps(case(SponsorIs::Organisation, false));
    let sponsor_stage: Vec<_> =
        steps.iter().filter(|(stage, _)| *stage == VerificationStage::Sponsor).collect();
    assert!(!sponsor_stage.iter().any(|(_, step)| *step == Step::PhoneMatch));
}
