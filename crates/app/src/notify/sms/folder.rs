use super::{Delivery, Sms, SmsError, SmsGateway};
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
    async fn send(&self, sms: &Sms) -> Result<Delivery, SmsError> {
        let not_written = |error: std::io::Error| SmsError::NotTaken(error.to_string());
        tokio::fs::create_dir_all(&self.path).await.map_err(not_written)?;
        let message = serde_json::json!({
            // The receiving phone is the reader of this folder.
            "mobile": sms.mobile.reveal(),
            "text": sms.text,
        });
        let file = self.path.join(format!("{}.json", sms.out_id));
        tokio::fs::write(file, message.to_string()).await.map_err(not_written)?;
        Ok(Delivery::Delivered)
    }

    async fn query(&self, out_id: &str) -> Result<Option<Delivery>, SmsError> {
        let file = self.path.join(format!("{out_id}.json"));
        match tokio::fs::try_exists(file).await {
            Ok(written) => Ok(written.then_some(Delivery::Delivered)),
            Err(error) => Err(SmsError::NoAnswer(error.to_string())),
        }
    }
}
