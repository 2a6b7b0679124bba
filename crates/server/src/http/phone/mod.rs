//! For the phone that opened a QR code. Every answer is the screen that is due now.

use super::{
    Server,
    auth::{Anyone, Phone},
    extract::{Form, Json as Body, broken},
    limits::at_the_door,
    problem::Problem,
};
use crate::config::Http;
use app::{
    Error,
    verification::{ConsentGiven, Frame, FramesGiven, PictureGiven, StepView},
};
use axum::{Json, extract::State, http::StatusCode};
use filing::{time::Timestamp, verification::Picture};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes(http: &Http) -> OpenApiRouter<Server> {
    let door = OpenApiRouter::new().routes(routes!(open)).routes(routes!(send_code));
    OpenApiRouter::new()
        .merge(at_the_door(door, http))
        .routes(routes!(step))
        .routes(routes!(consents))
        .routes(routes!(picture))
        .routes(routes!(confirm))
        .routes(routes!(match_phone))
        .routes(routes!(start_portrait))
        .routes(routes!(frames))
        .routes(routes!(in_person))
        .routes(routes!(agree))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scanned {
    /// The last part of the QR code's address.
    pub token: String,
}

/// What the phone keeps, and the first screen.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// Sent from now on as `Authorization: Bearer …`.
    pub device: String,
    pub expires_at: Timestamp,
}

/// Opens a QR code and binds it to this phone; a second phone is told so.
#[utoipa::path(post, path = "/api/phone/open", tag = "phone", operation_id = "phone_open",
    request_body = Scanned,
    responses(
        (status = 201, body = Opened),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
async fn open(
    State(server): State<Server>,
    Anyone(ctx): Anyone,
    Body(scanned): Body<Scanned>,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let opened = server.app.open_on_phone(&ctx, scanned.token.trim()).await?;
    let opened = Opened { device: opened.device, expires_at: opened.expires_at };
    Ok((StatusCode::CREATED, Json(opened)))
}

/// The screen that is due.
#[utoipa::path(get, path = "/api/phone/step", tag = "phone", operation_id = "phone_step",
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
async fn step(State(server): State<Server>, phone: Phone) -> Result<Json<StepView>, Problem> {
    Ok(Json(server.app.phone_step(&phone.ctx).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consents {
    /// The consents that were ticked, each with the version that was read.
    pub consents: Vec<ConsentGiven>,
}

/// Keeps the consents; nothing is collected before.
#[utoipa::path(post, path = "/api/phone/consents", tag = "phone", operation_id = "phone_consents",
    request_body = Consents,
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
async fn consents(
    State(server): State<Server>,
    phone: Phone,
    Body(given): Body<Consents>,
) -> Result<Json<StepView>, Problem> {
    server.app.consent(&phone.ctx, given.consents).await?;
    step(State(server), phone).await
}

/// A picture for the step that is due.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a form that is read field by field")]
pub struct PictureForm {
    /// `front`, `back`, `page` or `sheet`.
    pub picture: String,
    /// JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// Takes a picture; refused with every reason and what to do, or kept and compared.
#[utoipa::path(post, path = "/api/phone/pictures", tag = "phone", operation_id = "phone_picture",
    request_body(content = PictureForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
async fn picture(
    State(server): State<Server>,
    phone: Phone,
    Form(mut form): Form,
) -> Result<Json<StepView>, Problem> {
    let (mut which, mut bytes) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("picture") => which = Some(field.text().await.map_err(|error| broken(&error))?),
            Some("file") => {
                bytes = Some(field.bytes().await.map_err(|error| broken(&error))?.to_vec())
            }
            _ => {}
        }
    }
    let which: Option<Picture> = which.and_then(|name| serde_json::from_value(name.into()).ok());
    let picture = which.ok_or_else(|| Error::refused("picture_not_wanted"))?;
    let bytes = bytes.ok_or_else(|| Error::field("/file", "required"))?;
    server.app.take_picture(&phone.ctx, PictureGiven { picture, bytes }).await?;
    step(State(server), phone).await
}

/// 核验信息: the pictures are right, the step is done.
#[utoipa::path(post, path = "/api/phone/confirm", tag = "phone", operation_id = "phone_confirm",
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
async fn confirm(State(server): State<Server>, phone: Phone) -> Result<Json<StepView>, Problem> {
    server.app.confirm_pictures(&phone.ctx).await?;
    step(State(server), phone).await
}

/// Where a one-time code went.
#[derive(Serialize, ToSchema)]
pub struct CodeSent {
    /// Masked.
    pub mobile: String,
}

/// Sends a one-time code to the service officer's mobile.
#[utoipa::path(post, path = "/api/phone/code", tag = "phone", operation_id = "phone_code",
    responses(
        (status = 201, body = CodeSent),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
async fn send_code(
    State(server): State<Server>,
    phone: Phone,
) -> Result<(StatusCode, Json<CodeSent>), Problem> {
    let mobile = server.app.send_phone_code(&phone.ctx).await?;
    Ok((StatusCode::CREATED, Json(CodeSent { mobile })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneCode {
    /// Six digits.
    pub code: String,
}

/// The code proves that this phone has the service officer's number.
#[utoipa::path(post, path = "/api/phone/match", tag = "phone", operation_id = "phone_match",
    request_body = PhoneCode,
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
async fn match_phone(
    State(server): State<Server>,
    phone: Phone,
    Body(given): Body<PhoneCode>,
) -> Result<Json<StepView>, Problem> {
    server.app.match_phone(&phone.ctx, &given.code).await?;
    step(State(server), phone).await
}

/// A prompt is shown; its frames must bring the nonce, once.
#[derive(Serialize, ToSchema)]
pub struct Prompted {
    /// Absent when every prompt was answered.
    pub nonce: Option<String>,
    pub step: StepView,
}

/// Begins the prompts of the portrait, or begins them again.
#[utoipa::path(post, path = "/api/phone/portrait", tag = "phone", operation_id = "phone_portrait",
    responses(
        (status = 201, body = Prompted),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
async fn start_portrait(
    State(server): State<Server>,
    phone: Phone,
) -> Result<(StatusCode, Json<Prompted>), Problem> {
    let nonce = server.app.start_portrait(&phone.ctx).await?;
    let step = server.app.phone_step(&phone.ctx).await?;
    Ok((StatusCode::CREATED, Json(Prompted { nonce: Some(nonce), step })))
}

/// The stills of one prompt, in order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a form that is read field by field")]
pub struct FramesForm {
    pub nonce: String,
    /// Milliseconds since the prompt was shown; one before each `frame`.
    pub at: Vec<i64>,
    /// JPEG.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub frame: Vec<Vec<u8>>,
}

/// Answers the prompt that is shown; the next one is shown only now.
#[utoipa::path(post, path = "/api/phone/portrait/frames", tag = "phone", operation_id = "phone_frames",
    request_body(content = FramesForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = Prompted),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
async fn frames(
    State(server): State<Server>,
    phone: Phone,
    Form(mut form): Form,
) -> Result<Json<Prompted>, Problem> {
    let (mut nonce, mut at, mut frames) = (String::new(), 0, Vec::new());
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("nonce") => nonce = field.text().await.map_err(|error| broken(&error))?,
            Some("at") => {
                let text = field.text().await.map_err(|error| broken(&error))?;
                at = text.parse().unwrap_or(-1);
            }
            Some("frame") => {
                let bytes = field.bytes().await.map_err(|error| broken(&error))?.to_vec();
                frames.push(Frame { bytes, at });
            }
            _ => {}
        }
    }
    let nonce = server.app.answer_prompt(&phone.ctx, FramesGiven { nonce, frames }).await?;
    let step = server.app.phone_step(&phone.ctx).await?;
    Ok(Json(Prompted { nonce, step }))
}

/// The way without a face: the officer is photographed in person at the provider.
#[utoipa::path(post, path = "/api/phone/portrait/in-person", tag = "phone", operation_id = "phone_in_person",
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
async fn in_person(State(server): State<Server>, phone: Phone) -> Result<Json<StepView>, Problem> {
    server.app.portrait_in_person(&phone.ctx).await?;
    step(State(server), phone).await
}

/// The commitment was read and is agreed to.
#[utoipa::path(post, path = "/api/phone/agree", tag = "phone", operation_id = "phone_agree",
    responses(
        (status = 200, body = StepView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
async fn agree(State(server): State<Server>, phone: Phone) -> Result<Json<StepView>, Problem> {
    server.app.agree(&phone.ctx).await?;
    step(State(server), phone).await
}
