//! rten: the pure Rust engine.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;

use super::{Network, Tensor};
use crate::VisionError;

struct RtenNetwork {
    model: Model,
    input: NodeId,
    outputs: Vec<NodeId>,
    options: RunOptions,
}

pub(super) fn load(file: &Path) -> Result<Box<dyn Network>, VisionError> {
    let broken = |why: String| VisionError::ModelBroken { file: VisionError::file_name(file), why };
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    let model = options.load_file(file).map_err(|error| broken(error.to_string()))?;
    let input =
        *model.input_ids().first().ok_or_else(|| broken("a model without an input".into()))?;
    let outputs = model.output_ids().to_vec();
    let threads = Arc::new(ThreadPool::with_num_threads(1));
    Ok(Box::new(RtenNetwork {
        model,
        input,
        outputs,
        options: RunOptions::default().with_thread_pool(Some(threads)),
    }))
}

impl Network for RtenNetwork {
    fn run(
        &mut self,
        shape: &[usize],
        data: &[f32],
        read: &mut dyn FnMut(&[Tensor<'_>]),
    ) -> Result<(), VisionError> {
        let &[a, b, c, d] = shape else {
            return Err(VisionError::Engine(format!("input of rank {}", shape.len())));
        };
        let view = NdTensorView::from_data([a, b, c, d], data);
        let outputs = self
            .model
            .run(vec![(self.input, view.into())], &self.outputs, Some(self.options.clone()))
            .map_err(|error| VisionError::Engine(error.to_string()))?;
        let mut tensors = Vec::with_capacity(outputs.len());
        for output in &outputs {
            let Value::FloatTensor(tensor) = output else {
                return Err(VisionError::Engine("output is not f32".into()));
            };
            tensors.push(Tensor {
                shape: tensor.shape().to_vec(),
                data: match tensor.data() {
                    Some(data) => Cow::Borrowed(data),
                    None => Cow::Owned(tensor.to_vec()),
                },
            });
        }
        read(&tensors);
        Ok(())
    }
}
