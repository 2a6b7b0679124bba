use crate::{assemble, config::Config};

/// Walks the journal's chain from the first entry; exits with an error at a broken one.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let app = assemble::app(&config).await?;
    match app.store.verify_journal().await? {
        None => {
            println!("every entry of the journal is where it was written, unchanged");
            Ok(())
        }
        Some(broken) => {
            anyhow::bail!("the journal is broken at entry {}: {}", broken.sequence, broken.why)
        }
    }
}
