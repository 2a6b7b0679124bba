//! 总览: the clerk's desk, the inbox and the ledger beside each other. The page is whole without a script;
//! with one it keeps up by itself, touching only what changed.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::page::wide_page;
use super::{Shared, account, brief, inbox};
use crate::bureau::Bureau;
use crate::bureau::case::Case;
use crate::codes;
use crate::ledger::Entry;
use crate::wire::writing::escape;

/// Items shown in a column.
const SHOWN: usize = 30;

/// A column of the board.
#[derive(Serialize, Hash)]
struct Column {
    name: &'static str,
    title: &'static str,
    /// The page with all of it.
    all: &'static str,
    /// What stands there when there is nothing.
    empty: &'static str,
    items: Vec<Item>,
}

/// An item: its place is its key, and a new text replaces it.
#[derive(Serialize, Hash)]
struct Item {
    key: String,
    html: String,
}

fn columns(bureau: &Bureau) -> [Column; 3] {
    let open = bureau.cases().filter(|case| !case.stage.is_final());
    let decided = bureau.cases().filter(|case| case.stage.is_final());
    let case = |case: &Case| Item { key: format!("case-{}", case.id), html: brief::card(case) };
    let messages = bureau.inbox().iter().rev().take(SHOWN).map(|message| Item {
        key: format!("sms-{}", message.n),
        html: inbox::card(bureau, message),
    });
    let entries = bureau
        .ledger()
        .entries()
        .iter()
        .rev()
        .take(SHOWN)
        .map(|entry| Item { key: format!("entry-{}", entry.n), html: line(entry) });
    [
        Column {
            name: "desk",
            title: "审核台",
            all: "/clerk",
            empty: "没有办件。",
            items: open.chain(decided).take(SHOWN).map(case).collect(),
        },
        Column {
            name: "inbox",
            title: "短信收件箱",
            all: "/inbox",
            empty: "还没有发出短信。",
            items: messages.collect(),
        },
        Column {
            name: "ledger",
            title: "报文台账",
            all: "/ledger",
            empty: "还没有收到报文。",
            items: entries.collect(),
        },
    ]
}

/// The page.
pub async fn show(State(shared): State<Shared>) -> Response {
    let (columns, now) = shared.with(|bureau| (columns(bureau), bureau.now().text()));
    let columns: String = columns
        .iter()
        .map(|column| {
            let Column { name, title, all, empty, items } = column;
            let hidden = if items.is_empty() { "" } else { " hidden" };
            let items: String = items
                .iter()
                .map(|item| format!("<li id=\"{}\">{}</li>", item.key, item.html))
                .collect();
            format!(
                "<section aria-labelledby=\"title-{name}\"><h2 id=\"title-{name}\">{title}<a href=\"{all}\" aria-label=\"{title}：全部\">全部</a></h2>\
                 <p class=\"note\" id=\"empty-{name}\"{hidden}>{empty}</p><ul id=\"{name}\">{items}</ul></section>"
            )
        })
        .collect();
    let body = format!(
        "<p class=\"note\" id=\"clock\">北京时间 {now}<noscript>　页面不会自动更新，请刷新。</noscript></p>\
         <div class=\"board\">{columns}</div><script src=\"/board.js\" defer></script>"
    );
    wide_page("/", "总览", &body)
}

/// The columns for the script; nothing when they are as it knows them.
pub async fn live(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let (columns, now) = shared.with(|bureau| (columns(bureau), bureau.now().text()));
    let mut hasher = DefaultHasher::new();
    columns.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let about = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (HeaderName::from_static("x-beijing-time"), now),
    ];
    if known == Some(tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, Json(columns)).into_response()
}

/// The script.
pub async fn script() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (headers, include_str!("../../assets/board.js")).into_response()
}

/// One message of the ledger.
fn line(entry: &Entry) -> String {
    let mood = match entry.code {
        0..=3 => "good",
        _ => "bad",
    };
    let mode = entry.mode.as_deref();
    let mode =
        mode.map(|mode| format!("<span class=\"tag bad\">{mode}</span>")).unwrap_or_default();
    let sequence = entry.sequence.map(|n| format!("　序号{n}")).unwrap_or_default();
    let time = entry.at.split(' ').next_back().unwrap_or_default();
    format!(
        "<div class=\"line\"><p><time>{time}</time> <code>{}</code> <b class=\"{mood}\" title=\"{}\">{}</b> {mode}</p>\
         <p class=\"note\">{}{sequence}　{}</p></div>",
        escape(&entry.operation),
        codes::message(entry.code),
        entry.code,
        entry.provider.map(|id| id.to_string()).unwrap_or_default(),
        escape(&account::content(entry))
    )
}
