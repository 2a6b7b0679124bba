//! The rules of ICP filing (ICP备案): what may be filed, by whom, in which order, and why not.
//!
//! No I/O, no clock, no randomness: time is passed in, tables are data in `reference/`. What has
//! legal weight is printed into `tests/golden/` so that a person can read it.
//!
//! Start at [`classify`] (which kind of filing is this), [`draft`] (what was typed), [`check`]
//! (every finding at once, and the only maker of a [`dossier::Dossier`]), [`state`] (the life of a
//! filing) and [`verification`] (what the phone must collect).

pub mod bureau_result;
pub mod check;
pub mod classify;
pub mod code;
pub mod confirmation;
pub mod document;
pub mod dossier;
pub mod draft;
pub mod id;
pub mod inspection;
pub mod issue;
pub mod journal;
pub mod kind;
pub mod number;
pub mod permission;
pub mod personal;
pub mod proposal;
pub mod province;
pub mod record;
pub mod region;
pub mod review;
#[cfg(feature = "schema")]
pub(crate) mod schema;
pub mod service_form;
pub mod shown_number;
pub mod site_name;
pub mod state;
pub mod time;
pub mod verification;
pub mod words;
