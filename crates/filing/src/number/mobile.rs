//! 手机号码.

use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal, with_plain_dashes};

/// Mobile number of the mainland (手机号码), 11 digits. Prints as `138****0000`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mobile {
    normal: String,
}

number_error! {
    /// Why a text is no mobile number.
    MobileError {
        Shape = "mobile.shape": "not 11 digits beginning with 13 to 19",
    }
}

prints_masked!(Mobile, front 3, back 4);

/// `reference/mobile_ranges.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranges {
    iot: Vec<String>,
    virtual_operator: Vec<String>,
}

static RANGES: LazyLock<Ranges> = LazyLock::new(|| {
    toml::from_str(include_str!("../../reference/mobile_ranges.toml"))
        .expect("reference/mobile_ranges.toml is part of the program and tested")
});

impl Mobile {
    /// Codes [`warnings`](Self::warnings) can give.
    pub const WARNINGS: &'static [&'static str] = &["mobile.iot_range", "mobile.virtual_operator"];

    /// Ranges in which the bureau's SMS may not arrive: machine and satellite numbers, and virtual
    /// operators. The ranges are data (`reference/mobile_ranges.toml`).
    pub fn warnings(&self) -> Vec<&'static str> {
        let in_any = |ranges: &[String]| ranges.iter().any(|r| self.normal.starts_with(r.as_str()));
        let mut codes = Vec::new();
        if in_any(&RANGES.iot) {
            codes.push("mobile.iot_range");
        }
        if in_any(&RANGES.virtual_operator) {
            codes.push("mobile.virtual_operator");
        }
        codes
    }
}

impl FromStr for Mobile {
    type Err = MobileError;

    /// Blanks, dashes, brackets and the country code (`+86`, `86`, `0086`) are taken off.
    fn from_str(text: &str) -> Result<Self, MobileError> {
        let bare: String = with_plain_dashes(&normal(text))
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')'))
            .collect();
        let local =
            ["+86", "0086", "86"].iter().find_map(|code| bare.strip_prefix(code)).unwrap_or(&bare);
        let right = local.len() == 11
            && is_digits(local)
            && local.starts_with('1')
            && matches!(local.as_bytes()[1], b'3'..=b'9');
        if right { Ok(Self { normal: local.to_owned() }) } else { Err(MobileError::Shape) }
    }
}
