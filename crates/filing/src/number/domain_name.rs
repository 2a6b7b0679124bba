//! 域名 and the host names below them.

use std::net::IpAddr;
use std::str::FromStr;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use unicode_normalization::char::is_combining_mark;

use super::error::number_error;
use super::mask::prints_whole;
use super::normal::normal;

/// A registrable domain (网站主域名, the interface's 独立域名): one label below a public suffix of the
/// ICANN part of the Public Suffix List, never counted by dots (`shop.com.cn` is one). Kept and
/// compared as A-labels, 4–128 characters (V3.0 `Ym`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainName {
    host: HostName,
}

/// The host part of a home page (网站首页网址): a registrable domain or any name below it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName {
    ascii: String,
    /// Where the registrable part begins in `ascii`.
    registrable_at: usize,
    /// Where the public suffix begins in `ascii`.
    suffix_at: usize,
}

number_error! {
    /// Why a text is no domain or host name.
    DomainNameError {
        NotAName = "domain.not_a_name": "a scheme, path or port is in it",
        IsAddress = "domain.is_address": "an IP address",
        Idna = "domain.idna": "characters no domain may have (UTS 46)",
        Length = "domain.length": "not 4 to 128 characters",
        Label = "domain.label": "a part is empty, too long or has other signs than letters, digits and inner dashes",
        UnknownSuffix = "domain.unknown_suffix": "the ending is on no list of public suffixes",
        IsSuffix = "domain.is_suffix": "only an ending under which others register",
        WwwPrefix = "domain.www": "begins with www",
        NotRegistrable = "domain.not_registrable": "a name below the registrable domain",
    }
}

prints_whole!(DomainName);
prints_whole!(HostName);

impl DomainName {
    /// The name as A-labels (`xn--…` for Chinese), lower case.
    pub fn as_str(&self) -> &str {
        self.host.as_str()
    }

    /// The name as people read it (U-labels).
    pub fn unicode(&self) -> String {
        self.host.unicode()
    }

    /// The public suffix as A-labels: `com.cn`.
    pub fn suffix(&self) -> &str {
        self.host.suffix()
    }

    /// Whether the name has characters beyond ASCII (中文域名).
    pub fn is_international(&self) -> bool {
        self.host.is_international()
    }

    /// Whether `host` is this domain or a name below it.
    pub fn covers(&self, host: &HostName) -> bool {
        host.registrable() == self.as_str()
    }
}

impl HostName {
    /// The name as A-labels, lower case.
    pub fn as_str(&self) -> &str {
        &self.ascii
    }

    /// The name as people read it (U-labels).
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.ascii).0
    }

    /// The registrable domain it belongs to, as A-labels.
    pub fn registrable(&self) -> &str {
        &self.ascii[self.registrable_at..]
    }

    /// The same as a parsed domain.
    pub fn domain(&self) -> DomainName {
        DomainName {
            host: Self {
                ascii: self.registrable().to_owned(),
                registrable_at: 0,
                suffix_at: self.suffix_at - self.registrable_at,
            },
        }
    }

    /// The public suffix as A-labels.
    pub fn suffix(&self) -> &str {
        &self.ascii[self.suffix_at..]
    }

    /// Whether the name has characters beyond ASCII.
    pub fn is_international(&self) -> bool {
        self.ascii.split('.').any(|label| label.starts_with("xn--"))
    }
}

/// The A-labels of what was typed, or why there are none.
fn ascii_name(text: &str) -> Result<String, DomainNameError> {
    let typed = normal(text).to_lowercase().replace(['。', '．', '｡'], ".");
    let bare = typed.trim_end_matches('.');
    if bare.parse::<IpAddr>().is_ok() {
        return Err(DomainNameError::IsAddress);
    }
    if bare.contains(['/', ':', '?', '#', '@', '\\']) {
        return Err(DomainNameError::NotAName);
    }
    let ascii = Uts46::new()
        .to_ascii(bare.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore)
        .map_err(|_| DomainNameError::Idna)?
        .into_owned();
    let is_letter = |c: char| {
        // UTS 46 lets symbols through that IDNA 2008, and with it every registry, refuses.
        c.is_ascii()
            || c.is_alphanumeric()
            || is_combining_mark(c)
            || matches!(
                c,
                '\u{B7}' | '\u{375}' | '\u{5F3}' | '\u{5F4}' | '\u{30FB}' | '\u{200C}' | '\u{200D}'
            )
    };
    if !idna::domain_to_unicode(&ascii).0.chars().all(is_letter) {
        return Err(DomainNameError::Idna);
    }
    Ok(ascii)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The public suffix of `ascii`, ICANN part of the list only: `github.io` is somebody's product,
/// its registrable domain is itself.
fn icann_suffix(ascii: &str) -> Option<&str> {
    let mut name = ascii;
    loop {
        let suffix = psl::suffix(name.as_bytes())?;
        let text = &name[name.len() - suffix.as_bytes().len()..];
        match suffix.typ() {
            Some(psl::Type::Icann) => return Some(text),
            Some(psl::Type::Private) => name = text.split_once('.')?.1,
            None => return None,
        }
    }
}

impl FromStr for HostName {
    type Err = DomainNameError;

    fn from_str(text: &str) -> Result<Self, DomainNameError> {
        let ascii = ascii_name(text)?;
        if !(4..=128).contains(&ascii.len()) {
            return Err(DomainNameError::Length);
        }
        if !ascii.split('.').all(is_label) {
            return Err(DomainNameError::Label);
        }
        let suffix = icann_suffix(&ascii).ok_or(DomainNameError::UnknownSuffix)?;
        if suffix == ascii {
            return Err(DomainNameError::IsSuffix);
        }
        let suffix_at = ascii.len() - suffix.len();
        let registrable_at = ascii[..suffix_at - 1].rfind('.').map_or(0, |dot| dot + 1);
        Ok(Self { ascii, registrable_at, suffix_at })
    }
}

impl FromStr for DomainName {
    type Err = DomainNameError;

    fn from_str(text: &str) -> Result<Self, DomainNameError> {
        let host: HostName = text.parse()?;
        if host.registrable_at == 0 {
            Ok(Self { host })
        } else if host.ascii.starts_with("www.") {
            Err(DomainNameError::WwwPrefix)
        } else {
            Err(DomainNameError::NotRegistrable)
        }
    }
}
