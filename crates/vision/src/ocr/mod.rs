//! Printed text: where it is (`detect`), what it says (`recognise`), and the sheet of lines made of both
//! (`read`).
//!
//! Detection is PP-OCRv6 tiny, recognition PP-OCRv6 small: measured as the best pair (the tiny
//! dictionary lacks 1,315 of GB 2312's 6,763 characters, so names and addresses need the small one).

mod detect;
mod read;
mod recognise;

pub(crate) use read::{Page, Reader, TextLine};
pub(crate) use recognise::{Dictionary, Glyph};
