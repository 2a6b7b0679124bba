//! `bureau-sim`: the simulator as a program.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use bureau_sim::modes::Rates;
use bureau_sim::seeded::Seeded;
use bureau_sim::{AesKey, Provider, SimConfig, Simulator};
use clap::Parser;

const AFTER_HELP: &str = "\
Examples:
  bureau-sim                                   hostile, at http://127.0.0.1:8700, provider demo-isp
  bureau-sim --calm --auto-approve-after 30    well-behaved, approves by itself
  bureau-sim --hostile 42 --seed 1             the same mishaps and the same codes every time
  bureau-sim --provider 110000000000:me:secret --data ./bureau-data

The first page lists all addresses. RUST_LOG=debug says more.";

/// A provincial bureau 省通信管理局 to try a provider's ICP filing system against.
///
/// It takes uploads over SOAP (interface V3.0), checks them, sends SMS codes, decides, hands out tasks, and
/// keeps a ledger of everything it was told. It is hostile by default: some calls are refused, left without
/// an answer or answered with garbage, by chance, so that a system meets in its tests what it will meet at a
/// real bureau. --calm switches that off.
#[derive(Parser)]
#[command(version, after_help = AFTER_HELP)]
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
    /// Draw what goes wrong by chance from this seed [default: one that is drawn and printed].
    #[arg(long, value_name = "SEED", conflicts_with = "calm")]
    hostile: Option<u64>,
    /// Behave: nothing goes wrong by chance. Single modes can still be switched on.
    #[arg(long)]
    calm: bool,
    /// So many uploads in a hundred are refused with a plausible code (7, 8, 15, 20, 901, 999).
    #[arg(long, value_name = "PERCENT", default_value = "5", value_parser = percent)]
    refuse_percent: f64,
    /// So many uploads in a hundred are taken and never answered.
    #[arg(long, value_name = "PERCENT", default_value = "2", value_parser = percent)]
    silent_percent: f64,
    /// So many acknowledged files in a hundred come again.
    #[arg(long, value_name = "PERCENT", default_value = "2", value_parser = percent)]
    repeat_percent: f64,
    /// So many answers in a hundred are garbage: HTML, broken off, a wrong hash, no zip.
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = percent)]
    garbage_percent: f64,
    /// Answers are held back by chance, up to so many milliseconds.
    #[arg(long, value_name = "MILLISECONDS", default_value = "200")]
    delay_up_to_ms: u64,
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

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("a number between 0 and 100".to_owned()),
    }
}

/// The seed of hostility: the one that was given, else a new one, short enough to be typed again.
fn seed(args: &Args) -> anyhow::Result<Option<u64>> {
    if args.calm {
        return Ok(None);
    }
    let drawn = || Seeded::from_system().map(|mut chance| chance.draw() % 1_000_000_000);
    match args.hostile {
        Some(seed) => Ok(Some(seed)),
        None => drawn().map(Some).map_err(|e| anyhow::anyhow!("no chance from the system: {e}")),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let args = Args::parse();
    let hostile = seed(&args)?;
    let defaults = SimConfig::default();
    let config = SimConfig {
        listen: args.listen,
        providers: if args.providers.is_empty() { defaults.providers } else { args.providers },
        data: args.data,
        seed: args.seed,
        auto_approve_after: args.auto_approve_after,
        hostile,
        rates: Rates {
            refuse_percent: args.refuse_percent,
            silent_percent: args.silent_percent,
            repeat_percent: args.repeat_percent,
            garbage_percent: args.garbage_percent,
            delay_up_to_ms: args.delay_up_to_ms,
        },
        one_code_per_person: !args.code_for_each_role,
        number_prefix: args.number_prefix,
        ..SimConfig::default()
    };
    let listen = config.listen;
    let place = config.data.clone();
    let bureau = Simulator::start(config).await.with_context(|| match place {
        Some(folder) => format!("cannot open at {listen} with the data in {}", folder.display()),
        None => format!("cannot open at {listen}"),
    })?;
    tracing::info!(url = bureau.url(), "the bureau is open");
    match hostile {
        Some(seed) => tracing::info!(seed, "hostile; again the same way: --hostile {seed}"),
        None => tracing::info!("calm: nothing goes wrong by chance"),
    }
    if !bureau.addr.ip().is_loopback() {
        tracing::warn!("other machines can reach this bureau, and its pages have no login");
    }
    ended().await?;
    // Calls that are left without an answer would be waited for without end.
    bureau.with(|bureau| bureau.save());
    tracing::info!("the bureau is closed");
    Ok(())
}

/// Waits for Ctrl-C, or for the word to end from whoever started the program.
async fn ended() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn args(more: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["bureau-sim"].iter().chain(more))
    }

    #[test]
    fn the_program_is_hostile_unless_it_is_told_to_be_calm() {
        Args::command().debug_assert();
        assert!(seed(&args(&[]).unwrap()).unwrap().is_some());
        assert_eq!(seed(&args(&["--hostile", "7"]).unwrap()).unwrap(), Some(7));
        assert_eq!(seed(&args(&["--calm"]).unwrap()).unwrap(), None);
        assert!(args(&["--calm", "--hostile", "7"]).is_err());
    }

    #[test]
    fn rates_and_providers_that_make_no_sense_are_refused_with_a_reason() {
        for (wrong, reason) in [
            (["--refuse-percent", "101"], "between 0 and 100"),
            (["--garbage-percent", "few"], "between 0 and 100"),
            (["--provider", "1:user"], "ID:USER:PASSWORD"),
            (["--provider", "x:user:password"], "the id of a provider is a number"),
            (["--provider", "1:user:password:short:0102030405060708"], "16, 24 or 32 bytes"),
        ] {
            let said = args(&wrong).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(said.contains(reason), "{wrong:?}: {said}");
        }
    }

    #[test]
    fn the_shipped_rates_are_the_librarys() {
        let given = args(&[]).unwrap();
        let rates = Rates::default();
        assert_eq!(
            [
                given.refuse_percent,
                given.silent_percent,
                given.repeat_percent,
                given.garbage_percent
            ],
            [
                rates.refuse_percent,
                rates.silent_percent,
                rates.repeat_percent,
                rates.garbage_percent
            ]
        );
        assert_eq!(given.delay_up_to_ms, rates.delay_up_to_ms);
    }
}
