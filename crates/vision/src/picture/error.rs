//! Why a file is not taken as a picture.

use thiserror::Error;

/// Why a file is not taken as a picture. `code()` is stable; `message()` is for the user and says what
/// to do; the `Display` text is for the log and holds nothing of the picture's content.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The file is longer than allowed.
    #[error("file of {bytes} bytes, {limit} allowed")]
    TooLarge {
        /// Length of the file.
        bytes: usize,
        /// Length allowed.
        limit: usize,
    },
    /// A side, or the product of both, is larger than allowed.
    #[error("{width}x{height} pixels; {max_side} a side and {max_pixels} in all allowed")]
    TooManyPixels {
        /// Width by the header.
        width: u32,
        /// Height by the header.
        height: u32,
        /// Longest side allowed.
        max_side: u32,
        /// Pixels allowed.
        max_pixels: u64,
    },
    /// The first bytes are of no picture we know: a web page, an archive, nothing at all.
    #[error("not a picture by its first bytes")]
    NotAPicture,
    /// A picture, but of a kind that is not read; the name of the kind.
    #[error("pictures of kind {0} are not read")]
    Unsupported(&'static str),
    /// A picture whose data is cut off or damaged; the decoder's words.
    #[error("damaged picture: {0}")]
    Broken(String),
}

impl PictureError {
    /// Stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "picture.too_large",
            Self::TooManyPixels { .. } => "picture.too_many_pixels",
            Self::NotAPicture => "picture.not_a_picture",
            Self::Unsupported(_) => "picture.unsupported",
            Self::Broken(_) => "picture.broken",
        }
    }

    /// What to tell the user.
    pub fn message(&self) -> String {
        match self {
            Self::TooLarge { bytes, limit } => format!(
                "图片文件过大（{:.1} MB），请压缩到 {} MB 以内后重新上传。",
                *bytes as f64 / 1_048_576.0,
                limit / 1_048_576
            ),
            Self::TooManyPixels { width, height, max_side, max_pixels } => format!(
                "图片尺寸过大（{width}×{height}），单边不得超过 {max_side} 像素、总像素不得超过 {} 万，请缩小后重新上传。",
                max_pixels / 10_000
            ),
            Self::NotAPicture => "该文件不是图片，请上传 JPG、PNG 或 WebP 格式的照片。".to_owned(),
            Self::Unsupported(kind) => {
                format!("暂不支持 {kind} 格式，请转换为 JPG、PNG 或 WebP 格式后重新上传。")
            }
            Self::Broken(_) => "图片文件已损坏或上传不完整，请重新拍摄或重新上传原图。".to_owned(),
        }
    }
}
