//! What can go wrong while making samples.

use std::path::PathBuf;

/// Why a sample could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A font is not where it should be.
    #[error(
        "the font {0} is missing: run `cargo xtask models`, or point BEIAN_ASSETS at the assets folder"
    )]
    FontMissing(PathBuf),
    /// The font file is there but is not a font.
    #[error("{0} is not a usable TrueType font: run `cargo xtask models` again")]
    FontBroken(PathBuf),
    /// The picture could not be encoded.
    #[error("the picture could not be encoded")]
    Encoding(#[from] image::ImageError),
    /// A file could not be written.
    #[error("{path} could not be written")]
    Write {
        /// The file in question.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
