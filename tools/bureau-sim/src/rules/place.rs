//! Regions, domains, addresses on the network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Findings;
use crate::record::Address;

/// First two digits of GB/T 2260 that exist.
const PROVINCES: [i64; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
];

/// Check that province, city and county belong together (1019). Cities without counties leave the county
/// out; counties that a province administers itself (419001 …) stand under the province.
pub fn check(address: &Address, findings: &mut Findings) {
    let Address { province, city, county, .. } = address;
    let same_province = |code: i64| code / 10_000 == province / 10_000 && code < 1_000_000;
    let province_fits = PROVINCES.contains(&(province / 10_000)) && province % 10_000 == 0;
    findings.unless(province_fits, 1019, "Zt_xx/Txdz/Shengid");
    findings.unless(same_province(*city), 1019, "Zt_xx/Txdz/Shiid");
    if let Some(county) = county {
        let in_city = city % 100 != 0 || county / 100 == city / 100 || city % 10_000 == 0;
        findings.unless(same_province(*county) && in_city, 1019, "Zt_xx/Txdz/Xianid");
    }
}

/// A domain: labels of letters (any script), digits and inner hyphens; at least two; the last one not all
/// digits.
pub fn is_domain(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let label_fits = |label: &&str| {
        (1..=63).contains(&label.chars().count())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    labels.len() >= 2
        && labels.iter().all(label_fits)
        && !labels.last().is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()))
}

/// The host of a home page address, with or without `http://`.
pub fn host(url: &str) -> Option<String> {
    let lower = url.trim().to_lowercase();
    let rest =
        lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://")).unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next()?.split(':').next()?;
    is_domain(host).then(|| host.to_owned())
}

/// A range of IPv4 addresses (as numbers) that are public, from low to high.
pub fn is_public_range(first: i64, last: i64) -> bool {
    let (Ok(a), Ok(b)) = (u32::try_from(first), u32::try_from(last)) else { return false };
    a <= b && is_public(Ipv4Addr::from(a)) && is_public(Ipv4Addr::from(b))
}

fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || first == 0
        || first >= 224
        || (first == 100 && (64..128).contains(&second)))
}

/// A range of IPv6 addresses from low to high; not loopback, link-local, unique-local or multicast.
pub fn is_ipv6_range(first: &str, last: &str) -> bool {
    let (Ok(a), Ok(b)) = (first.parse::<Ipv6Addr>(), last.parse::<Ipv6Addr>()) else {
        return false;
    };
    let public = |address: Ipv6Addr| {
        let head = address.segments()[0];
        !IpAddr::V6(address).is_loopback()
            && !address.is_unspecified()
            && head & 0xffc0 != 0xfe80
            && head & 0xfe00 != 0xfc00
            && head & 0xff00 != 0xff00
    };
    a <= b && public(a) && public(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> i64 {
        i64::from(u32::from(text.parse::<Ipv4Addr>().unwrap()))
    }

    #[test]
    fn private_reserved_and_backward_ranges_are_refused() {
        assert!(is_public_range(number("1.2.3.4"), number("1.2.3.7")));
        for (a, b) in [
            ("1.2.3.7", "1.2.3.4"),
            ("10.0.0.1", "10.0.0.2"),
            ("192.168.1.1", "192.168.1.1"),
            ("127.0.0.1", "127.0.0.1"),
            ("100.64.0.1", "100.64.0.1"),
            ("224.0.0.1", "224.0.0.1"),
        ] {
            assert!(!is_public_range(number(a), number(b)), "{a}");
        }
        assert!(!is_public_range(-1, 5));
    }

    #[test]
    fn domains_need_two_proper_labels() {
        for good in ["example.com", "例子.中国", "xn--fsqu00a.cn", "a-b.example.com.cn"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["example", "-a.com", "a-.com", "a..com", "a b.com", "1.2.3.4", "http://a.com"] {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn a_home_page_is_read_with_and_without_scheme() {
        assert_eq!(host("www.example.com").as_deref(), Some("www.example.com"));
        assert_eq!(host("https://Example.com:8443/a?b").as_deref(), Some("example.com"));
        assert_eq!(host("not a url"), None);
    }

    #[test]
    fn ipv6_ranges_are_public_and_ordered() {
        assert!(is_ipv6_range("240e::1", "240e::ff"));
        for (a, b) in [
            ("240e::ff", "240e::1"),
            ("fe80::1", "fe80::2"),
            ("fd00::1", "fd00::2"),
            ("::1", "::1"),
            ("x", "y"),
        ] {
            assert!(!is_ipv6_range(a, b), "{a}");
        }
    }

    #[test]
    fn regions_must_belong_together() {
        let judge = |province, city, county| {
            let mut findings = Findings::new();
            check(&Address { province, city, county, detail: None }, &mut findings);
            findings.all().len()
        };
        assert_eq!(judge(440_000, 440_100, Some(440_106)), 0);
        assert_eq!(judge(440_000, 441_900, None), 0);
        assert_eq!(judge(410_000, 419_000, Some(419_001)), 0);
        assert_eq!(judge(440_000, 110_100, Some(110_101)), 2);
        assert_eq!(judge(440_000, 440_100, Some(440_305)), 1);
        assert_eq!(judge(990_000, 990_100, None), 1);
    }
}
