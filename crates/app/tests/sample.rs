//! What the store's PostgreSQL for tests asks of its neighbours.

/// A name that no other database has.
#[expect(clippy::disallowed_methods, reason = "names of databases that end with the test")]
pub fn id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
