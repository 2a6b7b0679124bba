//! Landing page, visible inbox, ledger, switches.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use std::fmt::Write as _;

use super::page::page;
use super::{Shared, wants_html};
use crate::codes;
use crate::modes::Mode;
use crate::wire::soap;
use crate::wire::writing::escape;

/// Rows shown on a page; JSON has all.
const SHOWN: usize = 200;

/// The first page.
pub async fn landing(State(shared): State<Shared>) -> Response {
    let (now, moved, waiting, open, messages, entries, providers) = shared.with(|bureau| {
        let providers: String = bureau
            .providers()
            .iter()
            .map(|p| {
                let files = bureau.waiting(p.isp_id).count();
                let secret = if p.key.is_some() { "加密传输" } else { "明文传输" };
                format!(
                    "<li>{}（用户名 {}，{secret}，待下载文件 {files} 个）</li>",
                    p.isp_id,
                    escape(&p.user_name)
                )
            })
            .collect();
        (
            bureau.now().text(),
            bureau.clock_moved(),
            bureau
                .cases()
                .filter(|c| matches!(c.stage, crate::bureau::case::Stage::BureauReview { .. }))
                .count(),
            bureau.cases().filter(|c| !c.stage.is_final()).count(),
            bureau.inbox().len(),
            bureau.ledger().entries().len(),
            providers,
        )
    });
    let card = |path: &str, name: &str, text: String| {
        format!(
            "<section class=\"card\"><h2><a href=\"{path}\">{name}</a></h2><p class=\"note\">{text}</p></section>"
        )
    };
    let mut body = String::from("<div class=\"grid\">");
    body += &card("/inbox", "短信收件箱", format!("12381 发出的全部短信，共 {messages} 条。"));
    body += &card("/sms", "短信核验", "负责人在此填写验证码。".to_owned());
    body += &card("/clerk", "审核台", format!("待审核 {waiting} 件，在办共 {open} 件。"));
    body += &card("/tasks", "下发任务", "下发核实任务、整改通知、黑名单等。".to_owned());
    body += &card("/ledger", "报文台账", format!("收到的每一个报文，共 {entries} 条。"));
    body += &card("/modes", "异常模式", "让模拟器按指定方式出错。".to_owned());
    body += "</div>";
    let _ = write!(
        body,
        "<section class=\"card below\"><h2>时钟</h2><p class=\"note\">北京时间 {now}（已拨动 {moved} 秒）</p>\
         <form method=\"post\" action=\"/control/clock\"><label>前进秒数<input name=\"advance_seconds\" type=\"number\" value=\"3600\" required></label>\
         <button class=\"quiet\">拨动时钟</button></form></section>\
         <section class=\"card\"><h2>接口地址</h2><ul><li><a href=\"{up}?wsdl\">{up}</a></li><li><a href=\"{query}?wsdl\">{query}</a></li>\
         <li><a href=\"{verify}?wsdl\">{verify}</a></li></ul><h3>接入商</h3><ul>{providers}</ul></section>",
        up = soap::UP_DOWN_LOAD,
        query = soap::QUERY_STATUS,
        verify = soap::VERIFY_BAMM,
    );
    page("/", "首页", &body)
}

/// All SMS, newest first on the page, oldest first in JSON.
pub async fn inbox(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let messages = shared.with(|bureau| bureau.inbox().to_vec());
    if !wants_html(&headers) {
        return Json(messages).into_response();
    }
    let mut body = String::new();
    for message in messages.iter().rev().take(SHOWN) {
        let _ = write!(
            body,
            "<article class=\"card\"><h2>发送至 {} <span class=\"tag\">{}</span></h2><p>{}</p>\
             <p class=\"note\">发送方 {}　{}　办件{}</p></article>",
            escape(&message.to),
            message.role.name(),
            escape(&message.text),
            message.sender,
            message.at,
            message.case
        );
    }
    if body.is_empty() {
        body.push_str("<p class=\"note\">还没有发出短信。</p>");
    }
    page("/inbox", "短信收件箱", &body)
}

/// The ledger.
pub async fn ledger(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let entries = shared.with(|bureau| bureau.ledger().entries().to_vec());
    if !wants_html(&headers) {
        return Json(entries).into_response();
    }
    let mut rows = String::new();
    for entry in entries.iter().rev().take(SHOWN) {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td title=\"{}\">{}</td><td>{}</td><td class=\"long\">{}</td></tr>",
            entry.n,
            entry.at,
            entry.operation,
            number(entry.provider),
            number(entry.sequence),
            codes::message(entry.code),
            entry.code,
            entry.mode.as_deref().unwrap_or_default(),
            escape(&entry.records.join(" "))
        );
    }
    let body = format!(
        "<div class=\"card scroll\"><table><thead><tr><th>序</th><th>时间</th><th>方法</th><th>接入商</th><th>数据序号</th>\
         <th>返回代码</th><th>异常模式</th><th>记录</th></tr></thead><tbody>{rows}</tbody></table></div>"
    );
    page("/ledger", "报文台账", &body)
}

/// The switches.
pub async fn modes(State(shared): State<Shared>) -> Response {
    let (set, hostile) = shared.with(|bureau| {
        (Mode::ALL.map(|mode| (mode, bureau.modes.setting(mode))), bureau.modes.is_hostile())
    });
    let mut rows = String::new();
    for (mode, setting) in set {
        let name = mode.name();
        let state = match setting {
            None => "关".to_owned(),
            Some(s) => s.times.map_or_else(|| "开".to_owned(), |times| format!("还有{times}次")),
        };
        let (flip, word) = if setting.is_some() { ("false", "关闭") } else { ("true", "打开") };
        let _ = write!(
            rows,
            "<tr><td><code>{name}</code></td><td class=\"long\">{}</td><td>{state}</td><td>\
             <form method=\"post\" action=\"/control/modes\"><input type=\"hidden\" name=\"mode\" value=\"{name}\">\
             <input type=\"hidden\" name=\"on\" value=\"{flip}\"><button class=\"quiet\">{word}</button></form></td></tr>",
            mode.meaning()
        );
    }
    let hostile = if hostile {
        "<p class=\"message bad\">模拟器以敌对方式启动：每种异常都可能随机发生。</p>"
    } else {
        ""
    };
    let body = format!(
        "{hostile}<div class=\"card scroll\"><table><thead><tr><th>名称</th><th>作用</th><th>状态</th><th>操作</th></tr></thead><tbody>{rows}</tbody></table></div>"
    );
    page("/modes", "异常模式", &body)
}
