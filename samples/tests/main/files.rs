use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};
use samples::{Shot, encode_jpeg, hostile_files, photograph};

fn picture() -> RgbImage {
    RgbImage::from_fn(320, 200, |x, y| {
        Rgb([(x / 2) as u8, y as u8, if x < 160 { 20 } else { 220 }])
    })
}

fn exif(bytes: &[u8]) -> (Option<Vec<u8>>, Orientation) {
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder().expect("a JPEG");
    (decoder.exif_metadata().expect("readable"), decoder.orientation().expect("readable"))
}

#[test]
fn exif_is_there_when_asked_and_only_then() {
    let plain = encode_jpeg(&picture(), 80, None, false).expect("encodes");
    assert_eq!(exif(&plain).0, None);
    let turned = encode_jpeg(&picture(), 80, Some(6), false).expect("encodes");
    assert_eq!(exif(&turned).1, Orientation::Rotate90);
    let placed = encode_jpeg(&picture(), 80, None, true).expect("encodes");
    let block = exif(&placed).0.expect("EXIF");
    // Tag 0x8825 points to the directory with the position; 22, 30 and 114 are in it.
    let at = block.windows(2).position(|w| w == [0x25, 0x88]).expect("a GPS pointer");
    let offset = u32::from_le_bytes(block[at + 8..at + 12].try_into().expect("four bytes"));
    let gps = &block[offset as usize..];
    assert_eq!(u16::from_le_bytes([gps[0], gps[1]]), 4);
    let values = &gps[2 + 48 + 4..];
    let degrees = u32::from_le_bytes(values[..4].try_into().expect("four bytes"));
    let minutes = u32::from_le_bytes(values[8..12].try_into().expect("four bytes"));
    let east = u32::from_le_bytes(values[24..28].try_into().expect("four bytes"));
    assert_eq!((degrees, minutes, east), (22, 30, 114));
}

#[test]
fn a_stored_photograph_is_upright_again_after_its_orientation_is_applied() {
    let flat = picture();
    for orientation in 1..=8 {
        let shot = Shot {
            exif_orientation: Some(orientation),
            long_edge: 400,
            noise: 0.0,
            quality: 95,
            ..Shot::compliant()
        };
        let photo = photograph(&flat, &shot, 2);
        let bytes = photo.jpeg().expect("encodes");
        let reader = ImageReader::with_format(Cursor::new(&bytes), ImageFormat::Jpeg);
        let mut decoder = reader.into_decoder().expect("a JPEG");
        let tag = decoder.orientation().expect("readable");
        assert_eq!(tag.to_exif(), orientation);
        let mut shown = DynamicImage::from_decoder(decoder).expect("decodes");
        shown.apply_orientation(tag);
        let shown = shown.to_rgb8();
        assert_eq!(shown.dimensions(), photo.image.dimensions(), "orientation {orientation}");
        let off: u64 = shown
            .as_raw()
            .iter()
            .zip(photo.image.as_raw())
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let mean = off as f32 / shown.as_raw().len() as f32;
        assert!(mean < 4.0, "orientation {orientation} is off by {mean}");
    }
}

#[test]
fn hostile_files_are_small_and_what_they_claim_is_false() {
    let files = hostile_files().expect("made");
    assert!(files.iter().all(|file| file.bytes.len() < 200_000));
    let named = |name: &str| {
        files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).expect(name)
    };

    let huge = named("huge.png");
    assert!(huge.len() < 100);
    let reader = ImageReader::with_format(Cursor::new(&huge), ImageFormat::Png);
    let (width, height) = reader.into_dimensions().expect("the header is good");
    assert!(u64::from(width) * u64::from(height) > 2_000_000_000);

    let page = named("page.jpg");
    assert!(image::guess_format(&page).is_err());

    let cut = named("cut.jpg");
    assert_eq!(image::guess_format(&cut).expect("starts well"), ImageFormat::Jpeg);
    assert!(!cut.ends_with(&[0xff, 0xd9]), "the end of image is missing");

    let twofold = named("twofold.png");
    image::load_from_memory_with_format(&twofold, ImageFormat::Png).expect("a good PNG");
    let end = twofold.windows(4).rposition(|w| w == b"PK\x05\x06").expect("a ZIP's end");
    let directory = u32::from_le_bytes(twofold[end + 16..end + 20].try_into().expect("four"));
    assert_eq!(&twofold[directory as usize..directory as usize + 4], b"PK\x01\x02");
    let local = directory as usize + 42;
    let local = u32::from_le_bytes(twofold[local..local + 4].try_into().expect("four"));
    assert_eq!(&twofold[local as usize..local as usize + 4], b"PK\x03\x04");
}
