//! HTTP as a patient client speaks it: what was not answered is sent again, the same, with the same
//! key.

use anyhow::{Context, bail};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use server::command::demo::Answer;
use std::time::{Duration, Instant};

/// Longer than any restart; a client who waited so long has found something.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(30);

/// A client's connection to the server.
#[derive(Clone)]
pub struct Wire {
    base: String,
    http: Client,
}

/// Who asks.
#[derive(Clone, Default)]
pub struct Badge {
    /// Headers that show it.
    pub headers: Vec<(&'static str, String)>,
}

impl Wire {
    pub fn new(base: &str) -> anyhow::Result<Self> {
        let http = Client::builder().timeout(Duration::from_secs(15)).build()?;
        Ok(Self { base: base.to_owned(), http })
    }

    pub fn request(&self, badge: &Badge, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        badge.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }

    /// Sends once; `None` when nobody answered to the end.
    pub async fn once(request: RequestBuilder) -> Option<Answer> {
        Answer::of(request.send().await.ok()?).await.ok()
    }

    /// Sends what `make` makes until it is answered: an error of the server, "too many" and "the
    /// same request is being worked on" are no answers.
    pub async fn until_answered(
        &self,
        make: impl Fn() -> anyhow::Result<RequestBuilder>,
    ) -> anyhow::Result<Answer> {
        let began = Instant::now();
        let mut last = String::new();
        while began.elapsed() < PATIENCE {
            if let Some(answer) = Self::once(make()?).await {
                let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
                let wait = answer.status >= 500 || answer.status == 429 || code == "in_progress";
                if !wait {
                    return Ok(answer);
                }
                last = format!("{} {code}", answer.status);
            }
            tokio::time::sleep(PAUSE).await;
        }
        bail!("no answer for {} s, the last was {last}", PATIENCE.as_secs())
    }

    pub async fn ask(
        &self,
        badge: &Badge,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let make = || {
            let mut request = self.request(badge, method.clone(), path);
            if let Some(body) = body {
                request = request.json(body);
            }
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            Ok(request)
        };
        self.until_answered(make).await.with_context(|| format!("{method} {path}"))
    }

    pub async fn get(&self, badge: &Badge, path: &str) -> anyhow::Result<Value> {
        self.ask(badge, Method::GET, path, None, None).await?.expect(200, path)
    }
}
