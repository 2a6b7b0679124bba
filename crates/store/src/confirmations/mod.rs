//! 短信核验: who is asked in which round, how far they are, and what they were told.

mod notices;
mod people;
mod rounds;

pub use notices::{NoticeRow, Recipient};
pub use people::{ConfirmationRow, ConfirmationState};
pub use rounds::{RoundRow, RoundState};
