//! 短信收件箱: every SMS that was "sent", visible to all, with a button that answers for the officer.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::page::page;
use super::{Shared, wants_html};
use crate::bureau::Bureau;
use crate::bureau::confirmation::{Message, PersonState};
use crate::wire::writing::escape;

/// Messages shown on the page; JSON has all.
const SHOWN: usize = 200;

/// All SMS, newest first on the page, oldest first in JSON.
pub async fn show(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if !wants_html(&headers) {
        return Json(shared.with(|bureau| bureau.inbox().to_vec())).into_response();
    }
    let cards: String = shared.with(|bureau| {
        bureau.inbox().iter().rev().take(SHOWN).map(|message| card(bureau, message)).collect()
    });
    let body = if cards.is_empty() {
        "<p class=\"note\">还没有发出短信。</p>".to_owned()
    } else {
        format!("<div class=\"grid\">{cards}</div>")
    };
    page("/inbox", "短信收件箱", &body)
}

/// One message.
pub fn card(bureau: &Bureau, message: &Message) -> String {
    let mut html = format!(
        "<article class=\"card\"><h3>{} <span class=\"tag\">{}</span></h3><p class=\"code\">{}</p>\
         <p class=\"text\">{}</p><p class=\"note\">{}　{}　办件{}</p>",
        escape(&message.to),
        message.role.name(),
        message.code,
        escape(&message.text),
        message.sender,
        message.at,
        message.case
    );
    let (word, tail) = standing(bureau, message);
    match tail {
        Some(tail) => {
            let _ = write!(
                html,
                "<form method=\"post\" action=\"/sms\"><input type=\"hidden\" name=\"code\" value=\"{}\">\
                 <input type=\"hidden\" name=\"mobile\" value=\"{}\"><input type=\"hidden\" name=\"tail\" value=\"{}\">\
                 <button class=\"quiet\">代负责人完成核验</button></form>",
                message.code,
                escape(&message.to),
                escape(&tail)
            );
        }
        None => {
            let _ = write!(html, "<p class=\"note\">{word}</p>");
        }
    }
    html.push_str("</article>");
    html
}

/// What became of a message; the last six of the certificate while it can still be answered.
fn standing(bureau: &Bureau, message: &Message) -> (&'static str, Option<String>) {
    let case = bureau.case(message.case);
    let people = case.and_then(|c| c.confirmation.as_ref()).map(|c| c.people.as_slice());
    let person = people.unwrap_or_default().iter().find(|person| {
        person.confirmer.mobile == message.to && person.confirmer.role == message.role
    });
    match person {
        Some(person) if person.state == PersonState::Confirmed => ("已完成核验", None),
        Some(person) if person.state == PersonState::Failed => ("核验失败", None),
        Some(person) if person.state == PersonState::TimedOut => ("已超时", None),
        Some(person) if person.code == message.code => ("", Some(person.tail())),
        _ => ("已被新的验证码取代", None),
    }
}
