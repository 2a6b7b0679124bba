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

/// What a gateway says of a message that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    OnItsWay,
    /// It reached the phone.
    Delivered,
    /// It will not; with the network's word, which holds no personal data.
    Failed(String),
}

/// Why there is no such word. The texts are for the operator and hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Nothing was taken, and the gateway said so (a limit, a template, its maintenance): later.
    #[error("not taken: {0}")]
    NotTaken(String),
    /// Whether it was taken is not known: it is asked after before it is sent again.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

/// Whoever carries short messages. A gateway sends as often as it is asked.
#[async_trait]
pub trait SmsGateway: Send + Sync {
    /// # Errors
    /// [`SmsError::NotTaken`] only when that is certain.
    async fn send(&self, sms: &Sms) -> Result<Delivery, SmsError>;

    /// What became of a message; `None` when the gateway never took one under this id.
    ///
    /// # Errors
    /// [`SmsError::NoAnswer`].
    async fn query(&self, out_id: &str) -> Result<Option<Delivery>, SmsError>;
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
