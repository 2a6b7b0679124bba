//! The sponsor at the desk: registers, asks which kind of filing it is, types, hands over, waits.

use super::{Answer, number, text};
use anyhow::{Context, ensure};
use app::{App, Ctx};
use reqwest::{Client, Method, RequestBuilder, header};
use samples::{Organisation, Person};
use serde_json::{Value, json};
use std::time::Duration;

/// A logged-in browser.
pub struct Desk {
    base: String,
    client: Client,
    cookie: String,
    csrf: String,
}

/// A captcha's id and what a person would have typed: the journey's eyes are the server's own.
pub async fn captcha(app: &App, clock: &app::Clock) -> anyhow::Result<Value> {
    let drawn = app.draw_captcha(&Ctx::system(clock(), "demo")).await?;
    Ok(json!({ "id": drawn.id, "answer": drawn.answer }))
}

impl Desk {
    /// Registers an account and logs in.
    pub async fn enter(
        base: &str,
        app: &App,
        clock: &app::Clock,
        username: &str,
        email: &str,
    ) -> anyhow::Result<Self> {
        let client = Client::new();
        let password = "guangzhou-pearl-river";
        let form = json!({
            "username": username, "email": email, "password": password,
            "password_again": password, "captcha": captcha(app, clock).await?,
        });
        let url = format!("{base}/api/portal/accounts");
        let answer = client.post(url).json(&form).send().await?;
        Answer::of(answer).await?.expect(201, "registration")?;
        Self::log_in(base, app, clock, "portal", username, password).await
    }

    /// Logs in at the portal or at the console.
    pub async fn log_in(
        base: &str,
        app: &App,
        clock: &app::Clock,
        side: &str,
        username: &str,
        password: &str,
    ) -> anyhow::Result<Self> {
        let client = Client::new();
        let form = json!({
            "username": username, "password": password, "captcha": captcha(app, clock).await?,
        });
        let url = format!("{base}/api/{side}/session");
        let answer = client.post(url).json(&form).send().await?;
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map(str::to_owned);
        let session = Answer::of(answer).await?.expect(201, "log-in")?;
        Ok(Self {
            base: base.to_owned(),
            client,
            cookie: cookie.context("the log-in sets a cookie")?,
            csrf: text(&session, "csrf_token").to_owned(),
        })
    }

    /// What the browser keeps: `name=token`.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// A request of the API, with cookie and token against forgery, to be filled and sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header("x-csrf-token", &self.csrf)
    }

    /// Any request of the API and its answer.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        Answer::of(request.send().await?).await
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.ask(Method::GET, path, None, None).await?.expect(200, path)
    }

    pub async fn post(&self, path: &str, body: Value, status: u16) -> anyhow::Result<Value> {
        self.ask(Method::POST, path, Some(body), None).await?.expect(status, path)
    }

    /// The bytes of a file.
    pub async fn bytes(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.ask(Method::GET, path, None, None).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(answer.bytes.to_vec())
    }

    /// Does an action of the filing at the version that stands.
    pub async fn act(&self, filing: &str, action: &str) -> anyhow::Result<Value> {
        let now = self.get(&format!("/api/portal/filings/{filing}")).await?;
        let path = format!("/api/portal/filings/{filing}/actions/{action}");
        self.post(&path, json!({ "version": number(&now, "version")? }), 200).await
    }

    /// Waits until the filing has come to a state; the last answer is what is returned.
    pub async fn until(&self, filing: &str, state: &str) -> anyhow::Result<Value> {
        let path = format!("/api/portal/filings/{filing}");
        for _ in 0..200 {
            let now = self.get(&path).await?;
            if text(&now["state"], "state") == state {
                return Ok(now);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let now = self.get(&path).await?;
        anyhow::bail!(
            "the filing did not become {state}: it is {} ({})",
            text(&now["state"], "state"),
            now["return_messages"]
        )
    }
}

/// The four fields of the type check for an organisation with its business licence.
pub fn question(organisation: &Organisation) -> Value {
    json!({
        "sponsor_kind": 4, "document_type": 1,
        "document_number": organisation.uscc, "domain": organisation.domain,
    })
}

/// What the sponsor types: an enterprise whose legal person also answers for the website.
pub fn draft(organisation: &Organisation, person: &Person, regions: &Value) -> Value {
    let (region, street) = place(&organisation.address, regions);
    let officer = json!({
        "name": person.name, "document_type": 2, "document_number": person.id_no,
        "mobile": person.mobile, "email": person.email,
        "phone": "020-12345678", "emergency_phone": "13900000001",
    });
    json!({
        "sponsor": {
            "region": region,
            "name": organisation.name, "kind": 4,
            "document": {
                "type": 1, "number": organisation.uscc, "address": organisation.address,
            },
            "address": street,
            "officer": officer,
        },
    })
}

/// The service's part, merged into the one that the draft came with.
pub fn service(service: &Value, organisation: &Organisation, person: &Person) -> Value {
    let mut filled = service.clone();
    let more = json!({
        "names": [organisation.site_name],
        "domains": [organisation.domain],
        "hosts": [format!("www.{}", organisation.domain)],
        "home_url": format!("www.{}", organisation.domain),
        "contents": [8], "languages": [1], "application_types": [1],
        "officer": {
            "name": person.name, "document_type": 2, "document_number": person.id_no,
            "mobile": person.mobile, "email": person.email,
            "phone": "020-12345678", "emergency_phone": "13900000001",
        },
        "access": { "server_locations": [5], "methods": [3], "ip_ranges": ["1.2.3.4-1.2.3.7"] },
    });
    if let (Some(filled), Value::Object(more)) = (filled.as_object_mut(), more) {
        filled.extend(more);
    }
    filled
}

/// Codes of the province, city and county that an address begins with, and the rest of it.
fn place(address: &str, regions: &Value) -> (Value, String) {
    let (codes, rest) = found(address, regions).unwrap_or((Vec::new(), address));
    let code = |n: usize| codes.get(n).cloned().unwrap_or(Value::Null);
    let region = json!({ "province": code(0), "city": code(1), "county": code(2) });
    (region, rest.to_owned())
}

/// The places that an address goes through. Rows that only group (市辖区) stand in no address.
fn found<'a>(address: &'a str, places: &Value) -> Option<(Vec<Value>, &'a str)> {
    let places = places.as_array()?;
    let named = places.iter().find(|place| address.starts_with(text(place, "name")));
    let (place, mut codes, rest) = match named {
        Some(place) => {
            let after = &address[text(place, "name").len()..];
            let (codes, rest) = found(after, &place["children"]).unwrap_or((Vec::new(), after));
            (place, codes, rest)
        }
        None => places.iter().find_map(|place| {
            let (codes, rest) = found(address, &place["children"])?;
            Some((place, codes, rest))
        })?,
    };
    codes.insert(0, place["code"].clone());
    Some((codes, rest))
}
