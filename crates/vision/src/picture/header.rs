//! What the first bytes of a file say, read by hand so that a hostile header costs nothing.

use super::PictureError;

/// The kinds that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Webp,
}

/// Kind of picture by its first bytes; the name of the file says nothing.
pub(super) fn sniff(bytes: &[u8]) -> Result<Kind, PictureError> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(Kind::Jpeg);
    }
    if bytes.starts_with(PNG) {
        return Ok(Kind::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Kind::Webp);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc") => {
                PictureError::Unsupported("HEIC")
            }
            Some(b"avif" | b"avis") => PictureError::Unsupported("AVIF"),
            _ => PictureError::NotAPicture,
        });
    }
    let known: [(&[u8], &'static str); 5] = [
        (b"GIF8", "GIF"),
        (b"BM", "BMP"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"%PDF-", "PDF"),
    ];
    for (start, name) in known {
        if bytes.starts_with(start) {
            return Err(PictureError::Unsupported(name));
        }
    }
    Err(PictureError::NotAPicture)
}

/// Width and height by the header; `None` for WebP, whose decoder reads no more than the header itself.
///
/// # Errors
/// [`PictureError::Broken`] when the header, or the end of a JPEG, is missing.
pub(super) fn dimensions(kind: Kind, bytes: &[u8]) -> Result<Option<(u32, u32)>, PictureError> {
    match kind {
        Kind::Png => png(bytes).map(Some),
        Kind::Jpeg => jpeg(bytes).map(Some),
        Kind::Webp => Ok(None),
    }
}

fn png(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let field = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
    };
    match (bytes.get(12..16), field(16), field(20)) {
        (Some(b"IHDR"), Some(width), Some(height)) => Ok((width, height)),
        _ => Err(PictureError::Broken("PNG without a header".into())),
    }
}

/// Walks the segments up to the first scan, keeps the frame's size, and asks for an end marker behind
/// it: the decoder would fill a cut-off picture with grey and say nothing.
fn jpeg(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let broken = |why: &str| PictureError::Broken(why.to_owned());
    let mut at = 2;
    let mut size = None;
    loop {
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(broken("JPEG cut off in its header"));
        };
        if marker == 0x01 || (0xD0..=0xD8).contains(&marker) {
            at += 2;
            continue;
        }
        let length = match bytes.get(at + 2..at + 4) {
            Some(&[high, low]) => usize::from(high) << 8 | usize::from(low),
            _ => return Err(broken("JPEG cut off in its header")),
        };
        let is_frame = (0xC0..=0xCF).contains(&marker) && ![0xC4, 0xC8, 0xCC].contains(&marker);
        if is_frame {
            let Some(&[h1, h0, w1, w0]) = bytes.get(at + 5..at + 9) else {
                return Err(broken("JPEG cut off in its header"));
            };
            let pair = |high: u8, low: u8| u32::from(high) << 8 | u32::from(low);
            size = Some((pair(w1, w0), pair(h1, h0)));
        }
        at += 2 + length.max(2);
        if marker == 0xDA {
            break;
        }
    }
    let data = bytes.get(at..).unwrap_or_default();
    let ended = data.windows(2).any(|pair| pair == [0xFF, 0xD9]);
    if !ended {
        return Err(broken("JPEG without its end marker"));
    }
    size.ok_or_else(|| broken("JPEG without a frame"))
}
