//! Short messages through a gateway that the configuration picks.
//!
//! The ministry sends the 24-hour codes itself; ours are one-time codes for the phone check and
//! news for the sponsor.

mod console;
mod folder;

use async_trait::async_trait;
use filing::personal::Personal;
use serde::Deserialize;
use std::sync::Arc;

/// One message. `out_id` names it in the gateway, so that a repeated send can be recognised.
#[derive(Clone, Debug)]
pub struct Sms {
    pub mobile: Personal,
    pub text: String,
    pub out_id: String,
}

/// Whoever carries short messages.
#[async_trait]
pub trait SmsGateway: Send + Sync {
    /// # Errors
    /// A text for the operator without personal data; the message is tried again.
    async fn send(&self, sms: &Sms) -> Result<(), String>;
}

macro_rules! gateways {
    ($($(#[$doc:meta])* $variant:ident => $module:ident::$type:ident,)+) => {
        /// `[sms] gateway = "…"`; an unknown name or key refuses to start.
        #[derive(Clone, Debug, Deserialize)]
        #[serde(tag = "gateway", rename_all = "snake_case")]
        pub enum SmsSettings { $($(#[$doc])* $variant($module::$type),)+ }

        impl SmsSettings {
            pub fn gateway(self) -> Arc<dyn SmsGateway> {
                match self { $(Self::$variant(gateway) => Arc::new(gateway),)+ }
            }
        }
    };
}

gateways! {
    /// Prints to the server's own output: for trying the system alone.
    Console => console::Console,
    /// One file a message: for demonstrations and tests.
    Folder => folder::Folder,
}
