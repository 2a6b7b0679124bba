use crate::{assemble, config::Config};

/// Brings the database to this version; running it again changes nothing.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let app = assemble::app(&config).await?;
    app.store.migrate().await?;
    println!("the database is at the version of this program");
    Ok(())
}
