use super::patch::DraftPatch;
use crate::http::{
    Server,
    auth::Sponsor,
    extract::{Asked, Id, Ids, Json as Body},
    problem::{Finding, Problem},
};
use app::{
    Error,
    filing::{FilingSummaryView, FilingView, NewFiling},
    words,
};
use axum::{Json, extract::State, http::StatusCode};
use filing::{
    id::{FilingId, ServiceId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use store::Cursor;
use utoipa::{IntoParams, ToSchema};

/// A filing with its findings in words.
#[derive(Serialize, ToSchema)]
pub struct FilingAnswer {
    #[serde(flatten)]
    pub filing: FilingView,
    /// `findings` of the filing, in the user's words.
    pub messages: Vec<Finding>,
    /// `return_reasons` in the user's words.
    pub return_messages: Vec<Finding>,
}

impl From<FilingView> for FilingAnswer {
    fn from(filing: FilingView) -> Self {
        Self {
            messages: filing.findings.iter().map(Finding::from).collect(),
            return_messages: filing.return_reasons.iter().map(Finding::from).collect(),
            filing,
        }
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct FilingPage {
    pub items: Vec<FilingSummaryView>,
    /// Asks for the rest; absent on the last page.
    pub next: Option<String>,
}

/// Where a page begins and how long it is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

impl Paged {
    pub fn read(&self) -> Result<(Option<Cursor>, u32), Problem> {
        let limit = self.limit.unwrap_or(20);
        let after = self.after.as_deref().map(Cursor::from_str).transpose();
        match (after, (1..=100).contains(&limit)) {
            (Ok(after), true) => Ok((after, limit)),
            _ => Err(Problem::new(StatusCode::BAD_REQUEST, "page")),
        }
    }
}

/// The own filings, newest first.
#[utoipa::path(get, path = "/api/portal/filings", tag = "portal", operation_id = "list_filings", params(Paged),
    responses(
        (status = 200, body = FilingPage),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(server): State<Server>,
    sponsor: Sponsor,
    Asked(paged): Asked<Paged>,
) -> Result<Json<FilingPage>, Problem> {
    let (after, limit) = paged.read()?;
    let page = server.app.list_filings(&sponsor.ctx, after, limit).await?;
    Ok(Json(FilingPage { items: page.items, next: page.next.map(|next| next.to_string()) }))
}

/// Opens a draft of a kind that the type check offers.
#[utoipa::path(post, path = "/api/portal/filings", tag = "portal", operation_id = "create_filing",
    request_body = NewFiling,
    responses(
        (status = 201, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    State(server): State<Server>,
    sponsor: Sponsor,
    Body(new): Body<NewFiling>,
) -> Result<(StatusCode, Json<FilingAnswer>), Problem> {
    let row = server.app.create_filing(&sponsor.ctx, new).await?;
    let view = server.app.show_filing(&sponsor.ctx, row.id).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One filing.
#[utoipa::path(get, path = "/api/portal/filings/{filing}", tag = "portal", operation_id = "show_filing",
    params(("filing" = FilingId, Path)),
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<FilingId>,
) -> Result<Json<FilingAnswer>, Problem> {
    Ok(Json(server.app.show_filing(&sponsor.ctx, id).await?.into()))
}

/// A change of what was typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The version that the change was made on.
    pub version: i64,
    #[schema(value_type = DraftPatch)]
    pub draft: serde_json::Value,
}

/// Keeps a change of the draft, right or wrong, and answers with every finding.
#[utoipa::path(patch, path = "/api/portal/filings/{filing}", tag = "portal", operation_id = "edit_filing",
    params(("filing" = FilingId, Path)), request_body = Change,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn edit(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<FilingId>,
    Body(change): Body<Change>,
) -> Result<Json<FilingAnswer>, Problem> {
    server.app.edit_filing(&sponsor.ctx, id, change.version, &change.draft).await?;
    Ok(Json(server.app.show_filing(&sponsor.ctx, id).await?.into()))
}

/// What a sponsor can do to a filing.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SponsorAction {
    FinishEntry,
    /// Back to typing.
    Edit,
    Submit,
    Resubmit,
    /// Reported again as it was, after a missed confirmation.
    ResubmitUnchanged,
    Withdraw,
    Abandon,
    RedoSponsor,
    RedoService,
}

impl FromStr for SponsorAction {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(text.into())
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acted {
    /// The version that was looked at.
    pub version: i64,
    /// For `redo_service`.
    #[serde(default)]
    pub service: Option<ServiceId>,
}

/// Does one of the actions that the filing offers. An `Idempotency-Key` makes a repetition safe.
#[utoipa::path(post, path = "/api/portal/filings/{filing}/actions/{action}", tag = "portal", operation_id = "act_on_filing",
    params(("filing" = FilingId, Path), ("action" = SponsorAction, Path)),
    request_body = Acted,
    responses(
        (status = 200, body = FilingAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn act(
    State(server): State<Server>,
    sponsor: Sponsor,
    Ids(id, action): Ids<FilingId, SponsorAction>,
    Body(acted): Body<Acted>,
) -> Result<Json<FilingAnswer>, Problem> {
    let (app, ctx, version) = (&server.app, &sponsor.ctx, acted.version);
    match action {
        SponsorAction::FinishEntry => app.finish_entry(ctx, id, version).await?,
        SponsorAction::Edit => app.reopen(ctx, id, version).await?,
        SponsorAction::Submit | SponsorAction::Resubmit => app.submit(ctx, id, version).await?,
        SponsorAction::ResubmitUnchanged => app.resubmit_unchanged(ctx, id, version).await?,
        SponsorAction::Withdraw => app.withdraw(ctx, id, version).await?,
        SponsorAction::Abandon => app.abandon(ctx, id, version).await?,
        SponsorAction::RedoSponsor => app.redo_sponsor(ctx, id, version).await?,
        SponsorAction::RedoService => {
            let service = acted.service.ok_or_else(|| Error::field("/service", "required"))?;
            app.redo_service(ctx, id, version, service).await?
        }
    };
    Ok(Json(app.show_filing(ctx, id).await?.into()))
}

/// One line of a filing's history (备案历史信息).
#[derive(Serialize, ToSchema)]
pub struct HistoryLine {
    pub at: Timestamp,
    pub action: String,
    pub label: String,
    /// `sponsor`, `phone`, `staff` or `system`; no names.
    pub by: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct HistoryPage {
    pub items: Vec<HistoryLine>,
    pub next: Option<String>,
}

impl HistoryPage {
    pub fn of(page: store::Page<store::JournalRow>) -> Self {
        let line = |row: store::JournalRow| HistoryLine {
            at: row.at,
            by: match row.actor.split('_').next() {
                Some("acc") => "sponsor",
                Some("ver") => "phone",
                Some("stf") => "staff",
                _ => "system",
            },
            label: words::journal(&row.action),
            action: row.action,
        };
        Self {
            items: page.items.into_iter().map(line).collect(),
            next: page.next.map(|next| next.to_string()),
        }
    }
}

/// What happened to a filing, newest first.
#[utoipa::path(get, path = "/api/portal/filings/{filing}/history", tag = "portal", operation_id = "filing_history",
    params(("filing" = FilingId, Path), Paged),
    responses(
        (status = 200, body = HistoryPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn history(
    State(server): State<Server>,
    sponsor: Sponsor,
    Id(id): Id<FilingId>,
    Asked(paged): Asked<Paged>,
) -> Result<Json<HistoryPage>, Problem> {
    let (after, limit) = paged.read()?;
    Ok(Json(HistoryPage::of(server.app.history(&sponsor.ctx, id, after, limit).await?)))
}
