//! The use cases as journeys: what people do from the type check to the filing number, against the
//! bureau's simulator in this process, with the clock in hand.

mod app_signature;
mod bureau_trouble;
mod deadlines;
mod desk;
mod door;
mod filed;
mod line;
mod papers;
mod phone;
mod returned;
mod secrecy;
mod service_kinds;
mod world;
