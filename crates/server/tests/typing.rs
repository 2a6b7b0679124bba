//! What is wrong in a form: said at its field, in words, with nothing lost and nothing changed.

use crate::{
    house::{self, Filing, sent},
    problem::{finding, is_chinese, refused},
};
use reqwest::Method;
use serde_json::{Value, json};
use server::command::demo::{number, text};

/// Types `patch`; the answer keeps it as typed and says `code` at `path`. Finishing is refused with
/// the same and leaves the filing where it was. The words are what is returned.
async fn is_told(filing: &Filing, patch: Value, path: &str, code: &str) -> String {
    let answer = filing.change(patch.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let messages = answer.body["messages"].as_array().expect("messages");
    let message = messages.iter().find(|m| m["path"] == path && m["code"] == code);
    let message = message.unwrap_or_else(|| panic!("no {code} at {path}: {messages:#?}"));
    let words = text(message, "message").to_owned();
    assert!(is_chinese(&words), "{words}");
    let typed = patch.pointer(path);
    assert_eq!(answer.body["draft"].pointer(path), typed, "kept as it was typed");

    let before = filing.show().await;
    let finish = format!("{}/actions/finish_entry", filing.path());
    let body = json!({ "version": before["version"] });
    let answer =
        sent("POST", &finish, filing.desk.request(Method::POST, &finish).json(&body)).await;
    refused(&answer, 422, "invalid");
    assert_eq!(finding(&answer, code), (path, words.as_str()));
    assert_eq!(filing.show().await, before, "nothing changed");
    words
}

/// The number with its last character made another one.
fn with_wrong_check(number: &str) -> String {
    let (rest, last) = number.split_at(number.len() - 1);
    format!("{rest}{}", if last == "1" { '2' } else { '1' })
}

#[test]
fn a_wrong_check_digit_is_refused() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let id = with_wrong_check(&filing.person.id_no);
        let patch = json!({ "sponsor": { "officer": { "document_number": id } } });
        let path = "/sponsor/officer/document_number";
        is_told(&filing, patch, path, "resident_id.check_digit").await;
        let uscc = with_wrong_check(&filing.organisation.uscc);
        let patch = json!({ "sponsor": { "document": { "number": uscc } } });
        is_told(&filing, patch, "/sponsor/document/number", "uscc.check_digit").await;
    });
}

#[test]
fn a_region_that_does_not_exist_is_refused() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let region = json!({ "province": "440000", "city": "449900", "county": "449901" });
        let patch = json!({ "sponsor": { "region": region } });
        is_told(&filing, patch, "/sponsor/region/county", "region.unknown").await;
        let region = json!({ "province": "440000", "city": "440100", "county": "350102" });
        let patch = json!({ "sponsor": { "region": region } });
        is_told(&filing, patch, "/sponsor/region/county", "region.mismatch").await;
    });
}

#[test]
fn a_birthday_that_no_calendar_has_is_refused() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let id = &filing.person.id_no;
        let id = format!("{}19900230{}", &id[..6], &id[14..]);
        let patch = json!({ "sponsor": { "officer": { "document_number": id } } });
        let path = "/sponsor/officer/document_number";
        is_told(&filing, patch, path, "resident_id.birth_date").await;
    });
}

#[test]
fn a_name_that_the_bureaus_encoding_has_no_place_for_is_refused_by_character() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let patch = json!({ "sponsor": { "officer": { "name": "王𠮷" } } });
        let words = is_told(&filing, patch, "/sponsor/officer/name", "text.not_in_gbk").await;
        assert!(words.contains('𠮷'), "{words}");
    });
}

#[test]
fn wide_digits_and_blanks_mean_the_same() {
    house::run(async {
        let house = house::shared().await;
        let filing = house.draft().await;
        let wide = |text: &str| -> String {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).expect("a wide form");
            let wide: String = text.chars().map(wide).collect();
            format!("\u{3000}{wide} ")
        };
        let (organisation, person) = (&filing.organisation, &filing.person);
        let patch = json!({ "sponsor": {
            "document": { "number": wide(&organisation.uscc) },
            "officer": { "document_number": wide(&person.id_no), "mobile": wide(&person.mobile) },
        } });
        let answer = filing.change(patch.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let errors: Vec<&Value> = answer.body["messages"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|m| m["severity"] == "error")
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(
            answer.body["draft"]["sponsor"]["officer"]["mobile"],
            patch["sponsor"]["officer"]["mobile"],
            "kept as it was typed"
        );
        let finished = filing.desk.act(&filing.id, "finish_entry").await.expect("it holds");
        assert_eq!(finished["stage"], "verifying");
        // The service's officer has the same number in plain digits: one person, one round of
        // papers.
        let wide = house.phone(&filing).await.step().await.expect("a screen");
        let plain = house.verifying().await;
        let plain = house.phone(&plain).await.step().await.expect("a screen");
        assert_eq!(wide["progress"], plain["progress"]);
    });
}

#[test]
fn every_finding_is_told_at_once() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let patch = json!({ "sponsor": { "name": "", "officer": {
            "mobile": "12", "email": "nowhere", "document_number": "x",
        } } });
        let answer = filing.change(patch).await;
        for path in ["name", "officer/mobile", "officer/email", "officer/document_number"] {
            let path = format!("/sponsor/{path}");
            let messages = answer.body["messages"].as_array().expect("messages");
            assert!(messages.iter().any(|m| m["path"] == path), "{path}: {messages:#?}");
        }
    });
}

#[test]
fn a_field_that_no_draft_has_is_refused_by_name_and_nothing_is_lost() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let before = filing.show().await;
        let answer = filing.change(json!({ "sponsor": { "nickname": "secret-value" } })).await;
        refused(&answer, 422, "invalid");
        assert_eq!(finding(&answer, "draft.unknown_key").0, "/sponsor/nickname");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("secret-value"));
        let answer = filing.change(json!({ "sponsor": { "kind": "four" } })).await;
        refused(&answer, 422, "invalid");
        assert_eq!(finding(&answer, "draft.wrong_value").0, "/sponsor/kind");
        let answer = filing.change(json!("everything")).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "draft.not_an_object");
        assert_eq!(filing.show().await, before);
    });
}

#[test]
fn a_change_on_an_older_version_is_refused_with_the_one_that_stands() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let old = number(&filing.show().await, "version").expect("a version");
        filing.change(json!({ "reason": "first" })).await;
        let before = filing.show().await;
        let body = json!({ "version": old, "draft": { "reason": "second" } });
        let request = filing.desk.request(Method::PATCH, &filing.path()).json(&body);
        let answer = sent("PATCH", &filing.path(), request).await;
        refused(&answer, 409, "stale");
        assert_eq!(answer.body["current_version"], before["version"]);
        let path = format!("{}/actions/finish_entry", filing.path());
        let body = json!({ "version": old });
        let answer =
            sent("POST", &path, filing.desk.request(Method::POST, &path).json(&body)).await;
        refused(&answer, 409, "stale");
        assert_eq!(filing.show().await, before);
    });
}

#[test]
fn what_can_not_be_done_now_says_where_the_filing_stands() {
    house::run(async {
        let filing = house::shared().await.draft().await;
        let before = filing.show().await;
        let path = format!("{}/actions/submit", filing.path());
        let body = json!({ "version": before["version"] });
        let answer =
            sent("POST", &path, filing.desk.request(Method::POST, &path).json(&body)).await;
        refused(&answer, 409, "not_now");
        assert!(text(&answer.body, "detail").contains(text(&before, "stage_label")));
        assert_eq!(filing.show().await, before);
    });
}

#[test]
fn the_type_check_tells_everything_that_is_wrong_at_once() {
    house::run(async {
        let desk = house::shared().await.sponsor().await;
        let path = "/api/portal/classify";
        let asked = json!({
            "sponsor_kind": 4, "document_type": 1, "document_number": "91440101MA5X000000",
            "domain": "not a domain",
        });
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&asked)).await;
        refused(&answer, 422, "invalid");
        let paths: Vec<&str> =
            crate::problem::findings(&answer).iter().map(|f| text(f, "path")).collect();
        assert_eq!(paths, ["/document_number", "/domain"]);
    });
}
