//! The program over HTTP: everything here is asked of a running server, beside a bureau of the
//! tests' own.

mod access;
mod contract;
mod cut_off;
mod description;
mod door;
mod golden;
mod health;
mod house;
mod journey;
mod pictures;
mod problem;
mod service_kinds;
mod typing;
mod wire;
