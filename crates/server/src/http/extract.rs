//! Bodies, paths and queries whose rejections are problems.

use super::problem::Problem;
use axum::{
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            // What was sent may hold personal data: only where it broke is told.
            Err(rejection) => Err(Problem::unreadable(rejection.status(), &place(&rejection.body_text()))),
        }
    }
}

fn place(text: &str) -> String {
    let known = ["unknown field", "missing field", "invalid type", "unknown variant"];
    let what = known.iter().find(|known| text.contains(**known)).copied().unwrap_or("malformed");
    let name = text.split('`').nth(1).filter(|n| n.len() <= 64 && !what.contains("type"));
    let position = text.rfind(" at line").map(|at| &text[at..]).unwrap_or_default();
    match name {
        Some(name) => format!("{what} `{name}`{position}"),
        None => format!("{what}{position}"),
    }
}

/// One typed id from the path: a malformed one is simply not there.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr + Send> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let gone = || Problem::new(StatusCode::NOT_FOUND, "not_found");
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| gone())?;
        text.parse().map(Self).map_err(|_| gone())
    }
}

/// Two typed ids from the path.
pub struct Ids<A, B>(pub A, pub B);

impl<S: Send + Sync, A: FromStr + Send, B: FromStr + Send> FromRequestParts<S> for Ids<A, B> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let gone = || Problem::new(StatusCode::NOT_FOUND, "not_found");
        let Path((a, b)) =
            Path::<(String, String)>::from_request_parts(parts, state).await.map_err(|_| gone())?;
        match (a.parse(), b.parse()) {
            (Ok(a), Ok(b)) => Ok(Self(a, b)),
            _ => Err(gone()),
        }
    }
}

/// The query string.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(Problem::unreadable(rejection.status(), &place(&rejection.body_text()))),
        }
    }
}
