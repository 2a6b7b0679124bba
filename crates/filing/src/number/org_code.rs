//! 组织机构代码, GB 11714-1997.

use std::str::FromStr;

use super::error::number_error;
use super::mask::prints_whole;
use super::normal::{normal_upper, with_plain_dashes};

/// Organisation code (组织机构代码), the scheme before the unified code: 8 characters and a check
/// character, written `XXXXXXXX-C`. Public, prints whole.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgCode {
    normal: String,
}

number_error! {
    /// Why a text is no organisation code.
    OrgCodeError {
        Shape = "org_code.shape": "not 8 letters or digits and a digit or X",
        CheckDigit = "org_code.check_digit": "the check character does not fit",
    }
}

prints_whole!(OrgCode);

/// The check character over 8 ASCII letters and digits: weights 3 7 9 10 5 8 4 2, A–Z 10–35,
/// `11 - sum mod 11`, 10 written `X`, 11 written `0`.
pub(super) fn check_character(first_8: &str) -> char {
    let value = |b: u8| u32::from(if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 });
    let sum: u32 =
        first_8.bytes().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(b, weight)| value(b) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).expect("11 minus 2 to 10 is one digit"),
    }
}

impl OrgCode {
    /// The code as `XXXXXXXX-C`.
    pub fn as_str(&self) -> &str {
        &self.normal
    }
}

impl FromStr for OrgCode {
    type Err = OrgCodeError;

    fn from_str(text: &str) -> Result<Self, OrgCodeError> {
        let nine = with_plain_dashes(&normal_upper(text)).replace('-', "");
        let is_shape = nine.len() == 9
            && nine.bytes().take(8).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && nine.bytes().last().is_some_and(|b| b.is_ascii_digit() || b == b'X');
        if !is_shape {
            return Err(OrgCodeError::Shape);
        }
        if !nine.ends_with(check_character(&nine[..8])) {
            return Err(OrgCodeError::CheckDigit);
        }
        Ok(Self { normal: format!("{}-{}", &nine[..8], &nine[8..]) })
    }
}
