//! 营业执照注册号, 15 digits, GS15-2006.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::check_character::is_province;
use super::error::number_error;
use super::mask::prints_whole;
use super::normal::{is_digits, normal};

/// Registration number of an older business licence (营业执照注册号), 15 digits: 6 registering
/// authority, 8 sequence, 1 check (ISO 7064 MOD 11,10). Public, prints whole.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusinessRegistration {
    normal: String,
}

/// What sort of business the 7th digit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationKind {
    /// 内资企业 (0–3)
    Domestic,
    /// 外资企业 (4–5)
    ForeignInvested,
    /// 个体工商户 (6–9)
    IndividualBusiness,
}

number_error! {
    /// Why a text is no registration number.
    BusinessRegistrationError {
        Shape = "business_registration.shape": "not 15 digits",
        Region = "business_registration.region": "the first two digits are no province",
        CheckDigit = "business_registration.check_digit": "the check digit does not fit",
    }
}

prints_whole!(BusinessRegistration);

/// ISO 7064 MOD 11,10 (hybrid) over ASCII digits.
fn check_digit(first_14: &str) -> u32 {
    let product = first_14.bytes().fold(10, |product, b| {
        let sum = (product + u32::from(b - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

impl BusinessRegistration {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// The sort of business.
    pub fn kind(&self) -> RegistrationKind {
        match self.normal.as_bytes()[6] {
            b'0'..=b'3' => RegistrationKind::Domestic,
            b'4' | b'5' => RegistrationKind::ForeignInvested,
            _ => RegistrationKind::IndividualBusiness,
        }
    }

    /// The six digits of the registering authority's region; begins with `10` for the national one.
    pub fn region_code(&self) -> &str {
        &self.normal[..6]
    }
}

impl FromStr for BusinessRegistration {
    type Err = BusinessRegistrationError;

    fn from_str(text: &str) -> Result<Self, BusinessRegistrationError> {
        let normal = normal(text);
        if normal.len() != 15 || !is_digits(&normal) {
            return Err(BusinessRegistrationError::Shape);
        }
        if !(normal.starts_with("10") || is_province(&normal[..2])) {
            return Err(BusinessRegistrationError::Region);
        }
        if u32::from(normal.as_bytes()[14] - b'0') != check_digit(&normal[..14]) {
            return Err(BusinessRegistrationError::CheckDigit);
        }
        Ok(Self { normal })
    }
}
