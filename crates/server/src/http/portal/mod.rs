//! For sponsors (主办者).

pub mod account;
mod classify;
pub mod confirmations;
pub mod filings;
mod icon;
mod moves;
mod notices;
mod patch;
pub mod records;
pub mod verification;

use super::{Server, limits::at_the_door};
use crate::config::Http;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes(http: &Http) -> OpenApiRouter<Server> {
    let door = OpenApiRouter::new()
        .routes(routes!(account::captcha))
        .routes(routes!(account::register))
        .routes(routes!(account::login))
        .routes(routes!(classify::classify));
    OpenApiRouter::new()
        .merge(at_the_door(door, http))
        .routes(routes!(account::me, account::logout))
        .routes(routes!(account::password))
        .routes(routes!(filings::list, filings::create))
        .routes(routes!(filings::show, filings::edit))
        .routes(routes!(filings::act))
        .routes(routes!(filings::history))
        .routes(routes!(confirmations::confirmations))
        .routes(routes!(notices::list))
        .routes(routes!(moves::list, moves::ask))
        .routes(routes!(moves::withdraw))
        .routes(routes!(moves::asked_for))
        .routes(routes!(moves::answer))
        .routes(routes!(records::list))
        .routes(routes!(records::show))
        .routes(routes!(records::history))
        .routes(routes!(records::file))
        .routes(routes!(icon::put))
        .routes(routes!(verification::open))
        .routes(routes!(verification::sheet))
        .routes(routes!(verification::commitment))
        .routes(routes!(verification::materials))
        .routes(routes!(verification::material))
}
