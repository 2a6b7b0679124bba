//! The simulator over real HTTP, spoken to with SOAP written by hand.

mod batch;
mod board;
mod broken;
mod call_checks;
mod clerk;
mod data_checks;
mod downloads;
mod file_checks;
mod filing;
mod handout;
mod hostile_files;
mod ledger;
mod migration;
mod provider;
mod questions;
mod service_kinds;
mod sms;
mod spoilt;
mod standing;
