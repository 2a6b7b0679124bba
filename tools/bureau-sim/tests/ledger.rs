//! What the ledger keeps and what it proves.

use serde_json::{Value, json};

use crate::batch::filings;
use crate::provider::{Client, ISP, gbk, new_filing, without_sms, zipped};

async fn summary(client: &Client) -> Value {
    client.get("/ledger/summary").await[0].clone()
}

#[tokio::test]
async fn a_filing_that_comes_again_under_another_id_is_seen() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    let first = client.get("/ledger").await[0]["seen"][0].clone();
    assert_eq!((&first["what"], &first["label"]), (&json!("XZBA"), &json!("IspZtid:7001")));
    assert!(summary(&client).await["same_content"].as_array().unwrap().is_empty());

    client.upload(&without_sms().replace(">7001<", ">7002<").replace(">7101<", ">7102<")).await;
    client.upload(&without_sms().replace("样例官网", "样例新网")).await;
    let sum = summary(&client).await;
    let again = &sum["same_content"];
    assert_eq!(again.as_array().unwrap().len(), 1);
    assert_eq!(again[0]["what"], first["digest"]);
    assert_eq!(again[0]["with"], json!(["IspZtid:7001", "IspZtid:7002"]));
    assert_eq!(again[0]["entries"], json!([1, 2]));
    assert_eq!(sum["same_id"][0]["what"], "IspZtid:7001", "another content under the same id");
    assert_eq!((&sum["accepted_uploads"], &sum["records"]), (&json!(3), &json!(3)));
}

#[tokio::test]
async fn gaps_repetitions_and_files_left_alone_are_seen() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.upload(&new_filing()).await;
    client.switch(json!({ "mode": "sequence_jump", "times": 1, "value": 2 })).await;
    let zip = zipped(&[("a.xml", &gbk(&new_filing()))]);
    assert_eq!(client.upload_zip(&zip, 3, &[]).await.code, 14);
    assert_eq!(client.upload_zip(&zip, 5, &[]).await.code, 0);
    client.switch(json!({ "mode": "gap_14", "times": 1 })).await;
    assert_eq!(client.upload_zip(&zip, 6, &[]).await.code, 14);
    assert_eq!(client.upload_zip(&zip, 5, &[]).await.code, 0);

    let sum = summary(&client).await;
    assert_eq!(sum["provider"], ISP);
    assert_eq!(sum["sequence"], json!({ "first": 1, "last": 5, "gaps": [3, 4], "repeated": [5] }));
    assert_eq!(sum["refused_uploads"], json!({ "14": 2 }));
    assert_eq!(sum["spoilt"], json!({ "gap_14": 1, "sequence_jump": 1 }));

    let waiting = sum["files_unacknowledged"].as_array().unwrap().len();
    assert!(waiting >= 4, "{waiting}");
    let file = client.download().await.unwrap();
    let sum = summary(&client).await;
    assert_eq!((&sum["files_handed_out"], &sum["files_acknowledged"]), (&json!(1), &json!(0)));
    client.acknowledge(&file.name).await;
    let sum = summary(&client).await;
    assert_eq!(sum["files_acknowledged"], 1);
    assert_eq!(sum["files_unacknowledged"].as_array().unwrap().len(), waiting - 1);
}

#[tokio::test]
async fn a_downloaded_file_is_kept_by_what_it_said() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    client.post("/clerk/1/refuse", json!({ "code": 1002, "text": "材料不清" })).await;
    client.fetch().await;
    let ledger = client.get("/ledger?operation=isp_download").await;
    assert_eq!(
        ledger[0]["told"],
        json!([
            { "what": "BAJG", "czlx": 1, "about": "7001", "code": 1002 },
            { "what": "GJSHS", "czlx": 1, "about": "7001", "code": 0 },
        ])
    );
    assert_eq!(summary(&client).await["told"], json!({ "BAJG 1002": 1, "GJSHS 0": 1 }));
    let text = serde_json::to_string(&client.get("/ledger").await).unwrap();
    for secret in ["91440101MA00000156", "13800000000", "样例甲", "材料不清"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_file_nobody_can_read_is_kept_by_its_bytes() {
    let mut client = Client::new().await;
    client.upload("<?xml version=\"1.0\" encoding=\"GBK\"?><Other/>").await;
    let seen = client.get("/ledger").await[0]["seen"][0].clone();
    assert_eq!((&seen["what"], &seen["label"]), (&json!("file"), &json!("file-error:5001")));
}

#[tokio::test]
async fn the_ledger_comes_in_pages() {
    let client = Client::new().await;
    for _ in 0..5 {
        client.call("isp_download", &[]).await;
    }
    let page = |path: String| {
        let client = &client;
        async move {
            let url = format!("{}{path}", client.sim.url());
            let answer = client.http.get(url).send().await.unwrap();
            let link = answer.headers().get("link").map(|l| l.to_str().unwrap().to_owned());
            assert_eq!(answer.headers()["x-total-count"], "5");
            let entries: Value = answer.json().await.unwrap();
            let numbers: Vec<u64> =
                entries.as_array().unwrap().iter().map(|e| e["n"].as_u64().unwrap()).collect();
            (numbers, link)
        }
    };
    let (numbers, link) = page("/ledger?limit=2".to_owned()).await;
    assert_eq!(numbers, [1, 2]);
    assert_eq!(link.as_deref(), Some("</ledger?after=2&limit=2>; rel=\"next\""));
    assert_eq!(page("/ledger?after=2&limit=2".to_owned()).await.0, [3, 4]);
    assert_eq!(page("/ledger?after=4&limit=2".to_owned()).await, (vec![5], None));
    assert_eq!(page("/ledger?after=99".to_owned()).await, (vec![], None));
    assert_eq!(page("/ledger".to_owned()).await, (vec![1, 2, 3, 4, 5], None), "all, unless asked");
    assert_eq!(page("/ledger?operation=isp_upload".to_owned()).await, (vec![], None));
}

#[tokio::test]
async fn every_record_of_a_large_file_is_kept() {
    let client = Client::new().await;
    let zip = zipped(&[("a.xml", &gbk(&filings(50)))]);
    client.upload_zip(&zip, 1, &[]).await;
    let sum = summary(&client).await;
    assert_eq!((&sum["records"], &sum["same_content"]), (&json!(50), &json!([])));
}
