//! 下发任务: what is out and how it was answered, and a form for everything that can be handed out.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::Response;

use crate::bureau::handout::Handouts;
use crate::codes;
use crate::web::Shared;
use crate::web::page::page;
use crate::wire::writing::escape;

/// The page.
pub async fn show(State(shared): State<Shared>) -> Response {
    let (outstanding, records) = shared.with(|bureau| {
        let records: String = bureau
            .library()
            .records()
            .flat_map(|r| {
                let services = r.services.iter().map(|s| (&s.number, &s.name));
                std::iter::once((&r.sponsor.number, &r.sponsor.name)).chain(services)
            })
            .filter_map(|(number, name)| {
                let number = escape(number.as_deref()?);
                Some(format!("<option value=\"{number}\">{}</option>", escape(name)))
            })
            .collect();
        (outstanding(bureau.handouts()), records)
    });
    let mut body =
        format!("{outstanding}<datalist id=\"records\">{records}</datalist><h2>下发</h2>");
    body.push_str("<div class=\"forms\">");
    for (path, title, note, fields) in FORMS {
        let _ = write!(
            body,
            "<section class=\"card\"><h3>{title}</h3><p class=\"note\">{note}</p>\
             <form method=\"post\" action=\"{path}\">{fields}<button>下发</button></form></section>"
        );
    }
    body.push_str("</div>");
    page("/tasks", "下发任务", &body)
}

/// Why nothing was handed out.
pub fn refused(why: &str) -> Response {
    let text = format!(
        "<p class=\"message bad\" role=\"alert\">{}</p><p><a href=\"/tasks\">返回下发任务</a></p>",
        escape(why)
    );
    page("/tasks", "没有下发", &text)
}

/// Address, title, what it is for, and the fields of each form.
const FORMS: [(&str, &str, &str, &str); 9] = [
    (
        "/control/hsrw",
        "核实任务 HSRW",
        "请接入商核实一条备案，以 HSJG 答复。",
        "<label class=\"wide\">主体或网站备案号<input name=\"record\" list=\"records\" required></label>\
         <label class=\"wide\">备注<input name=\"remark\" maxlength=\"500\"></label>",
    ),
    (
        "/control/hcjg",
        "核查结果 HCJG",
        "主体、接入、空壳网站或存活核查。接入结果1多报、2少报，空壳结果0存活、1死亡。",
        "<label>核查种类<select name=\"kind\"><option value=\"sponsor\">主体核查</option><option value=\"access\">接入核查</option>\
         <option value=\"shell\">空壳网站核查</option><option value=\"alive\">网站存活检测</option></select></label>\
         <label class=\"wide\">主体或网站备案号<input name=\"record\" list=\"records\" required></label>\
         <label class=\"wide\">错误原因（主体）<input name=\"reason\" maxlength=\"512\"></label>\
         <label>结果<input name=\"result\" inputmode=\"numeric\" pattern=\"[0-2]\"></label>\
         <label>域名（少报）<input name=\"domain\" maxlength=\"255\"></label>\
         <label>解析IP（少报）<input name=\"ip\"></label>",
    ),
    (
        "/control/xgtz",
        "整改通知 XGTZ",
        "期限写入通知内容：接口没有期限字段。",
        "<label class=\"wide\">主体或网站备案号<input name=\"record\" list=\"records\" required></label>\
         <label class=\"wide\">通知内容<input name=\"text\" maxlength=\"220\" required></label>\
         <label>整改期限<input name=\"deadline\" type=\"date\"></label>",
    ),
    (
        "/control/hmdlb",
        "黑名单 HMDLB",
        "填写证件号码为主体，填写域名为网站；同时影响本管局的审核。",
        "<label>操作<select name=\"action\"><option value=\"add\">增加</option><option value=\"modify\">修改</option>\
         <option value=\"remove\">删除</option></select></label>\
         <label class=\"wide\">名称<input name=\"name\" maxlength=\"255\" required></label>\
         <label class=\"wide\">主体证件号码<input name=\"cert_number\" maxlength=\"128\"></label>\
         <label class=\"wide\">网站域名<input name=\"domain\" maxlength=\"128\"></label>",
    ),
    (
        "/control/ffjrhmd",
        "非法接入黑名单 FFJRHMD",
        "域名与IP地址的非法接入。",
        "<label class=\"wide\">域名<input name=\"domain\" maxlength=\"128\" required></label>\
         <label>IP地址<input name=\"ip\" required></label>",
    ),
    (
        "/control/wbawzlb",
        "未备案网站 WBAWZLB",
        "在接入商地址上发现的未备案网站，以 WBACLJG 答复。",
        "<label class=\"wide\">域名<input name=\"domain\" maxlength=\"128\" required></label>\
         <label>IP地址<input name=\"ip\" required></label>\
         <label>检测次数<input name=\"times\" type=\"number\" min=\"1\" value=\"1\"></label>",
    ),
    (
        "/control/jcdm",
        "基础代码 JCDM",
        "不填写代码时下发全部代码表；停用的代码此后不得上报。",
        "<label>代码表<select name=\"table\"><option value=\"\">全部</option><option value=\"nature\">单位性质</option>\
         <option value=\"cert_type\">证件类型</option><option value=\"service_content\">服务内容</option>\
         <option value=\"pre_approval\">前置审批</option><option value=\"access_mode\">接入方式</option>\
         <option value=\"language\">语言类别</option><option value=\"attachment_kind\">附件用途</option></select></label>\
         <label>代码<input name=\"id\" inputmode=\"numeric\" pattern=\"[0-9]+\"></label>\
         <label>是否有效<select name=\"valid\"><option value=\"\">不变</option><option value=\"true\">有效</option>\
         <option value=\"false\">停用</option></select></label>",
    ),
    (
        "/control/sjtb",
        "数据同步 SJTB",
        "再次下发备案库中的备案；不填写备案号时下发与接入商有关的全部备案。",
        "<label class=\"wide\">主体或网站备案号<input name=\"record\" list=\"records\"></label>",
    ),
    (
        "/control/zxsj",
        "管局注销 ZXSJ",
        "管局自行注销一个主体或网站，并通知有关接入商。",
        "<label class=\"wide\">主体或网站备案号<input name=\"record\" list=\"records\" required></label>\
         <label class=\"wide\">备注<input name=\"remark\" maxlength=\"500\"></label>",
    ),
];

fn outstanding(handouts: &Handouts) -> String {
    let mut rows = String::new();
    let mut row = |at: String, what: &str, about: &str, answer: Option<String>| {
        let mood = if answer.is_some() { "good" } else { "" };
        let _ = write!(
            rows,
            "<tr><td>{at}</td><td>{what}</td><td class=\"long\">{}</td><td class=\"long {mood}\">{}</td></tr>",
            escape(about),
            escape(answer.as_deref().unwrap_or("未答复"))
        );
    };
    for task in handouts.inspections.iter().rev() {
        let about = task.number.clone().unwrap_or_else(|| task.sponsor.to_string());
        let answer = task.answer.as_ref().map(|a| {
            let verdict = if a.right { "核实通过" } else { "核实不通过" };
            let errors = a.errors.as_deref().map(|e| format!("，{e}")).unwrap_or_default();
            format!("{verdict}（{}）：{}{errors}", a.inspected, a.opinion)
        });
        row(task.handed.text(), "核实任务", &about, answer);
    }
    for site in handouts.unfiled.iter().rev() {
        let ip = u32::try_from(site.ip).map(std::net::Ipv4Addr::from);
        let ip = ip.map_or_else(|_| site.ip.to_string(), |ip| ip.to_string());
        let answer = site.answer.as_ref().map(|a| {
            let result = codes::row("unfiled_result", a.result).map_or("", |row| row.name);
            format!("{result}：{}", a.opinion)
        });
        row(site.handed.text(), "未备案网站", &format!("{} {ip}", site.domain), answer);
    }
    for notice in handouts.notices.iter().rev() {
        let about = format!("{} {}", notice.number.as_deref().unwrap_or_default(), notice.text);
        row(notice.handed.text(), "整改通知", &about, Some("无须答复".to_owned()));
    }
    if rows.is_empty() {
        return "<p class=\"note\">还没有下发过任务。</p>".to_owned();
    }
    format!(
        "<div class=\"card scroll\"><table><thead><tr><th>时间</th><th>种类</th><th>对象</th><th>答复</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
}
