//! 真实性核验单 and 承诺书 as PDF, filled in but for signature, seal and date.
//!
//! The words are our own (handbook §9.1, §9.2: the bureau's originals are not public). Each page
//! carries its template's name and the filing's code, printed and as a QR code, so that a
//! photograph of it can be told from another filing's.

mod commitment;
mod page;
mod verification_sheet;

pub use commitment::{COMMITMENTS, CommitmentForm, commitment};
pub use page::Typesetter;
pub use verification_sheet::{SheetForm, verification_sheet};

/// Template and version as printed, e.g. `核验单 v1`.
pub const SHEET_TEMPLATE: &str = "HYD-1";
/// As [`SHEET_TEMPLATE`], for the letter of commitment.
pub const COMMITMENT_TEMPLATE: &str = "CNS-1";
