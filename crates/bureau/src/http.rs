use crate::{
    config::BureauConfig,
    transport::{BureauTransport, Operation, TransportError},
};
use async_trait::async_trait;
use reqwest::{
    Client, StatusCode,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
    redirect::Policy,
};
use std::time::Duration;

/// Bytes of one answer: 50 MB of XML grow by a third in base64, and zip takes more than that away.
pub const ANSWER_CAP: usize = 64 * 1024 * 1024;

/// Over HTTP: no redirects, no proxy of the environment, time and size capped.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client,
    endpoint: String,
    cap: usize,
}

impl HttpTransport {
    /// # Errors
    /// [`TransportError::Request`] when the endpoint is no HTTP address.
    pub fn new(config: &BureauConfig) -> Result<Self, TransportError> {
        let endpoint = config.endpoint.trim_end_matches('/').to_owned();
        let address = reqwest::Url::parse(&endpoint).map_err(|_| TransportError::Request)?;
        if !matches!(address.scheme(), "http" | "https") || !address.has_host() {
            return Err(TransportError::Request);
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(Duration::from_secs(config.timeouts.connect))
            .timeout(Duration::from_secs(config.timeouts.call))
            .build()
            .map_err(|_| TransportError::Request)?;
        Ok(Self { client, endpoint, cap: ANSWER_CAP })
    }

    /// With another cap on an answer's bytes.
    #[must_use]
    pub fn with_answer_cap(mut self, bytes: usize) -> Self {
        self.cap = bytes;
        self
    }
}

#[async_trait]
impl BureauTransport for HttpTransport {
    async fn call(
        &self,
        operation: Operation,
        envelope: String,
    ) -> Result<Vec<u8>, TransportError> {
        let mut response = self
            .client
            .post(format!("{}{}", self.endpoint, operation.path()))
            .header(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))
            .header(HeaderName::from_static("soapaction"), HeaderValue::from_static("\"\""))
            .body(envelope)
            .send()
            .await
            .map_err(|error| classify(&error))?;
        let status = response.status();
        // SOAP 1.1 sends its faults with 500: they have a body worth reading.
        if !status.is_success() && status != StatusCode::INTERNAL_SERVER_ERROR {
            return Err(TransportError::Status(status.as_u16()));
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + piece.len() > self.cap {
                return Err(TransportError::TooLarge(self.cap));
            }
            body.extend_from_slice(&piece);
        }
        let fault = || body.windows(5).any(|bytes| bytes == b"Fault");
        if status == StatusCode::INTERNAL_SERVER_ERROR && !fault() {
            return Err(TransportError::Status(status.as_u16()));
        }
        Ok(body)
    }
}

/// The library's own text names the address; ours does not.
fn classify(error: &reqwest::Error) -> TransportError {
    if error.is_builder() {
        TransportError::Request
    } else if error.is_connect() {
        TransportError::Unreachable
    } else if error.is_timeout() {
        TransportError::Timeout
    } else {
        TransportError::Broken
    }
}
