//! The use cases as journeys: what people do from the type check to the filing number, against the
//! bureau's simulator in this process, with the clock in hand.

mod bureau_trouble;
mod cancellations;
mod changes;
mod deadlines;
mod desk;
mod door;
mod filed;
mod line;
mod more_kinds;
mod moves;
mod papers;
mod phone;
mod record_desk;
mod returned;
mod secrecy;
mod world;
