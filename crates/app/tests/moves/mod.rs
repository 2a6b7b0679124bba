//! What only two administrators do: claims, transfers, migrations.

mod handovers;
mod migrations;

use crate::{
    desk::{Desk, Sponsor},
    papers::Papers,
    phone::Phone,
    world::World,
};
use app::{
    Actor, Ctx, Error,
    account::NewStaff,
    moves::{MoveQuestion, MoveRequestView, NewHandover, NewMigration, NewOutcome, ProposalView},
};
use bureau::{Bureau, Dialect};
use filing::{
    id::{AccountId, FilingId, MoveRequestId, ProposalId},
    kind::FilingKind,
    permission::Role,
    proposal::{Basis, Consent, Decision, MoveKind, ProposalState},
    record::{RecordChange, RecordState},
    state::{FilingState, Stage},
    time::Duration,
};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{MoveRequestState, RecordRow};

/// An administrator of this name.
pub(super) async fn administrator(world: &World, username: &str) -> Ctx {
    let new = NewStaff {
        username: username.into(),
        name: format!("管理员{username}"),
        role: Role::Administrator,
    };
    world.app.add_staff(&world.system(), new).await.expect("an administrator");
    let row = world.app.store.staff_by_login(username).await.expect("a database");
    let staff = row.expect("an administrator").id;
    world.ctx(Actor::Staff { staff, role: Role::Administrator })
}

/// The one who proposes and the one who decides.
pub(super) async fn two_administrators(world: &World) -> (Ctx, Ctx) {
    (administrator(world, "first").await, administrator(world, "second").await)
}

/// Files a first service with these domains, through to the number; answers the sponsor's.
pub(super) async fn filed(desk: &Desk<'_>, domains: &[&str]) -> String {
    // On the heap: a test's stack is two megabytes.
    Box::pin(async move {
        let created = desk.create().await.expect("a first filing is offered");
        let mut typed = desk.typed(created.draft.services[0].id);
        typed["services"][0]["domains"] = json!(domains);
        desk.change(created.id, &typed).await;
        desk.finish(created.id).await;
        Phone::scan(desk, created.id).await.go_through(&Papers::Blank).await;
        desk.submit(created.id).await;
        desk.world.approve(created.id).await;
        let number = desk.world.through_the_bureau(created.id, &[&desk.head]).await;
        number.rsplit_once('-').expect("a service's number").0.to_owned()
    })
    .await
}

pub(super) async fn record(world: &World, number: &str) -> RecordRow {
    let row = world.app.store.record_by_sponsor_number(number).await.expect("a database");
    row.expect("a record of this number")
}

pub(super) async fn ask(
    world: &World,
    account: AccountId,
    kind: MoveKind,
    number: &str,
) -> MoveRequestView {
    let question =
        MoveQuestion { kind, number: number.into(), reason: "公司换了管理账号".into() };
    let ctx = world.ctx(Actor::Sponsor { account });
    world.app.ask_for_record(&ctx, question).await.expect("anybody may ask")
}

pub(super) fn seen(request: MoveRequestId) -> NewHandover {
    NewHandover { request, proof: "营业执照原件和法定代表人身份证已核对".into() }
}

pub(super) async fn decide(
    world: &World,
    who: &Ctx,
    id: ProposalId,
    decision: Decision,
) -> app::Result<ProposalView> {
    let reason = decision.needs_reason().then(|| "证明材料不足".to_owned());
    let ctx = Ctx { now: world.now(), ..who.clone() };
    world.app.decide_proposal(&ctx, id, decision, reason).await
}

#[track_caller]
pub(super) fn code(refused: app::Result<impl std::fmt::Debug>) -> &'static str {
    match refused {
        Err(Error::Refused { code, .. }) => code,
        other => panic!("not refused: {other:?}"),
    }
}

/// Paths and codes of what does not hold.
#[track_caller]
pub(super) fn found(refused: app::Result<impl std::fmt::Debug>) -> Vec<(String, String)> {
    match refused {
        Err(Error::Invalid(issues)) => {
            issues.into_iter().map(|issue| (issue.path, issue.code.into_owned())).collect()
        }
        other => panic!("nothing found: {other:?}"),
    }
}

pub(super) fn at(path: &str, code: &str) -> (String, String) {
    (path.to_owned(), code.to_owned())
}
