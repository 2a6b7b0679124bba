//! Faults by name: what `docs/reliability.md` promises, one test a promise. Each ends with the
//! seven invariants.

mod death;
mod fail_points;
