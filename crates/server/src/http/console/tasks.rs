//! What the bureau asks the provider to look into, and the answers.

use crate::http::{
    Server,
    auth::Staff,
    extract::{Asked, Id, Json as Body},
    portal::filings::Paged,
    problem::Problem,
};
use app::inspection::{Fact, GivenAnswer, TaskDetailView, TaskQuery, TaskView};
use axum::{Json, extract::State, http::StatusCode};
use filing::{
    id::TaskId,
    inspection::{TaskKind, TaskState},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which tasks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TasksOf {
    pub kind: Option<TaskKind>,
    pub state: Option<TaskState>,
    /// Only those whose term ends before this instant.
    pub due_before: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct TaskPage {
    pub items: Vec<TaskView>,
    pub next: Option<String>,
}

/// Tasks of the bureau, the nearest deadline first.
#[utoipa::path(get, path = "/api/console/tasks", tag = "console", operation_id = "tasks", params(TasksOf),
    responses(
        (status = 200, body = TaskPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<TasksOf>,
) -> Result<Json<TaskPage>, Problem> {
    let (after, limit) = Paged { after: asked.after, limit: asked.limit }.read()?;
    let due_before = asked.due_before.as_deref().map(str::parse::<Timestamp>).transpose();
    let due_before = due_before.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "page"))?;
    let query = TaskQuery { kind: asked.kind, state: asked.state, due_before };
    let page = server.app.tasks(&staff.ctx, query, after, limit).await?;
    Ok(Json(TaskPage { items: page.items, next: page.next.map(|next| next.to_string()) }))
}

/// One task with the bureau's words, what it has on record (masked) and the answer.
#[utoipa::path(get, path = "/api/console/tasks/{task}", tag = "console", operation_id = "show_task",
    params(("task" = TaskId, Path)),
    responses(
        (status = 200, body = TaskDetailView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<TaskId>,
) -> Result<Json<TaskDetailView>, Problem> {
    Ok(Json(server.app.show_task(&staff.ctx, id).await?))
}

/// Answers a task; where the bureau wants the answer it goes out in the next file.
#[utoipa::path(post, path = "/api/console/tasks/{task}/answer", tag = "console", operation_id = "answer_task",
    params(("task" = TaskId, Path)), request_body = GivenAnswer,
    responses(
        (status = 200, body = TaskDetailView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn answer(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<TaskId>,
    Body(given): Body<GivenAnswer>,
) -> Result<Json<TaskDetailView>, Problem> {
    Ok(Json(server.app.answer_task(&staff.ctx, id, given).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyRevealed {
    /// Why it must be seen; kept in the journal.
    pub reason: String,
}

/// What the bureau has on record, in full; an act with a reason, written into the journal.
#[utoipa::path(post, path = "/api/console/tasks/{task}/reveal", tag = "console", operation_id = "reveal_task",
    params(("task" = TaskId, Path)), request_body = WhyRevealed,
    responses(
        (status = 200, body = Vec<Fact>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn reveal(
    State(server): State<Server>,
    staff: Staff,
    Id(id): Id<TaskId>,
    Body(why): Body<WhyRevealed>,
) -> Result<Json<Vec<Fact>>, Problem> {
    Ok(Json(server.app.reveal_task(&staff.ctx, id, &why.reason).await?))
}
