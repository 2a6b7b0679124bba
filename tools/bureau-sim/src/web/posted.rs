//! A body that is a form (from our pages) or JSON (from tests); an empty one is an empty object.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

/// What was posted, and whether by a form.
pub struct Posted<T> {
    /// The content.
    pub value: T,
    /// By a form: answer with a page.
    pub form: bool,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let form = kind.starts_with("application/x-www-form-urlencoded");
        if form {
            let axum::Form(value) = axum::Form::<T>::from_request(request, state)
                .await
                .map_err(IntoResponse::into_response)?;
            return Ok(Self { value, form });
        }
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let text: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { &body };
        let value = serde_json::from_slice(text)
            .map_err(|e| problem(StatusCode::BAD_REQUEST, &e.to_string()))?;
        Ok(Self { value, form })
    }
}

/// An error for a program.
pub fn problem(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}
