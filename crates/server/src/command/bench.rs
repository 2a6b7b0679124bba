use clap::Args;

#[derive(Args)]
pub struct Arguments {}

/// Measures this build beside its raw limits.
pub async fn run(_arguments: Arguments) -> anyhow::Result<()> {
    anyhow::bail!("nothing is measured yet")
}
