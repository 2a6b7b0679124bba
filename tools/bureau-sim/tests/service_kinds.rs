//! Apps, mini programs and quick apps: what each must have, its number, and what comes back of it.

use serde_json::json;

use crate::provider::{Client, between, every, without_sms};

/// The part of the dialect's `Wz` that only an app has, in the fixture.
fn app_part() -> String {
    let text = without_sms();
    let (from, to) = (text.find("<App>").unwrap(), text.find("</App>").unwrap() + "</App>".len());
    text[from..to].to_owned()
}

const MINI: &str =
    "<Xcx><Pt>1</Pt><Appid>wx0123456789abcdef</Appid><Ysid>gh_0123456789ab</Ysid></Xcx>";
const QUICK: &str = "<Kyy><Bm>com.sample.quick</Bm><Qm>0123456789abcdef0123456789abcdef</Qm><Cs>1</Cs><Cs>2</Cs></Kyy>";

/// The fixture with another type and its part.
fn filing(kind: i64, part: &str) -> String {
    let text = without_sms().replace("<Fwlx>6</Fwlx>", &format!("<Fwlx>{kind}</Fwlx>"));
    text.replace(&app_part(), part)
}

fn without_domain(text: &str) -> String {
    let (from, to) =
        (text.find("<Ym_xx>").unwrap(), text.find("</Ym_xx>").unwrap() + "</Ym_xx>".len());
    let text = format!("{}{}", &text[..from], &text[to..]);
    text.replace("<Syurl>www.sample-a.example</Syurl>", "")
}

async fn codes(xml: &str) -> String {
    Client::new().await.codes_for(xml).await.join(",")
}

/// The fixture after one change of its app.
async fn spoilt(from: &str, to: &str) -> String {
    let text = without_sms();
    assert!(text.contains(from), "{from}");
    codes(&text.replacen(from, to, 1)).await
}

#[tokio::test]
async fn each_kind_gets_the_letter_of_its_number_and_comes_back_whole() {
    for (kind, part, letter) in [
        (1, String::new(), ""),
        (6, app_part(), "A"),
        (7, MINI.into(), "X"),
        (8, QUICK.into(), "K"),
    ] {
        let mut client = Client::new().await;
        client.upload(&filing(kind, &part)).await;
        let (status, _) = client.post("/clerk/1/approve", json!({})).await;
        assert_eq!(status, 200, "{kind}");
        let file = client.fetch().await.pop().unwrap();
        let expected = format!("粤ICP备2026000001号-1{letter}");
        assert_eq!(every(&file, "Baxh").last(), Some(&expected.as_str()));
        let told = between(&file, "Yz_xx").or_else(|| {
            let from = file.find("<Yz_xx version=\"beian-1\">")?;
            Some(&file[from..file.find("</Yz_xx>")?])
        });
        let told = told.unwrap();
        assert_eq!(between(told, "Fwlx"), Some(kind.to_string().as_str()));
        assert_eq!(between(told, "IspWzid"), between(&file, "Wzid"), "by the bureau's own id");
        assert_eq!(every(told, "Yjlxdh"), ["13800000009", "020-87654320"]);
        assert_eq!(between(told, "Qsip"), Some("240e::1"));
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        let picture = "<Tb>/9hzeW50aGV0aWM=</Tb>";
        assert!(dense(told).contains(&dense(&part).replace(picture, "")), "{told}");
        assert!(!told.contains("<Tb>"), "a picture is not sent back");
    }
}

#[tokio::test]
async fn what_has_no_website_may_have_no_domain() {
    for (kind, part) in [(6, app_part()), (7, MINI.into()), (8, QUICK.into())] {
        assert_eq!(codes(&without_domain(&filing(kind, &part))).await, "", "{kind}");
    }
    assert_eq!(codes(&without_domain(&filing(1, ""))).await, "1004");
}

#[tokio::test]
async fn each_kind_has_its_own_part_and_no_other() {
    assert_eq!(codes(&filing(6, "")).await, "5001");
    assert_eq!(codes(&filing(7, "")).await, "5001");
    assert_eq!(codes(&filing(8, MINI)).await, "5001,5001");
    assert_eq!(codes(&filing(1, &app_part())).await, "5001");
    assert_eq!(codes(&filing(3, "")).await, "5002");
}

#[tokio::test]
async fn an_app_is_checked_field_by_field() {
    assert_eq!(spoilt("<Bm>com.sample.a</Bm>", "<Bm>com..a</Bm>").await, "5008");
    assert_eq!(spoilt("<Gy>ab", "<Gy>不是").await, "5008");
    let md5 = format!("<Qm>{}</Qm>", "cd".repeat(16));
    let sha1 = format!("<Qm>{}</Qm>", "cd".repeat(20));
    assert_eq!(spoilt(&md5, &sha1).await, "5008");
    // Each platform has its own algorithm.
    let ios = without_sms().replace("<Lx>1</Lx>", "<Lx>2</Lx>");
    assert_eq!(codes(&ios).await, "5008");
    assert_eq!(codes(&ios.replace(&md5, &sha1)).await, "");
    let host = |host: &str| format!("</Qm>\n                <Ym>{host}</Ym>");
    let qm = "</Qm>";
    assert_eq!(spoilt(qm, &host("api.sample-a.example")).await, "");
    assert_eq!(spoilt(qm, &host("api.elsewhere.example")).await, "1004");
    assert_eq!(spoilt("<Lx>2</Lx><Dz>", "<Lx>77</Lx><Dz>").await, "5002");
    assert_eq!(spoilt("<Lx>2</Lx><Dz>", "<Lx>99</Lx><Dz>").await, "5001");
    assert_eq!(spoilt("<Dz>https://", "<Dz>ftp://").await, "5008");
    assert_eq!(spoilt("<Tb>/9hzeW50aGV0aWM=</Tb>", "").await, "5010");
    assert_eq!(spoilt("<Tb>/9hzeW50aGV0aWM=", "<Tb>aGVsbG8=").await, "5010");
    let text = without_sms();
    let (from, to) = (text.find("<Pt>").unwrap(), text.find("</Pt>").unwrap() + "</Pt>".len());
    let twice = format!("{}{}", &text[..to], &text[from..]);
    assert_eq!(codes(&twice).await, "5001");
}

#[tokio::test]
async fn mini_programs_and_quick_apps_are_checked_field_by_field() {
    let mini = |from: &str, to: &str| filing(7, &MINI.replace(from, to));
    assert_eq!(codes(&mini("<Pt>1", "<Pt>55")).await, "5002");
    assert_eq!(codes(&mini("<Pt>1", "<Pt>99")).await, "5001");
    assert_eq!(codes(&mini("<Pt>1</Pt>", "<Pt>99</Pt><Mc>样例平台</Mc>")).await, "");
    assert_eq!(codes(&mini("wx0123", "微信")).await, "5008");
    let quick = |from: &str, to: &str| filing(8, &QUICK.replace(from, to));
    assert_eq!(codes(&quick("com.sample.quick", "快应用")).await, "5008");
    assert_eq!(codes(&quick("<Cs>2", "<Cs>55")).await, "5002");
    assert_eq!(codes(&quick("<Qm>0", "<Qm>g")).await, "5008");
}

#[tokio::test]
async fn the_clerk_sees_what_an_app_is() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    let page = client.page("/clerk").await;
    for text in ["Android com.sample.a", "华为应用市场 https://store.sample-a.example/app"] {
        assert!(page.contains(text), "{text}");
    }
}
