//! A record moves to another account: claims and transfers.

use super::*;

#[tokio::test]
async fn a_record_that_nobody_holds_is_claimed_by_two_administrators() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 301).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let nobodys = RecordRow { account: None, ..record(&world, &number).await };
    let mut tx = world.app.store.begin().await.expect("a database");
    tx.save_record(&nobodys, RecordChange::Updated, None).await.expect("saved");
    tx.commit().await.expect("a database");

    let (first, second) = two_administrators(&world).await;
    let asker = world.account("claimer").await;
    let request = ask(&world, asker, MoveKind::Claim, &number).await;
    let without = NewHandover { request: request.id, proof: " ".into() };
    let refused = world.app.propose_handover(&first, without).await;
    assert_eq!(found(refused), [at("/proof", "required")]);
    let proposed = world.app.propose_handover(&first, seen(request.id)).await.expect("proposed");
    assert_eq!(proposed.matter.basis, Some(Basis::Unheld));
    assert_eq!(record(&world, &number).await.account, None, "nothing moved yet");

    assert_eq!(code(decide(&world, &first, proposed.id, Decision::Agree).await), "proposal_own");
    let reviewer = world.reviewer();
    let refused = decide(&world, &reviewer, proposed.id, Decision::Agree).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let refused = world.app.show_proposal(&reviewer, proposed.id).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "a proof may name people");
    let agreed = decide(&world, &second, proposed.id, Decision::Agree).await.expect("agreed");
    assert_eq!(agreed.state, ProposalState::Agreed);
    let row = record(&world, &number).await;
    assert_eq!(row.account, Some(asker));
    let asked = world.app.own_move_requests(&world.ctx(Actor::Sponsor { account: asker })).await;
    assert_eq!(asked.expect("own")[0].state, MoveRequestState::Done);
    let history = world.app.store.record_history(row.id, None, 10).await.expect("a database");
    assert_eq!(history.items[0].change, RecordChange::Claimed);
    world.run_jobs().await;
    let told = world.inbox.all().last().cloned().expect("the officer is told");
    assert_eq!(told.mobile.reveal(), desk.head.mobile);
    assert!(told.text.contains("另一个账号"), "{}", told.text);
    let broken = world.app.store.verify_journal().await.expect("a database");
    assert!(broken.is_none(), "the chain holds");
}

#[tokio::test]
async fn a_record_under_a_lost_account_is_claimed_on_proof() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 302).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let (first, second) = two_administrators(&world).await;
    let asker = world.account("claimer").await;
    let request = ask(&world, asker, MoveKind::Claim, &format!("{number}-1")).await;
    assert_eq!(request.number, number, "a service's number names its sponsor's record");
    let proposed = world.app.propose_handover(&first, seen(request.id)).await.expect("proposed");
    assert_eq!(proposed.matter.basis, Some(Basis::LostAccount));
    decide(&world, &second, proposed.id, Decision::Agree).await.expect("agreed");
    assert_eq!(record(&world, &number).await.account, Some(asker));
}

#[tokio::test]
async fn a_holder_gives_its_record_away_in_its_portal() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 303).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let (first, second) = two_administrators(&world).await;
    let asker = world.account("new-owner").await;
    let request = ask(&world, asker, MoveKind::Transfer, &number).await;

    let stranger = world.account("stranger").await;
    let stranger = world.ctx(Actor::Sponsor { account: stranger });
    assert!(world.app.asked_for_records(&stranger).await.expect("a list").is_empty());
    let refused = world.app.answer_move_request(&stranger, request.id, Consent::Given).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");

    let shown = world.app.asked_for_records(&desk.ctx()).await.expect("a list");
    assert_eq!((shown[0].asker.as_str(), shown[0].number.as_str()), ("new-owner", &*number));
    world.app.answer_move_request(&desk.ctx(), request.id, Consent::Given).await.expect("agreed");
    let without = NewHandover { request: request.id, proof: String::new() };
    let proposed = world.app.propose_handover(&first, without).await.expect("consent is enough");
    assert_eq!(proposed.matter.basis, Some(Basis::HoldersConsent));

    // The holder thinks again: what was proposed on its consent does not stand.
    world.app.answer_move_request(&desk.ctx(), request.id, Consent::Denied).await.expect("denied");
    let refused = decide(&world, &second, proposed.id, Decision::Agree).await;
    assert_eq!(code(refused), "record_changed");
    world.app.answer_move_request(&desk.ctx(), request.id, Consent::Given).await.expect("agreed");
    decide(&world, &second, proposed.id, Decision::Agree).await.expect("agreed");
    let row = record(&world, &number).await;
    assert_eq!(row.account, Some(asker));
    let history = world.app.store.record_history(row.id, None, 10).await.expect("a database");
    assert_eq!(history.items[0].change, RecordChange::Moved);
    assert!(world.app.asked_for_records(&desk.ctx()).await.expect("a list").is_empty());
}

#[tokio::test]
async fn a_proof_stands_in_for_a_holder_who_does_not_agree() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 304).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let (first, second) = two_administrators(&world).await;
    let asker = world.account("new-owner").await;
    let request = ask(&world, asker, MoveKind::Transfer, &number).await;
    world.app.answer_move_request(&desk.ctx(), request.id, Consent::Denied).await.expect("denied");
    let without = NewHandover { request: request.id, proof: String::new() };
    let refused = world.app.propose_handover(&first, without).await;
    assert_eq!(found(refused), [at("/proof", "required")]);
    let proposed = world.app.propose_handover(&first, seen(request.id)).await.expect("proposed");
    assert_eq!(proposed.matter.basis, Some(Basis::Proof));
    let twice = world.app.propose_handover(&second, seen(request.id)).await;
    assert_eq!(code(twice), "proposal_open");
    decide(&world, &second, proposed.id, Decision::Agree).await.expect("agreed");
    assert_eq!(record(&world, &number).await.account, Some(asker));
}

#[tokio::test]
async fn asking_tells_neither_whether_there_is_a_record_nor_whose_it_is() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 305).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let asker = world.account("curious").await;
    let ctx = world.ctx(Actor::Sponsor { account: asker });
    let nowhere = "粤ICP备2019000009号";
    for kind in [MoveKind::Claim, MoveKind::Transfer] {
        let known = ask(&world, asker, kind, &number).await;
        let unknown = ask(&world, asker, kind, nowhere).await;
        if kind == MoveKind::Transfer {
            let holder = desk.ctx();
            let agreed = world.app.answer_move_request(&holder, known.id, Consent::Given).await;
            agreed.expect("the holder agrees");
        }
        let shown = world.app.own_move_requests(&ctx).await.expect("own");
        let shown = |id: MoveRequestId| -> Value {
            let view = shown.iter().find(|view| view.id == id).expect("it is there");
            let mut view = serde_json::to_value(view).expect("JSON");
            view["id"] = Value::Null;
            view["number"] = Value::Null;
            view
        };
        assert_eq!(shown(known.id), shown(unknown.id));
    }
    let open = world.app.own_move_requests(&ctx).await.expect("own");
    world.app.withdraw_move_request(&ctx, open[0].id).await.expect("an own one");
    assert_eq!(code(world.app.withdraw_move_request(&ctx, open[0].id).await), "move_ended");
    for _ in 0..2 {
        ask(&world, asker, MoveKind::Claim, nowhere).await;
    }
    let question =
        MoveQuestion { kind: MoveKind::Claim, number: number.clone(), reason: "再问".into() };
    assert_eq!(code(world.app.ask_for_record(&ctx, question).await), "move_too_many");
    let empty =
        MoveQuestion { kind: MoveKind::Claim, number: "粤ICP备号".into(), reason: " ".into() };
    let wrong = found(world.app.ask_for_record(&ctx, empty).await);
    assert_eq!(
        wrong.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["/number", "/reason"]
    );
}

#[tokio::test]
async fn what_the_second_person_refuses_moves_nothing() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 306).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let (first, second) = two_administrators(&world).await;
    let asker = world.account("claimer").await;
    let request = ask(&world, asker, MoveKind::Claim, &number).await;
    let proposed = world.app.propose_handover(&first, seen(request.id)).await.expect("proposed");
    let silent = world.app.decide_proposal(&second, proposed.id, Decision::Refuse, None).await;
    assert_eq!(found(silent), [at("/reason", "required")]);
    let refused = decide(&world, &second, proposed.id, Decision::Refuse).await.expect("refused");
    assert_eq!(refused.note.as_deref(), Some("证明材料不足"));
    assert_eq!(record(&world, &number).await.account, Some(desk.account));
    let late = decide(&world, &second, proposed.id, Decision::Agree).await;
    assert_eq!(code(late), "proposal_decided");

    // It may be proposed anew, and waits no longer than two weeks.
    let again = world.app.propose_handover(&first, seen(request.id)).await.expect("proposed");
    world.advance(Duration::days(14));
    let late = decide(&world, &second, again.id, Decision::Agree).await;
    assert_eq!(code(late), "proposal_expired");
    let now = Ctx { now: world.now(), ..first.clone() };
    let third = world.app.propose_handover(&now, seen(request.id)).await.expect("proposed");
    let taken_back = decide(&world, &first, third.id, Decision::Withdraw).await;
    assert_eq!(taken_back.expect("the own one").state, ProposalState::Withdrawn);
    let declined = world.app.decline_move_request(&now, request.id, "请补充营业执照").await;
    declined.expect("it is open");
    let shown = world.app.own_move_requests(&world.ctx(Actor::Sponsor { account: asker })).await;
    assert_eq!(shown.expect("own")[0].answer.as_deref(), Some("请补充营业执照"));
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_is_told_that_it_was_decided() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 307).await;
    let number = filed(&desk, &[desk.domain()]).await;
    let first = administrator(&world, "first").await;
    let second = administrator(&world, "second").await;
    let third = administrator(&world, "third").await;
    let asker = world.account("claimer").await;
    for round in 0..10 {
        let request = ask(&world, asker, MoveKind::Claim, &number).await;
        let proposed = world.app.propose_handover(&first, seen(request.id)).await;
        let Ok(proposed) = proposed else { break };
        let (agreed, refused) = tokio::join!(
            decide(&world, &second, proposed.id, Decision::Agree),
            decide(&world, &third, proposed.id, Decision::Refuse),
        );
        let holder = record(&world, &number).await.account;
        match (agreed, refused) {
            (Ok(_), lost) => {
                assert_eq!(code(lost), "proposal_decided");
                assert_eq!(holder, Some(asker));
                return;
            }
            (lost, Ok(_)) => {
                assert_eq!(code(lost), "proposal_decided", "round {round}");
                assert_eq!(holder, Some(desk.account));
                let declined = world.app.decline_move_request(&first, request.id, "重复").await;
                declined.expect("it is open");
            }
            neither => panic!("{neither:?}"),
        }
    }
}
