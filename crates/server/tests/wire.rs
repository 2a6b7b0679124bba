//! Requests themselves: sent twice, not understood, too large, to nowhere.

use crate::{
    contract::operations,
    house::{self, House, sent},
    problem::{finding, headers_protect, refused},
};
use filing::permission::Role;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::command::demo::{Answer, Desk, question};

const FILINGS: &str = "/api/portal/filings";

fn new_filing(seed: u64) -> Value {
    json!({ "kind": "new_filing", "question": question(&samples::company(seed)) })
}

async fn create(desk: &Desk, body: &Value, key: &str) -> Answer {
    let request = desk.request(Method::POST, FILINGS).header("idempotency-key", key).json(body);
    sent("POST", FILINGS, request).await
}

async fn count(desk: &Desk) -> usize {
    let page = desk.get(FILINGS).await.expect("the list");
    page["items"].as_array().expect("items").len()
}

#[test]
fn a_request_that_is_sent_twice_gets_its_first_answer_again() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let first = create(&desk, &new_filing(910_001), "create-once").await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = create(&desk, &new_filing(910_001), "create-once").await;
        assert_eq!((again.status, &again.bytes), (first.status, &first.bytes));
        assert_eq!(again.headers["content-type"], first.headers["content-type"]);
        assert_eq!(count(&desk).await, 1);
    });
}

#[test]
fn a_refusal_is_the_first_answer_too() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let wrong =
            json!({ "kind": "cancel_sponsor", "question": question(&samples::company(910_002)) });
        let first = create(&desk, &wrong, "refused-once").await;
        refused(&first, 409, "kind_not_offered");
        let again = create(&desk, &wrong, "refused-once").await;
        refused(&again, 409, "kind_not_offered");
        assert_eq!(again.bytes, first.bytes);
    });
}

#[test]
fn two_at_the_same_time_are_done_once() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let body = new_filing(910_003);
        let both =
            tokio::join!(create(&desk, &body, "at-once-1"), create(&desk, &body, "at-once-1"));
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        match statuses {
            [201, 201] => assert_eq!(both.0.bytes, both.1.bytes),
            [201, 409] => {
                let late = if both.0.status == 409 { &both.0 } else { &both.1 };
                refused(late, 409, "in_progress");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(count(&desk).await, 1);
    });
}

#[test]
fn a_key_does_not_serve_for_something_else() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        assert_eq!(create(&desk, &new_filing(910_004), "only-once").await.status, 201);
        let other = create(&desk, &new_filing(910_005), "only-once").await;
        refused(&other, 422, "key_reused");
        assert_eq!(count(&desk).await, 1);
        let short = create(&desk, &new_filing(910_005), "short").await;
        refused(&short, 400, "idempotency_key");
        // Another's key of the same letters is another key.
        let neighbour = house::shared().await.sponsor().await;
        assert_eq!(create(&neighbour, &new_filing(910_006), "only-once").await.status, 201);
    });
}

#[test]
fn an_unknown_field_is_named_and_its_value_is_not() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let mut body = new_filing(910_007);
        body["mobile"] = "13800138000".into();
        let answer = sent("POST", FILINGS, desk.request(Method::POST, FILINGS).json(&body)).await;
        refused(&answer, 422, "unreadable");
        let (_, words) = finding(&answer, "unreadable.unknown_field");
        assert!(words.contains("mobile"), "{words}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("13800138000"));
        let none = json!({ "kind": "new_filing" });
        let answer = sent("POST", FILINGS, desk.request(Method::POST, FILINGS).json(&none)).await;
        let (_, words) = finding(&answer, "unreadable.missing_field");
        assert!(words.contains("question"), "{words}");
        let mut kind = new_filing(910_007);
        kind["kind"] = "old_filing".into();
        let answer = sent("POST", FILINGS, desk.request(Method::POST, FILINGS).json(&kind)).await;
        finding(&answer, "unreadable.unknown_value");
    });
}

#[test]
fn a_body_that_is_no_json_is_refused_with_its_place() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let typed = |kind: &str, body: &'static str| {
            let request = desk.request(Method::POST, FILINGS).header("content-type", kind);
            request.body(body)
        };
        let answer = sent("POST", FILINGS, typed("application/json", "{\"kind\": ")).await;
        refused(&answer, 400, "unreadable");
        finding(&answer, "unreadable.malformed_at");
        let answer = sent("POST", FILINGS, typed("text/plain", "kind=new_filing")).await;
        refused(&answer, 415, "unreadable");
    });
}

#[test]
fn a_body_over_the_limit_is_refused() {
    house::run(async {
        let house = House::open(|config| config.http.upload_megabytes = 1).await;
        let desk = house.sponsor().await;
        let long = json!({ "kind": "x".repeat(2 << 20) });
        let answer = sent("POST", FILINGS, desk.request(Method::POST, FILINGS).json(&long)).await;
        refused(&answer, 413, "too_large");
        let keyed = desk.request(Method::POST, FILINGS).header("idempotency-key", "long-body");
        let answer =
            sent("POST", FILINGS, keyed.json(&json!({ "kind": "x".repeat(3 << 20) }))).await;
        refused(&answer, 413, "too_large");
        let filing = house.verifying().await;
        let phone = house.phone(&filing).await;
        let answer = phone.send_picture("page", vec![0xff; 2 << 20]).await.expect("an answer");
        refused(&answer, 413, "too_large");
    });
}

#[test]
fn a_form_that_breaks_off_is_refused() {
    house::run(async {
        let house = house::shared().await;
        let filing = house.verifying().await;
        let phone = house.phone(&filing).await;
        let path = "/api/phone/pictures";
        let typed = |kind: &str, body: &'static str| {
            phone.request(Method::POST, "pictures").header("content-type", kind).body(body)
        };
        let broken = typed("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form");
        let answer = sent("POST", path, broken).await;
        refused(&answer, 400, "unreadable");
        finding(&answer, "unreadable.multipart");
        let answer = sent("POST", path, typed("application/json", "{}")).await;
        refused(&answer, 400, "unreadable");
        let answer =
            sent("POST", path, typed("multipart/form-data; boundary=x", "--x--\r\n")).await;
        refused(&answer, 409, "picture_not_wanted");
    });
}

#[test]
fn an_id_that_is_none_is_simply_not_there() {
    house::run(async {
        let house = house::shared().await;
        let sponsor = house.sponsor().await;
        let reviewer = house.staff(Role::Reviewer).await;
        let mut asked = 0;
        for operation in operations() {
            let Some(desk) = desk_for(operation.path, &sponsor, &reviewer) else { continue };
            for junk in
                ["1", "fil_1", "..%2f..%2fetc", "%00", "fil_00000000000000000000000000000000'--"]
            {
                let path = operation
                    .path
                    .replace("{filing}", junk)
                    .replace("{service}", junk)
                    .replace("{material}", junk)
                    .replace("{record}", junk)
                    .replace("{action}", junk);
                let method = operation.method.to_uppercase();
                let asked_by = Method::from_bytes(method.as_bytes()).expect("a method");
                let answer = sent(&method, &path, desk.request(asked_by, &path)).await;
                refused(&answer, 404, "not_found");
                asked += 1;
            }
        }
        assert!(asked >= 50, "{asked} requests");
        let words = "/api/reference/words/fr";
        refused(&sent("GET", words, house.request(Method::GET, words)).await, 404, "not_found");
    });
}

fn desk_for<'a>(path: &str, sponsor: &'a Desk, reviewer: &'a Desk) -> Option<&'a Desk> {
    match path {
        _ if !path.contains("{filing}") && !path.contains("{record}") => None,
        _ if path.starts_with("/api/portal/") => Some(sponsor),
        _ => Some(reviewer),
    }
}

async fn plainly(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("an answer")).await.expect("read")
}

#[test]
fn what_is_not_there_and_what_is_asked_wrongly_is_told_as_a_problem() {
    house::run(async {
        let house = house::shared().await;
        let nowhere = plainly(house.request(Method::GET, "/api/portal/nothing")).await;
        refused(&nowhere, 404, "not_found");
        let method = plainly(house.request(Method::PUT, "/api/captcha")).await;
        refused(&method, 405, "method_not_allowed");
        assert_eq!(method.headers["allow"], "POST");
        let desk = house.sponsor().await;
        for query in ["limit=0", "limit=101", "after=nowhere"] {
            let request = desk.request(Method::GET, &format!("{FILINGS}?{query}"));
            refused(&sent("GET", FILINGS, request).await, 400, "page");
        }
        let words = desk.request(Method::GET, &format!("{FILINGS}?limit=many"));
        refused(&sent("GET", FILINGS, words).await, 400, "unreadable");
    });
}

#[test]
fn every_sort_of_answer_has_the_headers_that_protect_it() {
    house::run(async {
        let house = house::shared().await;
        for path in ["/", "/landing.css", "/nothing", "/healthz", "/readyz", "/openapi.json"] {
            headers_protect(&plainly(house.request(Method::GET, path)).await);
        }
        let page = plainly(house.request(Method::GET, "/")).await;
        let policy = page.headers["content-security-policy"].to_str().expect("a text");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    });
}

#[test]
fn the_description_that_is_served_is_the_one_that_is_committed() {
    house::run(async {
        let house = house::shared().await;
        let served = plainly(house.request(Method::GET, "/openapi.json")).await;
        assert_eq!(served.body, *crate::contract::API);
    });
}
