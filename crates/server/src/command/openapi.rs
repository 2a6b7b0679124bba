/// Prints the description of the API, as committed in `crates/server/openapi.json`.
pub fn run() -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(&crate::http::openapi())?;
    text.push('\n');
    print!("{text}");
    Ok(())
}
