//! The phone: draws whatever screen the server says, photographs what it asks for.

use super::{Answer, text};
use anyhow::{Context, bail, ensure};
use reqwest::{
    Client, Method, RequestBuilder,
    multipart::{Form, Part},
};
use samples::{Fonts, Organisation, Person, Prompt, SheetText, Shot};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A phone that opened a QR code.
pub struct Phone {
    base: String,
    client: Client,
    device: String,
    /// Where the demonstration's short messages land.
    inbox: PathBuf,
}

/// What lies before the camera.
pub struct Papers<'a> {
    pub fonts: &'a Fonts,
    pub organisation: &'a Organisation,
    pub person: &'a Person,
}

impl Phone {
    /// Scans the code at this address.
    pub async fn scan(url: &str, base: &str, inbox: PathBuf) -> anyhow::Result<Self> {
        let token = url.rsplit('/').next().context("the code holds an address")?;
        let client = Client::new();
        let answer =
            client.post(format!("{base}/api/phone/open")).json(&json!({ "token": token })).send();
        let opened = Answer::of(answer.await?).await?.expect(201, "opening the QR code")?;
        let device = text(&opened, "device").to_owned();
        Ok(Self { base: base.to_owned(), client, device, inbox })
    }

    /// What proves this phone.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// A request of the phone's API, to be filled and sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/phone/{path}", self.base);
        self.client.request(method, url).bearer_auth(&self.device)
    }

    /// Any request of the phone's API and its answer.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await?).await
    }

    async fn post(&self, path: &str, body: Option<Value>, status: u16) -> anyhow::Result<Value> {
        self.ask(Method::POST, path, body).await?.expect(status, path)
    }

    pub async fn step(&self) -> anyhow::Result<Value> {
        self.ask(Method::GET, "step", None).await?.expect(200, "step")
    }

    /// Sends a picture for the step that is due.
    pub async fn send_picture(&self, picture: &str, jpeg: Vec<u8>) -> anyhow::Result<Answer> {
        let file = Part::bytes(jpeg).file_name("picture.jpg").mime_str("image/jpeg")?;
        let form = Form::new().text("picture", picture.to_owned()).part("file", file);
        Answer::of(self.request(Method::POST, "pictures").multipart(form).send().await?).await
    }

    /// Goes through every screen until none is left.
    pub async fn go_through(
        &self,
        papers: &Papers<'_>,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        for _ in 0..60 {
            let screen = self.step().await?;
            let n = &screen["progress"];
            match text(&screen, "screen") {
                "done" => {
                    say(&format!("   {}", text(&screen, "status_label")));
                    return Ok(());
                }
                "notice" => self.accept(&screen).await?,
                "phone" => self.match_phone(say).await?,
                "capture" | "sheet" => self.capture(&screen, papers, say).await?,
                "confirm" => {
                    for reading in screen["readings"].as_array().into_iter().flatten() {
                        say(&format!(
                            "     {}：{} ↔ {}（{}）",
                            text(reading, "label"),
                            text(reading, "typed"),
                            text(reading, "read"),
                            text(reading, "comparison_label"),
                        ));
                    }
                    self.post("confirm", None, 200).await?;
                }
                "face" => self.portrait(papers, say).await?,
                "agree" => {
                    self.post("agree", None, 200).await?;
                    say(&format!("   第{}步 {}", n["n"], text(&screen, "title")));
                }
                other => bail!("a screen that no client knows: {other}"),
            }
        }
        bail!("the phone work does not end")
    }

    /// Ticks every consent of the notice.
    pub async fn accept(&self, screen: &Value) -> anyhow::Result<()> {
        let ticked: Vec<Value> = screen["consents"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| json!({ "consent": c["consent"], "version": c["version"] }))
            .collect();
        self.post("consents", Some(json!({ "consents": ticked })), 200).await?;
        Ok(())
    }

    /// The code that was sent lies in the demonstration's inbox.
    pub async fn match_phone(&self, say: &mut (dyn FnMut(&str) + Send)) -> anyhow::Result<()> {
        let sent = self.post("code", None, 201).await?;
        for _ in 0..100 {
            if let Some(code) = self.newest_code()? {
                self.post("match", Some(json!({ "code": code })), 200).await?;
                say(&format!("   手机号码 {} 已核对", text(&sent, "mobile")));
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        bail!("no code arrived")
    }

    fn newest_code(&self) -> anyhow::Result<Option<String>> {
        let Ok(folder) = std::fs::read_dir(&self.inbox) else { return Ok(None) };
        let mut files: Vec<PathBuf> = folder.filter_map(|f| Some(f.ok()?.path())).collect();
        files.sort();
        for file in files.iter().rev() {
            let message: Value = serde_json::from_slice(&std::fs::read(file)?)?;
            let digits: String = text(&message, "text")
                .split(|c: char| !c.is_ascii_digit())
                .find(|part| part.len() == 6)
                .unwrap_or_default()
                .to_owned();
            if !digits.is_empty() {
                std::fs::remove_file(file)?;
                return Ok(Some(digits));
            }
        }
        Ok(None)
    }

    async fn capture(
        &self,
        screen: &Value,
        papers: &Papers<'_>,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        let step = text(screen, "step");
        let n = &screen["progress"];
        say(&format!("   第{}步，共{}步 {}", n["n"], n["of"], text(screen, "title")));
        let wanted = screen["pictures"].as_array().cloned().unwrap_or_default();
        let open = wanted.iter().filter(|p| p["taken"] == false && p["optional"] == false);
        for picture in open {
            let name = text(picture, "picture");
            let jpeg = photograph(step, name, papers)?;
            self.send_picture(name, jpeg).await?.expect(200, &format!("{step}/{name}"))?;
        }
        Ok(())
    }

    async fn portrait(
        &self,
        papers: &Papers<'_>,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> anyhow::Result<()> {
        let mut prompted = self.post("portrait", None, 201).await?;
        let mut shown = 0_usize;
        while let Some(nonce) = prompted["nonce"].as_str() {
            let prompt = text(&prompted["step"]["face"], "prompt").to_owned();
            let kind = match prompt.as_str() {
                "look_straight" => Prompt::LookStraight,
                "turn_left" => Prompt::TurnLeft,
                "turn_right" => Prompt::TurnRight,
                "open_mouth" => Prompt::OpenMouth,
                _ => Prompt::LookStraight,
            };
            let frames = samples::portrait_frames(papers.person.seed, kind);
            ensure!(frames.len() >= 9, "a prompt needs frames");
            let mut form = Form::new().text("nonce", nonce.to_owned());
            for (i, frame) in frames.iter().step_by(4).take(3).enumerate() {
                let sinking = if prompt == "nod" { 14 * (i as u32 + 1) } else { 0 };
                let frame = samples::as_sensed(frame, sinking, (shown * 8 + i) as u32);
                let jpeg = samples::encode_jpeg(&frame, 82, None, false)?;
                let part = Part::bytes(jpeg).file_name("frame.jpg").mime_str("image/jpeg")?;
                form = form.text("at", (i * 250).to_string()).part("frame", part);
            }
            let request = self.request(Method::POST, "portrait/frames").multipart(form);
            prompted = Answer::of(request.send().await?).await?.expect(200, &prompt)?;
            shown += 1;
        }
        say(&format!("   人脸采集：{shown} 个提示，由审核员比对"));
        Ok(())
    }
}

/// A photograph of the paper that a step asks for.
pub fn photograph(step: &str, picture: &str, papers: &Papers<'_>) -> anyhow::Result<Vec<u8>> {
    let fonts = papers.fonts;
    let flat = match (step, picture) {
        ("sponsor_document", _) => samples::licence(fonts, papers.organisation),
        (_, "front") => samples::id_front(fonts, papers.person),
        (_, "back") => samples::id_back(fonts, papers.person),
        ("sheet", _) => {
            let sheet = SheetText::of_organisation(papers.organisation, papers.person);
            samples::verification_sheet(fonts, &sheet)
        }
        other => bail!("there is no paper for {other:?}"),
    };
    let taken = samples::photograph(&flat, &Shot::compliant(), papers.person.seed);
    Ok(taken.jpeg()?)
}
