//! 异常模式: the page of switches.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::Response;

use super::Shared;
use super::page::page;
use crate::modes::{Mode, Rates};
use crate::wire::soap;

/// The page.
pub async fn show(State(shared): State<Shared>) -> Response {
    let (set, hostility) = shared.with(|bureau| {
        let modes = &bureau.modes;
        let set = Mode::ALL
            .map(|mode| (mode, modes.setting(mode), modes.operation(mode).map(str::to_owned)));
        (set, modes.hostility())
    });
    let mut rows = String::new();
    for (mode, setting, operation) in set {
        let name = mode.name();
        let state = match setting {
            None => "关".to_owned(),
            Some(s) => s.times.map_or_else(|| "开".to_owned(), |times| format!("还有{times}次")),
        };
        let only = operation.map(|o| format!("<br><code>{o}</code>")).unwrap_or_default();
        let (flip, word) = if setting.is_some() { ("false", "关闭") } else { ("true", "打开") };
        let _ = write!(
            rows,
            "<tr><td><code>{name}</code></td><td class=\"long\">{}</td><td>{state}{only}</td><td>\
             <form method=\"post\" action=\"/control/modes\"><input type=\"hidden\" name=\"mode\" value=\"{name}\">\
             <input type=\"hidden\" name=\"on\" value=\"{flip}\"><button class=\"quiet\" aria-label=\"{word} {name}\">{word}</button></form></td></tr>",
            mode.meaning()
        );
    }
    let names: String =
        Mode::ALL.iter().map(|m| format!("<option>{}</option>", m.name())).collect();
    let operations: String =
        soap::OPERATIONS.iter().map(|o| format!("<option>{}</option>", o.name)).collect();
    let body = format!(
        "{}<section class=\"card\"><h2>按次数打开</h2><form method=\"post\" action=\"/control/modes\">\
         <label>模式<select name=\"mode\">{names}</select></label>\
         <label>次数<input name=\"times\" type=\"number\" min=\"1\" value=\"1\" required></label>\
         <label>数值（value）<input name=\"value\" inputmode=\"numeric\" pattern=\"-?[0-9]+\" size=\"8\"></label>\
         <label>方法<select name=\"operation\"><option value=\"\">全部</option>{operations}</select></label>\
         <button>打开</button></form></section>\
         <div class=\"card scroll\"><table><thead><tr><th>名称</th><th>作用</th><th>状态</th><th>操作</th></tr></thead><tbody>{rows}</tbody></table></div>",
        chance(hostility)
    );
    page("/modes", "异常模式", &body)
}

fn chance(hostility: Option<(u64, Rates)>) -> String {
    let Some((seed, rates)) = hostility else {
        return "<section class=\"card\"><h2>随机异常：关</h2>\
            <form method=\"post\" action=\"/control/hostility\"><label>种子<input name=\"seed\" inputmode=\"numeric\" pattern=\"[0-9]+\" value=\"1\" required></label>\
            <button class=\"quiet\">打开随机异常</button></form></section>"
            .to_owned();
    };
    let Rates { refuse_percent, silent_percent, repeat_percent, garbage_percent, delay_up_to_ms } =
        rates;
    format!(
        "<section class=\"card\"><h2>随机异常：开</h2>\
         <p class=\"note\">种子 {seed}。拒绝上报 {refuse_percent}%，受理后不应答 {silent_percent}%，\
         确认后重复下发 {repeat_percent}%，无效应答 {garbage_percent}%，延迟不超过 {delay_up_to_ms} 毫秒。</p>\
         <form method=\"post\" action=\"/control/hostility\"><button class=\"quiet\">关闭随机异常</button></form></section>"
    )
}
