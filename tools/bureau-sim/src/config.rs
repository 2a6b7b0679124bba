//! How a bureau is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::modes::Rates;
use crate::wire::envelope::AesKey;

/// Everything a bureau needs to know to start.
#[derive(Debug, Clone)]
pub struct SimConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Who may report.
    pub providers: Vec<Provider>,
    /// Folder for the ledger and the state; nothing is kept when there is none.
    pub data: Option<PathBuf>,
    /// Seed of verification codes; from the operating system when there is none.
    pub seed: Option<u64>,
    /// Seed of hostile behaviour: what `rates` says strikes by chance; well-behaved when there is none.
    pub hostile: Option<u64>,
    /// How often what strikes a hostile bureau's callers.
    pub rates: Rates,
    /// Start of a standing clock (seconds since 1970 UTC) that moves only when told; the machine's clock
    /// when there is none.
    pub start_at: Option<i64>,
    /// Approve by itself what has been in review this many seconds.
    pub auto_approve_after: Option<i64>,
    /// Whether somebody who is officer of the sponsor and of a service needs one code for both: a switch of
    /// the province's rules (handbook §2.9).
    pub one_code_per_person: bool,
    /// What numbers start with: 粤 for Guangdong.
    pub number_prefix: String,
    /// Sizes of attachments.
    pub limits: Limits,
}

impl Default for SimConfig {
    /// A bureau on a free loopback port with one provider (see [`Provider::demo`]).
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            providers: vec![Provider::demo()],
            data: None,
            seed: None,
            hostile: None,
            rates: Rates::default(),
            start_at: None,
            auto_approve_after: None,
            one_code_per_person: true,
            number_prefix: "粤".to_owned(),
            limits: Limits::default(),
        }
    }
}

/// The largest attachments allowed, in bytes before base64.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Verification sheet: 150 K in V3.0.
    pub sheet_bytes: usize,
    /// Everything else: 100 K in V3.0.
    pub other_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sheet_bytes: 150 * 1024, other_bytes: 100 * 1024 }
    }
}

/// What a provider may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Report.
    Open,
    /// Nothing: it belongs to another province (return code 13).
    OtherProvince,
    /// Nothing: its permission was not opened (return code 19).
    Closed,
}

/// A provider 接入商 as the bureau knows it.
#[derive(Clone)]
pub struct Provider {
    /// `ispId`, also `Qqdwid` of its messages.
    pub isp_id: i64,
    /// `userName`
    pub user_name: String,
    /// The password behind `pwdHash`.
    pub password: String,
    /// When there is a key, files go encrypted in both directions; plain ones are refused (return code 9).
    pub key: Option<AesKey>,
    /// What it may do.
    pub permission: Permission,
    /// Ranges of IPv4 addresses it filed, as numbers; empty: any public address.
    pub ip_ranges: Vec<(i64, i64)>,
}

impl Provider {
    /// The provider of the examples: id 110000000000, user `demo-isp`, password `demo-password`, no key.
    #[must_use]
    pub fn demo() -> Self {
        Self::new(110_000_000_000, "demo-isp", "demo-password")
    }

    /// A provider without a key that may use any address.
    #[must_use]
    pub fn new(isp_id: i64, user_name: &str, password: &str) -> Self {
        Self {
            isp_id,
            user_name: user_name.to_owned(),
            password: password.to_owned(),
            key: None,
            permission: Permission::Open,
            ip_ranges: Vec::new(),
        }
    }

    /// The same with a key.
    #[must_use]
    pub fn with_key(mut self, key: AesKey) -> Self {
        self.key = Some(key);
        self
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider")
            .field("isp_id", &self.isp_id)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
