//! A walk through an ONNX file just deep enough to read its text properties.
//!
//! An ONNX model is a protobuf message; its `metadata_props` (field 14) are messages of a key
//! (field 1) and a value (field 2). <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>

use anyhow::{Context, Result, bail};

/// The text property with this key.
///
/// # Errors
/// Not a protobuf message, or no such property.
pub fn property(model: &[u8], key: &str) -> Result<String> {
    for (field, value) in Fields(model).collect::<Result<Vec<_>>>()? {
        if field != 14 {
            continue;
        }
        let entry = Fields(value).collect::<Result<Vec<_>>>()?;
        let part =
            |wanted| entry.iter().find(|(field, _)| *field == wanted).map(|(_, bytes)| *bytes);
        if part(1) == Some(key.as_bytes()) {
            let text = part(2).unwrap_or_default().to_vec();
            return String::from_utf8(text).context("the property is not UTF-8");
        }
    }
    bail!("the model has no property `{key}`")
}

/// A message's fields in their order: number and bytes (empty for numbers, which nobody asks for).
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| self.field())
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<(u64, &'a [u8])> {
        let key = self.number()?;
        let bytes = match key & 7 {
            0 => self.number().map(|_| &[][..])?,
            1 => self.bytes(8)?,
            2 => {
                let length = self.number()?;
                self.bytes(usize::try_from(length)?)?
            }
            5 => self.bytes(4)?,
            other => bail!("not a protobuf message (wire type {other})"),
        };
        Ok((key >> 3, bytes))
    }

    fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.bytes(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("not a protobuf message (a number without end)")
    }

    fn bytes(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) =
            self.0.split_at_checked(count).context("not a protobuf message (cut short)")?;
        self.0 = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ir_version 8; a nested graph of 300 bytes; two properties.
    fn model() -> Vec<u8> {
        let mut bytes = vec![0x08, 0x08, 0x3a, 0xac, 0x02];
        bytes.extend([0; 300]);
        for (key, value) in [("shape", "48"), ("character", "一\n二\n")] {
            let entry = [
                &[0x0a, key.len() as u8],
                key.as_bytes(),
                &[0x12, value.len() as u8],
                value.as_bytes(),
            ]
            .concat();
            bytes.extend([0x72, entry.len() as u8]);
            bytes.extend(entry);
        }
        bytes
    }

    #[test]
    fn a_property_is_found_behind_longer_fields() {
        assert_eq!(property(&model(), "character").unwrap(), "一\n二\n");
        assert_eq!(property(&model(), "shape").unwrap(), "48");
    }

    #[test]
    fn a_missing_property_is_named() {
        assert!(property(&model(), "words").unwrap_err().to_string().contains("`words`"));
    }

    #[test]
    fn other_bytes_are_refused_without_a_panic() {
        let model = model();
        assert!(property(&model[..model.len() - 1], "character").is_err());
        assert!(property(b"PK\x03\x04 a zip file", "character").is_err());
        assert!(property(&[0xff; 40], "character").is_err());
        assert!(
            property(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "a").is_err()
        );
    }
}
