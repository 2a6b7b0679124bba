//! The officers' page: enter the code that came by SMS.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::Shared;
use super::page::page;
use super::posted::Posted;
use crate::bureau::confirmation::Answer;
use crate::wire::writing::escape;

/// What an officer enters.
#[derive(Deserialize)]
pub struct Entered {
    #[serde(default)]
    code: String,
    #[serde(default)]
    mobile: String,
    /// Last six characters of the certificate.
    #[serde(default)]
    tail: String,
}

/// The empty page.
pub async fn form() -> Response {
    render(None, "", "")
}

/// Confirm.
pub async fn confirm(State(shared): State<Shared>, posted: Posted<Entered>) -> Response {
    let Entered { code, mobile, tail } = &posted.value;
    let answer = shared.with(|bureau| bureau.confirm(code, mobile, tail));
    respond(&answer, &posted)
}

/// Send another code.
pub async fn resend(State(shared): State<Shared>, posted: Posted<Entered>) -> Response {
    let Entered { mobile, tail, .. } = &posted.value;
    let answer = shared.with(|bureau| bureau.resend(mobile, tail));
    respond(&answer, &posted)
}

fn respond(answer: &Answer, posted: &Posted<Entered>) -> Response {
    if posted.form {
        return render(Some(answer), &posted.value.mobile, &posted.value.tail);
    }
    let mut body = serde_json::to_value(answer).unwrap_or_else(|_| json!({}));
    body["message"] = json!(answer.text());
    Json(body).into_response()
}

fn render(answer: Option<&Answer>, mobile: &str, tail: &str) -> Response {
    let message = answer.map_or_else(String::new, |answer| {
        let mood = if answer.is_good() { "good" } else { "bad" };
        format!("<p class=\"message {mood}\" role=\"status\">{}</p>", escape(&answer.text()))
    });
    let (mobile, tail) = (escape(mobile), escape(tail));
    let body = format!(
        "{message}<section class=\"card\"><h2>填写验证码</h2>\
         <p class=\"note\">请在收到短信后24小时内完成核验。任一项输入错误均计一次错误，错误超过5次备案将被退回。</p>\
         <form class=\"tall\" method=\"post\" action=\"/sms\">\
         <label>短信验证码<input name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"6\" required></label>\
         <label>手机号码<input name=\"mobile\" inputmode=\"tel\" maxlength=\"11\" required value=\"{mobile}\"></label>\
         <label>证件号码后六位（字母X计为一位）<input name=\"tail\" maxlength=\"6\" required value=\"{tail}\"></label>\
         <button>提交核验</button></form></section>\
         <section class=\"card\"><h2>没有收到验证码</h2>\
         <form class=\"tall\" method=\"post\" action=\"/sms/resend\">\
         <label>手机号码<input name=\"mobile\" inputmode=\"tel\" maxlength=\"11\" required value=\"{mobile}\"></label>\
         <label>证件号码后六位<input name=\"tail\" maxlength=\"6\" required value=\"{tail}\"></label>\
         <button class=\"quiet\">重新发送</button></form>\
         <p class=\"note\">重新发送不会延长核验期限，以最近一次收到的验证码为准。</p></section>"
    );
    page("/sms", "ICP备案短信核验", &body)
}
