//! What tests turn: clock, switches, records on file, code tables, blacklist.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::posted::{Posted, problem};
use crate::bureau::{Blacklist, Bureau, Preset};
use crate::modes::{Mode, Setting};
use crate::record::library::Record;

/// How far to move the clock.
#[derive(Deserialize)]
pub struct Move {
    advance_seconds: i64,
}

/// What time it is.
pub async fn clock(State(shared): State<Shared>) -> Response {
    Json(shared.with(|bureau| time(bureau))).into_response()
}

/// Move the clock.
pub async fn move_clock(State(shared): State<Shared>, posted: Posted<Move>) -> Response {
    let time = shared.with(|bureau| {
        bureau.advance(posted.value.advance_seconds);
        time(bureau)
    });
    if posted.form { Redirect::to("/").into_response() } else { Json(time).into_response() }
}

fn time(bureau: &Bureau) -> Value {
    json!({ "now": bureau.now().text(), "unix": bureau.now().0, "moved_seconds": bureau.clock_moved() })
}

/// All switches.
pub async fn modes(State(shared): State<Shared>) -> Response {
    Json(shared.with(|bureau| switches(bureau))).into_response()
}

fn switches(bureau: &Bureau) -> Value {
    let all: Vec<Value> = Mode::ALL
        .iter()
        .map(|mode| {
            let setting = bureau.modes.setting(*mode);
            json!({
                "mode": mode,
                "on": setting.is_some(),
                "times": setting.and_then(|s| s.times),
                "value": setting.and_then(|s| s.value),
                "meaning": mode.meaning(),
            })
        })
        .collect();
    json!({ "hostile": bureau.modes.is_hostile(), "modes": all })
}

/// How to set a switch: `on`, or so many `times`; `value` (or `code`, or `ms`) where the mode takes a number.
#[derive(Deserialize)]
pub struct Switch {
    mode: Mode,
    #[serde(default)]
    on: Option<bool>,
    #[serde(default)]
    times: Option<u32>,
    #[serde(default, alias = "code", alias = "ms")]
    value: Option<i64>,
}

/// Set a switch.
pub async fn set_mode(State(shared): State<Shared>, posted: Posted<Switch>) -> Response {
    let Switch { mode, on, times, value } = posted.value;
    let on = match (on, times) {
        (Some(on), _) => on && times != Some(0),
        (None, Some(times)) => times > 0,
        (None, None) => {
            return problem(StatusCode::BAD_REQUEST, "say \"on\": true|false or \"times\": n");
        }
    };
    let switches = shared.with(|bureau| {
        if on {
            bureau.modes.switch_on(mode, Setting { times, value });
        } else {
            bureau.modes.switch_off(mode);
        }
        switches(bureau)
    });
    if posted.form {
        Redirect::to("/modes").into_response()
    } else {
        Json(switches).into_response()
    }
}

/// Everything on file.
pub async fn records(State(shared): State<Shared>) -> Response {
    Json(shared.with(|bureau| bureau.library().records().map(record).collect::<Vec<_>>()))
        .into_response()
}

/// Put a record on file.
pub async fn put_record(State(shared): State<Shared>, posted: Posted<Preset>) -> Response {
    let stored = shared.with(|bureau| {
        let id = bureau.put_on_file(posted.value);
        bureau.library().sponsor(id).map(record)
    });
    Json(stored).into_response()
}

fn record(record: &Record) -> Value {
    json!({
        "sponsor": record.sponsor,
        "services": record.services,
        "filed": record.filed.text(),
        "changed": record.changed.text(),
        "filed_by": record.filed_by,
    })
}

/// Add to the blacklist.
pub async fn blacklist(State(shared): State<Shared>, posted: Posted<Blacklist>) -> Response {
    shared.with(|bureau| bureau.blacklist(posted.value));
    StatusCode::NO_CONTENT.into_response()
}
