//! How pages look: one frame, one style sheet, nothing from elsewhere.

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use crate::wire::writing::escape;

const PLACES: [(&str, &str); 8] = [
    ("/", "总览"),
    ("/inbox", "短信收件箱"),
    ("/sms", "短信核验"),
    ("/clerk", "审核台"),
    ("/tasks", "下发任务"),
    ("/ledger", "报文台账"),
    ("/modes", "异常模式"),
    ("/setup", "接口与时钟"),
];

/// A whole page. `body` is HTML.
pub fn page(here: &str, title: &str, body: &str) -> Response {
    frame(here, title, "", body)
}

/// A page that uses the whole width, with a script that only makes it livelier.
pub fn wide_page(here: &str, title: &str, body: &str) -> Response {
    frame(here, title, " class=\"wide\"", body)
}

fn frame(here: &str, title: &str, width: &str, body: &str) -> Response {
    let links: String = PLACES
        .iter()
        .map(|(path, name)| {
            let current = if *path == here { " aria-current=\"page\"" } else { "" };
            format!("<a href=\"{path}\"{current}>{name}</a>")
        })
        .collect();
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · 管局模拟器</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><header><strong>管局模拟器</strong><nav aria-label=\"主导航\">{links}</nav></header>\
         <main{width}><h1>{title}</h1>{body}</main>\
         <footer>测试用模拟系统，与任何政府机构无关；请勿填写真实个人信息。</footer></body></html>"
    );
    Html(html).into_response()
}

/// The style sheet.
pub async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (headers, include_str!("../../assets/style.css")).into_response()
}

/// Rows of a definition list; rows without a value are left out.
pub fn facts(rows: &[(&str, String)]) -> String {
    let rows: String = rows
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(value)))
        .collect();
    format!("<dl>{rows}</dl>")
}
