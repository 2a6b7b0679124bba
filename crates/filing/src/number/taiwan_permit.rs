//! 台湾居民来往大陆通行证号码.

use std::str::FromStr;

use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal_upper};

/// Number of a mainland travel permit for Taiwan residents (台湾居民来往大陆通行证, document type
/// 11): 8 digits (card, since 2015), or 10 digits with a letter that may stand in brackets
/// (booklet). There is no check digit. Prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaiwanPermit {
    normal: String,
}

number_error! {
    /// Why a text is no number of such a permit.
    TaiwanPermitError {
        Shape = "taiwan_permit.shape": "not 8 digits, nor 10 digits with an optional letter",
    }
}

prints_masked!(TaiwanPermit, front 1, back 3);

impl FromStr for TaiwanPermit {
    type Err = TaiwanPermitError;

    fn from_str(text: &str) -> Result<Self, TaiwanPermitError> {
        let normal = normal_upper(text);
        let is_card = normal.len() == 8 && is_digits(&normal);
        let is_booklet = normal.len() >= 10
            && normal.is_char_boundary(10)
            && is_digits(&normal[..10])
            && ends_a_booklet(&normal[10..]);
        if is_card || is_booklet { Ok(Self { normal }) } else { Err(TaiwanPermitError::Shape) }
    }
}

/// Nothing, a letter, or a letter in brackets.
fn ends_a_booklet(tail: &str) -> bool {
    let letter = match tail.strip_prefix('(') {
        Some(inner) => match inner.strip_suffix(')') {
            Some(letter) => letter,
            None => return false,
        },
        None if tail.is_empty() => return true,
        None => tail,
    };
    letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_uppercase())
}
