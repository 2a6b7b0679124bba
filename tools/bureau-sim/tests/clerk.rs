//! The clerk's desk and the pages.

use bureau_sim::SimConfig;
use serde_json::json;

use crate::provider::{Client, MORNING, between, new_filing, without_sms};

#[tokio::test]
async fn every_page_is_there_and_links_to_the_others() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    for path in ["/", "/inbox", "/sms", "/clerk", "/tasks", "/ledger", "/modes", "/setup"] {
        let text = client.page(path).await;
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"), "{path}");
        for other in ["/inbox", "/sms", "/clerk", "/tasks", "/ledger", "/modes", "/setup"] {
            assert!(text.contains(&format!("href=\"{other}\"")), "{path} to {other}");
        }
        assert!(
            !text.contains("src=\"http") && !text.contains("href=\"http"),
            "{path} needs nothing from elsewhere"
        );
    }
    assert!(client.page("/inbox").await.contains("12381"));
    assert!(client.page("/style.css").await.contains(":focus-visible"));
}

#[tokio::test]
async fn the_desk_shows_data_and_pictures_and_escapes_them() {
    let mut client = Client::new().await;
    client
        .upload(&without_sms().replace("样例投资人", "&lt;script&gt;alert(1)&lt;/script&gt;"))
        .await;
    let text = client.page("/clerk").await;
    for shown in [
        "样例网络科技（广州）有限公司",
        "营业执照（个人或企业）",
        "sample-a.example",
        "1.2.3.4–1.2.3.7",
        "240e::1–240e::ff",
        "主办单位证件",
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(!text.contains("<script>") && text.contains("&lt;script&gt;"));
    let response = client
        .http
        .get(format!("{}/clerk/1/attachments/0", client.sim.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.bytes().await.unwrap().starts_with(&[0xff, 0xd8]));
    let missing = client
        .http
        .get(format!("{}/clerk/1/attachments/9", client.sim.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_case_is_decided_once() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    assert_eq!(client.post("/clerk/1/approve", json!({})).await.0, 200);
    assert_eq!(client.post("/clerk/1/approve", json!({})).await.0, 409);
    assert_eq!(client.post("/clerk/1/refuse", json!({})).await.0, 409);
    assert_eq!(client.post("/clerk/9/approve", json!({})).await.0, 404);
    assert_eq!(client.fetch().await.len(), 1);
}

#[tokio::test]
async fn a_refusal_needs_a_code_that_refuses() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    for code in [0, 1001, 1060, 1062, 1500, 7777] {
        assert_eq!(client.post("/clerk/1/refuse", json!({ "code": code })).await.0, 409, "{code}");
    }
    assert_eq!(client.post("/clerk/1/refuse", json!({ "code": 1055 })).await.0, 200);
    let file = client.fetch().await.pop().unwrap();
    assert_eq!(between(&file, "Shyj"), Some("核验单提交信息不是该备案核验单，请确认"));
}

#[tokio::test]
async fn the_buttons_work_as_plain_forms() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    let form = [("code", "1002"), ("text", "材料不清晰")];
    let url = format!("{}/clerk/1/refuse", client.sim.url());
    let response =
        client.http.post(url).form(&form).header("accept", "text/html").send().await.unwrap();
    assert!(response.url().path().ends_with("/clerk"), "back to the desk");
    assert!(response.text().await.unwrap().contains("材料不清晰"));
    let flip = [("mode", "bad_zip"), ("on", "true")];
    let url = format!("{}/control/modes", client.sim.url());
    let page = client.http.post(url).form(&flip).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<td>开</td>"));
}

#[tokio::test]
async fn what_waits_long_enough_is_approved_by_itself_when_so_set_up() {
    let config = SimConfig {
        auto_approve_after: Some(60),
        start_at: Some(MORNING),
        seed: Some(1),
        ..SimConfig::default()
    };
    let mut client = Client::with(config).await;
    client.upload(&without_sms()).await;
    client.sim.advance(59);
    assert_eq!(client.fetch().await.len(), 0);
    client.sim.advance(1);
    assert_eq!(between(&client.fetch().await[0], "Jgdm"), Some("1001"));
}

#[tokio::test]
async fn the_clock_can_be_asked_and_moved() {
    let client = Client::new().await;
    let (status, time) = client.post("/control/clock", json!({ "advance_seconds": 90 })).await;
    assert_eq!((status, time["now"].as_str()), (200, Some("2026-11-24 10:01:30")));
    assert_eq!(client.get("/control/clock").await["moved_seconds"], 90);
    assert_eq!(client.post("/control/clock", json!({})).await.0, 400);
}
