//! Apps, mini programs and quick apps over HTTP.

use crate::house::{self, sent};
use crate::problem::findings;
use filing::{
    draft::ServiceKind,
    service_form::{SERVICE_FORM, asked},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use server::command::demo::{Answer, text};

const CERTIFICATE: &str = include_str!("../../app/tests/fixtures/app_signer_rsa.pem");
const ICON: &[u8] = include_bytes!("../../app/tests/fixtures/icon.png");

fn codes(answer: &Answer) -> Vec<(String, String)> {
    findings(answer).iter().map(|f| (text(f, "path").into(), text(f, "code").into())).collect()
}

#[test]
fn the_form_of_each_kind_is_served_with_the_labels_of_that_kind() {
    house::run(async {
        let house = house::shared().await;
        let path = "/api/reference/service-form";
        let answer = sent("GET", path, house.request(Method::GET, path)).await;
        assert_eq!(answer.status, 200);
        let kinds = answer.body["kinds"].as_array().expect("kinds");
        assert_eq!(kinds.len(), ServiceKind::ALL.len());
        for (form, kind) in kinds.iter().zip(ServiceKind::ALL) {
            assert_eq!(text(form, "kind"), kind.name());
            let fields = form["fields"].as_array().expect("fields");
            assert_eq!(fields.len(), SERVICE_FORM.len());
            for field in fields {
                let name = text(field, "field");
                assert_eq!(text(field, "asked"), asked(name, kind).name(), "{name}");
            }
            let label = |name: &str| {
                let field = fields.iter().find(|field| field["field"] == name);
                text(field.expect("a field"), "label").to_owned()
            };
            assert_eq!(label("names"), format!("{}名称", text(form, "label")));
            assert_eq!(label("officer"), format!("{}负责人", text(form, "label")));
        }
        let letters: Vec<&Value> = kinds.iter().map(|form| &form["number_letter"]).collect();
        assert_eq!(letters, [&Value::Null, &json!("A"), &json!("X"), &json!("K")]);
        let ios = answer.body["platforms"].as_array().expect("platforms").iter();
        let ios = ios.clone().find(|platform| platform["platform"] == "ios").expect("iOS");
        assert_eq!(
            (&ios["fingerprint_label"], &ios["fingerprint_digits"]),
            (&json!("SHA-1"), &json!(40))
        );
    });
}

#[test]
fn a_pasted_certificate_is_answered_field_by_field() {
    house::run(async {
        let house = house::shared().await;
        let path = "/api/reference/app-signature";
        let ask = async |text: &str| {
            let request = house.request(Method::POST, path).json(&json!({ "text": text }));
            sent("POST", path, request).await
        };
        let answer = ask(CERTIFICATE).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let of = |platform: &str| {
            let all = answer.body["platforms"].as_array().expect("platforms");
            all.iter().find(|of| of["platform"] == platform).expect("a platform").clone()
        };
        assert_eq!(of("android")["fingerprint"], answer.body["md5"]);
        assert_eq!(of("ios")["fingerprint"], answer.body["sha1"]);
        assert_eq!(answer.body["key"]["bits"], 2048);
        assert_eq!(answer.body["messages"], json!([]));

        let answer = ask("SHA1: 36:38:F7:76:87:F1:4F:B0:4C:8F:26:8D:FC:AE:37:09:E4:E8:BF:D2").await;
        assert_eq!(answer.status, 200);
        let told = answer.body["messages"].as_array().expect("messages");
        assert!(told.iter().any(|m| text(m, "message").contains("keytool")), "{told:?}");

        let answer = ask("-----BEGIN RSA PRIVATE KEY-----").await;
        assert_eq!(answer.status, 422);
        assert_eq!(codes(&answer), [("/text".into(), "signature.private_key".into())]);
        assert!(!answer.body.to_string().contains("BEGIN"), "it is not repeated");
    });
}

#[test]
fn an_app_is_asked_about_without_a_domain_and_takes_an_icon() {
    house::run(async {
        let house = house::shared().await;
        let desk = house.sponsor().await;
        let organisation = samples::company(760_001);
        let mut question = server::command::demo::question(&organisation);
        question.as_object_mut().expect("fields").remove("domain");
        let path = "/api/portal/classify";
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&question)).await;
        assert_eq!(answer.status, 422, "a website has one");
        assert_eq!(codes(&answer), [("/domain".into(), "required".into())]);
        question["service_kind"] = json!("app");
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&question)).await;
        assert_eq!((answer.status, &answer.body["outcome"]), (200, &json!("new_filing")));

        let path = "/api/portal/filings";
        let new = json!({ "kind": "new_filing", "question": question, "service_kind": "app" });
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&new)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let (filing, version) = (text(&answer.body, "id"), answer.body["version"].to_string());
        let service = text(&answer.body["draft"]["services"][0], "id");
        let path = format!("{path}/{filing}/services/{service}/icon");
        let put = async |form: Form| {
            sent("POST", &path, desk.request(Method::POST, &path).multipart(form)).await
        };
        let answer = put(Form::new().text("other", "x")).await;
        assert_eq!(answer.status, 422);
        let missing = [("/version".into(), "required".into()), ("/file".into(), "required".into())];
        assert_eq!(codes(&answer), missing);
        let large = Part::bytes(vec![0; 150_000]).file_name("icon.gif");
        let answer = put(Form::new().text("version", version.clone()).part("file", large)).await;
        assert_eq!((answer.status, codes(&answer).len()), (422, 2));

        let icon = Part::bytes(ICON).file_name("icon.png");
        let answer = put(Form::new().text("version", version.clone()).part("file", icon)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let named = &answer.body["draft"]["services"][0]["app"]["icon"];
        assert!(named.as_str().is_some_and(|id| id.starts_with("mat_")), "{named}");
        assert_ne!(answer.body["version"].to_string(), version);
        // Seen by its owner, and by nobody else.
        let picture =
            format!("/api/portal/filings/{filing}/materials/{}", named.as_str().expect("id"));
        let seen = desk.bytes(&picture).await.expect("the own picture");
        assert!(seen.starts_with(&[0xff, 0xd8]));
        let other = house.sponsor().await;
        let answer = sent("GET", &picture, other.request(Method::GET, &picture)).await;
        assert_eq!(answer.status, 404);
    });
}
