//! Filings: what was typed, where it stands, what was sent.

mod reads;
mod row;
mod saves;

pub use row::{FilingRow, FilingSummary};
