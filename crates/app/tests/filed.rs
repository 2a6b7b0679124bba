//! Filings that go through.

use crate::{
    desk::{Desk, Sponsor},
    papers::Papers,
    phone::{Face, Phone, fresh_code_of},
    world::World,
};
use filing::{
    confirmation::Confirmer,
    state::{FilingState, Stage},
    verification::{Comparison, Step, VerificationStatus},
};
use samples::Fonts;
use serde_json::json;

#[tokio::test]
async fn an_enterprise_whose_officer_holds_both_roles_is_filed() {
    let world = World::seeing().await;
    let desk = Desk::enterprise(&world, 20_261).await;
    let Sponsor::Enterprise(organisation) = &desk.sponsor else { unreachable!() };
    let papers = Papers::Real {
        fonts: Box::new(Fonts::load(&samples::assets_folder()).expect("fonts")),
        organisation: organisation.clone(),
        officer: Box::new(desk.officer.clone()),
    };
    let id = desk.fill_in().await;
    let asked = Phone::scan(&desk, id).await.go_through(&papers).await;
    // One code for the whole run: the match of the sponsor's stage counts in the service's.
    let expected = [
        Step::SponsorDocument,
        Step::PhoneMatch,
        Step::SponsorOfficerDocument,
        Step::Portrait,
        Step::Commitment,
        Step::Sheet,
    ];
    assert_eq!(asked, expected);
    assert_eq!(world.stage(id).await, Stage::Ready);
    desk.submit(id).await;

    let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
    let read = |path: &str| case.fields.iter().find(|f| f.path == path).map(|f| f.comparison);
    assert_eq!(read("/sponsor/document/number"), Some(Comparison::Equal));
    assert_eq!(read("/sponsor/name"), Some(Comparison::Equal));
    assert_eq!(read("/sponsor/officer/document_number"), Some(Comparison::Equal));

    world.approve(id).await;
    let number = world.through_the_bureau(id, &[&desk.head]).await;
    assert!(number.starts_with("粤ICP备2026") && number.ends_with("号-1"), "{number}");
    let told = world.inbox.all().last().cloned().expect("the sponsor is told");
    assert_eq!(told.mobile.reveal(), desk.head.mobile);
    assert!(told.text.contains("已通过管局审核"), "{}", told.text);
}

#[tokio::test]
async fn two_officers_on_two_phones_collect_their_parts() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 31).await;
    let id = desk.fill_in().await;
    let first = Phone::scan(&desk, id).await;
    let asked = first.until(&Papers::Blank, |step| step == Step::PhoneMatch).await;
    assert_eq!(asked, [Step::SponsorDocument, Step::SponsorOfficerDocument]);
    let view = first.view().await;
    assert_eq!(view.status, VerificationStatus::SponsorVerified);
    assert!(world.inbox.all().is_empty(), "the first phone was sent no code");

    let second = Phone::scan(&desk, id).await;
    let asked = second.go_through(&Papers::Blank).await;
    let expected = [
        Step::PhoneMatch,
        Step::ServiceOfficerDocument,
        Step::Portrait,
        Step::Commitment,
        Step::Sheet,
    ];
    assert_eq!(asked, expected);
    assert_eq!(world.stage(id).await, Stage::Ready);
    desk.submit(id).await;
    world.approve(id).await;
    world.run_jobs().await;
    let service = desk.service(id).await;
    let both = vec![Confirmer::SPONSOR, Confirmer::of_service(service)];
    match world.row(id).await.state {
        FilingState::SmsVerification { pending, .. } => assert_eq!(pending, both),
        other => panic!("{other:?}"),
    }
    world.through_the_bureau(id, &[&desk.officer, &desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn an_individual_matches_the_phone_first_and_is_filed() {
    let world = World::blind().await;
    let desk = Desk::individual(&world, 41).await;
    let id = desk.fill_in().await;
    let asked = Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    let expected = [
        Step::PhoneMatch,
        Step::SponsorOfficerDocument,
        Step::Portrait,
        Step::Commitment,
        Step::Sheet,
    ];
    assert_eq!(asked, expected);
    desk.submit(id).await;
    let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
    let unread = case.checklist.iter().filter(|p| p.item.code == "picture.no_reader").count();
    assert_eq!(unread, 3, "each picture that no machine read waits for a human");
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn the_same_officer_in_both_roles_answers_once() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 51).await;
    let id = desk.asked().await;
    assert_eq!(world.simulator.with(|bureau| bureau.inbox().len()), 1, "one SMS");
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("it is the own filing");
    assert_eq!(shown.confirmations.len(), 1);
    assert!(world.answer_sms(&desk.head).is_good());
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::BureauReview);
    world.check().await;
}

#[tokio::test]
async fn in_person_instead_of_a_face_is_filed_without_a_single_frame() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 61).await;
    let id = desk.fill_in().await;
    let mut phone = Phone::scan(&desk, id).await;
    phone.face = Face::InPerson;
    phone.go_through(&Papers::Blank).await;
    assert_eq!(world.stage(id).await, Stage::Ready);
    let kept = world.app.list_materials(&desk.ctx(), id).await.expect("own pictures");
    let slots: Vec<&str> = kept.iter().map(|material| material.slot.as_str()).collect();
    assert!(!slots.iter().any(|s| s.starts_with("face") || *s == "portrait"), "{slots:?}");
    desk.submit(id).await;
    let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
    assert!(case.checklist.iter().any(|point| point.item.code == "portrait.in_person"));
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn two_services_share_the_sponsors_stage() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 65).await;
    let created = desk.create().await.expect("a first filing is offered");
    let id = created.id;
    let mut typed = desk.typed(created.draft.services[0].id);
    let mut second = typed["services"][0].clone();
    let domain = samples::company(66).domain;
    second.as_object_mut().expect("a service").remove("id");
    second["names"] = json!(["清风画廊"]);
    second["domains"] = json!([domain]);
    second["hosts"] = json!([format!("www.{domain}")]);
    second["home_url"] = json!(format!("www.{domain}"));
    second["access"]["ip_ranges"] = json!(["1.2.3.8-1.2.3.9"]);
    typed["services"].as_array_mut().expect("services").push(second);
    let services = desk.change(id, &typed).await.draft.services;
    desk.finish(id).await;

    Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    assert_eq!(world.stage(id).await, Stage::Verifying, "the other service is missing");
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.services[0].status, VerificationStatus::Complete);
    let token = fresh_code_of(&desk, id, services[1].id).await;
    let phone = Phone::open(&desk, &token).await.expect("a fresh code opens");
    let asked = phone.go_through(&Papers::Blank).await;
    // This phone shows that it has the officer's number; the papers are there already.
    let expected = [Step::PhoneMatch, Step::Portrait, Step::Commitment, Step::Sheet];
    assert_eq!(asked, expected);
    assert_eq!(world.stage(id).await, Stage::Ready);
    desk.submit(id).await;
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    let on_file = world.simulator.with(|bureau| {
        let record = bureau.library().records().next().expect("a record");
        record.services.iter().filter_map(|s| s.number.clone()).collect::<Vec<_>>()
    });
    assert!(on_file[0].ends_with("-1") && on_file[1].ends_with("-2"), "{on_file:?}");
    for domain in [desk.domain(), &domain] {
        let records = world.app.store.records_by_domain(domain).await.expect("a database");
        assert_eq!(records.len(), 1, "{domain} is on our own record");
    }
    world.check().await;
}
