//! ONNX Runtime through `ort`, its shared library loaded at run time.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::ep::CPU;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;

use super::{Network, Tensor};
use crate::VisionError;

/// The one environment of this process, once a library has loaded. A failure is not kept: the library
/// may be put in place later.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// Where the library is: what `ORT_DYLIB_PATH` names, else beside the models.
fn library_path(models: &Path) -> PathBuf {
    match std::env::var_os("ORT_DYLIB_PATH") {
        Some(path) if !path.is_empty() => PathBuf::from(path),
        _ => models.join("libonnxruntime.so"),
    }
}

/// Loads the library, or says why not.
pub(super) fn library(models: &Path) -> Result<Environment, String> {
    let mut held = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = held.as_ref() {
        return Ok(environment.clone());
    }
    let path = library_path(models);
    if !path.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return Err(format!(
            "{name} is missing: run `cargo xtask models`, or name it in ORT_DYLIB_PATH"
        ));
    }
    // An absolute path: a relative one would be looked up beside the program.
    let path = std::path::absolute(&path).map_err(|error| error.to_string())?;
    let environment = ort::init_from(&path)
        .map_err(|error| error.to_string())?
        .build()
        .map_err(|error| error.to_string())?;
    *held = Some(environment.clone());
    Ok(environment)
}

struct OrtNetwork {
    session: Session,
    outputs: Vec<String>,
}

/// One session, one thread: two threads gave no gain on these small models, and spinning doubled the
/// CPU time. Pictures are read in parallel instead (`VisionConfig::threads`).
pub(super) fn load(models: &Path, file: &Path) -> Result<Box<dyn Network>, VisionError> {
    let environment = library(models).map_err(|why| VisionError::EngineMissing { why })?;
    let session = open(&environment, file)
        .map_err(|why| VisionError::ModelBroken { file: VisionError::file_name(file), why })?;
    let outputs = session.outputs().iter().map(|output| output.name().to_owned()).collect();
    Ok(Box::new(OrtNetwork { session, outputs }))
}

fn open(environment: &Environment, file: &Path) -> Result<Session, String> {
    let say = |error: &dyn std::fmt::Display| error.to_string();
    Session::builder(environment)
        .map_err(|error| say(&error))?
        .with_optimization_level(GraphOptimizationLevel::Level3)
        .map_err(|error| say(&error))?
        .with_intra_threads(1)
        .map_err(|error| say(&error))?
        .with_inter_threads(1)
        .map_err(|error| say(&error))?
        // Each line of text has another width; a plan of memory per shape would only pile up.
        .with_memory_pattern(false)
        .map_err(|error| say(&error))?
        .with_execution_providers([CPU::default().with_arena_allocator(false).build()])
        .map_err(|error| say(&error))?
        .commit_from_file(file)
        .map_err(|error| say(&error))
}

impl Network for OrtNetwork {
    fn run(
        &mut self,
        shape: &[usize],
        data: &[f32],
        read: &mut dyn FnMut(&[Tensor<'_>]),
    ) -> Result<(), VisionError> {
        let engine = |error: ort::Error| VisionError::Engine(error.to_string());
        let input = TensorRef::from_array_view((shape.to_vec(), data)).map_err(engine)?;
        let outputs = self.session.run(ort::inputs![input]).map_err(engine)?;
        let mut tensors = Vec::with_capacity(self.outputs.len());
        for name in &self.outputs {
            let (shape, data) =
                outputs[name.as_str()].try_extract_tensor::<f32>().map_err(engine)?;
            tensors.push(Tensor {
                shape: shape.iter().map(|axis| *axis as usize).collect(),
                data: Cow::Borrowed(data),
            });
        }
        read(&tensors);
        Ok(())
    }
}
