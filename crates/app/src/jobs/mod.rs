//! Queued work: what is done later, by whom, how often it is tried.
//!
//! A job commits with the row that it belongs to and is repeatable: done twice, it changes
//! nothing. [`runner`] claims with a lease and a fence.

mod erase;
mod right;
mod runner;
mod schedule;
mod work;

pub(crate) use right::RIGHT;
pub use runner::{Worker, run_due};
pub use work::Work;
