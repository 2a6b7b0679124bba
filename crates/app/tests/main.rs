//! The use cases as journeys: what people do from the type check to the filing number, against the
//! bureau's simulator in this process, with the clock in hand.

mod app_signature;
mod bureau_trouble;
mod cancellations;
mod changes;
mod confirmers;
mod deadlines;
mod desk;
mod door;
mod faults;
mod filed;
mod files;
mod gateway;
mod inspections;
mod line;
mod more_kinds;
mod moves;
mod papers;
mod phone;
#[path = "../../store/tests/postgres.rs"]
mod postgres;
mod record_desk;
mod returned;
mod rounds;
mod sample;
mod secrecy;
mod service_kinds;
mod world;
