//! Every mode of misbehaviour, over the wire.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bureau_sim::modes::Rates;
use bureau_sim::{AesKey, Provider, SimConfig};
use serde_json::json;

use crate::provider::{Client, MORNING, every, gbk, md5, new_filing, zipped};

const UPLOAD: &str = "/ISPWebService/upDownLoad";

fn zip() -> Vec<u8> {
    zipped(&[("beianinfo.xml", &gbk(&new_filing()))])
}

async fn with_mode(mode: serde_json::Value) -> Client {
    let client = Client::new().await;
    client.switch(mode).await;
    client
}

async fn last_mode(client: &Client) -> String {
    let ledger = client.get("/ledger").await;
    ledger.as_array().unwrap().last().unwrap()["mode"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn uploads_are_refused_with_any_code_wanted() {
    for code in (0..=22).filter(|c| !matches!(c, 0..=3)).chain([901, 902, 999]) {
        let client = with_mode(json!({ "mode": "refuse_upload", "code": code, "times": 1 })).await;
        assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, code);
        assert_eq!(last_mode(&client).await, "refuse_upload");
        assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 0, "the number was not used up");
    }
}

#[tokio::test]
async fn an_upload_is_taken_and_never_answered() {
    let client = with_mode(json!({ "mode": "accept_then_hang", "times": 1 })).await;
    let mut parameters = Client::caller();
    parameters.extend(Client::upload_of(&zip(), 1));
    let call = client.raw(UPLOAD, "isp_upload", &parameters);
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    assert_eq!(client.call("isp_querypreviousupload", &[]).await.get("dataSequence"), "1");
    assert_eq!(client.get("/clerk").await.as_array().unwrap().len(), 1);
    assert_eq!(
        client.upload_zip(&zip(), 1, &[]).await.code,
        14,
        "a blind resend is not taken twice"
    );
}

#[tokio::test]
async fn an_html_page_comes_with_status_200() {
    let client = with_mode(json!({ "mode": "garbage_html", "times": 1 })).await;
    let (status, text) = client.raw(UPLOAD, "isp_download", &Client::caller()).await;
    assert_eq!(status, 200);
    assert!(text.starts_with("<!DOCTYPE html>"));
    assert_eq!(client.call("isp_download", &[]).await.code, 2);
}

#[tokio::test]
async fn an_answer_breaks_off_in_the_middle() {
    let client = with_mode(json!({ "mode": "truncated_xml", "on": true })).await;
    for _ in 0..2 {
        let (_, text) = client.raw(UPLOAD, "isp_download", &Client::caller()).await;
        assert!(text.starts_with("<?xml") && !text.contains("</soap:Envelope>"));
    }
    client.switch(json!({ "mode": "truncated_xml", "on": false })).await;
    assert_eq!(client.call("isp_download", &[]).await.code, 2);
}

async fn spoilt_file(mode: &str) -> (Client, crate::provider::Answer) {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.switch(json!({ "mode": mode, "times": 1 })).await;
    let answer = client.call("isp_download", &[]).await;
    (client, answer)
}

#[tokio::test]
async fn a_file_comes_with_a_wrong_hash_and_then_rightly() {
    let (client, answer) = spoilt_file("wrong_hash").await;
    let zip = STANDARD.decode(answer.get("beianInfo")).unwrap();
    assert_ne!(answer.get("beianInfoHash"), md5(&zip));
    assert_eq!(client.fetch().await.len(), 1);
}

#[tokio::test]
async fn a_file_comes_that_is_no_zip() {
    let (client, answer) = spoilt_file("bad_zip").await;
    let bytes = STANDARD.decode(answer.get("beianInfo")).unwrap();
    assert_eq!(answer.get("beianInfoHash"), md5(&bytes), "only the content is wrong");
    assert!(!bytes.starts_with(b"PK"));
    assert_eq!(client.fetch().await.len(), 1);
}

#[tokio::test]
async fn a_file_comes_encrypted_with_another_key() {
    let (_, answer) = spoilt_file("wrong_key").await;
    assert_eq!(answer.get("encryptAlgorithm"), "1", "a provider without a key gets a secret");

    let key = AesKey::from_text("0123456789abcdef", "0102030405060708").unwrap();
    let provider = Provider::demo().with_key(key.clone());
    let client = Client::with(SimConfig {
        providers: vec![provider],
        start_at: Some(MORNING),
        ..SimConfig::default()
    })
    .await;
    client.post("/control/jcdm", json!({})).await;
    client.switch(json!({ "mode": "wrong_key", "times": 1 })).await;
    let opened = |answer: &crate::provider::Answer| {
        let plain = key.decrypt(&STANDARD.decode(answer.get("beianInfo")).unwrap());
        plain.is_some_and(|plain| md5(&plain) == answer.get("beianInfoHash"))
    };
    assert!(!opened(&client.call("isp_download", &[]).await));
    assert!(opened(&client.call("isp_download", &[]).await));
}

#[tokio::test]
async fn a_code_comes_that_the_interface_does_not_have() {
    let client = with_mode(json!({ "mode": "unknown_code", "times": 1 })).await;
    assert_eq!(client.call("isp_download", &[]).await.code, 7777);
    client.switch(json!({ "mode": "unknown_code", "times": 1, "value": 8888 })).await;
    assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 8888);
    let ledger = client.get("/ledger").await;
    assert_eq!(ledger[1]["code"], 0, "the ledger knows that it was accepted");
}

#[tokio::test]
async fn maintenance_is_901_for_uploads_and_902_for_the_rest() {
    let client = with_mode(json!({ "mode": "maintenance_901", "on": true })).await;
    assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 901);
    assert_eq!(client.call("isp_download", &[]).await.code, 902);
}

#[tokio::test]
async fn hours_and_quota_refuse_with_20_and_15() {
    let client = with_mode(json!({ "mode": "outside_hours_20", "times": 1 })).await;
    let answer = client.upload_zip(&zip(), 1, &[]).await;
    assert_eq!(answer.code, 20);
    assert!(answer.get("msg").ends_with("09:00-17:00"), "the message says when");
    client.switch(json!({ "mode": "too_many_15", "times": 1 })).await;
    assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 15);
    assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 0);
}

#[tokio::test]
async fn a_forgotten_upload_is_asked_for_again() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.upload(&new_filing()).await;
    client.switch(json!({ "mode": "gap_14", "times": 1 })).await;
    let answer = client.upload_zip(&zip(), 3, &[]).await;
    assert_eq!((answer.code, every(&answer.inner, "dataSequence")), (14, vec!["2"]));
    assert_eq!(client.call("isp_querypreviousupload", &[]).await.get("dataSequence"), "1");
    assert_eq!(client.upload_zip(&zip(), 2, &[]).await.code, 0);
    assert_eq!(client.upload_zip(&zip(), 3, &[]).await.code, 0);
}

#[tokio::test]
async fn an_acknowledged_file_comes_once_more() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.switch(json!({ "mode": "duplicate_download", "times": 1 })).await;
    let first = client.download().await.unwrap();
    assert_eq!(client.acknowledge(&first.name).await, 0);
    let again = client.download().await.unwrap();
    assert_eq!(first.name, again.name);
    assert_eq!(client.acknowledge(&again.name).await, 0);
    assert!(client.download().await.is_none());
}

#[tokio::test]
async fn answers_can_be_slow() {
    let client = with_mode(json!({ "mode": "delay_ms", "times": 1, "ms": 400 })).await;
    let start = Instant::now();
    client.call("isp_download", &[]).await;
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn an_unknown_mode_or_half_a_switch_is_refused() {
    let client = Client::new().await;
    assert_eq!(
        client.post("/control/modes", json!({ "mode": "explode", "on": true })).await.0,
        400
    );
    assert_eq!(client.post("/control/modes", json!({ "mode": "bad_zip" })).await.0, 400);
    let modes = client.get("/control/modes").await;
    assert_eq!(modes["modes"].as_array().unwrap().len(), bureau_sim::modes::Mode::ALL.len());
    assert!(modes["modes"].as_array().unwrap().iter().all(|m| m["on"] == false));
    assert_eq!(modes["hostile"], false);
}

#[tokio::test]
async fn a_hostile_bureau_misbehaves_and_repeats_itself() {
    let rates = Rates { garbage_percent: 20.0, delay_up_to_ms: 0, ..Rates::default() };
    let run = async |seed| {
        let client = Client::with(SimConfig {
            hostile: Some(seed),
            rates,
            start_at: Some(MORNING),
            ..SimConfig::default()
        })
        .await;
        let mut seen = Vec::new();
        for _ in 0..40 {
            let (_, text) = client.raw(UPLOAD, "isp_downloadack", &Client::caller()).await;
            seen.push(text);
        }
        seen
    };
    let (first, second) = tokio::join!(run(5), run(5));
    assert_eq!(first, second);
    assert!(first.iter().any(|t| t.contains("&lt;msg_code&gt;21&lt;")), "some answers are right");
    assert!(first.iter().any(|t| !t.contains("&lt;msg_code&gt;21&lt;")), "some are not");
}

#[tokio::test]
async fn a_running_bureau_becomes_hostile_and_calm_again() {
    let client = Client::new().await;
    let wanted = json!({ "seed": 7, "refuse_percent": 100, "delay_up_to_ms": 0 });
    let (_, told) = client.post("/control/hostility", wanted).await;
    assert_eq!((&told["seed"], &told["rates"]["refuse_percent"]), (&json!(7), &json!(100.0)));
    let codes: Vec<i64> = {
        let mut codes = Vec::new();
        for _ in 0..12 {
            codes.push(client.upload_zip(&zip(), 1, &[]).await.code);
        }
        codes
    };
    assert!(codes.iter().all(|code| [7, 8, 15, 20, 901, 999].contains(code)), "{codes:?}");
    assert!(codes.iter().any(|code| *code != codes[0]), "{codes:?}");
    let (_, told) = client.post("/control/hostility", json!({})).await;
    assert_eq!(told["hostile"], false);
    assert_eq!(client.upload_zip(&zip(), 1, &[]).await.code, 0);
    let wrong = json!({ "seed": 7, "refuse_percent": 120 });
    assert_eq!(client.post("/control/hostility", wrong).await.0, 400);
}
