//! Reporting to the bureau and hearing from it.
//!
//! What is sent is written down before it is sent; what is received is kept before it is read, and
//! acknowledged after it was processed. The bureau's word on a filing comes by download only.

mod hear;
mod poll;
mod report;
mod send;
mod sequence;

pub use poll::TRIES_BEFORE_ALERT;
