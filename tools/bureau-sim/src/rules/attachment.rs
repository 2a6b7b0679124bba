//! Pictures sent along: really pictures, and not too big (handbook §3.9).

use crate::config::Limits;
use crate::record::Attachment;
use crate::wire::envelope;

/// `Fjyt` of the verification sheet 真实性核验单, which may be larger than the rest.
const SHEET: i64 = 5;

/// What the first bytes say a file is.
#[must_use]
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
        _ => None,
    }
}

/// Whether base64 holds a JPEG.
pub fn is_jpeg(base64: &str) -> bool {
    envelope::from_base64(base64).is_some_and(|bytes| media_type(&bytes) == Some("image/jpeg"))
}

/// Whether an attachment is a file we can read and of a size allowed.
pub fn fits(item: &Attachment, limits: &Limits) -> bool {
    let most = if item.purpose == SHEET { limits.sheet_bytes } else { limits.other_bytes };
    envelope::from_base64(&item.content)
        .is_some_and(|bytes| bytes.len() <= most && media_type(&bytes).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(purpose: i64, bytes: &[u8]) -> Attachment {
        Attachment {
            format: 1,
            purpose,
            content: envelope::to_base64(bytes),
            owner_kind: 1,
            owner_id: Some(1),
            owner_number: None,
        }
    }

    #[test]
    fn a_sheet_may_be_larger_than_a_certificate() {
        let picture = [&[0xff, 0xd8][..], &[0; 120 * 1024]].concat();
        assert!(fits(&item(SHEET, &picture), &Limits::default()));
        assert!(!fits(&item(1, &picture), &Limits::default()));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(!fits(&item(1, b"MZ not a picture"), &Limits::default()));
        let mut broken = item(1, b"");
        broken.content = "%%%".to_owned();
        assert!(!fits(&broken, &Limits::default()));
        assert!(is_jpeg("/9hzeW50aGV0aWM=") && !is_jpeg("aGVsbG8="));
    }
}
