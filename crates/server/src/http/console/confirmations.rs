use crate::http::{Server, auth::Staff, extract::Asked, portal::filings::Paged, problem::Problem};
use app::confirmation::BoardLine;
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which filings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardOf {
    /// Only those that end within so many hours.
    #[param(minimum = 0, maximum = 24)]
    pub hours_left: Option<u32>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct BoardPage {
    pub items: Vec<BoardLine>,
    /// Asks for the rest; absent on the last page.
    pub next: Option<String>,
}

/// Filings whose officers are awaited (短信核验), those that run out first in front.
#[utoipa::path(get, path = "/api/console/confirmations", tag = "console", operation_id = "confirmation_board", params(BoardOf),
    responses(
        (status = 200, body = BoardPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn board(
    State(server): State<Server>,
    staff: Staff,
    Asked(asked): Asked<BoardOf>,
) -> Result<Json<BoardPage>, Problem> {
    let (after, limit) = Paged { after: asked.after, limit: asked.limit }.read()?;
    let page = server.app.confirmation_board(&staff.ctx, asked.hours_left, after, limit).await?;
    Ok(Json(BoardPage { items: page.items, next: page.next.map(|next| next.to_string()) }))
}
