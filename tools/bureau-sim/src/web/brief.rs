//! A case in a few lines, with what the clerk can do about it: for the board.

use std::fmt::Write as _;

use crate::bureau::case::{Case, Matter, Stage};
use crate::bureau::confirmation::PersonState;
use crate::wire::writing::escape;

/// The card of a case.
pub fn card(case: &Case) -> String {
    let id = case.id;
    let mood = match case.stage {
        Stage::Filed { .. } => " good",
        Stage::Refused { .. } => " bad",
        _ => "",
    };
    let mut html = format!(
        "<article class=\"card\"><h3>{} <span class=\"tag{mood}\">{}</span></h3><p class=\"text\">{}</p>\
         <p class=\"note\">办件{id}　标识 {}　{}</p>",
        case.operation.name(),
        case.stage.name(),
        escape(&about(case)),
        escape(&case.label),
        case.received.text()
    );
    if let (Stage::SmsVerification, Some(confirmation)) = (&case.stage, &case.confirmation) {
        let people: Vec<String> = confirmation
            .people
            .iter()
            .map(|p| format!("{} {}", p.confirmer.role.name(), word(p.state)))
            .collect();
        let _ = write!(
            html,
            "<p class=\"note\">{}</p><p class=\"note\">期限 {}</p>",
            people.join("，"),
            confirmation.deadline.text()
        );
    }
    match &case.stage {
        Stage::BureauReview { .. } => {
            let _ = write!(
                html,
                "<div class=\"acts\"><form method=\"post\" action=\"/clerk/{id}/approve\"><input type=\"hidden\" name=\"back\" value=\"board\">\
                 <button>通过</button></form>\
                 <details><summary>退回…</summary><form method=\"post\" action=\"/clerk/{id}/refuse\">\
                 <input type=\"hidden\" name=\"back\" value=\"board\">\
                 <label>代码<input name=\"code\" inputmode=\"numeric\" pattern=\"[0-9]+\" value=\"1002\" size=\"6\" required></label>\
                 <label class=\"wide\">原因<input name=\"text\" maxlength=\"1000\"></label>\
                 <button class=\"stern\">退回</button></form></details></div>"
            );
        }
        Stage::Filed { number: Some(number), .. } => {
            let _ = write!(html, "<p class=\"good\">{}</p>", escape(number));
        }
        Stage::Refused { code, text, .. } => {
            let _ = write!(html, "<p class=\"bad\">{code} {}</p>", escape(text));
        }
        _ => {}
    }
    if !case.stage.is_final() {
        let _ = write!(html, "<p><a href=\"/clerk#case-{id}\">查看材料</a></p>");
    }
    html.push_str("</article>");
    html
}

/// Sponsor and services in words.
fn about(case: &Case) -> String {
    let sponsor = case.matter.sponsor().map(|s| s.name.clone());
    let services = case.matter.services().iter().map(|service| {
        let domains: Vec<&str> = service.domains.iter().map(|d| d.name.as_str()).collect();
        format!("{} {}", service.name, domains.join(" ")).trim_end().to_owned()
    });
    let words: Vec<String> = sponsor.into_iter().chain(services).collect();
    match &case.matter {
        Matter::AddAccess { service, .. } => format!("网站 {service}"),
        Matter::Cancel { id, .. } => format!("记录 {id}"),
        _ => words.join("；"),
    }
}

fn word(state: PersonState) -> &'static str {
    match state {
        PersonState::Waiting => "等待核验",
        PersonState::Confirmed => "已核验",
        PersonState::Failed => "核验失败",
        PersonState::TimedOut => "已超时",
    }
}
