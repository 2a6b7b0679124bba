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
use crate::modes::{Mode, Rates, Setting};
use crate::record::library::Record;
use crate::wire::soap;

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
    if posted.form { Redirect::to("/setup").into_response() } else { Json(time).into_response() }
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
                "operation": bureau.modes.operation(*mode),
                "meaning": mode.meaning(),
            })
        })
        .collect();
    let hostility = bureau.modes.hostility();
    json!({
        "hostile": hostility.is_some(),
        "seed": hostility.map(|(seed, _)| seed),
        "rates": hostility.map(|(_, rates)| rates),
        "modes": all,
    })
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
    /// Only calls of this operation.
    #[serde(default)]
    operation: Option<String>,
}

/// Set a switch.
pub async fn set_mode(State(shared): State<Shared>, posted: Posted<Switch>) -> Response {
    let Switch { mode, on, times, value, operation } = posted.value;
    let known = |name: &String| soap::OPERATIONS.iter().any(|o| o.name == name);
    if operation.as_ref().is_some_and(|name| !known(name)) {
        return problem(StatusCode::BAD_REQUEST, "no such operation");
    }
    let on = match (on, times) {
        (Some(on), _) => on && times != Some(0),
        (None, Some(times)) => times > 0,
        (None, None) => {
            return problem(StatusCode::BAD_REQUEST, "say \"on\": true|false or \"times\": n");
        }
    };
    let switches = shared.with(|bureau| {
        let setting = Setting { times, value };
        match (on, &operation) {
            (true, Some(operation)) => bureau.modes.switch_on_for(mode, setting, operation),
            (true, None) => bureau.modes.switch_on(mode, setting),
            (false, _) => bureau.modes.switch_off(mode),
        }
        switches(bureau)
    });
    if posted.form {
        Redirect::to("/modes").into_response()
    } else {
        Json(switches).into_response()
    }
}

/// Be hostile with a seed, or calm without one. Rates stay as they are unless they are named.
#[derive(Deserialize)]
pub struct Hostile {
    seed: Option<u64>,
    refuse_percent: Option<f64>,
    silent_percent: Option<f64>,
    repeat_percent: Option<f64>,
    garbage_percent: Option<f64>,
    delay_up_to_ms: Option<u64>,
}

/// Become hostile or calm.
pub async fn set_hostility(State(shared): State<Shared>, posted: Posted<Hostile>) -> Response {
    let wanted = posted.value;
    let percents = [
        wanted.refuse_percent,
        wanted.silent_percent,
        wanted.repeat_percent,
        wanted.garbage_percent,
    ];
    if !percents.iter().flatten().all(|percent| (0.0..=100.0).contains(percent)) {
        return problem(StatusCode::BAD_REQUEST, "a rate is between 0 and 100 percent");
    }
    let switches = shared.with(|bureau| {
        let before = bureau.modes.hostility().map_or_else(Rates::default, |(_, rates)| rates);
        let rates = Rates {
            refuse_percent: wanted.refuse_percent.unwrap_or(before.refuse_percent),
            silent_percent: wanted.silent_percent.unwrap_or(before.silent_percent),
            repeat_percent: wanted.repeat_percent.unwrap_or(before.repeat_percent),
            garbage_percent: wanted.garbage_percent.unwrap_or(before.garbage_percent),
            delay_up_to_ms: wanted.delay_up_to_ms.unwrap_or(before.delay_up_to_ms),
        };
        bureau.modes.set_hostility(wanted.seed.map(|seed| (seed, rates)));
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
