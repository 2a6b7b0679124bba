//! A body that is a form (from our pages) or JSON (from tests); an empty one is an empty object.

use axum::Json;
use axum::body::{Body, Bytes};
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
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::new(body), state)
            .await
            .map_err(IntoResponse::into_response)?;
        if form {
            let filled = Request::from_parts(parts, Body::from(filled_in(&body)));
            let axum::Form(value) = axum::Form::<T>::from_request(filled, state)
                .await
                .map_err(IntoResponse::into_response)?;
            return Ok(Self { value, form });
        }
        let text: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { &body };
        let value = serde_json::from_slice(text)
            .map_err(|e| problem(StatusCode::BAD_REQUEST, &e.to_string()))?;
        Ok(Self { value, form })
    }
}

/// The fields of a form somebody wrote something into: one left empty is one not sent.
fn filled_in(body: &[u8]) -> Vec<u8> {
    let fields: Vec<&[u8]> =
        body.split(|b| *b == b'&').filter(|field| !field.ends_with(b"=")).collect();
    fields.join(&b'&')
}

/// One thing or several of its kind.
pub struct Lines<T>(pub Vec<T>);

impl<'de, T: DeserializeOwned> serde::Deserialize<'de> for Lines<T> {
    /// An array is several, an object one; what is wrong with it is said about the thing itself.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneOrMany<T>(std::marker::PhantomData<T>);
        impl<'de, T: DeserializeOwned> serde::de::Visitor<'de> for OneOrMany<T> {
            type Value = Lines<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object or an array of objects")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self::Value, A::Error> {
                let mut lines = Vec::new();
                while let Some(item) = items.next_element()? {
                    lines.push(item);
                }
                Ok(Lines(lines))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                fields: A,
            ) -> Result<Self::Value, A::Error> {
                let from = serde::de::value::MapAccessDeserializer::new(fields);
                T::deserialize(from).map(|one| Lines(vec![one]))
            }
        }
        from.deserialize_any(OneOrMany(std::marker::PhantomData))
    }
}

/// An error for a program.
pub fn problem(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}
