//! A sponsor's filings: which kind, typing, checking, handing over, following.

mod actions;
mod checking;
mod classify;
mod create;
mod edit;
mod effects;
mod icon;
mod view;

pub(crate) use checking::{case, services_to_verify};
pub use classify::{Classified, TypeQuestion};
pub use create::NewFiling;
pub(crate) use icon::SLOT as ICON_SLOT;
pub use view::{ActionView, FilingSummaryView, FilingView, Refusal, ServiceProgress};
pub(crate) use view::{summary, title};
