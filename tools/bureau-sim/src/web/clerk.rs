//! The clerk's desk: cases with their data and pictures, approve, refuse.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::page::{facts, page};
use super::posted::{Posted, problem};
use super::record_facts::{ranges, service_facts, sponsor_facts};
use super::{Shared, wants_html};
use crate::bureau::case::{Case, Matter, Stage};
use crate::bureau::review::{self, Refused};
use crate::codes;
use crate::rules::attachment::media_type;
use crate::wire::envelope;
use crate::wire::writing::escape;

/// Decided cases shown below the desk.
const DECIDED_SHOWN: usize = 50;

/// The desk.
pub async fn list(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if wants_html(&headers) {
        let (desk, rest) = shared.with(|bureau| {
            let open = |case: &&Case| !case.stage.is_final();
            let desk: String = bureau.cases().filter(open).map(card).collect();
            let rest: String = bureau
                .cases()
                .filter(|c| c.stage.is_final())
                .take(DECIDED_SHOWN)
                .map(row)
                .collect();
            (desk, rest)
        });
        let desk = if desk.is_empty() {
            "<p class=\"note\">没有在办的备案。</p>".to_owned()
        } else {
            desk
        };
        let rest = if rest.is_empty() {
            "<p class=\"note\">还没有办结的备案。</p>".to_owned()
        } else {
            format!(
                "<div class=\"card scroll\"><table><thead><tr><th>编号</th><th>业务</th><th>标识</th><th>结果</th><th>时间</th><th>备案号或原因</th></tr></thead><tbody>{rest}</tbody></table></div>"
            )
        };
        return page("/clerk", "审核台", &format!("{desk}<h2>已办结</h2>{rest}"));
    }
    Json(shared.with(|bureau| bureau.cases().map(summary).collect::<Vec<_>>())).into_response()
}

/// One case as JSON.
pub async fn show(State(shared): State<Shared>, Path(id): Path<u64>) -> Response {
    match shared.with(|bureau| bureau.case(id).map(summary)) {
        Some(summary) => Json(summary).into_response(),
        None => problem(StatusCode::NOT_FOUND, Refused::NoSuchCase.text()),
    }
}

/// What a refusal says.
#[derive(Deserialize)]
pub struct Refusal {
    #[serde(default = "refused")]
    code: u16,
    #[serde(default)]
    text: String,
    #[serde(default)]
    back: Back,
}

fn refused() -> u16 {
    1002
}

/// An approval says nothing.
#[derive(Deserialize)]
pub struct Approval {
    #[serde(default)]
    back: Back,
}

/// From which page a form came.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Back {
    #[default]
    Clerk,
    Board,
}

impl Back {
    fn path(self) -> &'static str {
        match self {
            Self::Clerk => "/clerk",
            Self::Board => "/",
        }
    }
}

/// Approve.
pub async fn approve(
    State(shared): State<Shared>,
    Path(id): Path<u64>,
    posted: Posted<Approval>,
) -> Response {
    let Posted { value: Approval { back }, form } = posted;
    decided(&shared, id, form.then_some(back), shared.with(|bureau| bureau.approve(id)))
}

/// Refuse.
pub async fn refuse(
    State(shared): State<Shared>,
    Path(id): Path<u64>,
    posted: Posted<Refusal>,
) -> Response {
    let Refusal { code, text, back } = &posted.value;
    let result = shared.with(|bureau| bureau.refuse(id, *code, text));
    decided(&shared, id, posted.form.then_some(*back), result)
}

fn decided(shared: &Shared, id: u64, form: Option<Back>, result: Result<(), Refused>) -> Response {
    match (result, form) {
        (Ok(()), Some(back)) => Redirect::to(back.path()).into_response(),
        (Ok(()), None) => Json(shared.with(|bureau| bureau.case(id).map(summary))).into_response(),
        (Err(why), Some(_)) => {
            let text = format!(
                "<p class=\"message bad\">{}</p><p><a href=\"/clerk\">返回审核台</a></p>",
                why.text()
            );
            (StatusCode::CONFLICT, page("/clerk", "无法办理", &text)).into_response()
        }
        (Err(Refused::NoSuchCase), None) => {
            problem(StatusCode::NOT_FOUND, Refused::NoSuchCase.text())
        }
        (Err(why), None) => problem(StatusCode::CONFLICT, why.text()),
    }
}

/// A picture that was sent along.
pub async fn attachment(
    State(shared): State<Shared>,
    Path((id, n)): Path<(u64, usize)>,
) -> Response {
    let content =
        shared.with(|bureau| bureau.case(id)?.attachments.get(n).map(|a| a.content.clone()));
    let bytes = content.and_then(|text| envelope::from_base64(&text));
    match bytes.as_deref().and_then(|b| media_type(b).map(|kind| (kind, b.to_vec()))) {
        Some((kind, bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "sandbox"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        None => problem(StatusCode::NOT_FOUND, "没有这个附件"),
    }
}

/// A case for programs: everything but codes and the bytes of pictures.
fn summary(case: &Case) -> Value {
    let people = case.confirmation.as_ref().map(|c| {
        let people: Vec<Value> = c
            .people
            .iter()
            .map(|p| json!({ "role": p.confirmer.role, "state": p.state, "wrong": p.wrong }))
            .collect();
        json!({ "sent": c.sent.text(), "deadline": c.deadline.text(), "people": people })
    });
    let attachments: Vec<Value> = case
        .attachments
        .iter()
        .enumerate()
        .map(|(n, a)| json!({ "purpose": a.purpose, "url": format!("/clerk/{}/attachments/{n}", case.id) }))
        .collect();
    let mut value = json!({
        "id": case.id,
        "provider": case.provider,
        "sequence": case.sequence,
        "operation": case.operation,
        "czlx": case.operation.czlx(),
        "label": case.label,
        "received": case.received.text(),
        "confirmation": people,
        "matter": case.matter,
        "attachments": attachments,
    });
    if let (Value::Object(stage), Some(all)) =
        (serde_json::to_value(&case.stage).unwrap_or_default(), value.as_object_mut())
    {
        all.extend(stage);
    }
    value
}

fn row(case: &Case) -> String {
    let (at, what) = match &case.stage {
        Stage::Filed { at, number } => (at.text(), number.clone().unwrap_or_default()),
        Stage::Refused { at, code, text } => (at.text(), format!("{code} {text}")),
        _ => (String::new(), String::new()),
    };
    let mood = if matches!(case.stage, Stage::Filed { .. }) { "good" } else { "bad" };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"{mood}\">{}</td><td>{at}</td><td class=\"long\">{}</td></tr>",
        case.id,
        case.operation.name(),
        escape(&case.label),
        case.stage.name(),
        escape(&what)
    )
}

fn card(case: &Case) -> String {
    let id = case.id;
    let mut body = format!(
        "<article class=\"card\" id=\"case-{id}\"><h2>{}　办件{id} <span class=\"tag\">{}</span></h2>\
         <p class=\"note\">接入商 {}　上报序号 {}　标识 {}　{}</p>",
        case.operation.name(),
        case.stage.name(),
        case.provider,
        case.sequence,
        escape(&case.label),
        case.received.text()
    );
    if let Some(sponsor) = case.matter.sponsor() {
        body.push_str(&sponsor_facts(sponsor));
    }
    for service in case.matter.services() {
        body.push_str(&service_facts(service));
    }
    match &case.matter {
        Matter::AddAccess { service, access } => {
            let rows = [("网站ID", service.to_string()), ("IP地址", ranges(access))];
            body.push_str(&format!("<h3>新增接入</h3>{}", facts(&rows)));
        }
        Matter::Migration { giver, service, receiver, whole, .. } => {
            let rows = [
                ("迁移内容", if *whole { "整个网站" } else { "域名" }.to_owned()),
                ("迁出主体ID", giver.to_string()),
                ("迁出网站ID", service.to_string()),
                ("迁入主体ID", receiver.to_string()),
            ];
            body.push_str(&format!("<h3>迁移</h3>{}", facts(&rows)));
        }
        Matter::Cancel { id, reason, remark } => {
            let rows = [
                ("记录ID", id.to_string()),
                ("注销理由代码", reason.to_string()),
                ("备注", remark.clone().unwrap_or_default()),
            ];
            body.push_str(&facts(&rows));
        }
        _ => {}
    }
    if let Some(confirmation) = &case.confirmation {
        let people: Vec<String> = confirmation
            .people
            .iter()
            .map(|p| {
                let state = ["等待核验", "已核验", "核验失败", "已超时"][p.state.wire() as usize];
                format!("{}：{state}", p.confirmer.role.name())
            })
            .collect();
        let rows = [("核验期限", confirmation.deadline.text()), ("核验人", people.join("，"))];
        body.push_str(&format!("<h3>短信核验</h3>{}", facts(&rows)));
    }
    body.push_str(&pictures(case));
    if matches!(case.stage, Stage::BureauReview { .. }) {
        body.push_str(&format!(
            "<form method=\"post\" action=\"/clerk/{id}/approve\"><button>通过</button></form>\
             <form method=\"post\" action=\"/clerk/{id}/refuse\">\
             <label class=\"wide\">退回代码<select name=\"code\">{}</select></label>\
             <label class=\"wide\">退回原因<input name=\"text\" maxlength=\"1000\" placeholder=\"留空则使用代码说明\"></label>\
             <button class=\"stern\">退回</button></form>",
            refusals()
        ));
    }
    body.push_str("</article>");
    body
}

/// The codes a clerk may refuse with, as options.
fn refusals() -> String {
    let all = codes::all().filter(|(code, _)| review::refuses(*code));
    all.map(|(code, text)| format!("<option value=\"{code}\">{code} {text}</option>")).collect()
}

fn pictures(case: &Case) -> String {
    if case.attachments.is_empty() {
        return String::new();
    }
    let figures: String = case
        .attachments
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let name = codes::row("attachment_kind", item.purpose).map_or("附件", |row| row.name);
            let url = format!("/clerk/{}/attachments/{n}", case.id);
            format!("<figure><a href=\"{url}\"><img src=\"{url}\" alt=\"{name}\" loading=\"lazy\"></a><figcaption>{name}</figcaption></figure>")
        })
        .collect();
    format!("<h3>附件</h3><div class=\"pictures\">{figures}</div>")
}
