//! A provider's end of the wire, written by hand: nothing of it comes from the simulator's own code.

use std::io::{Cursor, Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bureau_sim::{Provider, SimConfig, Simulator};
use md5::{Digest, Md5};
use serde_json::{Value, json};

pub const ISP: i64 = 110_000_000_000;
/// 2026-11-24 10:00:00 in Beijing.
pub const MORNING: i64 = 1_795_485_600;
const UPLOAD: &str = "/ISPWebService/upDownLoad";
const RAND: &str = "abcdefghijABCDEFGHIJ";

pub fn md5(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

pub fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn new_filing() -> String {
    include_str!("fixtures/new_filing.xml").to_owned()
}

/// The filing without anybody who must confirm.
pub fn without_sms() -> String {
    let text = new_filing();
    let (start, end) = (text.find("<Dx>").unwrap(), text.find("</Dx>").unwrap() + "</Dx>".len());
    format!("{}{}", &text[..start], &text[end..])
}

/// A message of our own around records.
pub fn message(records: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"GBK\"?><UploadData version=\"V.3.0\"><ICP>{records}<Qqdwid>{ISP}</Qqdwid></ICP></UploadData>"
    )
}

/// The text between a tag's first opening and closing.
pub fn between<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let start = text.find(&format!("<{tag}>"))? + tag.len() + 2;
    let end = text[start..].find(&format!("</{tag}>"))? + start;
    Some(&text[start..end])
}

/// Every text between a tag's openings and closings.
pub fn every<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    text.split(&format!("<{tag}>"))
        .skip(1)
        .filter_map(|rest| rest.split(&format!("</{tag}>")).next())
        .collect()
}

pub struct Answer {
    pub code: i64,
    pub inner: String,
}

impl Answer {
    pub fn get(&self, tag: &str) -> &str {
        between(&self.inner, tag).unwrap_or_default()
    }
}

pub struct File {
    pub name: String,
    pub code: i64,
    pub xml: String,
}

pub struct Client {
    pub sim: Simulator,
    pub http: reqwest::Client,
    pub sequence: i64,
}

impl Client {
    pub async fn new() -> Self {
        Self::with(SimConfig { seed: Some(1), start_at: Some(MORNING), ..SimConfig::default() })
            .await
    }

    pub async fn with(config: SimConfig) -> Self {
        let sim = Simulator::start(config).await.unwrap();
        Self { sim, http: reqwest::Client::new(), sequence: 0 }
    }

    pub fn caller() -> Vec<(&'static str, String)> {
        let hash = md5(&gbk(&format!("demo-password{RAND}")));
        vec![
            ("ispId", ISP.to_string()),
            ("userName", "demo-isp".to_owned()),
            ("randVal", RAND.to_owned()),
            ("pwdHash", hash),
            ("hashAlgorithm", "0".to_owned()),
        ]
    }

    pub fn envelope(operation: &str, parameters: &[(&str, String)]) -> String {
        let inside: String =
            parameters.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
        format!(
            "<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/' \
             xmlns:web='urn:any'><soapenv:Header/><soapenv:Body><web:{operation}>{inside}</web:{operation}></soapenv:Body></soapenv:Envelope>"
        )
    }

    pub async fn raw(
        &self,
        path: &str,
        operation: &str,
        parameters: &[(&str, String)],
    ) -> (u16, String) {
        let response = self
            .http
            .post(format!("{}{path}", self.sim.url()))
            .header("content-type", "text/xml; charset=utf-8")
            .header("soapaction", "\"\"")
            .body(Self::envelope(operation, parameters))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub async fn call_at(
        &self,
        path: &str,
        operation: &str,
        parameters: &[(&str, String)],
    ) -> Answer {
        let (status, text) = self.raw(path, operation, parameters).await;
        assert_eq!(status, 200, "{text}");
        assert!(text.contains(&format!("{operation}Response")), "{text}");
        let document = roxmltree::Document::parse(&text).unwrap();
        let outer = document.descendants().find(|n| n.tag_name().name() == "return").unwrap();
        let inner = outer.text().unwrap_or_default().to_owned();
        let code = between(&inner, "msg_code").unwrap().parse().unwrap();
        Answer { code, inner }
    }

    pub async fn call(&self, operation: &str, more: &[(&str, String)]) -> Answer {
        let mut parameters = Self::caller();
        for (name, value) in more {
            parameters.retain(|(known, _)| known != name);
            parameters.push((name, value.clone()));
        }
        self.call_at(UPLOAD, operation, &parameters).await
    }

    /// The parameters of an upload of these bytes, without the caller's.
    pub fn upload_of(zip: &[u8], sequence: i64) -> Vec<(&'static str, String)> {
        vec![
            ("beianInfo", STANDARD.encode(zip)),
            ("beianInfoHash", md5(zip)),
            ("dataSequence", sequence.to_string()),
            ("encryptAlgorithm", "0".to_owned()),
            ("compressionFormat", "0".to_owned()),
        ]
    }

    pub async fn upload_zip(
        &self,
        zip: &[u8],
        sequence: i64,
        change: &[(&'static str, String)],
    ) -> Answer {
        let mut parameters = Self::upload_of(zip, sequence);
        for (name, value) in change {
            parameters.retain(|(known, _)| known != name);
            parameters.push((name, value.clone()));
        }
        self.call("isp_upload", &parameters).await
    }

    /// Upload an XML text; it must be accepted as a file.
    pub async fn upload(&mut self, xml: &str) {
        self.upload_bytes(&gbk(xml)).await;
    }

    pub async fn upload_bytes(&mut self, xml: &[u8]) {
        self.sequence += 1;
        let answer = self.upload_zip(&zipped(&[("beianinfo.xml", xml)]), self.sequence, &[]).await;
        assert_eq!(answer.code, 0, "{}", answer.inner);
    }

    /// The next file, not acknowledged.
    pub async fn download(&self) -> Option<File> {
        let answer = self.call("isp_download", &[]).await;
        if answer.code == 2 {
            return None;
        }
        assert!(matches!(answer.code, 1 | 3), "{}", answer.inner);
        assert_eq!(answer.get("encryptAlgorithm"), "0");
        let zip = STANDARD.decode(answer.get("beianInfo")).unwrap();
        assert_eq!(answer.get("beianInfoHash"), md5(&zip));
        let xml = unzipped(&zip);
        Some(File { name: answer.get("return_FileName").to_owned(), code: answer.code, xml })
    }

    pub async fn acknowledge(&self, name: &str) -> i64 {
        self.call("isp_downloadack", &[("fileName", name.to_owned())]).await.code
    }

    /// Every waiting file, acknowledged; each one fits the interface's description.
    pub async fn fetch(&self) -> Vec<String> {
        let mut files = Vec::new();
        while let Some(file) = self.download().await {
            let document = roxmltree::Document::parse(&file.xml).unwrap();
            let faults = bureau_sim::schema::download().faults(document.root_element());
            assert_eq!(faults, [], "{}", file.xml);
            assert_eq!(self.acknowledge(&file.name).await, 0);
            files.push(file.xml);
        }
        files
    }

    /// Upload one record and return the result codes that come back for it.
    pub async fn codes_for(&mut self, xml: &str) -> Vec<String> {
        self.upload(xml).await;
        let files = self.fetch().await;
        files.iter().flat_map(|xml| every(xml, "Jgdm")).map(str::to_owned).collect()
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.http.get(format!("{}{path}", self.sim.url())).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub async fn page(&self, path: &str) -> String {
        let request =
            self.http.get(format!("{}{path}", self.sim.url())).header("accept", "text/html");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let response =
            self.http.post(format!("{}{path}", self.sim.url())).json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub async fn switch(&self, mode: Value) {
        let (status, body) = self.post("/control/modes", mode).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Codes in the inbox, oldest first, with the mobiles they went to.
    pub async fn sms(&self) -> Vec<(String, String)> {
        let inbox = self.get("/inbox").await;
        let text = |message: &Value, key: &str| message[key].as_str().unwrap().to_owned();
        inbox.as_array().unwrap().iter().map(|m| (text(m, "to"), text(m, "code"))).collect()
    }

    pub async fn confirm(&self, code: &str, mobile: &str, tail: &str) -> Value {
        self.post("/sms", json!({ "code": code, "mobile": mobile, "tail": tail })).await.1
    }

    /// Put the filing of the fixture on file: upload, approve, fetch. Returns the last file.
    pub async fn file_it(&mut self) -> String {
        self.upload(&without_sms()).await;
        let id = self.get("/clerk").await[0]["id"].as_u64().unwrap();
        let (status, _) = self.post(&format!("/clerk/{id}/approve"), json!({})).await;
        assert_eq!(status, 200);
        self.fetch().await.pop().unwrap()
    }
}

pub fn unzipped(zip: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    assert_eq!(archive.len(), 1);
    let mut bytes = Vec::new();
    archive.by_index(0).unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes.starts_with(b"<?xml version=\"1.0\" encoding=\"GBK\"?>"));
    encoding_rs::GBK.decode(&bytes).0.into_owned()
}

/// A configuration with a second provider beside the demo one.
pub fn two_providers() -> SimConfig {
    let second = Provider::new(220_000_000_000, "other-isp", "other-password");
    SimConfig {
        seed: Some(1),
        start_at: Some(MORNING),
        providers: vec![Provider::demo(), second],
        ..SimConfig::default()
    }
}
