use crate::http::{Server, auth::Sponsor, extract::Json as Body, problem::Problem};
use app::{
    filing::{Classified, TypeQuestion},
    words,
};
use axum::{Json, extract::State};
use filing::{
    classify::{Facts, Outcome},
    kind::FilingKind,
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

/// What the type check found out and offers.
#[derive(Serialize, ToSchema)]
pub struct ClassifiedView {
    /// Row of the decision table, D01 to D15.
    pub rule: String,
    pub outcome: Outcome,
    pub title: String,
    pub advice: String,
    pub facts: Facts,
    pub offers: Vec<OfferView>,
    /// When the bureau was asked.
    pub at: Timestamp,
    pub sponsor_number: Option<String>,
    pub service_number: Option<String>,
    /// Whom to ask where there is no self-service.
    pub contact: String,
}

/// A kind of filing: open to the asker, or refused with the reason.
#[derive(Serialize, ToSchema)]
pub struct OfferView {
    pub kind: FilingKind,
    pub label: &'static str,
    pub refused: Option<String>,
    pub message: Option<String>,
}

impl ClassifiedView {
    fn of(answer: Classified, contact: &str) -> Self {
        let rule = answer.rule();
        let offers = answer.offers().iter().map(|offer| OfferView {
            kind: offer.kind,
            label: offer.kind.label(),
            refused: offer.refused.map(str::to_owned),
            message: offer.refused.map(words::refusal),
        });
        Self {
            offers: offers.collect(),
            title: words::classified(rule.text),
            advice: words::classified(&format!("{}.advice", rule.text)),
            rule: answer.rule,
            outcome: answer.outcome,
            facts: answer.facts,
            at: answer.at,
            sponsor_number: answer.sponsor_number,
            service_number: answer.service_number,
            contact: contact.to_owned(),
        }
    }
}

/// 验证备案类型: which kind of filing is this?
#[utoipa::path(post, path = "/api/portal/classify", tag = "portal", operation_id = "classify",
    request_body = TypeQuestion,
    responses(
        (status = 200, body = ClassifiedView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn classify(
    State(server): State<Server>,
    sponsor: Sponsor,
    Body(question): Body<TypeQuestion>,
) -> Result<Json<ClassifiedView>, Problem> {
    let answer = server.app.classify(&sponsor.ctx, question).await?;
    Ok(Json(ClassifiedView::of(answer, &server.app.settings.provider.contact)))
}
