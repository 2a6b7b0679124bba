//! Files that are no pictures, or pictures made to hurt.

use std::time::Instant;

use samples::{gigapixel_png, html_named_jpg, polyglot_png_zip, truncated_jpeg};
use vision::{Picture, PictureError, PictureLimits, Vision, VisionConfig};

use crate::reader;

fn error(bytes: &[u8]) -> PictureError {
    reader().decode(bytes).expect_err("a file that is refused")
}

#[test]
fn a_two_gigapixel_png_is_refused_by_its_header_at_once() {
    let bytes = gigapixel_png();
    let before = peak_kilobytes();
    let start = Instant::now();
    let error = error(&bytes);
    let took = start.elapsed();
    assert_eq!(error.code(), "picture.too_many_pixels");
    assert!(took.as_millis() < 5, "{took:?}");
    assert!(peak_kilobytes() - before < 16 * 1024);
}

/// Highest memory this process ever held. Other tests run beside this one, so a small rise may be
/// theirs; two gigapixels would be six gigabytes.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_web_page_named_jpg_is_no_picture() {
    assert_eq!(error(&html_named_jpg()), PictureError::NotAPicture);
    assert_eq!(error(b""), PictureError::NotAPicture);
    assert_eq!(error(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), PictureError::NotAPicture);
}

#[test]
fn a_cut_off_jpeg_is_broken_wherever_it_is_cut() {
    assert_eq!(error(&truncated_jpeg().unwrap()).code(), "picture.broken");
    let whole = Picture::from_pixels(image::RgbImage::from_fn(300, 200, |x, y| {
        image::Rgb([x as u8, y as u8, (x * y) as u8])
    }))
    .to_jpeg(300, 1_000_000);
    assert!(reader().decode(&whole).is_ok());
    for share in [1, 5, 20, 50, 80, 95, 99] {
        let error = error(&whole[..(whole.len() * share / 100).max(3)]);
        assert_eq!(error.code(), "picture.broken", "{share} %");
    }
}

#[test]
fn random_damage_never_panics() {
    let whole = Picture::from_pixels(image::RgbImage::from_fn(120, 80, |x, y| {
        image::Rgb([x as u8, y as u8, 90])
    }))
    .to_jpeg(120, 1_000_000);
    let mut state = 7u64;
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
        }
        let _ = reader().decode(&bytes);
    }
}

#[test]
fn kinds_that_are_not_read_are_named() {
    assert_eq!(error(b"GIF89a........"), PictureError::Unsupported("GIF"));
    assert_eq!(error(b"%PDF-1.7 ....."), PictureError::Unsupported("PDF"));
    assert_eq!(error(b"\0\0\0\x18ftypheic\0\0"), PictureError::Unsupported("HEIC"));
    assert!(error(b"GIF89a").message().contains("GIF"));
}

#[test]
fn a_file_longer_than_allowed_is_refused_before_it_is_looked_at() {
    let mut config = VisionConfig::new("nowhere");
    config.limits = PictureLimits { max_bytes: 1000, ..PictureLimits::default() };
    let error = Vision::new(config).decode(&[0; 1001]).unwrap_err();
    assert_eq!(error.code(), "picture.too_large");
}

#[test]
fn what_hides_behind_a_picture_is_gone_once_encoded_anew() {
    let bytes = polyglot_png_zip().unwrap();
    let picture = reader().decode(&bytes).unwrap();
    let stored = picture.to_jpeg(2000, 1_000_000);
    let holds = |needle: &[u8]| stored.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(b"PK\x03\x04") && !holds(b"run.html"));
}
