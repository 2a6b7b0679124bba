//! 联系方式 (办公电话).

use std::str::FromStr;

use super::error::number_error;
use super::mask::mask;
use super::normal::{is_digits, normal, with_plain_dashes};

/// One or several landline numbers (联系方式, 办公电话), each `area-number` or
/// `area-number-extension`, joined by `;`, at most 128 characters in all (V3.0 `Fzr_dhhm`). Prints
/// masked: it may be somebody's home.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OfficePhone {
    normal: String,
}

number_error! {
    /// Why a text is no list of landline numbers.
    OfficePhoneError {
        Shape = "office_phone.shape": "not area code, dash and 7 or 8 digits",
        Length = "office_phone.length": "more than 128 characters in all",
    }
}

impl OfficePhone {
    /// The whole list in its normal form, joined by `;`. Show it only to who may see it.
    pub fn reveal(&self) -> &str {
        &self.normal
    }

    /// The numbers, one by one.
    pub fn reveal_each(&self) -> impl Iterator<Item = &str> {
        self.normal.split(';')
    }

    /// How many numbers there are, at least 1.
    pub fn count(&self) -> usize {
        self.reveal_each().count()
    }
}

impl std::fmt::Display for OfficePhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, phone) in self.reveal_each().enumerate() {
            let separator = if i == 0 { "" } else { ";" };
            write!(f, "{separator}{}", mask(phone, 4, 2))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for OfficePhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

fn is_phone(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(area), Some(number)) = (parts.next(), parts.next()) else { return false };
    let extension_fits = match (parts.next(), parts.next()) {
        (None, _) => true,
        (Some(extension), None) => is_digits(extension) && extension.len() <= 6,
        _ => false,
    };
    area.starts_with('0')
        && matches!(area.len(), 3 | 4)
        && is_digits(area)
        && matches!(number.len(), 7 | 8)
        && is_digits(number)
        && extension_fits
}

impl FromStr for OfficePhone {
    type Err = OfficePhoneError;

    fn from_str(text: &str) -> Result<Self, OfficePhoneError> {
        let plain = with_plain_dashes(&normal(text));
        let phones: Vec<&str> = plain.split(';').map(str::trim).collect();
        let normal = phones.join(";");
        if normal.chars().count() > 128 {
            return Err(OfficePhoneError::Length);
        }
        if !phones.iter().all(|phone| is_phone(phone)) {
            return Err(OfficePhoneError::Shape);
        }
        Ok(Self { normal })
    }
}
