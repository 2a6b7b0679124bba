use crate::{assemble, config::Config};
use app::{Ctx, account::NewStaff};
use clap::Args;
use filing::permission::Role;

#[derive(Args)]
pub struct Arguments {
    username: String,
    /// `reviewer`, `administrator` or `auditor`.
    #[arg(long)]
    role: String,
    #[arg(long, default_value = "")]
    name: String,
}

/// Adds a member of the staff and prints the password, once.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let role: Role = serde_json::from_value(arguments.role.clone().into())
        .map_err(|_| anyhow::anyhow!("{}: no such role", arguments.role))?;
    let app = assemble::app(&config).await?;
    app.store.migrate().await?;
    let ctx = Ctx::system((assemble::clock())(), "add-staff");
    let new = NewStaff { username: arguments.username, name: arguments.name, role };
    let issued = app.add_staff(&ctx, new).await?;
    println!("{} {}", issued.username, issued.password);
    Ok(())
}
