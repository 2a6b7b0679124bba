//! Text recognition: one line's picture in, its characters out, each with where it stands and what else
//! it might be.

use std::path::Path;
use std::sync::Arc;

use image::RgbImage;

use crate::VisionError;
use crate::engine::Network;

/// Height of a line's picture as the model wants it.
pub(super) const LINE_HEIGHT: u32 = 48;
/// Widest line read, in pixels at that height: 66 characters.
pub(super) const WIDEST: u32 = 3200;

/// One character read.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub char: char,
    /// Probability by the model, 0–1.
    pub confidence: f32,
    /// Centre along the line, 0 = left end, 1 = right end.
    pub at: f32,
    /// What else the model held possible here, best first, with probabilities.
    pub others: Vec<(char, f32)>,
}

/// The characters a recogniser knows, in the order of its classes (class 0 is the blank).
#[derive(Clone)]
pub(crate) struct Dictionary(Arc<Vec<char>>);

impl Dictionary {
    /// Reads one character a line; a space is added behind the last, as the model was trained.
    ///
    /// # Errors
    /// [`VisionError::ModelMissing`] without the file, [`VisionError::ModelBroken`] when it holds lines
    /// of more than one character.
    pub(crate) fn load(file: &Path) -> Result<Self, VisionError> {
        if !file.is_file() {
            return Err(VisionError::missing(file));
        }
        let broken =
            |why: String| VisionError::ModelBroken { file: VisionError::file_name(file), why };
        let text = std::fs::read_to_string(file).map_err(|error| broken(error.to_string()))?;
        let mut characters: Vec<char> = text
            .split('\n')
            .map(|line| line.trim_end_matches('\r').chars().next().unwrap_or(' '))
            .collect();
        if text.ends_with('\n') {
            characters.pop();
        }
        if characters.len() < 1000 {
            return Err(broken(format!("{} characters only", characters.len())));
        }
        characters.push(' ');
        Ok(Self(Arc::new(characters)))
    }

    fn char(&self, class: usize) -> Option<char> {
        self.0.get(class.checked_sub(1)?).copied()
    }
}

/// Reads one line, a picture [`LINE_HEIGHT`] high.
pub(super) fn recognise(
    network: &mut dyn Network,
    dictionary: &Dictionary,
    line: &RgbImage,
) -> Result<Vec<Glyph>, VisionError> {
    let width = line.width() as usize;
    // A multiple of 32, the rest black-and-white neutral (0), and never less than the model's stride.
    let padded = width.div_ceil(32).max(2) * 32;
    let count = padded * LINE_HEIGHT as usize;
    let mut input = vec![0.0f32; 3 * count];
    for (x, y, pixel) in line.enumerate_pixels() {
        for channel in 0..3 {
            input[channel * count + y as usize * padded + x as usize] =
                f32::from(pixel.0[2 - channel]) / 127.5 - 1.0;
        }
    }
    let mut glyphs = Vec::new();
    network.run(&[1, 3, LINE_HEIGHT as usize, padded], &input, &mut |outputs| {
        let Some(output) = outputs.first() else {
            return;
        };
        if let &[1, steps, classes] = output.shape.as_slice() {
            let reach = padded as f32 / width as f32;
            glyphs = decode(&output.data, steps, classes, dictionary, reach);
        }
    })?;
    Ok(glyphs)
}

/// Greedy CTC: the best class of each step, repeats and blanks dropped.
fn decode(
    data: &[f32],
    steps: usize,
    classes: usize,
    dictionary: &Dictionary,
    reach: f32,
) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut previous = 0;
    for step in 0..steps {
        let row = &data[step * classes..(step + 1) * classes];
        let best = largest(row);
        if best != 0
            && let Some(char) = dictionary.char(best)
        {
            let at = ((step as f32 + 0.5) / steps as f32 * reach).min(1.0);
            if best == previous {
                // The same character one step on: keep the surer of both views.
                if let Some(last) = glyphs.last_mut()
                    && row[best] > last.confidence
                {
                    last.confidence = row[best];
                    last.others = others(row, best, dictionary);
                }
            } else {
                glyphs.push(Glyph {
                    char,
                    confidence: row[best],
                    at,
                    others: others(row, best, dictionary),
                });
            }
        }
        previous = best;
    }
    glyphs
}

fn largest(row: &[f32]) -> usize {
    // Chunks first: 18,000 classes a step are the one loop here worth shaping for the vector unit.
    let mut best = (0, f32::MIN);
    for (index, chunk) in row.chunks(64).enumerate() {
        let top = chunk.iter().copied().fold(f32::MIN, f32::max);
        if top > best.1 {
            best = (index, top);
        }
    }
    let start = best.0 * 64;
    row[start..(start + 64).min(row.len())]
        .iter()
        .position(|value| *value == best.1)
        .map_or(0, |offset| start + offset)
}

/// Up to four more classes that hold at least a thousandth each.
fn others(row: &[f32], best: usize, dictionary: &Dictionary) -> Vec<(char, f32)> {
    if row[best] > 0.999 {
        return Vec::new();
    }
    let mut found: Vec<(char, f32)> = row
        .iter()
        .enumerate()
        .filter(|(class, value)| **value >= 0.001 && *class != best && *class != 0)
        .filter_map(|(class, value)| Some((dictionary.char(class)?, *value)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.truncate(4);
    found
}
