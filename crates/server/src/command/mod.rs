//! What `beian` can be told to do, one file a command.

pub mod add_staff;
pub mod bench;
pub mod demo;
pub mod inspect;
pub mod migrate;
pub mod openapi;
pub mod serve;
pub mod verify_journal;
pub mod work;

use anyhow::Context;
use toml::Value;

/// `KEY=VALUE` pairs; a value that is no TOML is taken as a text.
pub fn overrides(pairs: &[String]) -> anyhow::Result<Vec<(String, Value)>> {
    pairs
        .iter()
        .map(|pair| {
            let (key, text) = pair.split_once('=').with_context(|| format!("{pair}: KEY=VALUE"))?;
            let parsed = format!("v = {text}").parse::<toml::Table>().ok();
            let value = parsed
                .and_then(|mut table| table.remove("v"))
                .unwrap_or_else(|| Value::String(text.to_owned()));
            Ok((key.to_owned(), value))
        })
        .collect()
}

/// Log lines as JSON on standard error; `RUST_LOG` chooses how much.
pub fn log() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let _ = fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
