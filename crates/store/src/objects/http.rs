//! The HTTP client under the S3 store: hyper with rustls on ring, the same cryptography the
//! database connection uses. (The client `object_store` brings would choose one for the whole
//! program.)

use crate::{Error, Result};
use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect, HttpConnector as Plain},
    },
    rt::TokioExecutor,
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
        HttpResponse, HttpResponseBody, HttpService,
    },
};
use std::{fmt, time::Duration};

/// How long a store may take to begin its answer; then the request is tried again.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) enum Connector {
    Plain,
    /// With the certificates this machine trusts.
    Encrypted(HttpsConnector<Plain>),
}

impl Connector {
    pub(super) fn new(encrypted: bool) -> Result<Self> {
        if !encrypted {
            return Ok(Self::Plain);
        }
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .map_err(|error| Error::Config(format!("certificates of this machine: {error}")))?
            .https_only()
            .enable_http1()
            .build();
        Ok(Self::Encrypted(connector))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "Connector::Plain",
            Self::Encrypted(_) => "Connector::Encrypted",
        })
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let builder = Client::builder(TokioExecutor::new());
        Ok(match self {
            Self::Plain => HttpClient::new(Service(builder.build(Plain::new()))),
            Self::Encrypted(connector) => {
                HttpClient::new(Service(builder.build(connector.clone())))
            }
        })
    }
}

struct Service<C>(Client<C, HttpRequestBody>);

impl<C> fmt::Debug for Service<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service")
    }
}

#[async_trait]
impl<C: Connect + Clone + Send + Sync + 'static> HttpService for Service<C> {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = tokio::time::timeout(PATIENCE, self.0.request(request))
            .await
            .map_err(|error| HttpError::new(HttpErrorKind::Timeout, error))?
            .map_err(|error| {
                let connecting = error.is_connect();
                let kind =
                    if connecting { HttpErrorKind::Connect } else { HttpErrorKind::Interrupted };
                HttpError::new(kind, error)
            })?;
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(response.map(|body| HttpResponseBody::new(body.map_err(broken))))
    }
}
