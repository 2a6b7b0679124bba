//! The provider's side: the queue, the case, the decision.

mod decide;
mod queue;
mod show;

pub use show::{CaseView, FieldRow, MaterialView, PointView};
