//! The phone: draws whatever screen the server says, with pictures of nothing.

use crate::{
    town::Town,
    wire::{Badge, Wire},
};
use anyhow::{Context, bail};
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use server::command::demo::{Answer, text};
use std::{
    path::Path,
    time::{Duration, SystemTime},
};

pub struct Phone {
    wire: Wire,
    badge: Badge,
}

impl Phone {
    /// Opens a fresh code. `None` when the filing went on meanwhile. A code opens once: one whose
    /// answer was lost is replaced by another.
    pub async fn scan(
        wire: &Wire,
        sponsor: &Badge,
        filing: &str,
        service: &str,
    ) -> anyhow::Result<Option<Self>> {
        let path = format!("{filing}/services/{service}/verification");
        let nothing = json!({});
        for _ in 0..40 {
            let code = wire.ask(sponsor, Method::POST, &path, Some(&nothing), None).await?;
            if code.status != 201 {
                return Ok(None);
            }
            let token = text(&code.body, "url").rsplit('/').next().context("an address")?;
            let open = json!({ "token": token });
            let request = wire.request(&Badge::default(), Method::POST, "/api/phone/open");
            match Wire::once(request.json(&open)).await {
                Some(opened) if opened.status == 201 => {
                    let device = format!("Bearer {}", text(&opened.body, "device"));
                    let badge = Badge { headers: vec![("authorization", device)] };
                    return Ok(Some(Self { wire: wire.clone(), badge }));
                }
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        bail!("no code opens")
    }

    /// Goes on from whatever is due. An answer that was lost shows on the next screen; an odd one
    /// is looked at again there.
    pub async fn go_through(&self, town: &Town, mobile: &str) -> anyhow::Result<()> {
        let mut last = String::new();
        for _ in 0..300 {
            let screen = self.ask(Method::GET, "step", None).await?;
            if screen.status != 200 {
                // The session is over, or the filing went on: the desk looks again.
                return Ok(());
            }
            let screen = screen.body;
            let answer = match text(&screen, "screen") {
                "done" => return Ok(()),
                "notice" => self.ask(Method::POST, "consents", Some(consents(&screen))).await?,
                "phone" => self.match_phone(town, mobile).await?,
                "capture" | "sheet" => self.capture(town, &screen).await?,
                "confirm" => self.ask(Method::POST, "confirm", None).await?,
                "face" => self.portrait(town).await?,
                "agree" => self.ask(Method::POST, "agree", None).await?,
                other => bail!("a screen that no client knows: {other}"),
            };
            if answer.status >= 300 {
                last = format!("{} {}: {}", text(&screen, "screen"), answer.status, answer.body);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        bail!("the phone work does not end: {last}")
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.wire.request(&self.badge, method, &format!("/api/phone/{path}"))
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> anyhow::Result<Answer> {
        let path = format!("/api/phone/{path}");
        self.wire.ask(&self.badge, method, &path, body.as_ref(), None).await
    }

    /// The code that was sent last lies in the inbox; another one may be sent only after a while.
    async fn match_phone(&self, town: &Town, mobile: &str) -> anyhow::Result<Answer> {
        let mut code = newest_code(&town.inbox, mobile);
        if code.is_none() {
            let _ = Wire::once(self.request(Method::POST, "code")).await;
        }
        for _ in 0..200 {
            if code.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            code = newest_code(&town.inbox, mobile);
        }
        let code = code.unwrap_or_else(|| "000000".into());
        self.ask(Method::POST, "match", Some(json!({ "code": code }))).await
    }

    async fn capture(&self, town: &Town, screen: &Value) -> anyhow::Result<Answer> {
        let wanted = screen["pictures"].as_array().into_iter().flatten();
        let open = |p: &&Value| p["taken"] == false && p["optional"] == false;
        let Some(picture) = wanted.filter(open).map(|p| text(p, "picture").to_owned()).next()
        else {
            return self.ask(Method::GET, "step", None).await;
        };
        let bytes = town.picture()?;
        let make = || {
            let form = Form::new().text("picture", picture.clone()).part("file", jpeg(&bytes)?);
            Ok(self.request(Method::POST, "pictures").multipart(form))
        };
        self.wire.until_answered(make).await
    }

    /// Begins again with the first prompt when an answer is lost.
    async fn portrait(&self, town: &Town) -> anyhow::Result<Answer> {
        let mut prompted = self.ask(Method::POST, "portrait", None).await?;
        while let Some(nonce) = prompted.body["nonce"].as_str().map(str::to_owned) {
            let frames = (0..3).map(|_| town.picture()).collect::<anyhow::Result<Vec<_>>>()?;
            let mut form = Form::new().text("nonce", nonce);
            for (n, frame) in frames.iter().enumerate() {
                form = form.text("at", (n * 250).to_string()).part("frame", jpeg(frame)?);
            }
            let request = self.request(Method::POST, "portrait/frames").multipart(form);
            match Wire::once(request).await {
                Some(answer) if answer.status == 200 => prompted = answer,
                Some(answer) => return Ok(answer),
                None => return self.ask(Method::GET, "step", None).await,
            }
        }
        Ok(prompted)
    }
}

fn jpeg(bytes: &[u8]) -> anyhow::Result<Part> {
    Ok(Part::bytes(bytes.to_vec()).file_name("picture.jpg").mime_str("image/jpeg")?)
}

fn consents(screen: &Value) -> Value {
    let given = screen["consents"].as_array().into_iter().flatten();
    let given: Vec<Value> = given
        .map(|consent| json!({ "consent": consent["consent"], "version": consent["version"] }))
        .collect();
    json!({ "consents": given })
}

/// The six digits in the newest message to a mobile. A message half written is looked at later.
fn newest_code(inbox: &Path, mobile: &str) -> Option<String> {
    let mut newest: Option<(SystemTime, String)> = None;
    for file in std::fs::read_dir(inbox).ok()?.flatten() {
        let Ok(message) = std::fs::read(file.path()) else { continue };
        let Ok(message) = serde_json::from_slice::<Value>(&message) else { continue };
        let Ok(at) = file.metadata().and_then(|meta| meta.modified()) else { continue };
        let digits = text(&message, "text").split(|c: char| !c.is_ascii_digit());
        let code = digits.filter(|part| part.len() == 6).map(str::to_owned).next();
        if let Some(code) = code.filter(|_| text(&message, "mobile") == mobile)
            && newest.as_ref().is_none_or(|(before, _)| at >= *before)
        {
            newest = Some((at, code));
        }
    }
    newest.map(|(_, code)| code)
}
