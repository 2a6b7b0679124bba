//! The engines that run the models, behind one trait.
//!
//! ONNX Runtime (`ort`, loaded from `libonnxruntime.so` at run time) is the fast one and what speed
//! figures are held against; `rten` is pure Rust, gives the same outputs (largest difference 1e-4) at
//! about twice the cost, and runs where the library is missing. Which one runs is always said.

mod onnx_runtime;
mod pool;
mod rten;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::VisionError;

pub(crate) use pool::Pool;

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// ONNX Runtime through its shared library.
    Ort,
    /// Pure Rust, no library needed.
    Rten,
}

impl Engine {
    /// Name as in reports: `ort` or `rten`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ort => "ort",
            Self::Rten => "rten",
        }
    }
}

/// Which engine the operator wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnginePreference {
    /// `ort` when its library loads, else `rten`.
    #[default]
    Auto,
    /// `ort`, and an error when its library does not load.
    Ort,
    /// `rten`.
    Rten,
}

/// One output of a model, row-major.
#[derive(Debug)]
pub struct Tensor<'a> {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// Values; borrowed from the engine where it allows.
    pub data: Cow<'a, [f32]>,
}

/// A loaded model: one `f32` tensor in, `f32` tensors out.
pub trait Network: Send {
    /// Runs the model on `data` of `shape` (row-major) and hands the outputs, in the model's order, to
    /// `read`. They are lent, not copied: a recogniser's output is tens of megabytes.
    ///
    /// # Errors
    /// [`VisionError::Engine`] when the engine fails.
    fn run(
        &mut self,
        shape: &[usize],
        data: &[f32],
        read: &mut dyn FnMut(&[Tensor<'_>]),
    ) -> Result<(), VisionError>;
}

/// The engine chosen for this process, settled once on first use.
pub(crate) struct Chosen {
    preference: EnginePreference,
    models: PathBuf,
    settled: OnceLock<(Result<Engine, VisionError>, Option<String>)>,
}

impl Chosen {
    pub(crate) fn new(preference: EnginePreference, models: &Path) -> Self {
        Self { preference, models: models.to_path_buf(), settled: OnceLock::new() }
    }

    fn settle(&self) -> &(Result<Engine, VisionError>, Option<String>) {
        self.settled.get_or_init(|| match self.preference {
            EnginePreference::Rten => (Ok(Engine::Rten), None),
            EnginePreference::Ort => match onnx_runtime::library(&self.models) {
                Ok(_) => (Ok(Engine::Ort), None),
                Err(why) => (
                    Err(VisionError::EngineMissing { why: why.clone() }),
                    Some(why),
                ),
            },
            EnginePreference::Auto => match onnx_runtime::library(&self.models) {
                Ok(_) => (Ok(Engine::Ort), None),
                Err(why) => {
                    tracing::warn!(%why, "ONNX Runtime not loaded; reading pictures with rten, at about twice the cost");
                    (Ok(Engine::Rten), Some(why))
                }
            },
        })
    }

    /// The engine in use.
    ///
    /// # Errors
    /// [`VisionError::EngineMissing`] when `ort` was asked for and its library does not load.
    pub(crate) fn engine(&self) -> Result<Engine, VisionError> {
        self.settle().0.clone()
    }

    /// Why ONNX Runtime is not used although wanted.
    pub(crate) fn note(&self) -> Option<&str> {
        self.settle().1.as_deref()
    }

    pub(crate) fn load(&self, file: &Path) -> Result<Box<dyn Network>, VisionError> {
        if !file.is_file() {
            return Err(VisionError::missing(file));
        }
        match self.engine()? {
            Engine::Ort => onnx_runtime::load(&self.models, file),
            Engine::Rten => self::rten::load(file),
        }
    }
}
