//! 护照号码.

use std::str::FromStr;

use super::error::number_error;
use super::mask::prints_masked;
use super::normal::{is_digits, normal_upper};

/// Number of a passport (护照, document type 7) of any state: 5–12 letters and digits with at
/// least one digit. Only the outline can be checked: the number itself has no check digit outside
/// of the machine-readable zone ([`PassportMrz`](super::PassportMrz)). Prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PassportNumber {
    normal: String,
}

number_error! {
    /// Why a text is no passport number.
    PassportNumberError {
        Shape = "passport.shape": "not 5 to 12 letters and digits with at least one digit",
    }
}

prints_masked!(PassportNumber, front 1, back 3);

impl PassportNumber {
    /// Whether it looks like a passport of the People's Republic of China: `E12345678`,
    /// `EA1234567` (no `I`, `O`), `G12345678`, and the diplomatic, service and public-affairs
    /// series. Information only.
    pub fn looks_chinese(&self) -> bool {
        let n = self.normal.as_str();
        let rest = |skip: usize, digits: usize| n.len() == skip + digits && is_digits(&n[skip..]);
        let first = n.as_bytes()[0];
        let second = n.as_bytes()[1];
        match first {
            b'E' | b'G' if rest(1, 8) => true,
            b'E' if second.is_ascii_uppercase() && !matches!(second, b'I' | b'O') => rest(2, 7),
            b'D' | b'S' | b'P' if second == b'E' => rest(2, 7),
            b'D' | b'S' | b'P' => rest(1, 7) || rest(1, 8),
            _ => false,
        }
    }
}

impl FromStr for PassportNumber {
    type Err = PassportNumberError;

    fn from_str(text: &str) -> Result<Self, PassportNumberError> {
        let normal: String = normal_upper(text).split_whitespace().collect();
        let right = (5..=12).contains(&normal.len())
            && normal.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && normal.bytes().any(|b| b.is_ascii_digit());
        if right { Ok(Self { normal }) } else { Err(PassportNumberError::Shape) }
    }
}
