//! `bureau-sim`: the simulator as a program.

use std::net::SocketAddr;
use std::path::PathBuf;

use bureau_sim::{AesKey, Provider, SimConfig, Simulator};
use clap::Parser;

/// A provincial bureau to talk to: takes uploads, checks them, sends SMS codes, decides, misbehaves on request.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Where to listen.
    #[arg(long, env = "BUREAU_SIM_LISTEN", default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// A provider that may report: ID:USER:PASSWORD, or ID:USER:PASSWORD:KEY:IV to encrypt. May be repeated.
    #[arg(long = "provider", env = "BUREAU_SIM_PROVIDER", value_parser = provider, hide_env_values = true)]
    providers: Vec<Provider>,
    /// Keep ledger and state in this folder.
    #[arg(long, env = "BUREAU_SIM_DATA")]
    data: Option<PathBuf>,
    /// Draw verification codes from this seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Approve by itself what has been in review for so many seconds.
    #[arg(long, value_name = "SECONDS")]
    auto_approve_after: Option<i64>,
    /// Let every mode of misbehaviour strike by chance, drawn from this seed.
    #[arg(long, value_name = "SEED")]
    hostile: Option<u64>,
    /// Send a code for each role even when one person has both.
    #[arg(long)]
    code_for_each_role: bool,
    /// What filing numbers start with.
    #[arg(long, default_value = "粤")]
    number_prefix: String,
}

fn provider(text: &str) -> Result<Provider, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (id, user, password) = match parts.as_slice() {
        [id, user, password] | [id, user, password, _, _] => (id, user, password),
        _ => return Err("ID:USER:PASSWORD or ID:USER:PASSWORD:KEY:IV".to_owned()),
    };
    let id = id.parse().map_err(|_| "the id of a provider is a number".to_owned())?;
    let provider = Provider::new(id, user, password);
    match parts.as_slice() {
        [_, _, _, key, iv] => Ok(provider.with_key(AesKey::from_text(key, iv)?)),
        _ => Ok(provider),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let args = Args::parse();
    let defaults = SimConfig::default();
    let config = SimConfig {
        listen: args.listen,
        providers: if args.providers.is_empty() { defaults.providers } else { args.providers },
        data: args.data,
        seed: args.seed,
        auto_approve_after: args.auto_approve_after,
        hostile: args.hostile,
        one_code_per_person: !args.code_for_each_role,
        number_prefix: args.number_prefix,
        ..SimConfig::default()
    };
    let bureau = Simulator::start(config).await?;
    tracing::info!(url = bureau.url(), "the bureau is open");
    if !bureau.addr.ip().is_loopback() {
        tracing::warn!("other machines can reach this bureau, and its pages have no login");
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}
