//! Whether it lives and can work, with its models and without.

use crate::house::{self, House, sent};
use filing::permission::Role;
use reqwest::Method;
use serde_json::json;
use server::command::demo::{Papers, text};

#[test]
fn it_says_that_it_lives_and_can_work() {
    house::run(async {
        let house = house::shared().await;
        let alive = sent("GET", "/healthz", house.request(Method::GET, "/healthz")).await;
        assert_eq!((alive.status, &alive.bytes[..]), (200, b"ok".as_slice()));
        let ready = sent("GET", "/readyz", house.request(Method::GET, "/readyz")).await;
        assert_eq!(ready.status, 200);
        assert_eq!(ready.body["ready"], true);
        assert_eq!(ready.body["fonts"], true);
        let reader = text(&ready.body, "reader");
        assert!(matches!(reader, "ort" | "onnxruntime" | "rten"), "{reader}");
    });
}

#[test]
fn without_models_a_human_reads_the_pictures() {
    house::run(async {
        let empty = tempfile::tempdir().expect("a folder");
        let house = House::open(|config| config.vision.assets = empty.path().to_owned()).await;
        let ready = sent("GET", "/readyz", house.request(Method::GET, "/readyz")).await;
        assert_eq!((ready.status, &ready.body["ready"]), (200, &json!(true)));
        assert_eq!(ready.body["fonts"], false);
        let reader = text(&ready.body, "reader");
        assert!(reader.starts_with("missing: "), "{reader}");

        let filing = house.verifying().await;
        let sheet = format!("{}/services/{}/sheet.pdf", filing.path(), filing.service);
        let answer = sent("GET", &sheet, filing.desk.request(Method::GET, &sheet)).await;
        crate::problem::refused(&answer, 503, "unavailable");
        let phone = house.phone(&filing).await;
        let fonts = samples::Fonts::find().expect("fonts: cargo xtask models");
        let papers =
            Papers { fonts: &fonts, organisation: &filing.organisation, person: &filing.person };
        phone.go_through(&papers, &mut |_| {}).await.expect("the phone work goes on");
        filing.desk.act(&filing.id, "submit").await.expect("it is handed over");

        let reviewer = house.staff(Role::Reviewer).await;
        let claim = format!("/api/console/filings/{}/claim", filing.id);
        let case =
            sent("POST", &claim, reviewer.request(Method::POST, &claim).json(&json!({}))).await;
        let points = case.body["checklist"].as_array().expect("points");
        let unread: Vec<_> = points.iter().filter(|p| p["code"] == "picture.no_reader").collect();
        assert!(!unread.is_empty(), "{points:#?}");
        assert!(unread.iter().all(|point| point["attention"] == "look"), "{unread:#?}");
        let fields = case.body["fields"].as_array().expect("fields");
        assert!(!fields.is_empty());
        assert!(fields.iter().all(|field| field["comparison"] == "not_read"), "{fields:#?}");
    });
}
