//! Files an attacker or a broken phone would send: small, self-made, harmless unless trusted.

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder};

use crate::SampleError;

/// A file to upload, with the name and kind it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostileFile {
    /// The name it is sent under.
    pub name: &'static str,
    /// The media type its sender claims.
    pub claims: &'static str,
    /// What it really holds.
    pub bytes: Vec<u8>,
}

/// All of them.
///
/// # Errors
/// [`SampleError::Encoding`] when a carrier picture cannot be encoded.
pub fn hostile_files() -> Result<Vec<HostileFile>, SampleError> {
    Ok(vec![
        HostileFile { name: "huge.png", claims: "image/png", bytes: gigapixel_png() },
        HostileFile { name: "page.jpg", claims: "image/jpeg", bytes: html_named_jpg() },
        HostileFile { name: "cut.jpg", claims: "image/jpeg", bytes: truncated_jpeg()? },
        HostileFile { name: "twofold.png", claims: "image/png", bytes: polyglot_png_zip()? },
    ])
}

/// A PNG of under 100 bytes whose header claims 65 500 × 32 800 pixels: two gigapixels, 6 GB
/// once decoded. All its checksums are right.
pub fn gigapixel_png() -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&65_500_u32.to_be_bytes());
    header.extend_from_slice(&32_800_u32.to_be_bytes());
    // Eight bits, RGB, deflate, adaptive filters, no interlace.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    // A zlib stream with one stored block of one zero byte.
    let data = [0x78, 0x01, 0x01, 0x01, 0x00, 0xfe, 0xff, 0x00, 0x00, 0x01, 0x00, 0x01];
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", header.as_slice()), (b"IDAT", &data), (b"IEND", &[])] {
        png.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let mut chunk = kind.to_vec();
        chunk.extend_from_slice(body);
        let sum = crc32(&chunk);
        png.extend_from_slice(&chunk);
        png.extend_from_slice(&sum.to_be_bytes());
    }
    png
}

/// A web page with a script, to be sent as `page.jpg`.
pub fn html_named_jpg() -> Vec<u8> {
    b"<!DOCTYPE html><html><body><script>document.title='run'</script></body></html>\n".to_vec()
}

/// The first 60 % of a good JPEG, as a broken transfer leaves it.
///
/// # Errors
/// [`SampleError::Encoding`].
pub fn truncated_jpeg() -> Result<Vec<u8>, SampleError> {
    let mut bytes = crate::encode_jpeg(&carrier(), 80, None, false)?;
    bytes.truncate(bytes.len() * 6 / 10);
    Ok(bytes)
}

/// A good PNG and a good ZIP archive in one file: a picture to one reader, to another an archive
/// with `run.html`.
///
/// # Errors
/// [`SampleError::Encoding`].
pub fn polyglot_png_zip() -> Result<Vec<u8>, SampleError> {
    const NAME: &[u8] = b"run.html";
    let mut bytes = Vec::new();
    let picture = carrier();
    PngEncoder::new(&mut bytes).write_image(
        picture.as_raw(),
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    )?;
    let content = html_named_jpg();
    let local_at = bytes.len() as u32;
    // The fields that the local header and the central directory share: version needed, flags,
    // method (stored), time, date (1980-01-01), checksum, sizes, length of the name, no extra.
    let mut shared = vec![10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    shared.extend_from_slice(&crc32(&content).to_le_bytes());
    shared.extend_from_slice(&(content.len() as u32).to_le_bytes());
    shared.extend_from_slice(&(content.len() as u32).to_le_bytes());
    shared.extend_from_slice(&(NAME.len() as u16).to_le_bytes());
    shared.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(b"PK\x03\x04");
    bytes.extend_from_slice(&shared);
    bytes.extend_from_slice(NAME);
    bytes.extend_from_slice(&content);
    let directory_at = bytes.len() as u32;
    bytes.extend_from_slice(b"PK\x01\x02\x0a\0");
    bytes.extend_from_slice(&shared);
    // Comment length, disk, internal and external attributes.
    bytes.extend_from_slice(&[0; 10]);
    bytes.extend_from_slice(&local_at.to_le_bytes());
    bytes.extend_from_slice(NAME);
    let directory_size = bytes.len() as u32 - directory_at;
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&directory_size.to_le_bytes());
    bytes.extend_from_slice(&directory_at.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    Ok(bytes)
}

/// A small picture with enough in it that a JPEG has a body to cut.
fn carrier() -> RgbImage {
    RgbImage::from_fn(320, 240, |x, y| {
        Rgb([(x % 256) as u8, (y % 256) as u8, ((x * y / 7) % 256) as u8])
    })
}

/// The checksum of PNG and ZIP (CRC-32, ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}
