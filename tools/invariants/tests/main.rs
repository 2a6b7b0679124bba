//! The checker can fail: each invariant with a fault planted, on SQLite and on PostgreSQL.

mod planted;
#[path = "../../../crates/store/tests/postgres.rs"]
mod postgres;
#[expect(dead_code, reason = "shared with the store's own tests, which use all of it")]
#[path = "../../../crates/store/tests/sample.rs"]
mod sample;
mod scene;
