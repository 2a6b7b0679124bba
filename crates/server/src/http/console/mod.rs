//! For the provider's staff (接入商).

mod bureau;
mod bureau_files;
mod cases;
mod confirmations;
mod moves;
mod people;
mod records;
mod tasks;

pub use cases::StaffAction;
pub use records::ProvidersAction;

use super::{Server, limits::at_the_door};
use crate::config::Http;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes(http: &Http) -> OpenApiRouter<Server> {
    let door = OpenApiRouter::new().routes(routes!(people::login));
    OpenApiRouter::new()
        .merge(at_the_door(door, http))
        .routes(routes!(people::me, people::logout))
        .routes(routes!(people::password))
        .routes(routes!(people::issue_password))
        .routes(routes!(people::add_staff))
        .routes(routes!(people::journal))
        .routes(routes!(cases::queue))
        .routes(routes!(confirmations::board))
        .routes(routes!(cases::show))
        .routes(routes!(cases::claim))
        .routes(routes!(cases::approve))
        .routes(routes!(cases::return_case))
        .routes(routes!(cases::act))
        .routes(routes!(cases::reveal))
        .routes(routes!(cases::material))
        .routes(routes!(cases::pictures))
        .routes(routes!(cases::reasons))
        .routes(routes!(cases::uploads))
        .routes(routes!(bureau::board))
        .routes(routes!(bureau::retry))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::show))
        .routes(routes!(tasks::answer))
        .routes(routes!(tasks::reveal))
        .routes(routes!(bureau_files::list))
        .routes(routes!(bureau_files::skip))
        .routes(routes!(moves::requests))
        .routes(routes!(moves::decline))
        .routes(routes!(moves::propose_handover))
        .routes(routes!(moves::propose_outcome))
        .routes(routes!(moves::open_migration))
        .routes(routes!(moves::proposals))
        .routes(routes!(moves::show))
        .routes(routes!(moves::decide))
        .routes(routes!(records::find))
        .routes(routes!(records::show))
        .routes(routes!(records::history))
        .routes(routes!(records::file))
        .routes(routes!(records::act))
}
