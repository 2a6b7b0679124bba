//! What each kind of service is asked, and the signature of an app.

use super::{
    Server,
    extract::Json as Body,
    problem::{Finding, Problem},
};
use app::{
    app_signature::{AppSignature, SignatureQuestion, app_signature},
    words,
};
use axum::Json;
use filing::{
    draft::{AppPlatform, FingerprintAlgorithm, ServiceKind},
    service_form::{Asked, SERVICE_FORM},
    shown_number::{NumberPlace, PUBLIC_REGISTER},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(form)).routes(routes!(signature))
}

/// The form of every kind of service.
#[derive(Serialize, ToSchema)]
pub struct ServiceForms {
    pub kinds: Vec<KindForm>,
    /// 运行平台 of an app.
    pub platforms: Vec<PlatformForm>,
}

/// One kind of service.
#[derive(Serialize, ToSchema)]
pub struct KindForm {
    pub kind: ServiceKind,
    pub label: String,
    /// What its filing number ends in: `-1`, `-1A`.
    pub number_letter: Option<char>,
    pub number_place: NumberPlace,
    pub number_place_label: String,
    /// Where the number links to.
    pub number_link: &'static str,
    /// In the order of the form.
    pub fields: Vec<FieldForm>,
}

/// One field of a service.
#[derive(Serialize, ToSchema)]
pub struct FieldForm {
    /// Its place in a service of the draft: `app.platforms.bundle_id`.
    pub field: &'static str,
    pub label: String,
    pub asked: Asked,
}

/// A platform and what its signature is.
#[derive(Serialize, ToSchema)]
pub struct PlatformForm {
    pub platform: AppPlatform,
    pub label: String,
    pub fingerprint_algorithm: FingerprintAlgorithm,
    pub fingerprint_label: &'static str,
    /// Hexadecimal digits of it.
    pub fingerprint_digits: usize,
}

/// Which field is asked for which kind of service; screens draw what it says.
#[utoipa::path(get, path = "/api/reference/service-form", tag = "reference", operation_id = "reference_service_form",
    responses((status = 200, body = ServiceForms)))]
async fn form() -> Json<ServiceForms> {
    let kind = |kind: ServiceKind| {
        let place = NumberPlace::of(kind);
        let fields = SERVICE_FORM.iter().map(|row| FieldForm {
            field: row.field,
            label: words::of_kind(
                &words::field(&format!("/services/{}", row.field.replace('.', "/"))),
                Some(kind),
            ),
            asked: row.asked(kind),
        });
        KindForm {
            kind,
            label: words::service_kind(kind),
            number_letter: kind.letter(),
            number_place: place,
            number_place_label: words::number_place(place),
            number_link: PUBLIC_REGISTER,
            fields: fields.collect(),
        }
    };
    let platform = |platform: AppPlatform| {
        let algorithm = platform.fingerprint();
        PlatformForm {
            platform,
            label: words::app_platform(platform),
            fingerprint_algorithm: algorithm,
            fingerprint_label: algorithm.label(),
            fingerprint_digits: algorithm.digits(),
        }
    };
    Json(ServiceForms {
        kinds: ServiceKind::ALL.map(kind).into(),
        platforms: AppPlatform::ALL.map(platform).into(),
    })
}

/// Public key and fingerprints, with what could not be found.
#[derive(Serialize, ToSchema)]
pub struct SignatureAnswer {
    #[serde(flatten)]
    pub signature: AppSignature,
    /// What is missing and how to get it.
    pub messages: Vec<Finding>,
}

/// Computes public key and fingerprints of an app from a pasted certificate. Nothing is kept.
#[utoipa::path(post, path = "/api/reference/app-signature", tag = "reference", operation_id = "app_signature",
    request_body = SignatureQuestion,
    responses(
        (status = 200, body = SignatureAnswer),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
async fn signature(
    Body(question): Body<SignatureQuestion>,
) -> Result<Json<SignatureAnswer>, Problem> {
    let signature = app_signature(&question)?;
    let messages = signature.missing.iter().map(Finding::from).collect();
    Ok(Json(SignatureAnswer { signature, messages }))
}
