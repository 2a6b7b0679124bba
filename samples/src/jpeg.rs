//! Pictures as files, with what a phone writes beside the pixels.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};

use crate::SampleError;

/// Encodes a JPEG. `quality` 1–100. `exif_orientation` (1–8) writes an EXIF block with that tag;
/// `with_gps` adds a position to it (22°30′N 114°00′E, open water), for tests that metadata is
/// removed. Without either there is no EXIF block.
///
/// # Errors
/// [`SampleError::Encoding`] when the picture is too large for a JPEG (over 65 535 pixels a side).
pub fn encode_jpeg(
    image: &RgbImage,
    quality: u8,
    exif_orientation: Option<u8>,
    with_gps: bool,
) -> Result<Vec<u8>, SampleError> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if exif_orientation.is_some() || with_gps {
        let exif = exif_block(exif_orientation.unwrap_or(1), with_gps);
        encoder
            .set_exif_metadata(exif)
            .map_err(|e| SampleError::Encoding(image::ImageError::Unsupported(e)))?;
    }
    let (width, height) = image.dimensions();
    encoder.write_image(image.as_raw(), width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// A little-endian TIFF header with the directories a phone writes: maker, orientation and, if
/// asked, a position.
fn exif_block(orientation: u8, with_gps: bool) -> Vec<u8> {
    const ASCII: u16 = 2;
    const SHORT: u16 = 3;
    const LONG: u16 = 4;
    const RATIONAL: u16 = 5;
    const MAKER: &[u8; 8] = b"Samples\0";

    let entries: u16 = if with_gps { 3 } else { 2 };
    // Header 8, count 2, twelve bytes an entry, offset of the next directory 4.
    let after = 8 + 2 + 12 * u32::from(entries) + 4;
    let gps_at = after + MAKER.len() as u32;
    let mut block = Vec::new();
    block.extend_from_slice(b"II\x2a\0\x08\0\0\0");
    block.extend_from_slice(&entries.to_le_bytes());
    entry(&mut block, 0x010f, ASCII, MAKER.len() as u32, after);
    entry(&mut block, 0x0112, SHORT, 1, u32::from(orientation));
    if with_gps {
        entry(&mut block, 0x8825, LONG, 1, gps_at);
    }
    block.extend_from_slice(&0_u32.to_le_bytes());
    block.extend_from_slice(MAKER);
    if with_gps {
        let values_at = gps_at + 2 + 12 * 4 + 4;
        block.extend_from_slice(&4_u16.to_le_bytes());
        entry(&mut block, 1, ASCII, 2, u32::from(b'N'));
        entry(&mut block, 2, RATIONAL, 3, values_at);
        entry(&mut block, 3, ASCII, 2, u32::from(b'E'));
        entry(&mut block, 4, RATIONAL, 3, values_at + 24);
        block.extend_from_slice(&0_u32.to_le_bytes());
        for value in [22_u32, 30, 0, 114, 0, 0] {
            block.extend_from_slice(&value.to_le_bytes());
            block.extend_from_slice(&1_u32.to_le_bytes());
        }
    }
    block
}

fn entry(block: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32) {
    block.extend_from_slice(&tag.to_le_bytes());
    block.extend_from_slice(&kind.to_le_bytes());
    block.extend_from_slice(&count.to_le_bytes());
    block.extend_from_slice(&value.to_le_bytes());
}
