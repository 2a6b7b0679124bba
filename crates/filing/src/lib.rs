//! The rules of filing (备案), as data and pure functions: no input or output, no clock, no chance.

pub mod number;
pub mod region;
