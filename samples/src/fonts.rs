//! The two fonts every document is set in.

use std::path::{Path, PathBuf};

use ab_glyph::{Font, FontArc, FontVec};

use crate::SampleError;

/// Noto Sans SC in two weights, loaded from the assets folder.
#[derive(Debug, Clone)]
pub struct Fonts {
    pub(crate) regular: FontArc,
    pub(crate) bold: FontArc,
}

impl Fonts {
    /// Loads `fonts/NotoSansSC-Regular.ttf` and `fonts/NotoSansSC-Bold.ttf` below `assets`.
    ///
    /// # Errors
    /// [`SampleError::FontMissing`] (names the command that fetches fonts) or
    /// [`SampleError::FontBroken`].
    pub fn load(assets: &Path) -> Result<Self, SampleError> {
        Ok(Self {
            regular: load(assets.join("fonts/NotoSansSC-Regular.ttf"))?,
            bold: load(assets.join("fonts/NotoSansSC-Bold.ttf"))?,
        })
    }

    /// Loads from the folder `BEIAN_ASSETS` names, else from `.assets` at the workspace's root.
    ///
    /// # Errors
    /// As [`Fonts::load`].
    pub fn find() -> Result<Self, SampleError> {
        Self::load(&assets_folder())
    }

    /// The characters of `text` that the regular font has no glyph for.
    pub fn missing_glyphs(&self, text: &str) -> Vec<char> {
        text.chars().filter(|c| self.regular.glyph_id(*c).0 == 0).collect()
    }
}

/// The assets folder: `BEIAN_ASSETS`, else `.assets` at the workspace's root.
pub fn assets_folder() -> PathBuf {
    std::env::var_os("BEIAN_ASSETS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(".assets"),
        PathBuf::from,
    )
}

fn load(path: PathBuf) -> Result<FontArc, SampleError> {
    let Ok(bytes) = std::fs::read(&path) else { return Err(SampleError::FontMissing(path)) };
    match FontVec::try_from_vec(bytes) {
        Ok(font) => Ok(FontArc::new(font)),
        Err(_) => Err(SampleError::FontBroken(path)),
    }
}
