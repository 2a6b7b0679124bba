//! What the clerk hands out: the control API of each kind, and the page with a form for each.

mod page;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Shared;
use super::posted::{Lines, Posted, problem};
use crate::bureau::Bureau;
use crate::bureau::handout::{
    BlacklistLine, Cancellation, CheckLine, Handed, Handouts, IllegalAccess, InspectionOrder,
    NotHandedOut, NoticeOrder, SyncOrder, TablesOrder, UnfiledLine,
};

/// All addresses of this part.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/tasks", get(page::show))
        .route("/control/tasks", get(tasks))
        .route("/control/hsrw", post(inspections))
        .route("/control/hcjg", post(checks))
        .route("/control/xgtz", post(notices))
        .route("/control/hmdlb", post(blacklist))
        .route("/control/ffjrhmd", post(illegal_accesses))
        .route("/control/wbawzlb", post(unfiled))
        .route("/control/jcdm", post(tables))
        .route("/control/sjtb", post(sync))
        .route("/control/zxsj", post(cancellations))
}

async fn inspections(state: State<Shared>, posted: Posted<Lines<InspectionOrder>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_inspections(&lines))
}

async fn checks(state: State<Shared>, posted: Posted<Lines<CheckLine>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_checks(&lines))
}

async fn notices(state: State<Shared>, posted: Posted<Lines<NoticeOrder>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_notices(&lines))
}

async fn blacklist(state: State<Shared>, posted: Posted<Lines<BlacklistLine>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_blacklist(&lines))
}

async fn illegal_accesses(state: State<Shared>, posted: Posted<Lines<IllegalAccess>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_illegal_accesses(&lines))
}

async fn unfiled(state: State<Shared>, posted: Posted<Lines<UnfiledLine>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.hand_out_unfiled(&lines))
}

async fn tables(state: State<Shared>, posted: Posted<TablesOrder>) -> Response {
    handed(&state, posted.form, |bureau| bureau.hand_out_tables(&posted.value))
}

async fn sync(state: State<Shared>, posted: Posted<SyncOrder>) -> Response {
    handed(&state, posted.form, |bureau| bureau.hand_out_sync(&posted.value))
}

async fn cancellations(state: State<Shared>, posted: Posted<Lines<Cancellation>>) -> Response {
    let lines = posted.value.0;
    handed(&state, posted.form, |bureau| bureau.cancel_by_itself(&lines))
}

fn handed(
    shared: &Shared,
    form: bool,
    act: impl FnOnce(&mut Bureau) -> Result<Handed, NotHandedOut>,
) -> Response {
    match (shared.with(act), form) {
        (Ok(_), true) => Redirect::to("/tasks").into_response(),
        (Ok(handed), false) => Json(handed).into_response(),
        (Err(why), true) => (StatusCode::CONFLICT, page::refused(&why.text())).into_response(),
        (Err(why), false) => {
            let status = match why {
                NotHandedOut::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
                NotHandedOut::NoProvider | NotHandedOut::NoRecord(_) => StatusCode::NOT_FOUND,
            };
            problem(status, &why.text())
        }
    }
}

/// Tasks, unfiled sites and notices, with their answers.
async fn tasks(State(shared): State<Shared>) -> Response {
    Json(shared.with(|bureau| told(bureau.handouts()))).into_response()
}

fn told(handouts: &Handouts) -> Value {
    let inspections: Vec<Value> = handouts
        .inspections
        .iter()
        .map(|t| {
            json!({
                "id": t.id, "provider": t.provider, "sponsor": t.sponsor, "number": t.number,
                "services": t.services, "handed": t.handed.text(),
                "answer": t.answer.as_ref().map(|a| json!({
                    "at": a.at.text(), "right": a.right, "inspected": a.inspected,
                    "opinion": a.opinion, "errors": a.errors,
                })),
            })
        })
        .collect();
    let unfiled: Vec<Value> = handouts
        .unfiled
        .iter()
        .map(|s| {
            json!({
                "id": s.id, "provider": s.provider, "domain": s.domain, "ip": s.ip,
                "operator": s.operator, "handed": s.handed.text(),
                "answer": s.answer.as_ref().map(|a| json!({
                    "at": a.at.text(), "result": a.result, "opinion": a.opinion,
                })),
            })
        })
        .collect();
    let notices: Vec<Value> = handouts
        .notices
        .iter()
        .map(|n| {
            json!({
                "id": n.id, "provider": n.provider, "number": n.number, "text": n.text,
                "handed": n.handed.text(),
            })
        })
        .collect();
    json!({ "inspections": inspections, "unfiled": unfiled, "notices": notices })
}
