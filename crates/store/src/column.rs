//! How values lie in columns: times as milliseconds, enums as their snake_case word, structures as
//! JSON text (the same on both engines, and hashed as it lies).

use crate::{Error, Result};
use filing::time::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn maybe_at(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T, column: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt(column))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt(column))
}

/// The word of an enum that serialises as one string.
pub(crate) fn word<T: Serialize>(value: &T, column: &'static str) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(Error::Corrupt(column)),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(word: String, column: &'static str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| Error::Corrupt(column))
}

pub(crate) fn hash(bytes: Vec<u8>, column: &'static str) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| Error::Corrupt(column))
}

pub(crate) fn maybe_hash(bytes: Option<Vec<u8>>, column: &'static str) -> Result<Option<[u8; 32]>> {
    bytes.map(|bytes| hash(bytes, column)).transpose()
}

pub(crate) fn size(number: i64, column: &'static str) -> Result<u64> {
    u64::try_from(number).map_err(|_| Error::Corrupt(column))
}
