use super::{Sms, SmsGateway};
use async_trait::async_trait;
use serde::Deserialize;
use std::path::PathBuf;

/// Writes each message as `OUT_ID.json` with `mobile` and `text`. For demonstrations and tests
/// only: whoever reads the folder reads the codes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    pub path: PathBuf,
}

#[async_trait]
impl SmsGateway for Folder {
    async fn send(&self, sms: &Sms) -> Result<(), String> {
        tokio::fs::create_dir_all(&self.path).await.map_err(|e| e.to_string())?;
        let message = serde_json::json!({
            // The receiving phone is the reader of this folder.
            "mobile": sms.mobile.reveal(),
            "text": sms.text,
        });
        let file = self.path.join(format!("{}.json", sms.out_id));
        tokio::fs::write(file, message.to_string()).await.map_err(|e| e.to_string())
    }
}
