//! Modes that hand out files nobody should open, and answers nobody should believe.

use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::batch::filings;
use crate::provider::{
    Client, ISP, every, gbk, md5, new_filing, two_providers, without_sms, zipped,
};

const UPLOAD: &str = "/ISPWebService/upDownLoad";

fn zip() -> Vec<u8> {
    zipped(&[("beianinfo.xml", &gbk(&new_filing()))])
}

/// One waiting file, spoilt by a mode: its zip, whose hash is right. The next time it comes rightly.
async fn spoilt(mode: serde_json::Value) -> Vec<u8> {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.switch(mode).await;
    let answer = client.call("isp_download", &[]).await;
    let zip = STANDARD.decode(answer.get("beianInfo")).unwrap();
    assert_eq!(answer.get("beianInfoHash"), md5(&zip));
    assert_eq!(client.fetch().await.len(), 1, "the next time it comes rightly");
    zip
}

/// Name and content of a zip's first entry.
fn first_entry(zip: &[u8]) -> (String, Vec<u8>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut entry = archive.by_index(0).unwrap();
    let mut content = Vec::new();
    entry.read_to_end(&mut content).unwrap();
    (entry.name().unwrap().into_owned(), content)
}

fn once(mode: &str) -> serde_json::Value {
    json!({ "mode": mode, "times": 1 })
}

#[tokio::test]
async fn a_small_zip_unpacks_to_twenty_megabytes() {
    let zip = spoilt(once("bomb_zip_ratio")).await;
    assert!(first_entry(&zip).1.len() / zip.len() > 500);
}

#[tokio::test]
async fn a_zip_unpacks_to_more_than_anybody_takes_at_an_ordinary_ratio() {
    let zip = spoilt(once("bomb_zip_big")).await;
    let unpacked = first_entry(&zip).1.len();
    assert!(unpacked > 70 * 1024 * 1024 && unpacked / zip.len() < 100, "{unpacked} {}", zip.len());
}

#[tokio::test]
async fn a_zip_has_as_many_entries_as_wanted() {
    let zip = spoilt(json!({ "mode": "many_entries", "times": 1, "value": 500 })).await;
    assert_eq!(zip::ZipArchive::new(Cursor::new(zip)).unwrap().len(), 500);
}

#[tokio::test]
async fn an_entry_wants_to_lie_elsewhere() {
    assert!(first_entry(&spoilt(once("path_traversal")).await).0.starts_with("../../"));
}

#[tokio::test]
async fn a_zip_lies_in_a_zip() {
    let inner = first_entry(&spoilt(once("nested_zip")).await).1;
    assert!(first_entry(&inner).1.starts_with(b"<?xml"));
}

#[tokio::test]
async fn xml_comes_that_bites() {
    let text = |zip: &[u8]| String::from_utf8_lossy(&first_entry(zip).1).into_owned();
    assert!(text(&spoilt(once("xxe")).await).contains("SYSTEM \"file:"));
    assert!(text(&spoilt(once("billion_laughs")).await).contains("<DownloadData>&ha9;"));
    let deep = spoilt(json!({ "mode": "deep_nesting", "times": 1, "value": 1000 })).await;
    assert!(text(&deep).contains(&"<a>".repeat(1000)));
    let mixed = first_entry(&spoilt(once("gbk_utf8_mix")).await).1;
    assert!(encoding_rs::GBK.decode(&mixed).0 != String::from_utf8_lossy(&mixed));
}

#[tokio::test]
async fn an_answer_is_empty_for_one_operation_only() {
    let client = Client::new().await;
    client.switch(json!({ "mode": "empty_answer", "on": true, "operation": "isp_download" })).await;
    assert_eq!(client.raw(UPLOAD, "isp_download", &Client::caller()).await, (200, String::new()));
    assert_eq!(client.call("isp_querypreviousupload", &[]).await.code, 0);
    let unknown = json!({ "mode": "empty_answer", "on": true, "operation": "isp_sing" });
    assert_eq!(client.post("/control/modes", unknown).await.0, 400);
}

#[tokio::test]
async fn an_answer_drips() {
    let client = Client::new().await;
    client.switch(json!({ "mode": "slow_drip", "times": 1, "ms": 2 })).await;
    let start = Instant::now();
    assert_eq!(client.call("isp_download", &[]).await.code, 2);
    assert!(start.elapsed() > Duration::from_millis(500), "{:?}", start.elapsed());
    let start = Instant::now();
    assert_eq!(client.call("isp_download", &[]).await.code, 2);
    assert!(start.elapsed() < Duration::from_millis(500), "only one answer was slow");
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_upload_was_taken() {
    for (mode, taken) in [("reset_before", "0"), ("reset_after", "1")] {
        let client = Client::new().await;
        client.switch(json!({ "mode": mode, "times": 1, "operation": "isp_upload" })).await;
        let mut parameters = Client::caller();
        parameters.extend(Client::upload_of(&zip(), 1));
        let request = client
            .http
            .post(format!("{}{UPLOAD}", client.sim.url()))
            .body(Client::envelope("isp_upload", &parameters));
        assert!(request.send().await.is_err(), "{mode}");
        let previous = client.call("isp_querypreviousupload", &[]).await;
        assert_eq!(previous.get("dataSequence"), taken, "{mode}");
        let ledger = client.get("/ledger").await;
        assert_eq!(ledger[0]["mode"], mode);
        assert_eq!(ledger[0]["code"], if taken == "1" { 0 } else { 999 });
    }
}

#[tokio::test]
async fn an_acknowledgement_is_counted_and_the_file_comes_all_the_same() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.post("/control/jcdm", json!({})).await;
    client.switch(once("lost_ack")).await;
    let first = client.download().await.unwrap();
    assert_eq!(client.acknowledge(&first.name).await, 0);
    let other = client.download().await.unwrap();
    assert_ne!(other.name, first.name, "later, not at once");
    client.acknowledge(&other.name).await;
    assert_eq!(client.download().await.unwrap().name, first.name);
    assert_eq!(client.acknowledge(&first.name).await, 0);
    assert!(client.download().await.is_none());
}

#[tokio::test]
async fn files_come_in_another_order() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.post("/control/jcdm", json!({})).await;
    client.switch(once("reordered_downloads")).await;
    let newest = client.download().await.unwrap();
    assert!(newest.xml.contains("<JCDM>"));
    client.acknowledge(&newest.name).await;
    assert!(client.download().await.unwrap().xml.contains("<Dxhyzt"));
}

#[tokio::test]
async fn results_of_another_provider_come_first() {
    let mut client = Client::with(two_providers()).await;
    client.upload(&new_filing()).await;
    client.switch(once("foreign_results")).await;
    let foreign = client.download().await.unwrap();
    assert_eq!(every(&foreign.xml, "Bs"), ["990000001"]);
    assert_eq!(client.acknowledge(&foreign.name).await, 0);
    assert!(client.download().await.unwrap().xml.contains("<IspZtid>7001"));
}

#[tokio::test]
async fn the_same_results_come_in_two_files() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    client.switch(once("duplicate_results")).await;
    client.post("/clerk/1/approve", json!({})).await;
    let files = client.fetch().await;
    assert_eq!(files.len(), 2);
    assert_eq!(files[0], files[1]);
}

#[tokio::test]
async fn some_records_of_a_file_are_refused_and_the_others_go_on() {
    let client = Client::new().await;
    client.switch(json!({ "mode": "partial_success", "times": 1, "code": 1037 })).await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&filings(5)))]);
    assert_eq!(client.upload_zip(&zip, 1, &[]).await.code, 0);
    let files = client.fetch().await;
    assert_eq!(every(&files[0], "Jgdm"), ["1037"; 2]);
    assert_eq!(every(&files[0], "Bs"), ["100011", "100031"]);
    assert_eq!(every(&files[1], "IspZtid"), ["100001", "100021", "100041"]);
}

#[tokio::test]
async fn the_bureau_counts_on_by_itself_or_forgets_several() {
    let mut client = Client::new().await;
    for _ in 0..4 {
        client.upload(&new_filing()).await;
    }
    client.switch(json!({ "mode": "sequence_jump", "times": 1, "value": -3 })).await;
    let answer = client.upload_zip(&zip(), 5, &[]).await;
    assert_eq!((answer.code, every(&answer.inner, "dataSequence")), (14, vec!["2", "3", "4"]));
    let previous = client.call("isp_querypreviousupload", &[]).await;
    assert_eq!(previous.get("dataSequence"), "1");

    client.switch(json!({ "mode": "sequence_jump", "times": 1, "value": 5 })).await;
    let answer = client.upload_zip(&zip(), 2, &[]).await;
    assert_eq!((answer.code, every(&answer.inner, "dataSequence")), (14, vec!["7"]));
    let previous = client.call("isp_querypreviousupload", &[]).await;
    assert_eq!(previous.get("dataSequence"), "6");
    assert_ne!(previous.get("beianInfoHash"), md5(&zip()), "somebody else's file");
    assert_eq!(client.upload_zip(&zip(), 7, &[]).await.code, 0);
}

#[tokio::test]
async fn an_answer_belongs_to_another_call() {
    let client = Client::new().await;
    client.switch(once("answer_of_another_call")).await;
    let (_, text) = client.raw(UPLOAD, "isp_download", &Client::caller()).await;
    assert!(text.contains("isp_uploadResponse") && text.contains("&lt;msg_code&gt;0&lt;"));
    client.call("isp_download", &[]).await;
    client.switch(once("answer_of_another_call")).await;
    let (_, text) = client.raw(UPLOAD, "isp_querypreviousupload", &Client::caller()).await;
    assert!(text.contains("isp_downloadResponse"));
    assert_eq!(client.sim.with(|b| b.waiting(ISP).count()), 0);
}
