//! A block of addresses as CIDR writes it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A block of IP addresses (地址段), `1.2.3.0/24`. The host bits are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IpBlock {
    first: IpAddr,
    prefix: u8,
}

/// Why a text is no block: not an address and a prefix length, or host bits set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address block such as 1.2.3.0/24")]
pub struct IpBlockError;

impl IpBlock {
    /// The block of `2^(bits - prefix)` addresses beginning at `first`; `None` when `first` has host
    /// bits or the prefix is too long.
    pub fn new(first: IpAddr, prefix: u8) -> Option<Self> {
        let free = bits(first).checked_sub(u32::from(prefix))?;
        let host = u128::MAX.checked_shr(128 - free).unwrap_or(0);
        (value(first) & host == 0).then_some(Self { first, prefix })
    }

    /// First address.
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// Last address.
    pub fn last(&self) -> IpAddr {
        let free = bits(self.first) - u32::from(self.prefix);
        let host = u128::MAX.checked_shr(128 - free).unwrap_or(0);
        address(value(self.first) | host, self.first.is_ipv4())
    }

    /// Length of the prefix in bits.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }
}

impl std::fmt::Display for IpBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

impl FromStr for IpBlock {
    type Err = IpBlockError;

    fn from_str(text: &str) -> Result<Self, IpBlockError> {
        let (first, prefix) = text.trim().split_once('/').ok_or(IpBlockError)?;
        let first = first.parse().map_err(|_| IpBlockError)?;
        let prefix = prefix.parse().map_err(|_| IpBlockError)?;
        Self::new(first, prefix).ok_or(IpBlockError)
    }
}

impl TryFrom<String> for IpBlock {
    type Error = IpBlockError;

    fn try_from(text: String) -> Result<Self, IpBlockError> {
        text.parse()
    }
}

impl From<IpBlock> for String {
    fn from(block: IpBlock) -> Self {
        block.to_string()
    }
}

/// Bits of the family: 32 or 128.
pub(super) fn bits(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The address as a number.
pub(super) fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// The number as an address; for IPv4 the low 32 bits count.
pub(super) fn address(value: u128, is_v4: bool) -> IpAddr {
    if is_v4 {
        let low = u32::try_from(value & u128::from(u32::MAX)).expect("masked to 32 bits");
        IpAddr::V4(Ipv4Addr::from(low))
    } else {
        IpAddr::V6(Ipv6Addr::from(value))
    }
}
