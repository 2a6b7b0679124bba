//! Faults by name: what `docs/reliability.md` promises, one test a promise. Each ends with the
//! seven invariants.

mod clock;
mod database;
mod death;
mod fail_points;
mod leases;
mod races;
