//! IP 地址段 from a first to a last address.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::LazyLock;

use super::error::number_error;
use super::ip_block::{IpBlock, address, bits, value};
use super::normal::{normal, with_plain_dashes};

/// A range of public IP addresses (网站 IP 地址, 起止), both ends included, of one family. Written
/// `first-last`, or the address alone when it is one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IpRange {
    first: IpAddr,
    last: IpAddr,
}

number_error! {
    /// Why two addresses are no such range.
    IpRangeError {
        Shape = "ip_range.shape": "not an IPv4 or IPv6 address",
        Family = "ip_range.family": "one end is IPv4, the other IPv6",
        Order = "ip_range.order": "the first address is after the last",
        NotPublic = "ip_range.not_public": "addresses that are not reachable from the public Internet",
    }
}

/// IPv4 outside of the public Internet: IANA special-purpose registry, multicast, reserved.
const NOT_PUBLIC_V4: [&str; 15] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Inside of 2000::/3, the global unicast space: IETF assignments, documentation, 6to4.
const NOT_PUBLIC_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

static NOT_PUBLIC: LazyLock<Vec<IpBlock>> = LazyLock::new(|| {
    let parse = |text: &&str| text.parse().expect("the constant blocks are well formed");
    NOT_PUBLIC_V4.iter().chain(&NOT_PUBLIC_V6).map(parse).collect()
});

impl IpRange {
    /// The range from what was typed in two fields; an empty `last` means one address.
    ///
    /// # Errors
    /// The first reason that holds, in the order shape, family, order, publicness.
    pub fn between(first: &str, last: &str) -> Result<Self, IpRangeError> {
        let parse = |text: &str| normal(text).parse::<IpAddr>().map_err(|_| IpRangeError::Shape);
        let first_address = parse(first)?;
        let last = if normal(last).is_empty() { first_address } else { parse(last)? };
        let first = first_address;
        if first.is_ipv4() != last.is_ipv4() {
            return Err(IpRangeError::Family);
        }
        if first > last {
            return Err(IpRangeError::Order);
        }
        let range = Self { first, last };
        if !range.is_public() {
            return Err(IpRangeError::NotPublic);
        }
        Ok(range)
    }

    fn is_public(&self) -> bool {
        let global: IpBlock = if self.first.is_ipv4() { "0.0.0.0/0" } else { "2000::/3" }
            .parse()
            .expect("the constant blocks are well formed");
        let touches = |block: &IpBlock| self.first <= block.last() && block.first() <= self.last;
        global.first() <= self.first
            && self.last <= global.last()
            && !NOT_PUBLIC
                .iter()
                .filter(|block| block.first().is_ipv4() == self.first.is_ipv4())
                .any(touches)
    }

    /// First address.
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// Last address, included.
    pub fn last(&self) -> IpAddr {
        self.last
    }

    /// Whether it is IPv4.
    pub fn is_ipv4(&self) -> bool {
        self.first.is_ipv4()
    }

    /// How many addresses there are, at least 1.
    pub fn count(&self) -> u128 {
        value(self.last) - value(self.first) + 1
    }

    /// Both ends as the unsigned 32-bit numbers of V3.0 (`Qsip`, `Zzip`); `None` for IPv6, which
    /// that interface has no place for.
    pub fn v4_ends(&self) -> Option<(u32, u32)> {
        match (self.first, self.last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => Some((first.into(), last.into())),
            _ => None,
        }
    }

    /// The fewest blocks that make up exactly this range, in order.
    pub fn blocks(&self) -> Vec<IpBlock> {
        let is_v4 = self.first.is_ipv4();
        let family_bits = bits(self.first);
        let end = value(self.last);
        let mut blocks = Vec::new();
        let mut at = value(self.first);
        loop {
            // As large as the alignment of its start and the rest of the range allow.
            let aligned = at.trailing_zeros().min(family_bits);
            let fitting = (end - at).saturating_add(1).ilog2();
            let free = aligned.min(fitting);
            let prefix = u8::try_from(family_bits - free).expect("at most 128");
            blocks.push(IpBlock::new(address(at, is_v4), prefix).expect("aligned to its size"));
            match at.checked_add(1 << free) {
                Some(next) if next <= end => at = next,
                _ => return blocks,
            }
        }
    }

    /// Whether both have an address in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.is_ipv4() == other.is_ipv4() && self.first <= other.last && other.first <= self.last
    }

    /// Whether the whole range lies in one of `pools`, the provider's own registered blocks (else
    /// the bureau answers 1063).
    pub fn is_within(&self, pools: &[IpBlock]) -> bool {
        let holds = |pool: &IpBlock| {
            pool.first().is_ipv4() == self.is_ipv4()
                && pool.first() <= self.first
                && self.last <= pool.last()
        };
        pools.iter().any(holds)
    }
}

impl std::fmt::Display for IpRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl std::fmt::Debug for IpRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IpRange({self})")
    }
}

impl FromStr for IpRange {
    type Err = IpRangeError;

    /// Reads `first-last` or one address.
    fn from_str(text: &str) -> Result<Self, IpRangeError> {
        let plain = with_plain_dashes(&normal(text));
        match plain.split_once('-') {
            Some((first, last)) if !last.trim().is_empty() => Self::between(first, last),
            Some(_) => Err(IpRangeError::Shape),
            None => Self::between(&plain, ""),
        }
    }
}

impl serde::Serialize for IpRange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for IpRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
