//! Whether something is filed, and whether a filing password is right.

use serde_json::json;

use crate::data_checks::{officer, sponsor};
use crate::provider::{Answer, Client};

async fn status(client: &Client, kind: i64, condition: &str) -> Answer {
    let mut parameters = Client::caller();
    parameters.extend([
        ("queryConditionType", kind.to_string()),
        ("queryCondition", condition.to_owned()),
    ]);
    client
        .call_at("/BeianStatusWebService/queryBeianStatus", "isp_querybeianstatus", &parameters)
        .await
}

async fn password(client: &Client, number: &str, password: &str) -> (i64, String) {
    let mut parameters = Client::caller();
    parameters.extend([("baxh", number.to_owned()), ("bamm", password.to_owned())]);
    let answer =
        client.call_at("/BeianStatusWebService/verifyBamm", "isp_verifybamm", &parameters).await;
    (answer.code, answer.get("VerifyRes").to_owned())
}

fn right() -> (i64, String) {
    (0, "0".to_owned())
}

fn wrong() -> (i64, String) {
    (0, "1".to_owned())
}

async fn with_record() -> (Client, String) {
    let client = Client::new().await;
    let body = json!({
        "sponsor": sponsor(),
        "services": [{
            "name": "样例小程序", "kind": 7, "domains": [{ "name": "mini.example" }], "officer": officer(),
            "accesses": [{ "locations": [5], "modes": [5], "ranges": [{ "first": 16909060, "last": 16909060 }] }],
        }],
        "password": "9DD4E461268C8034F5C8564E155C67A6",
    });
    let (http, stored) = client.post("/control/records", body).await;
    assert_eq!(http, 200);
    let number = stored["sponsor"]["number"].as_str().unwrap().to_owned();
    (client, number)
}

#[tokio::test]
async fn a_domain_on_file_answers_0_with_its_numbers() {
    let (client, number) = with_record().await;
    let answer = status(&client, 0, "MINI.example").await;
    assert_eq!((answer.code, answer.get("Bazt"), answer.get("Cxtjlx")), (0, "0", "0"));
    assert_eq!(answer.get("Ztbah"), number);
    assert_eq!(answer.get("Wzbah"), format!("{number}-1X"));
    assert_eq!(answer.get("Wzmc"), "样例小程序");
}

#[tokio::test]
async fn a_domain_not_on_file_answers_1_and_nothing_else() {
    let (client, _) = with_record().await;
    let answer = status(&client, 0, "nowhere.example").await;
    assert_eq!((answer.code, answer.get("Bazt")), (0, "1"));
    assert!(!answer.inner.contains("Ztbah") && !answer.inner.contains("Wzmc"));
}

#[tokio::test]
async fn a_certificate_is_found_under_its_own_kind_only() {
    let (client, number) = with_record().await;
    let answer = status(&client, 2, "440300200002290131").await;
    assert_eq!(
        (answer.get("Bazt"), answer.get("Ztbah"), answer.get("Wzbah")),
        ("0", number.as_str(), "")
    );
    assert_eq!(status(&client, 7, "440300200002290131").await.get("Bazt"), "1");
    assert_eq!(status(&client, 12, "440300200002290131").await.code, 999);
    assert_eq!(status(&client, 0, "").await.code, 999);
}

#[tokio::test]
async fn a_filing_password_is_right_wrong_or_tried_too_often() {
    let (client, number) = with_record().await;
    assert_eq!(password(&client, &number, "9dd4e461268c8034f5c8564e155c67a6").await, right());
    assert_eq!(
        password(&client, &format!("{number}-1X"), "9dd4e461268c8034f5c8564e155c67a6").await,
        right()
    );
    for _ in 0..5 {
        assert_eq!(password(&client, &number, "0").await, wrong());
    }
    assert_eq!(
        password(&client, &number, "9dd4e461268c8034f5c8564e155c67a6").await,
        (22, String::new())
    );
    assert_eq!(password(&client, "粤ICP备1999000001号", "0").await, wrong());
}

#[tokio::test]
async fn a_number_that_is_brought_along_is_kept_and_not_given_again() {
    let mut client = Client::new().await;
    let mut old = sponsor();
    old["number"] = json!("粤ICP备2026000001号");
    let (_, stored) = client.post("/control/records", json!({ "sponsor": old })).await;
    assert_eq!(stored["sponsor"]["number"], "粤ICP备2026000001号");
    let file = client.file_it().await;
    assert_eq!(crate::provider::between(&file, "Baxh"), Some("粤ICP备2026000002号"));
}
