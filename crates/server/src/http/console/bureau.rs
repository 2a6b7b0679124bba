//! The reporting to the bureau at a glance, and the word that sets it going again.

use super::cases::UploadLine;
use crate::http::{Server, auth::Staff, problem::Problem};
use app::bureau::{AlertView, BureauBoard, HeldView, WaitView};
use axum::{Json, extract::State};
use filing::{id::FilingId, time::Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// How the reporting stands.
#[derive(Serialize, ToSchema)]
pub struct BureauState {
    /// Why nothing is sent until somebody acts; filings wait where they are.
    pub held: Option<HeldView>,
    /// Until when nothing is sent, and why; it goes on by itself.
    pub waiting: Option<WaitView>,
    /// Waits in a row.
    pub waits: i32,
    /// The last `dataSequence` that was given to a file.
    pub sequence: i64,
    /// The last one that the bureau named or took.
    pub bureau_sequence: Option<i64>,
    /// When the bureau last said what it took last.
    pub synced_at: Option<Timestamp>,
    /// Approved filings that are in no file yet, at most a hundred.
    pub to_report: Vec<FilingId>,
    /// Files that are to be sent, in their order, at most a hundred.
    pub outbox: Vec<UploadLine>,
    /// The latest files, newest first, at most a hundred.
    pub latest: Vec<UploadLine>,
    /// What the staff must look at, the latest first, at most a hundred.
    pub alerts: Vec<AlertView>,
}

impl From<BureauBoard> for BureauState {
    fn from(board: BureauBoard) -> Self {
        let lines = |rows: Vec<store::UploadRow>| rows.into_iter().map(UploadLine::from).collect();
        Self {
            held: board.held,
            waiting: board.waiting,
            waits: board.waits,
            sequence: board.sequence,
            bureau_sequence: board.bureau_sequence,
            synced_at: board.synced_at,
            to_report: board.to_report,
            outbox: lines(board.outbox),
            latest: lines(board.latest),
            alerts: board.alerts,
        }
    }
}

/// The outbox, the numbers of both sides, what holds it, and what the staff must look at.
#[utoipa::path(get, path = "/api/console/bureau", tag = "console", operation_id = "bureau",
    responses(
        (status = 200, body = BureauState),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn board(
    State(server): State<Server>,
    staff: Staff,
) -> Result<Json<BureauState>, Problem> {
    Ok(Json(server.app.bureau_board(&staff.ctx).await?.into()))
}

/// Goes on sending now: after what held it was corrected, or without waiting longer.
#[utoipa::path(post, path = "/api/console/bureau/retry", tag = "console", operation_id = "retry_bureau",
    responses(
        (status = 200, body = BureauState),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn retry(
    State(server): State<Server>,
    staff: Staff,
) -> Result<Json<BureauState>, Problem> {
    Ok(Json(server.app.retry_bureau(&staff.ctx).await?.into()))
}
