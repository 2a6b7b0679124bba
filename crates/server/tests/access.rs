//! Who may call what, measured: every operation, called by everybody.

use crate::{
    contract::{self, Operation, operations, resolved},
    golden,
    house::{self, Filing, House},
};
use filing::permission::Role;
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use server::command::demo::{Answer, Desk, Phone, text};

/// Who asks, in the table's order.
const CALLERS: [&str; 7] =
    ["nobody", "sponsor", "other", "phone", "reviewer", "administrator", "auditor"];

struct Cast {
    house: &'static House,
    filing: Filing,
    material: String,
    /// A record of the sponsor.
    record: String,
    phone: Phone,
    other: Desk,
    reviewer: Desk,
    administrator: Desk,
    auditor: Desk,
}

impl Cast {
    /// A filing of `sponsor` with a picture, and everybody else.
    async fn assemble() -> Self {
        let house = house::shared().await;
        let filing = house.verifying().await;
        let phone = house.phone(&filing).await;
        let fonts = samples::Fonts::find().expect("fonts: cargo xtask models");
        let papers = server::command::demo::Papers {
            fonts: &fonts,
            organisation: &filing.organisation,
            person: &filing.person,
        };
        let step = phone.step().await.expect("a screen");
        let picture = text(&step["pictures"][0], "picture");
        let jpeg = server::command::demo::photograph(text(&step, "step"), picture, &papers);
        let taken = phone.send_picture(picture, jpeg.expect("a picture")).await.expect("an answer");
        assert_eq!(taken.status, 200, "{}", taken.body);
        let materials = filing.desk.get(&format!("{}/materials", filing.path())).await;
        let material = text(&materials.expect("materials")[0], "id").to_owned();
        Self {
            material,
            record: house.record(&filing).await,
            phone,
            other: house.sponsor().await,
            reviewer: house.staff(Role::Reviewer).await,
            administrator: house.staff(Role::Administrator).await,
            auditor: house.staff(Role::Auditor).await,
            filing,
            house,
        }
    }

    /// The address of an operation, or of one of its actions, on the sponsor's filing.
    fn address(&self, path: &str) -> String {
        path.replace("{filing}", &self.filing.id)
            .replace("{service}", &self.filing.service)
            .replace("{material}", &self.material)
            .replace("{record}", &self.record)
            .replace("{language}", "zh-CN")
            .replace("{task}", "tsk_00000000000000000000000000000001")
            .replace("{file}", "no-such-file")
            .replace("{request}", "mrq_00000000000000000000000000000001")
            .replace("{proposal}", "prp_00000000000000000000000000000001")
    }

    /// A request of one of them. Who logs out brings a session of its own.
    async fn request(&self, caller: &str, id: &str, method: Method, path: &str) -> RequestBuilder {
        if matches!(id, "logout" | "staff_logout") {
            let leaving = match caller {
                "sponsor" | "other" => Some(self.house.sponsor().await),
                "reviewer" => Some(self.house.staff(Role::Reviewer).await),
                "administrator" => Some(self.house.staff(Role::Administrator).await),
                "auditor" => Some(self.house.staff(Role::Auditor).await),
                _ => None,
            };
            if let Some(leaving) = leaving {
                return leaving.request(method, path);
            }
        }
        match caller {
            "sponsor" => self.filing.desk.request(method, path),
            "other" => self.other.request(method, path),
            "phone" => self.house.request(method, path).bearer_auth(self.phone.device()),
            "reviewer" => self.reviewer.request(method, path),
            "administrator" => self.administrator.request(method, path),
            "auditor" => self.auditor.request(method, path),
            _ => self.house.request(method, path),
        }
    }

    /// The call as this caller makes it: understood, and harmless when it is let in.
    async fn call(&self, operation: &Operation<'_>, place: &str, caller: &str) -> Answer {
        let method = operation.method.to_uppercase();
        let path = self.address(place);
        let asked = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.request(caller, operation.id(), asked, &path).await;
        let request = match operation.id() {
            "phone_picture" => {
                let file = Part::bytes(samples::html_named_jpg()).file_name("picture.jpg");
                request.multipart(Form::new().text("picture", "page").part("file", file))
            }
            "phone_frames" => {
                let frame = Part::bytes(samples::html_named_jpg()).file_name("frame.jpg");
                let form = Form::new().text("nonce", "none").text("at", "0");
                request.multipart(form.part("frame", frame))
            }
            "put_icon" => {
                let file = Part::bytes(samples::html_named_jpg()).file_name("icon.jpg");
                request.multipart(Form::new().text("version", "0").part("file", file))
            }
            id if operation.says.get("requestBody").is_some() => request.json(&self.body(id).await),
            _ => request,
        };
        house::sent(&method, &path, request).await
    }

    async fn body(&self, id: &str) -> Value {
        match id {
            "register" => json!({
                "username": "x", "email": "x", "password": "x", "password_again": "x",
                "captcha": self.house.captcha().await,
            }),
            "login" | "staff_login" => self.house.credentials("nobody-at-all", "x").await,
            "change_password" | "staff_change_password" => {
                json!({ "current": "not this one", "new": "x", "new_again": "x" })
            }
            "classify" => question(),
            "create_filing" => json!({ "kind": "new_filing", "question": question() }),
            "create_filing_of_record" | "file_for_provider" => json!({ "kind": "cancel_access" }),
            "act_for_provider" => json!({ "version": 0 }),
            "edit_filing" => json!({ "version": 0, "draft": {} }),
            "act_on_filing" => json!({ "version": 0, "service": self.filing.service }),
            "staff_act" | "approve" => json!({ "version": 0 }),
            "return_filing" => json!({ "version": 0, "reasons": [] }),
            "answer_task" => json!({ "version": 0, "answer": { "text": "x" } }),
            "reveal_task" | "skip_bureau_file" => json!({ "reason": "核对" }),
            "reveal" => json!({ "path": "/sponsor/name", "reason": "核对" }),
            "issue_password" => json!({ "filing_number": "x", "email": "x" }),
            "add_staff" => json!({ "username": "x", "name": "x", "role": "reviewer" }),
            "app_signature" => json!({ "text": "x" }),
            "phone_open" => json!({ "token": "no-such-code" }),
            "phone_consents" => json!({ "consents": [] }),
            "phone_match" => json!({ "code": "000000" }),
            "ask_for_record" => json!({ "kind": "claim", "number": "x", "reason": "" }),
            "answer_record_request" => json!({ "answer": "denied" }),
            "decline_move_request" => json!({ "answer": "" }),
            "propose_handover" => {
                json!({ "request": "mrq_00000000000000000000000000000001", "proof": "" })
            }
            "propose_outcome" => json!({
                "kind": "migrate_service", "service_number": "x", "receiving_sponsor_number": "x",
                "new_service_number": "x", "reason": "", "reference": "",
            }),
            "open_migration" => json!({
                "kind": "migrate_domain", "service_number": "x", "receiving_sponsor_number": "x",
                "domains": [], "reason": "",
            }),
            "decide_proposal" => json!({ "decision": "agree" }),
            new => panic!("write down what a request of {new} looks like"),
        }
    }
}

/// Understood, and wrong.
fn question() -> Value {
    json!({ "sponsor_kind": 4, "document_type": 1, "document_number": "x", "domain": "x" })
}

#[test]
fn who_may_call_what() {
    house::run(async {
        let cast = Cast::assemble().await;
        let mut rows = Vec::new();
        for operation in operations() {
            for place in places(&operation) {
                let mut cells = Vec::new();
                for caller in CALLERS {
                    let status = cast.call(&operation, &place, caller).await.status;
                    let told = match status {
                        401 | 403 | 404 => status.to_string(),
                        _ => "ok".to_owned(),
                    };
                    rule(&operation, caller, &told);
                    cells.push(told);
                }
                rows.push((operation.method.to_uppercase(), place, cells));
            }
        }
        golden::holds("tests/golden/endpoints.txt", &table(&rows));
    });
}

/// The path of an operation, once for each action where it names one.
fn places(operation: &Operation<'_>) -> Vec<String> {
    let parameters = operation.says["parameters"].as_array().into_iter().flatten();
    let Some(action) = parameters.into_iter().find(|parameter| parameter["name"] == "action")
    else {
        return vec![operation.path.to_owned()];
    };
    let schema = resolved(text(&action["schema"], "$ref"));
    let actions = schema["enum"].as_array().expect("actions").iter().filter_map(Value::as_str);
    actions.map(|action| operation.path.replace("{action}", action)).collect()
}

/// What must be so, whatever the table says.
fn rule(operation: &Operation<'_>, caller: &str, told: &str) {
    let (id, path) = (operation.id(), operation.path);
    let side = match caller {
        "sponsor" | "other" => "/api/portal/",
        "phone" => "/api/phone/",
        "nobody" => "",
        _ => "/api/console/",
    };
    let own_side = !side.is_empty() && path.starts_with(side);
    if operation.asks_for_log_in() && !own_side {
        assert_eq!(told, "401", "{id} by {caller}: nobody it knows");
    } else {
        assert_ne!(told, "401", "{id} by {caller}");
    }
    if caller == "other" && own_side && (path.contains("{filing}") || path.contains("{record}")) {
        assert_eq!(told, "404", "{id}: another's filing is not there");
    }
}

fn table(rows: &[(String, String, Vec<String>)]) -> String {
    let longest = rows.iter().map(|(_, path, _)| path.len()).max().unwrap_or_default();
    let mut text = String::from(
        "# Who may call what, as measured on a filing of `sponsor`: 401 not logged in here, 403 not\n\
         # allowed, 404 not there for this caller, ok anything else. tests/access.rs writes it.\n",
    );
    let mut line = |method: &str, path: &str, cells: &[&str]| {
        let mut line = format!("{method:<7}{path:<longest$}");
        for (cell, caller) in cells.iter().zip(CALLERS) {
            line.push_str(&format!("  {cell:<width$}", width = caller.len()));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    line("", "", &CALLERS);
    for (method, path, cells) in rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        line(method, path, &cells);
    }
    text
}

#[test]
fn every_answer_of_an_operation_is_one_that_is_described() {
    // `house::sent` holds each answer against the description; here it is seen to be able to fail.
    house::run(async {
        let house = house::shared().await;
        let answer = Answer::of(house.request(Method::GET, "/readyz").send().await.expect("sent"));
        let answer = answer.await.expect("read");
        let other = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            contract::holds("GET", "/api/reference/regions", &answer);
        }));
        assert!(other.is_err(), "a readiness is no list of regions");
    });
}
