//! `application/problem+json` (RFC 9457): the only place that chooses a status.

use app::Error;
use app::words;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use filing::{issue::Issue, state::TransitionError};
use serde::Serialize;
use utoipa::ToSchema;

/// What a client gets when something does not work. `code` is stable, `detail` is for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank#code`, so that a problem can be told by its type too.
    #[serde(rename = "type")]
    pub type_: String,
    pub title: String,
    pub status: u16,
    /// Stable, e.g. `stale`, `not_now`, `invalid`.
    pub code: String,
    /// In the user's words: what is wrong and what to do.
    pub detail: String,
    /// Every finding at once, by JSON pointer into what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The version that stands, when somebody else was first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    /// Seconds until a try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
}

/// One finding, with its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    /// JSON pointer, e.g. `/services/0/officer/mobile`.
    pub path: String,
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: filing::issue::Severity,
    /// In the user's words.
    pub message: String,
}

impl From<&Issue> for Finding {
    fn from(issue: &Issue) -> Self {
        Self {
            path: issue.path.clone(),
            code: issue.code.to_string(),
            severity: issue.severity,
            message: words::finding(issue),
        }
    }
}

impl Problem {
    pub fn new(status: StatusCode, code: &str) -> Self {
        Self {
            type_: format!("about:blank#{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: words::problem(code, &[]),
            findings: Vec::new(),
            current_version: None,
            retry_after: None,
        }
    }

    fn with_detail(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }

    /// The body or the address could not be understood; `why` repeats nothing personal.
    pub fn unreadable(status: StatusCode, why: &Issue) -> Self {
        Self { findings: vec![why.into()], ..Self::new(status, "unreadable") }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(_) => Self::new(StatusCode::NOT_FOUND, "not_found"),
            Error::Unauthenticated => Self::new(StatusCode::UNAUTHORIZED, "unauthenticated"),
            Error::Forbidden => Self::new(StatusCode::FORBIDDEN, "forbidden"),
            Error::Invalid(issues) => Self {
                findings: issues.iter().map(Finding::from).collect(),
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid")
            },
            Error::NotNow(error) => {
                let code = match error {
                    TransitionError::NotNow { .. } => "not_now",
                    TransitionError::TooLate(_) => "too_late",
                    TransitionError::TooEarly(_) => "too_early",
                    TransitionError::NotAwaited(_) => "not_awaited",
                };
                Self::new(StatusCode::CONFLICT, code).with_detail(words::transition(&error))
            }
            Error::Refused { code, args } => {
                Self::new(StatusCode::CONFLICT, code).with_detail(words::problem(code, &args))
            }
            Error::Stale { current } => {
                Self { current_version: Some(current), ..Self::new(StatusCode::CONFLICT, "stale") }
            }
            Error::KeyReused => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "key_reused"),
            Error::TooMany { retry_after } => Self {
                retry_after: Some(retry_after.as_millis().div_euclid(1000) + 1),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many")
            },
            Error::Unavailable(what) => {
                tracing::warn!(unavailable = what, "something we stand on does not answer");
                Self {
                    retry_after: Some(5),
                    ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
                }
            }
            Error::Internal(why) => {
                tracing::error!(%why, "internal error");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}

/// What the framework answers by itself (another method, a body over the limit, a time that ran
/// out, a panic) is a problem too.
pub async fn in_words(response: Response) -> Response {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !failed || kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain")) {
        return response;
    }
    let code = match status {
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        _ if status.is_server_error() => "internal",
        _ => "unreadable",
    };
    let mut worded = Problem::new(status, code).into_response();
    for (name, value) in response.headers() {
        if name == header::ALLOW {
            worded.headers_mut().insert(name, value.clone());
        }
    }
    worded
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
