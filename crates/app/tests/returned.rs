//! What comes back, and what is done again.

use crate::{
    desk::{Desk, on_file},
    papers::Papers,
    phone::Phone,
    world::World,
};
use filing::{
    review::ReturnItem,
    state::{FilingState, ReturnedBy, Stage},
    time::Duration,
    verification::Step,
};
use serde_json::json;

#[tokio::test]
async fn a_reviewer_returns_with_reasons_and_only_what_they_name_is_done_again() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 81).await;
    let id = desk.hand_over().await;
    let claimed = world.app.claim(&world.reviewer(), id).await.expect("free");
    let service = desk.service(id).await;
    let about = |code: &str, path: Option<&str>, step| ReturnItem {
        code: code.into(),
        path: path.map(str::to_owned),
        step,
        service: step.map(|_| service),
        note: Some("请用公章".into()),
    };
    let reason = about("sheet_not_sealed", None, Some(Step::Sheet));
    let nothing = world.app.return_filing(&world.reviewer(), id, claimed.version, vec![]).await;
    assert!(nothing.is_err(), "a return needs a reason");
    let elsewhere = about("sheet_not_sealed", None, Some(Step::Portrait));
    let elsewhere = vec![elsewhere];
    let refused = world.app.return_filing(&world.reviewer(), id, claimed.version, elsewhere).await;
    assert!(refused.is_err(), "a reason must fit its place");
    let returned =
        world.app.return_filing(&world.reviewer(), id, claimed.version, vec![reason]).await;
    returned.expect("one reason at its place");

    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.stage, Stage::ReturnedByProvider);
    assert_eq!(shown.return_reasons[0].path, "/steps/sheet");
    assert_eq!(shown.return_reasons[0].args, ["请用公章"]);
    let version = shown.version;
    let unchanged = world.app.submit(&desk.ctx(), id, version).await;
    assert!(unchanged.is_err(), "the sheet is missing");

    desk.reopen(id).await;
    desk.finish(id).await;
    assert_eq!(world.stage(id).await, Stage::Verifying);
    let asked = Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    assert_eq!(asked, [Step::Sheet]);
    desk.submit(id).await;
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn an_edit_after_verification_makes_only_its_evidence_stale() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 82).await;
    let id = desk.fill_in().await;
    Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;

    desk.reopen(id).await;
    desk.change_field(id, "/services/0/officer/remark_bureau", json!("周末请拨应急电话")).await;
    desk.finish(id).await;
    assert_eq!(world.stage(id).await, Stage::Ready, "a remark makes nothing stale");

    desk.reopen(id).await;
    let other = samples::person(4711).mobile;
    desk.change_field(id, "/services/0/officer/mobile", json!(other)).await;
    desk.finish(id).await;
    assert_eq!(world.stage(id).await, Stage::Verifying);
    let mut desk = desk;
    desk.officer.mobile = other;
    let asked = Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    assert_eq!(asked, [Step::PhoneMatch, Step::Sheet], "the sheet names the number");
    assert_eq!(world.stage(id).await, Stage::Ready);
    world.check().await;
}

#[tokio::test]
async fn the_clerk_refuses_and_after_an_edit_it_is_filed() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 83).await;
    let id = desk.asked().await;
    assert!(world.answer_sms(&desk.head).is_good());
    world.work().await;
    world.simulator.with(|bureau| {
        let case = bureau.cases().next().expect("a case").id;
        bureau.refuse(case, 1010, "办公电话无人接听").expect("the clerk may decide");
    });
    world.pass(Duration::minutes(2)).await;
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.state, FilingState::Returned { by: ReturnedBy::Bureau });
    let reasons = &shown.return_reasons;
    let at = |path: &str| reasons.iter().any(|reason| reason.path == path);
    assert!(at("/sponsor/officer/phone") && at("/services/0/officer/phone"), "{reasons:?}");
    let said = reasons.iter().any(|r| r.args.iter().any(|arg| arg.contains("无人接听")));
    assert!(said, "the clerk's own words arrive: {reasons:?}");

    desk.reopen(id).await;
    desk.change_field(id, "/sponsor/officer/phone", json!("020-87654321")).await;
    desk.change_field(id, "/services/0/officer/phone", json!("020-87654321")).await;
    desk.finish(id).await;
    assert_eq!(world.stage(id).await, Stage::Ready, "an office phone makes nothing stale");
    desk.submit(id).await;
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}

#[tokio::test]
async fn data_errors_that_the_bureau_finds_reach_the_sponsor_all_at_once() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 84).await;
    let id = desk.approved().await;
    let other = samples::company(85);
    world.simulator.with(|bureau| {
        bureau.put_on_file(on_file(&other, &[desk.domain()]));
        let domains = [desk.domain().to_owned()].into();
        let certificates = [desk.question().document_number.reveal().to_owned()].into();
        bureau.blacklist(bureau_sim::bureau::Blacklist { domains, certificates });
    });
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::UploadFailed);
    assert!(world.simulator.with(|bureau| bureau.inbox().is_empty()), "no officer was bothered");

    let version = world.row(id).await.version;
    let returned = world.app.return_filing(&world.reviewer(), id, version, vec![]).await;
    returned.expect("the bureau's reasons are enough");
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert_eq!(shown.stage, Stage::ReturnedByProvider);
    let reasons = &shown.return_reasons;
    let at = |path: &str| reasons.iter().any(|reason| reason.path == path);
    assert!(at("/services/0/domains") && at("/sponsor"), "{reasons:?}");
    world.check().await;
}
