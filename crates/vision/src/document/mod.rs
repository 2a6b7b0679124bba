//! Documents: which kinds there are, what is printed on each, and how its fields are read off the lines.
//!
//! `kind` names them, `reference` holds their labels as data, `cells` parts lines into labels and
//! values, `layout` gives values to labels, `shape` turns a value into what is reported, `checks` are
//! the check digits and look-alikes, `fields` puts it together and cross-checks.

mod cells;
mod checks;
mod fields;
mod kind;
mod layout;
mod reference;
mod shape;

pub use checks::{id_number_is_valid, uscc_is_valid};
pub(crate) use fields::{Extract, extract};
pub(crate) use kind::recognise_kind;
pub use kind::{Claim, DocKind, UnknownKind};
