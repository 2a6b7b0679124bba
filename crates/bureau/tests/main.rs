//! The crate as its callers see it: dossiers in, wire out, the bureau's bytes in, events out.

mod calls;
mod configuration;
mod downloads;
mod fixture;
mod hostile;
mod http;
mod inspections;
mod limits;
mod names;
mod service_kinds;
mod wire;
