//! 电子核验: the phone work, step by step, as the server says.
//!
//! A QR code opens one service's run on one phone. Order, branching, limits and texts come from
//! `filing::verification`; here pictures are looked at, kept, compared, and the steps recorded.

mod capture;
mod consent;
mod document;
mod liveness;
mod open;
mod papers;
mod phone_match;
mod restart;
mod run;
mod view;

pub use capture::PictureGiven;
pub use consent::{CONSENTS, ConsentGiven};
pub use liveness::{Frame, FramesGiven};
pub use open::{OpenedPhone, OpenedQr};
pub(crate) use run::evidence_of;
pub use view::{ReadingView, StepView};
#[cfg(test)]
pub(crate) use {document::slot, liveness::Prompt};
