use super::{Sms, SmsGateway};
use async_trait::async_trait;
use serde::Deserialize;

/// Prints each message on standard output, never into the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Console {
    pub prefix: String,
}

#[async_trait]
impl SmsGateway for Console {
    async fn send(&self, sms: &Sms) -> Result<(), String> {
        println!("{} {} {}", self.prefix, sms.mobile.masked(), sms.text);
        Ok(())
    }
}
