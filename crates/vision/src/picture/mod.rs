//! A picture as it came in: sniffed, measured before it is unpacked, turned upright, and stripped of
//! everything but pixels.
//!
//! Order of the checks, cheapest first: length of the file, kind by its first bytes, sides and pixels
//! by its header, completeness (a JPEG without its end marker), and only then the decoder. Nothing of
//! the size of the picture is allocated before its header has passed.

mod error;
mod header;

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, imageops};

pub use error::PictureError;

/// What a picture may measure at most. The defaults fit a 48-megapixel phone and keep one decoded
/// picture under 180 MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureLimits {
    /// Longest side allowed, in pixels.
    pub max_side: u32,
    /// Width times height allowed.
    pub max_pixels: u64,
    /// Length of the file allowed, in bytes.
    pub max_bytes: usize,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { max_side: 12_000, max_pixels: 60_000_000, max_bytes: 20 * 1024 * 1024 }
    }
}

/// Decoded pixels, 8 bits a channel, upright (EXIF orientation applied), without any metadata.
/// Cheap to clone. Prints its size only: what is on it is personal data.
#[derive(Clone)]
pub struct Picture {
    pixels: Arc<RgbImage>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Picture({}x{})", self.width(), self.height())
    }
}

impl Picture {
    /// Takes pixels that are already upright, as tests and a camera pipeline have them.
    pub fn from_pixels(pixels: RgbImage) -> Self {
        Self { pixels: Arc::new(pixels) }
    }

    /// Width in pixels, after turning.
    pub fn width(&self) -> u32 {
        self.pixels.width()
    }

    /// Height in pixels, after turning.
    pub fn height(&self) -> u32 {
        self.pixels.height()
    }

    /// The pixels themselves.
    pub fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// Encodes the picture anew as a JPEG without metadata, no side longer than `max_side` and no
    /// file longer than `max_bytes`: first the quality steps down (90 to 50), then the size.
    ///
    /// Whatever the arguments, a picture comes back; under about 1 kB it is the smallest one tried
    /// (32 pixels) and may be longer than asked.
    pub fn to_jpeg(&self, max_side: u32, max_bytes: usize) -> Vec<u8> {
        const QUALITIES: [u8; 5] = [90, 82, 74, 62, 50];
        let mut side = max_side.max(32).min(self.width().max(self.height()));
        loop {
            let scaled = self.scaled_to(side);
            let mut bytes = Vec::new();
            for quality in QUALITIES {
                bytes = encode(&scaled, quality);
                if bytes.len() <= max_bytes {
                    return bytes;
                }
            }
            if side <= 32 {
                return bytes;
            }
            side = (side * 3 / 4).max(32);
        }
    }

    fn scaled_to(&self, side: u32) -> RgbImage {
        let longest = self.width().max(self.height());
        if longest <= side {
            return self.pixels.as_ref().clone();
        }
        let scale = f64::from(side) / f64::from(longest);
        let to = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(1, side);
        imageops::thumbnail(self.pixels(), to(self.width()), to(self.height()))
    }
}

fn encode(pixels: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(pixels)
        .expect("a picture of at most 65535 pixels a side always encodes into memory");
    bytes
}

/// Decodes `bytes` within `limits`; see the module for the order of the checks.
///
/// # Errors
/// [`PictureError`], each with a stable code and a sentence for the user.
pub(crate) fn decode(bytes: &[u8], limits: PictureLimits) -> Result<Picture, PictureError> {
    if bytes.len() > limits.max_bytes {
        return Err(PictureError::TooLarge { bytes: bytes.len(), limit: limits.max_bytes });
    }
    let kind = header::sniff(bytes)?;
    if let Some((width, height)) = header::dimensions(kind, bytes)? {
        within(width, height, limits)?;
    }
    let format = match kind {
        header::Kind::Jpeg => ImageFormat::Jpeg,
        header::Kind::Png => ImageFormat::Png,
        header::Kind::Webp => ImageFormat::WebP,
    };
    let broken = |error: image::ImageError| PictureError::Broken(error.to_string());
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    within(width, height, limits)?;
    let mut allowed = Limits::default();
    allowed.max_image_width = Some(limits.max_side);
    allowed.max_image_height = Some(limits.max_side);
    allowed.max_alloc = Some(limits.max_pixels.saturating_mul(4));
    decoder.set_limits(allowed).map_err(broken)?;
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(turn);
    Ok(Picture::from_pixels(flatten(image)))
}

/// Transparent pixels show white, as a viewer would show them, not the black under them.
fn flatten(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let over = |channel: u8| {
            let alpha = u32::from(alpha);
            ((u32::from(channel) * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn within(width: u32, height: u32, limits: PictureLimits) -> Result<(), PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        return Err(PictureError::Broken("a side of no pixels".into()));
    }
    if width.max(height) > limits.max_side || pixels > limits.max_pixels {
        return Err(PictureError::TooManyPixels {
            width,
            height,
            max_side: limits.max_side,
            max_pixels: limits.max_pixels,
        });
    }
    Ok(())
}
