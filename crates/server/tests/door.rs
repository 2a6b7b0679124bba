//! Registration, log-in, sessions, passwords, captchas.

use crate::{
    contract::operations,
    house::{self, House, PASSWORD, sent},
    problem::{finding, findings, refused},
};
use filing::permission::Role;
use reqwest::Method;
use serde_json::{Value, json};
use server::command::demo::{Answer, Desk};

async fn post(house: &House, path: &str, body: &Value) -> Answer {
    sent("POST", path, house.request(Method::POST, path).json(body)).await
}

async fn log_in(house: &House, name: &str, password: &str) -> Answer {
    post(house, "/api/portal/session", &house.credentials(name, password).await).await
}

/// A sponsor's name, registered.
async fn registered(house: &House) -> (Desk, String) {
    let desk = house.sponsor().await;
    let session = desk.get("/api/portal/session").await.expect("a session");
    let name = session["name"].as_str().expect("a name").to_owned();
    (desk, name)
}

#[test]
fn a_registration_is_told_everything_that_is_wrong_at_once() {
    house::run(async {
        let house = house::shared().await;
        let form = json!({
            "username": "ab", "email": "nowhere", "password": "123456", "password_again": "654321",
            "captcha": { "id": house.captcha().await["id"], "answer": "ZZZZ" },
        });
        let answer = post(house, "/api/portal/accounts", &form).await;
        refused(&answer, 422, "invalid");
        for (code, path) in [
            ("username.length", "/username"),
            ("email.shape", "/email"),
            ("password.common", "/password"),
            ("password.mismatch", "/password_again"),
            ("captcha.wrong", "/captcha/answer"),
        ] {
            assert_eq!(finding(&answer, code).0, path);
        }
        let whole = String::from_utf8_lossy(&answer.bytes);
        assert!(!whole.contains("123456") && !whole.contains("nowhere"), "{whole}");
    });
}

#[test]
fn a_name_and_a_mailbox_belong_to_one_account() {
    house::run(async {
        let house = house::shared().await;
        let (_, name) = registered(house).await;
        let form = json!({
            "username": name, "email": format!("{name}@example.com"), "password": PASSWORD,
            "password_again": PASSWORD, "captcha": house.captcha().await,
        });
        let answer = post(house, "/api/portal/accounts", &form).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "username.taken");
        finding(&answer, "email.taken");
    });
}

#[test]
fn a_wrong_log_in_is_answered_alike_whether_the_name_exists_or_not() {
    house::run(async {
        let house = house::shared().await;
        let (_, name) = registered(house).await;
        let known = log_in(house, &name, "not this one").await;
        let unknown = log_in(house, "nobody-of-this-name", "not this one").await;
        refused(&known, 422, "invalid");
        assert_eq!(finding(&known, "login.wrong").0, "/password");
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert!(known.headers.get("set-cookie").is_none());
        let staff = house.credentials("nobody-of-this-name", "x").await;
        let staff = post(house, "/api/console/session", &staff).await;
        assert_eq!(staff.body, known.body);
    });
}

#[test]
fn an_account_rests_after_five_wrong_passwords_and_says_for_how_long() {
    house::run(async {
        let house = house::shared().await;
        let (_, name) = registered(house).await;
        for _ in 0..5 {
            refused(&log_in(house, &name, "not this one").await, 422, "invalid");
        }
        let resting = log_in(house, &name, PASSWORD).await;
        refused(&resting, 429, "too_many");
        let seconds = resting.headers["retry-after"].to_str().expect("a text").parse::<i64>();
        let seconds = seconds.expect("seconds");
        assert!((800..=901).contains(&seconds), "{seconds}");
        assert_eq!(resting.body["retry_after"], seconds);
    });
}

#[test]
fn knocking_too_often_is_refused_with_the_time_to_wait() {
    house::run(async {
        let house = House::open(|config| config.http.door_per_minute = 2).await;
        let path = "/api/captcha";
        for _ in 0..2 {
            let answer = sent("POST", path, house.request(Method::POST, path)).await;
            assert_eq!(answer.status, 201);
        }
        let answer = sent("POST", path, house.request(Method::POST, path)).await;
        refused(&answer, 429, "too_many");
        assert!(answer.headers.contains_key("retry-after"));
    });
}

#[test]
fn a_captcha_is_answered_once() {
    house::run(async {
        let house = house::shared().await;
        let (_, name) = registered(house).await;
        let form = house.credentials(&name, PASSWORD).await;
        let first = post(house, "/api/portal/session", &form).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = post(house, "/api/portal/session", &form).await;
        refused(&again, 422, "invalid");
        assert_eq!(finding(&again, "captcha.wrong").0, "/captcha/answer");
    });
}

#[test]
fn a_captcha_that_was_answered_wrong_is_used_up_too() {
    house::run(async {
        let house = house::shared().await;
        let (_, name) = registered(house).await;
        let right = house.credentials(&name, PASSWORD).await;
        let mut wrong = right.clone();
        wrong["captcha"]["answer"] = "ZZZZ".into();
        refused(&post(house, "/api/portal/session", &wrong).await, 422, "invalid");
        let late = post(house, "/api/portal/session", &right).await;
        finding(&late, "captcha.wrong");
    });
}

#[test]
fn a_captcha_ends_with_its_time() {
    house::run(async {
        let house = House::open(|config| config.limits.captcha_minutes = 0).await;
        let answer = log_in(&house, "somebody", "x").await;
        finding(&answer, "captcha.wrong");
    });
}

#[test]
fn a_change_without_the_token_against_forgery_is_refused_and_changes_nothing() {
    house::run(async {
        let house = house::shared().await;
        let filing = house.draft().await;
        let before = filing.show().await;
        let cookie = filing.desk.cookie();
        let body = json!({ "version": before["version"], "draft": { "reason": "forged" } });
        for token in [None, Some("forged")] {
            let request = house.request(Method::PATCH, &filing.path()).header("cookie", cookie);
            let request =
                token.into_iter().fold(request, |r, token| r.header("x-csrf-token", token));
            let answer = sent("PATCH", &filing.path(), request.json(&body)).await;
            refused(&answer, 403, "csrf");
        }
        assert_eq!(filing.show().await, before);
        let seen = house.request(Method::GET, &filing.path()).header("cookie", cookie);
        assert_eq!(sent("GET", &filing.path(), seen).await.status, 200, "looking needs no token");
    });
}

#[test]
fn a_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    house::run(async {
        let house = House::open(|config| config.http.secure_cookies = true).await;
        let (name, password) = house.issued(Role::Reviewer).await;
        let form = house.credentials(&name, &password).await;
        let answer = post(&house, "/api/console/session", &form).await;
        let cookie = answer.headers["set-cookie"].to_str().expect("a text");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
    });
}

#[test]
fn a_password_that_was_handed_out_opens_nothing_but_its_change() {
    house::run(async {
        let house = house::shared().await;
        let (name, first) = house.issued(Role::Administrator).await;
        let desk = house.log_in("console", &name, &first).await;
        let open = ["staff_session", "staff_change_password", "staff_logout"];
        for operation in operations() {
            let staff_only = operation.path.starts_with("/api/console/");
            if !staff_only || !operation.asks_for_log_in() || open.contains(&operation.id()) {
                continue;
            }
            let nobody = "00000000000000000000000000000000";
            let path = operation
                .path
                .replace("{filing}", &format!("fil_{nobody}"))
                .replace("{material}", &format!("mat_{nobody}"))
                .replace("{record}", &format!("rec_{nobody}"))
                .replace("{action}", "recall");
            let method = operation.method.to_uppercase();
            let asked = Method::from_bytes(method.as_bytes()).expect("a method");
            let answer = sent(&method, &path, desk.request(asked, &path)).await;
            refused(&answer, 403, "password_change_required");
        }
        let session = desk.get("/api/console/session").await.expect("who is logged in");
        assert_eq!(session["must_change_password"], true);
        let same = json!({ "current": first, "new": first, "new_again": first });
        let path = "/api/console/password";
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&same)).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "password.same");
        let change = json!({ "current": first, "new": PASSWORD, "new_again": PASSWORD });
        desk.post(path, change, 204).await.expect("the change");
        let old = desk.ask(Method::GET, "/api/console/session", None, None).await.expect("asked");
        refused(&old, 401, "unauthenticated");
        let desk = house.log_in("console", &name, PASSWORD).await;
        desk.get("/api/console/uploads").await.expect("everything is open now");
    });
}

#[test]
fn the_password_that_a_filed_sponsor_is_handed_must_be_changed_too() {
    house::run(async {
        let house = house::shared().await;
        let administrator = house.staff(Role::Administrator).await;
        let to = json!({ "filing_number": "粤ICP备2020000123号-1", "email": "filed@example.com" });
        let path = "/api/console/passwords";
        let issued = sent("POST", path, administrator.request(Method::POST, path).json(&to)).await;
        assert_eq!(issued.status, 201, "{}", issued.body);
        assert_eq!(issued.body["username"], "粤ICP备2020000123号");
        let password = issued.body["password"].as_str().expect("a password");
        let desk = house.log_in("portal", "粤ICP备2020000123号", password).await;
        let answer = desk.ask(Method::GET, "/api/portal/filings", None, None).await.expect("asked");
        refused(&answer, 403, "password_change_required");
        let wrong = json!({ "filing_number": "粤ICP备号", "email": "x" });
        let answer =
            sent("POST", path, administrator.request(Method::POST, path).json(&wrong)).await;
        refused(&answer, 422, "invalid");
        assert_eq!(findings(&answer).len(), 2, "both at once: {}", answer.body);
    });
}

#[test]
fn a_changed_password_ends_every_session() {
    house::run(async {
        let house = house::shared().await;
        let (desk, name) = registered(house).await;
        let other = house.log_in("portal", &name, PASSWORD).await;
        let wrong =
            json!({ "current": "not this", "new": "another-river", "new_again": "another-river" });
        let path = "/api/portal/password";
        let answer = sent("POST", path, desk.request(Method::POST, path).json(&wrong)).await;
        refused(&answer, 422, "invalid");
        assert_eq!(finding(&answer, "password.wrong").0, "/current");
        let change =
            json!({ "current": PASSWORD, "new": "another-river", "new_again": "another-river" });
        desk.post(path, change, 204).await.expect("the change");
        for desk in [desk, other] {
            let answer = desk.ask(Method::GET, "/api/portal/session", None, None).await;
            refused(&answer.expect("asked"), 401, "unauthenticated");
        }
    });
}

#[test]
fn a_session_ends_with_its_log_out_and_when_nobody_is_there() {
    house::run(async {
        let house = house::shared().await;
        let desk = house.sponsor().await;
        let path = "/api/portal/session";
        let left = sent("DELETE", path, desk.request(Method::DELETE, path)).await;
        assert_eq!(left.status, 204);
        let cookie = left.headers["set-cookie"].to_str().expect("a text");
        assert!(cookie.contains("Max-Age=0"), "{cookie}");
        refused(&sent("GET", path, desk.request(Method::GET, path)).await, 401, "unauthenticated");
    });
}
