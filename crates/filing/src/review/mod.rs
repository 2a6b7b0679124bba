//! 接入商核实: the reviewer's checklist, and the coded reasons of a return.

mod checklist;
mod reasons;

pub use checklist::{Attention, ChecklistItem, STANDING_POINTS, checklist, open_points};
pub use reasons::{Place, Redo, ReturnItem, ReturnReason, return_reasons, unanswered};
