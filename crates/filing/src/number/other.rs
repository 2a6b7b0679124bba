//! Numbers of certificates for which no standard fixes a shape.

use std::str::FromStr;

use super::error::number_error;
use super::mask::prints_masked;
use super::normal::normal;

/// Number of any other certificate: 1–255 characters (V3.0 `Zjhm`) without control characters.
/// It may belong to a person, so it prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OtherNumber {
    normal: String,
}

number_error! {
    /// Why a text is no certificate number at all.
    OtherNumberError {
        Empty = "document_number.empty": "empty",
        Length = "document_number.length": "more than 255 characters",
        Characters = "document_number.characters": "a control character or line break inside",
    }
}

prints_masked!(OtherNumber, front 2, back 2);

impl FromStr for OtherNumber {
    type Err = OtherNumberError;

    fn from_str(text: &str) -> Result<Self, OtherNumberError> {
        let normal = normal(text);
        if normal.is_empty() {
            return Err(OtherNumberError::Empty);
        }
        if normal.chars().count() > 255 {
            return Err(OtherNumberError::Length);
        }
        if normal.chars().any(char::is_control) {
            return Err(OtherNumberError::Characters);
        }
        Ok(Self { normal })
    }
}
