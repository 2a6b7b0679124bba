//! The models and whether they are there.

use std::path::Path;

use serde::Serialize;

use crate::engine::Engine;

/// Text detection.
pub(crate) const DETECTION: &str = "ppocrv6_tiny_det.onnx";
/// Text recognition.
pub(crate) const RECOGNITION: &str = "ppocrv6_small_rec.onnx";
/// The recogniser's characters.
pub(crate) const DICTIONARY: &str = "ppocrv6_small.txt";

const WANTED: [(&str, &str); 3] =
    [("text detection", DETECTION), ("text recognition", RECOGNITION), ("dictionary", DICTIONARY)];

/// Which engine runs and which models are there.
#[derive(Debug, Clone, Serialize)]
pub struct EngineStatus {
    /// Engine in use; absent when the one asked for does not load.
    pub engine: Option<Engine>,
    /// Why ONNX Runtime is not used although wanted.
    pub note: Option<String>,
    /// Every model, by name.
    pub models: Vec<ModelStatus>,
}

impl EngineStatus {
    /// Whether pictures can be read.
    pub fn ready(&self) -> bool {
        self.engine.is_some() && self.models.iter().all(|model| model.present)
    }
}

/// One model.
#[derive(Debug, Clone, Serialize)]
pub struct ModelStatus {
    /// What it is for.
    pub name: &'static str,
    /// File in the models folder.
    pub file: &'static str,
    /// Whether the file is there.
    pub present: bool,
}

pub(crate) fn status(folder: &Path) -> Vec<ModelStatus> {
    WANTED
        .iter()
        .map(|&(name, file)| ModelStatus { name, file, present: folder.join(file).is_file() })
        .collect()
}
