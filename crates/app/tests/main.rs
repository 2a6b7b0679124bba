//! The use cases as journeys: what people do from the type check to the filing number, against the
//! bureau's simulator in this process, with the clock in hand.

mod bureau_trouble;
mod confirmers;
mod deadlines;
mod desk;
mod door;
mod filed;
mod gateway;
mod line;
mod papers;
mod phone;
mod returned;
mod rounds;
mod secrecy;
mod world;
