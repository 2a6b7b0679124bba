//! A provincial bureau 省通信管理局 to talk to: interface V3.0 of the ICP filing system over SOAP, the
//! ministry's SMS confirmation, a clerk, and a ledger of everything it was told.
//!
//! It exists so that an access provider's system can be tried against something that refuses what the real
//! one would refuse, and misbehaves on request. It shares no code with the crate that speaks the protocol on
//! the provider's side: what one of the two gets wrong, the other notices.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use bureau_sim::{SimConfig, Simulator};
//!
//! let bureau = Simulator::start(SimConfig { seed: Some(1), ..SimConfig::default() }).await?;
//! println!("upload to {}/ISPWebService/upDownLoad", bureau.url());
//! bureau.advance(24 * 3600);
//! bureau.with(|bureau| assert!(bureau.ledger().entries().is_empty()));
//! # Ok(())
//! # }
//! ```
//!
//! - `wire`: SOAP, envelope (zip, MD5, AES, base64), GBK, XML
//! - `schema`: the messages described as data (`schema/*.txt`), and one check for all
//! - `record`: what a filing says, read and written; what is on file
//! - `rules`: what the bureau objects to about the data
//! - `bureau`: the calls, cases, SMS, decisions, outgoing files
//! - `modes`: ways of misbehaving, each a named switch
//! - `web`: HTTP

pub mod bureau;
pub mod clock;
pub mod codes;
pub mod config;
pub mod ledger;
pub mod modes;
pub mod record;
pub mod rules;
pub mod schema;
pub mod seeded;
mod simulator;
mod web;
pub mod wire;

pub use config::{Limits, Permission, Provider, SimConfig};
pub use simulator::Simulator;
pub use wire::envelope::AesKey;
