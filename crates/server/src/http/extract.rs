//! Bodies, paths and queries whose rejections are problems.

use super::problem::Problem;
use axum::{
    extract::{
        FromRequest, FromRequestParts, Multipart, Path, Query, Request, multipart::MultipartError,
    },
    http::{StatusCode, request::Parts},
};
use filing::issue::Issue;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"))
            }
            // What was sent may hold personal data: only where it broke is told.
            Err(rejection) => {
                Err(Problem::unreadable(rejection.status(), &place(&rejection.body_text())))
            }
        }
    }
}

/// A form with files.
pub struct Form(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Multipart::from_request(request, state).await.map(Self).map_err(|rejection| {
            Problem::unreadable(rejection.status(), &Issue::error("", "unreadable.multipart"))
        })
    }
}

/// A form that broke off.
pub fn broken(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        status => Problem::unreadable(status, &Issue::error("", "unreadable.multipart")),
    }
}

/// What serde's message says, without the values in it.
fn place(text: &str) -> Issue {
    let named = [
        ("unknown field `", "unreadable.unknown_field"),
        ("missing field `", "unreadable.missing_field"),
        ("unknown variant `", "unreadable.unknown_value"),
    ];
    for (says, code) in named {
        let name = text.split_once(says).and_then(|(_, rest)| rest.split_once('`'));
        if let Some((name, _)) = name.filter(|(name, _)| name.len() <= 64) {
            return Issue::error("", code).with(name);
        }
    }
    let position = text.rsplit_once(" at line ").and_then(|(_, at)| at.split_once(" column "));
    match position {
        Some((line, column)) if text.contains("invalid type") => {
            Issue::error("", "unreadable.wrong_type").with(line).with(column)
        }
        Some((line, column)) => Issue::error("", "unreadable.malformed_at").with(line).with(column),
        None => Issue::error("", "unreadable.malformed"),
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
            Err(rejection) => {
                Err(Problem::unreadable(rejection.status(), &place(&rejection.body_text())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read into")]
    struct Body {
        name: String,
        kind: Kind,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        One,
    }

    #[test]
    fn a_body_that_does_not_fit_is_told_where_and_never_repeats_a_value() {
        let found = |body: &str| {
            let error = serde_json::from_str::<Body>(body).expect_err("does not fit");
            let issue = place(&error.to_string());
            (issue.code.into_owned(), issue.args)
        };
        let one = |arg: &str| vec![arg.to_owned()];
        let at = |line: &str, column: &str| vec![line.to_owned(), column.to_owned()];
        let unknown = ("unreadable.unknown_field".to_owned(), one("mobile"));
        assert_eq!(found(r#"{"mobile": "13800000000"}"#), unknown);
        let missing = ("unreadable.missing_field".to_owned(), one("kind"));
        assert_eq!(found(r#"{"name": "a"}"#), missing);
        let value = ("unreadable.unknown_value".to_owned(), one("two"));
        assert_eq!(found(r#"{"name": "a", "kind": "two"}"#), value);
        let type_ = ("unreadable.wrong_type".to_owned(), at("1", "19"));
        assert_eq!(found(r#"{"name": 4401061962"#), type_);
        assert_eq!(found("{").0, "unreadable.malformed_at");
        assert_eq!(place("Expected request with `Content-Type`").code, "unreadable.malformed");
    }
}
