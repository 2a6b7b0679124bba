//! The bureau's character set. V3.0 writes every XML file in GBK (handbook §10.1), which lacks the
//! rarer characters of people's names: they are found before anything is sent.

use crate::error::ReadError;
use encoding_rs::{Encoding, GB18030, GBK};

/// The first character that a GBK file cannot carry, so that the form can name it: one without a
/// place in GBK, one of the private use area (each system draws another character there), the
/// euro sign (systems disagree about its byte), or a control character XML forbids.
pub fn unencodable(text: &str) -> Option<char> {
    // Most of a file is base64.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let mut bytes = [0; 4];
    text.chars().find(|&c| {
        let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        let private = matches!(c, '\u{e000}'..='\u{f8ff}') || c == '€';
        !c.is_ascii() && (private || GBK.encode(c.encode_utf8(&mut bytes)).2) || control
    })
}

/// `None` when a character has no place in GBK.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    match GBK.encode(text) {
        (_, _, true) => None,
        (bytes, _, false) => Some(bytes.into_owned()),
    }
}

/// What to take for granted when a document does not say how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undeclared {
    /// Data files: the interface says GBK.
    Gbk,
    /// Envelopes: XML's own rule.
    Utf8,
}

/// From this many bytes beyond ASCII on, text that reads as UTF-8 is no accident of GBK: a GBK pair
/// is valid UTF-8 once in a hundred times, twelve bytes in a row once in 10¹².
const NO_ACCIDENT: usize = 12;

/// Bytes of an XML document as text, without replacement characters: what does not fit its declared
/// encoding is refused, and so is UTF-8 that calls itself GBK, for it would read as other names.
pub(crate) fn decode(bytes: &[u8], undeclared: Undeclared) -> Result<String, ReadError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Encoding);
    }
    let (bytes, marked) = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let charset: Option<&'static Encoding> = match declared(bytes)?.as_deref() {
        Some("gbk" | "gb2312" | "cp936") => Some(GBK),
        Some("gb18030") => Some(GB18030),
        Some("utf-8" | "utf8") => None,
        Some(_) => return Err(ReadError::Encoding),
        None if marked || undeclared == Undeclared::Utf8 => None,
        None => Some(GBK),
    };
    let utf8 = std::str::from_utf8(bytes);
    match (charset, utf8) {
        (None, Ok(text)) => Ok(text.to_owned()),
        (None, Err(_)) => Err(ReadError::Encoding),
        (Some(_), Ok(text)) if text.is_ascii() => Ok(text.to_owned()),
        (Some(_), Ok(_)) if marked || foreign(bytes) >= NO_ACCIDENT => Err(ReadError::Encoding),
        (Some(charset), _) => charset
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or(ReadError::Encoding),
    }
}

fn foreign(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| !b.is_ascii()).count()
}

/// The encoding of `<?xml … encoding="…"?>`, in small letters.
fn declared(bytes: &[u8]) -> Result<Option<String>, ReadError> {
    let bytes = bytes.trim_ascii_start();
    if !bytes.starts_with(b"<?xml") {
        return Ok(None);
    }
    let head = &bytes[..bytes.len().min(256)];
    let end = head.windows(2).position(|pair| pair == b"?>").ok_or(ReadError::Encoding)?;
    let head = std::str::from_utf8(&head[..end]).map_err(|_| ReadError::Encoding)?;
    let Some((_, rest)) = head.split_once("encoding") else { return Ok(None) };
    let rest = rest.trim_start().strip_prefix('=').ok_or(ReadError::Encoding)?.trim_start();
    let quote =
        rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(ReadError::Encoding)?;
    let name = rest[1..].split_once(quote).ok_or(ReadError::Encoding)?.0;
    Ok(Some(name.trim().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_is_let_through_comes_back() {
        let mut count = 0;
        for c in ('\u{0}'..=char::MAX).filter(|&c| unencodable(&c.to_string()).is_none()) {
            let bytes = encode(&c.to_string()).unwrap();
            let back = GBK.decode_without_bom_handling_and_without_replacement(&bytes).unwrap();
            assert_eq!(back, c.to_string());
            count += 1;
        }
        assert!(count > 21_000, "GBK has some 21 900 characters, not {count}");
    }

    #[test]
    fn a_document_declares_its_encoding_or_has_the_default() {
        let gbk = |text: &str| encode(text).unwrap();
        let read = |bytes: &[u8]| decode(bytes, Undeclared::Gbk);
        assert_eq!(read(&gbk("<a>示例</a>")).unwrap(), "<a>示例</a>");
        assert_eq!(decode("<a>示例</a>".as_bytes(), Undeclared::Utf8).unwrap(), "<a>示例</a>");
        assert_eq!(read("\u{feff}<a>示例</a>".as_bytes()).unwrap(), "<a>示例</a>");
        for broken in
            ["<?xml", "<?xml encoding?>", "<?xml encoding=GBK?>", "<?xml encoding=\"GBK?>"]
        {
            assert_eq!(read(broken.as_bytes()), Err(ReadError::Encoding), "{broken}");
        }
    }
}
