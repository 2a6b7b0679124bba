//! The three SOAP addresses.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Manners, Shared};
use crate::bureau::Reply;
use crate::codes;
use crate::wire::{soap, wsdl};

const XML: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];

/// `?wsdl`, or anything else that is fetched instead of posted.
pub async fn describe(uri: Uri, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("localhost");
    (XML, wsdl::document(uri.path(), &format!("http://{host}"))).into_response()
}

/// A SOAP call.
pub async fn call(
    State(shared): State<Shared>,
    ConnectInfo(manners): ConnectInfo<Manners>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let inner = soap::outcome(18, codes::message(18)).finish();
        return (XML, soap::answer("isp_upload", &inner)).into_response();
    };
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let charset = content_type
        .split(';')
        .find_map(|part| part.trim().strip_prefix("charset="))
        .map(str::to_owned);
    // A file of 50 MB takes a while to hash and check: not on the threads that serve everybody else.
    let answered = tokio::task::spawn_blocking(move || {
        let call = soap::read(&body, charset.as_deref(), uri.path())?;
        Ok::<_, String>(shared.with(|bureau| bureau.call(&call)))
    })
    .await;
    match answered {
        Ok(Ok((reply, delay))) => {
            tokio::time::sleep(Duration::from_millis(delay)).await;
            match reply {
                Reply::Soap(text) => (XML, text).into_response(),
                Reply::Html(text) => Html(text).into_response(),
                Reply::Silence => std::future::pending().await,
                Reply::Empty => StatusCode::OK.into_response(),
                Reply::Drip(text, pause) => {
                    manners.drip(pause);
                    // One answer is slow, not every later one on the same connection.
                    ([(header::CONNECTION, "close")], XML, text).into_response()
                }
                Reply::Reset => {
                    manners.reset();
                    StatusCode::OK.into_response()
                }
            }
        }
        Ok(Err(reason)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, XML, soap::fault(&reason)).into_response()
        }
        Err(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, XML, soap::fault("internal error")).into_response()
        }
    }
}
