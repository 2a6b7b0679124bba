//! A process ended between the work of a keyed request and its answer; the client asks again.

use crate::house::{self, House};
use app::{Actor, Ctx};
use filing::{id::AccountId, time::Timestamp};
use reqwest::Method;
use serde_json::Value;
use server::{
    assemble,
    command::demo::{Answer, Desk, question, text},
};
use sha2::{Digest, Sha256};
use store::Subject;

const FILINGS: &str = "/api/portal/filings";

fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_millis((assemble::clock())().millis() - seconds * 1000)
}

async fn account_of(house: &House, desk: &Desk) -> AccountId {
    let (_, token) = desk.cookie().split_once('=').expect("name and token");
    let session = house.running.app.session(token, ago(0)).await.expect("logged in");
    match session.0 {
        Subject::Account(account) => account,
        Subject::Staff(_) => panic!("a sponsor"),
    }
}

/// The key as its first worker left it twenty seconds ago.
async fn left_behind(house: &House, account: AccountId, key: &str, body: &[u8], request: &str) {
    let mut content = Sha256::new();
    for part in [b"POST".as_slice(), &[0], FILINGS.as_bytes(), &[0], body] {
        content.update(part);
    }
    let hash: [u8; 32] = content.finalize().into();
    let mut tx = house.running.app.store.begin().await.expect("a database");
    tx.idempotency(account, key, &hash, request, ago(20), ago(10)).await.expect("a database");
    tx.commit().await.expect("a database");
}

async fn create(desk: &Desk, key: &str, body: &[u8]) -> Answer {
    let request = desk.request(Method::POST, FILINGS).header("idempotency-key", key);
    let request = request.header("content-type", "application/json").body(body.to_vec());
    house::sent("post", FILINGS, request).await
}

fn body(seed: u64) -> (Value, Vec<u8>) {
    let asked = question(&samples::company(seed));
    let new = serde_json::json!({ "kind": "new_filing", "question": asked });
    let bytes = serde_json::to_vec(&new).expect("JSON");
    (new, bytes)
}

async fn ids_of(desk: &Desk) -> Vec<String> {
    let page = desk.get(FILINGS).await.expect("a list");
    let items = page["items"].as_array().into_iter().flatten();
    items.map(|item| text(item, "id").to_owned()).collect()
}

#[test]
fn what_was_done_before_the_end_is_answered_and_not_done_again() {
    house::run(async {
        let house = house::shared().await;
        let desk = house.sponsor().await;
        let account = account_of(house, &desk).await;
        let (new, bytes) = body(730_001);
        left_behind(house, account, "cut-off-done", &bytes, "cut-off-1").await;
        let ctx = Ctx {
            actor: Actor::Sponsor { account },
            now: ago(20),
            request: "cut-off-1".into(),
            address: String::new(),
        };
        let new = serde_json::from_value(new).expect("a request");
        let made = house.running.app.create_filing(&ctx, new).await.expect("a draft");
        let first = create(&desk, "cut-off-done", &bytes).await;
        assert_eq!(first.status, 201, "{}", first.body);
        assert_eq!(text(&first.body, "id"), made.id.to_string());
        let again = create(&desk, "cut-off-done", &bytes).await;
        assert_eq!(again.body, first.body, "from now on it is the answer");
        assert_eq!(ids_of(&desk).await, [made.id.to_string()], "one draft");
    });
}

#[test]
fn what_was_not_done_before_the_end_is_done_once() {
    house::run(async {
        let house = house::shared().await;
        let desk = house.sponsor().await;
        let account = account_of(house, &desk).await;
        let (_, bytes) = body(730_002);
        left_behind(house, account, "cut-off-open", &bytes, "cut-off-2").await;
        let first = create(&desk, "cut-off-open", &bytes).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = create(&desk, "cut-off-open", &bytes).await;
        assert_eq!(again.body, first.body);
        assert_eq!(ids_of(&desk).await, [text(&first.body, "id")], "one draft");
    });
}
