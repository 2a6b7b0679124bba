//! Why an inspection could not be made at all.

use std::path::Path;

use thiserror::Error;

/// Why a picture could not be inspected. None of these says anything about the picture, and none of
/// them may be taken as a pass.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VisionError {
    /// A model's file is not in the models folder.
    #[error("model file {file} is missing; fetch the models with `cargo xtask models`")]
    ModelMissing {
        /// Name of the file.
        file: String,
    },
    /// A model's file is there but is no such model.
    #[error("model file {file} does not load: {why}; fetch it again with `cargo xtask models`")]
    ModelBroken {
        /// Name of the file.
        file: String,
        /// The engine's words.
        why: String,
    },
    /// The engine asked for is not there.
    #[error("ONNX Runtime was asked for and does not load: {why}")]
    EngineMissing {
        /// What the loader says.
        why: String,
    },
    /// The engine failed while running a model.
    #[error("inference failed: {0}")]
    Engine(String),
}

impl VisionError {
    /// Stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModelMissing { .. } => "vision.model_missing",
            Self::ModelBroken { .. } => "vision.model_broken",
            Self::EngineMissing { .. } => "vision.engine_missing",
            Self::Engine(_) => "vision.engine_failed",
        }
    }

    pub(crate) fn missing(file: &Path) -> Self {
        Self::ModelMissing { file: Self::file_name(file) }
    }

    /// The bare name: where the models lie is the operator's business, not a report's.
    pub(crate) fn file_name(file: &Path) -> String {
        file.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}
