//! The officers answer the ministry's SMS.

use crate::{simulator::Simulator, town::Town};
use serde_json::json;
use server::command::demo::text;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

pub async fn answer(simulator: Arc<Simulator>, town: Arc<Town>) -> anyhow::Result<()> {
    let mut answered: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let inbox = simulator.get("/inbox").await?;
        for message in inbox.as_array().into_iter().flatten() {
            let (code, mobile) = (text(message, "code"), text(message, "to"));
            let Some(certificate) = town.certificate(mobile) else { continue };
            if !answered.insert((code.to_owned(), mobile.to_owned())) {
                continue;
            }
            let tail = &certificate[certificate.len().saturating_sub(6)..];
            let form = json!({ "code": code, "mobile": mobile, "tail": tail });
            simulator.post("/sms", form).await?;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
