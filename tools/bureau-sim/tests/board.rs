//! The page that shows desk, inbox and ledger together.

use serde_json::Value;

use crate::provider::{Client, new_filing, without_sms};

async fn live(client: &Client, tag: &str) -> (u16, String, Value) {
    let answer = client
        .http
        .get(format!("{}/board/live", client.sim.url()))
        .header("if-none-match", tag)
        .send()
        .await
        .unwrap();
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    assert!(answer.headers().contains_key("x-beijing-time"));
    let status = answer.status().as_u16();
    (status, tag, answer.json().await.unwrap_or(Value::Null))
}

#[tokio::test]
async fn the_board_is_whole_without_a_script() {
    let mut client = Client::new().await;
    let empty = client.page("/").await;
    assert!(empty.contains("没有办件。") && empty.contains("<noscript>"));
    client.upload(&new_filing()).await;
    client.upload(&without_sms().replace("91440101MA00000156", "1")).await;
    let page = client.page("/").await;
    for shown in [
        "样例网络科技（广州）有限公司",
        "待短信核验",
        "13800000000",
        "isp_upload",
        "代负责人完成核验",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(client.page("/board.js").await.contains("If-None-Match"));
}

#[tokio::test]
async fn the_script_is_told_only_when_something_changed() {
    let mut client = Client::new().await;
    let (status, tag, _) = live(&client, "").await;
    assert_eq!(status, 200);
    assert_eq!(live(&client, &tag).await.0, 304);
    client.upload(&without_sms()).await;
    let (status, fresh, columns) = live(&client, &tag).await;
    assert_eq!(status, 200);
    assert_ne!(fresh, tag);
    let keys = |n: usize| -> Vec<String> {
        let items = columns[n]["items"].as_array().unwrap().iter();
        items.map(|item| item["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (keys(0), keys(1), keys(2)),
        (vec!["case-1".into()], vec![], vec!["entry-1".into()])
    );
}

#[tokio::test]
async fn an_officer_and_the_clerk_can_act_from_the_board_with_forms_alone() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    let post = |path: &'static str, body: String| {
        client
            .http
            .post(format!("{}{path}", client.sim.url()))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(body)
            .send()
    };
    // The buttons carry what an officer would type.
    for _ in 0..2 {
        let page = client.page("/").await;
        let form = page.split("action=\"/sms\"").nth(1).unwrap();
        let value = |name: &str| {
            let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let body =
            format!("code={}&mobile={}&tail={}", value("code"), value("mobile"), value("tail"));
        assert_eq!(post("/sms", body).await.unwrap().status(), 200);
    }
    assert!(!client.page("/").await.contains("action=\"/sms\""), "nobody is left to confirm");
    let answer = post("/clerk/1/approve", "back=board".to_owned()).await.unwrap();
    assert_eq!(answer.url().path(), "/");
    assert!(answer.text().await.unwrap().contains("粤ICP备2026000001号"));
}
