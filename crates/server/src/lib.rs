//! The program: configuration, the HTTP side, and what it can be told to do.

pub mod assemble;
pub mod command;
pub mod config;
pub mod http;
