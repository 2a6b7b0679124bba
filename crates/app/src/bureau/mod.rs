//! Reporting to the bureau and hearing from it.
//!
//! What is sent is written down before it is sent; what is received is kept before it is read, and
//! acknowledged after it was processed. The bureau's word on a filing comes by download only.
//!
//! An approved filing waits shortly ([`prepare`]: files of up to a thousand), is sent in strict order
//! by one sender ([`send`], [`sender`]), and what follows from the answer is a table of `filing`
//! ([`answer`], [`sequence`], [`wait`]). What the staff sees of it is [`board`].

mod answer;
mod board;
mod hear;
mod pictures;
mod poll;
mod prepare;
mod retention;
mod send;
mod sender;
mod sequence;
mod wait;
mod withdraw;

pub use board::{AlertView, BureauBoard, HeldView, WaitView};
pub use poll::TRIES_BEFORE_ALERT;
pub use retention::LEAST_KEEP_DAYS;

use uuid::Uuid;

/// The name of a file, by which the bureau speaks of it: letters and digits (handbook §10.2.3).
fn file_name(upload: Uuid) -> String {
    format!("{FILE}{}", upload.simple())
}

const FILE: &str = "beianinfo";

/// The upload whose file a text names.
fn file_named(text: &str) -> Option<Uuid> {
    let (_, rest) = text.split_once(FILE)?;
    Uuid::try_parse(rest.get(..32)?).ok()
}
