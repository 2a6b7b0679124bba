//! 港澳居民来往内地通行证号码.

use std::str::FromStr;

use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal_upper};
use super::residence_permit::HomeRegion;

/// Number of a mainland travel permit for Hong Kong and Macao residents (港澳居民来往内地通行证,
/// document type 14): `H` or `M` and 8 digits; cards of before 2013 add 2 digits that count the
/// renewals. There is no check digit. Prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HkMacaoPermit {
    normal: String,
}

number_error! {
    /// Why a text is no number of such a permit.
    HkMacaoPermitError {
        Shape = "hk_macao_permit.shape": "not H or M with 8 or 10 digits",
    }
}

prints_masked!(HkMacaoPermit, front 1, back 3);

impl HkMacaoPermit {
    /// Hong Kong (`H`) or Macao (`M`).
    pub fn home(&self) -> HomeRegion {
        if self.normal.starts_with('H') { HomeRegion::HongKong } else { HomeRegion::Macao }
    }

    /// The number without the renewal digits: the same for a person's older and newer cards.
    pub fn reveal_personal_part(&self) -> &str {
        &self.normal[..9]
    }
}

impl FromStr for HkMacaoPermit {
    type Err = HkMacaoPermitError;

    fn from_str(text: &str) -> Result<Self, HkMacaoPermitError> {
        let normal = normal_upper(text);
        match normal.strip_prefix(['H', 'M']) {
            Some(digits) if is_digits(digits) && matches!(digits.len(), 8 | 10) => {
                Ok(Self { normal })
            }
            _ => Err(HkMacaoPermitError::Shape),
        }
    }
}
