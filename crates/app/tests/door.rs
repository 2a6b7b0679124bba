//! Who may come in, with what, and until when.

use crate::{
    desk::Desk,
    papers::Papers,
    phone::{Phone, fresh_code},
    world::World,
};
use app::Error;
use filing::{state::Stage, time::Duration, verification::Step};
use serde_json::json;

fn code(error: &Error) -> &str {
    match error {
        Error::Refused { code, .. } => code,
        Error::Invalid(issues) => &issues[0].code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn another_sponsor_sees_nothing() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 101).await;
    let id = desk.hand_over().await;
    let service = desk.service(id).await;
    let material = world.app.list_materials(&desk.ctx(), id).await.expect("own pictures")[0].id;
    let other = Desk::enterprise(&world, 102).await;
    let (ctx, app) = (other.ctx(), &world.app);
    let gone = |what: &str, error: Option<Error>| {
        assert!(matches!(error, Some(Error::NotFound(_))), "{what}: {error:?}");
    };
    gone("show", app.show_filing(&ctx, id).await.err());
    gone("edit", app.edit_filing(&ctx, id, 1, &json!({})).await.err());
    gone("finish", app.finish_entry(&ctx, id, 1).await.err());
    gone("reopen", app.reopen(&ctx, id, 1).await.err());
    gone("submit", app.submit(&ctx, id, 1).await.err());
    gone("withdraw", app.withdraw(&ctx, id, 1).await.err());
    gone("abandon", app.abandon(&ctx, id, 1).await.err());
    gone("redo_sponsor", app.redo_sponsor(&ctx, id, 1).await.err());
    gone("redo_service", app.redo_service(&ctx, id, 1, service).await.err());
    gone("code", app.open_verification(&ctx, id, service).await.err());
    gone("sheet", app.print_sheet(&ctx, id, service).await.err());
    gone("commitment", app.print_commitment(&ctx, id, service).await.err());
    gone("history", app.history(&ctx, id, None, 10).await.err());
    gone("materials", app.list_materials(&ctx, id).await.err());
    gone("material", app.show_material(&ctx, id, material).await.err());
    let list = app.list_filings(&ctx, None, 10).await.expect("an empty list");
    assert!(list.items.is_empty());
    let own = other.fill_in().await;
    gone("material of the own filing", app.show_material(&ctx, own, material).await.err());
}

#[tokio::test]
async fn of_two_drafts_for_one_certificate_only_the_first_goes_on() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 103).await;
    let mut rival = Desk::enterprise(&world, 104).await;
    rival.sponsor = crate::desk::Sponsor::Enterprise(Box::new(samples::company(103)));
    // Both begin while neither is in flight.
    let second = rival.create().await.expect("a draft hinders nobody");
    let typed = rival.typed(second.draft.services[0].id);
    rival.change(second.id, &typed).await;
    let first = desk.fill_in().await;

    let version = world.row(second.id).await.version;
    let refused = world.app.finish_entry(&rival.ctx(), second.id, version).await;
    assert!(refused.is_err(), "another filing of this sponsor is under way");
    assert_eq!(world.stage(second.id).await, Stage::Entering);
    assert!(rival.create().await.is_err(), "and no third draft is offered");

    let version = world.row(first).await.version;
    world.app.abandon(&desk.ctx(), first, version).await.expect("given up");
    rival.finish(second.id).await;
    assert_eq!(world.stage(second.id).await, Stage::Verifying, "the way is free");
}

#[tokio::test]
async fn five_wrong_codes_lock_and_a_code_for_another_phone_does_not_fit() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 105).await;
    let id = desk.fill_in().await;
    let phone = Phone::scan(&desk, id).await;
    phone.until(&Papers::Blank, |step| step == Step::PhoneMatch).await;
    let own = phone.send_code().await;

    let others = Desk::with_two_officers(&world, 106).await;
    let other_id = others.fill_in().await;
    let other = Phone::scan(&others, other_id).await;
    other.until(&Papers::Blank, |step| step == Step::PhoneMatch).await;
    let theirs = other.send_code().await;
    assert_ne!(own, theirs);

    let wrong = world.app.match_phone(&phone.ctx(), &theirs).await.expect_err("not for this one");
    assert_eq!(code(&wrong), "code.wrong");
    for left in (0..4).rev() {
        let wrong = world.app.match_phone(&phone.ctx(), "000000").await.expect_err("wrong");
        match wrong {
            Error::Invalid(issues) if left > 0 => assert_eq!(issues[0].args, [left.to_string()]),
            Error::Invalid(issues) => assert!(!issues.is_empty()),
            other => panic!("{other:?}"),
        }
    }
    let locked = world.app.match_phone(&phone.ctx(), &own).await.expect_err("locked");
    assert_eq!(code(&locked), "code.locked", "even the right one comes too late");
    world.app.match_phone(&other.ctx(), &theirs).await.expect("the other phone is not concerned");

    world.advance(Duration::seconds(61));
    let fresh = phone.send_code().await;
    world.app.match_phone(&phone.ctx(), &fresh).await.expect("a fresh code has its own tries");
}

#[tokio::test]
async fn a_qr_code_works_once_and_for_ten_minutes() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 107).await;
    let id = desk.fill_in().await;
    let token = fresh_code(&desk, id).await;
    world.advance(Duration::minutes(10));
    let late = Phone::open(&desk, &token).await.err().expect("over");
    assert_eq!(code(&late), "qr_expired", "at exactly ten minutes");

    let token = fresh_code(&desk, id).await;
    world.advance(Duration::seconds(599));
    let phone = Phone::open(&desk, &token).await.expect("one second before the end");
    let second = Phone::open(&desk, &token).await.err().expect("taken");
    assert_eq!(code(&second), "qr_used");

    let reissued = fresh_code(&desk, id).await;
    let old = Phone::open(&desk, &token).await.err().expect("dead");
    assert_eq!(code(&old), "qr_unknown", "the old code is dead");
    let fresh = Phone::open(&desk, &reissued).await.expect("the new one works");
    fresh.consent().await;
    let over = world.app.consent(&phone.ctx(), Vec::new()).await;
    assert!(over.is_err(), "the first phone lost its hold");
}

#[tokio::test]
async fn a_phone_that_lost_its_code_is_let_in_no_more() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 108).await;
    let id = desk.fill_in().await;
    let token = fresh_code(&desk, id).await;
    let anyone = world.ctx(app::Actor::Anonymous);
    let opened = world.app.open_on_phone(&anyone, &token).await.expect("opens");
    world.app.phone(&opened.device, world.now()).await.expect("it holds the code");
    fresh_code(&desk, id).await;
    let lost = world.app.phone(&opened.device, world.now()).await;
    assert!(matches!(lost, Err(Error::Unauthenticated)));

    let token = fresh_code(&desk, id).await;
    let opened = world.app.open_on_phone(&anyone, &token).await.expect("opens");
    desk.reopen(id).await;
    let lost = world.app.phone(&opened.device, world.now()).await;
    assert!(matches!(lost, Err(Error::Unauthenticated)), "typing again ends the phone work");
}

#[tokio::test]
async fn a_stale_version_is_told_and_the_other_change_stays() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 109).await;
    let created = desk.create().await.expect("a draft");
    let seen = created.version;
    let first = json!({ "sponsor": { "address": "天河路1号" } });
    let first = world.app.edit_filing(&desk.ctx(), created.id, seen, &first).await;
    let current = first.expect("the first saves").version;
    let second = json!({ "sponsor": { "address": "天河路2号" } });
    let second = world.app.edit_filing(&desk.ctx(), created.id, seen, &second).await;
    match second {
        Err(Error::Stale { current: told }) => assert_eq!(told, current),
        other => panic!("{other:?}"),
    }
    let kept = world.row(created.id).await.draft.sponsor.address.expect("an address");
    assert_eq!(kept.reveal(), "天河路1号");
}
