//! How often one address may knock at the doors that cost something: log-in, registration, type
//! check, one-time codes.

use super::{Server, problem::Problem};
use crate::config::Http;
use axum::{http::StatusCode, response::IntoResponse};
use std::time::Duration;
use tower_governor::{GovernorError, GovernorLayer, governor::GovernorConfigBuilder};
use utoipa_axum::router::OpenApiRouter;

/// Limits these routes by the address of the caller.
pub fn at_the_door(routes: OpenApiRouter<Server>, http: &Http) -> OpenApiRouter<Server> {
    let per_minute = http.door_per_minute.max(1);
    let config = GovernorConfigBuilder::default()
        .period(Duration::from_millis(60_000 / u64::from(per_minute)))
        .burst_size(per_minute)
        .finish()
        .expect("period and burst are not zero");
    let layer = GovernorLayer::new(config).error_handler(|error| {
        let problem = match error {
            GovernorError::TooManyRequests { wait_time, .. } => Problem {
                retry_after: Some(i64::try_from(wait_time).unwrap_or(60).max(1)),
                ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many")
            },
            _ => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        };
        problem.into_response()
    });
    routes.layer(layer)
}
