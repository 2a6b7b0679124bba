//! 接口与时钟: the addresses to connect to, the providers, and the clock to move.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::Response;

use super::Shared;
use super::page::page;
use crate::wire::soap;
use crate::wire::writing::escape;

/// The page.
pub async fn show(State(shared): State<Shared>) -> Response {
    let (now, moved, providers) = shared.with(|bureau| {
        let providers: String = bureau
            .providers()
            .iter()
            .map(|p| {
                let files = bureau.waiting(p.isp_id).count();
                let secret = if p.key.is_some() { "加密传输" } else { "明文传输" };
                format!(
                    "<tr><td>{}</td><td>{}</td><td>{secret}</td><td>{files}</td></tr>",
                    p.isp_id,
                    escape(&p.user_name)
                )
            })
            .collect();
        (bureau.now().text(), bureau.clock_moved(), providers)
    });
    let mut body = String::new();
    let _ = write!(
        body,
        "<section class=\"card\"><h2>时钟</h2><p class=\"note\">北京时间 {now}（已拨动 {moved} 秒）</p>\
         <form method=\"post\" action=\"/control/clock\"><label>前进秒数<input name=\"advance_seconds\" type=\"number\" value=\"3600\" required></label>\
         <button class=\"quiet\">拨动时钟</button></form></section>\
         <section class=\"card\"><h2>接口地址</h2><ul><li><a href=\"{up}?wsdl\">{up}</a></li><li><a href=\"{query}?wsdl\">{query}</a></li>\
         <li><a href=\"{verify}?wsdl\">{verify}</a></li></ul></section>\
         <section class=\"card scroll\"><h2>接入商</h2><table><thead><tr><th>标识</th><th>用户名</th><th>传输</th><th>待下载文件</th></tr></thead>\
         <tbody>{providers}</tbody></table></section>",
        up = soap::UP_DOWN_LOAD,
        query = soap::QUERY_STATUS,
        verify = soap::VERIFY_BAMM,
    );
    page("/setup", "接口与时钟", &body)
}
