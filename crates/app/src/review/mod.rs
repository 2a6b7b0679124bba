//! The provider's side: the queue, the case, the decision.

mod decide;
mod queue;
mod show;

pub use decide::ReturnReason;
pub use show::{CaseView, FieldRow, MaterialView};
