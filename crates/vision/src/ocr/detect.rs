//! Text detection: a map of "is text here" by the model, and boxes out of the map (Differentiable
//! Binarization, as PaddleOCR does it).

use image::RgbImage;

use crate::VisionError;
use crate::engine::Network;
use crate::geometry::{Quad, hull, smallest_rectangle};

/// Probability over which a pixel is text.
const PIXEL: f32 = 0.3;
/// Mean probability over which a region is text.
const REGION: f32 = 0.5;
/// How far a box is grown beyond the (shrunk) region: area times this over the circumference.
const UNCLIP: f32 = 1.6;

/// Share of the page's shorter side a line is high at most; a border taken for text is a ring around
/// the whole page.
const TALLEST: f32 = 0.3;

/// Finds text in `page`, whose sides are multiples of 32. Boxes in pixels of `page`.
pub(super) fn detect(network: &mut dyn Network, page: &RgbImage) -> Result<Vec<Quad>, VisionError> {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let input = planes(page);
    let mut boxes = Vec::new();
    network.run(&[1, 3, height, width], &input, &mut |outputs| {
        if let Some(map) = outputs.first()
            && map.data.len() == width * height
        {
            boxes = boxes_of(&map.data, width, height);
        }
    })?;
    Ok(boxes)
}

/// Blue, green, red planes, values from -1 to 1: what both PP-OCR models were trained on.
fn planes(image: &RgbImage) -> Vec<f32> {
    let count = (image.width() * image.height()) as usize;
    let mut planes = vec![0.0f32; 3 * count];
    for (index, pixel) in image.pixels().enumerate() {
        for channel in 0..3 {
            planes[channel * count + index] = f32::from(pixel.0[2 - channel]) / 127.5 - 1.0;
        }
    }
    planes
}

fn boxes_of(map: &[f32], width: usize, height: usize) -> Vec<Quad> {
    let mut mask = vec![false; width * height];
    // Dilated by one to the right and below: thin strokes hold together.
    for y in 0..height {
        for x in 0..width {
            if map[y * width + x] > PIXEL {
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    if x + dx < width && y + dy < height {
                        mask[(y + dy) * width + x + dx] = true;
                    }
                }
            }
        }
    }
    let mut boxes = Vec::new();
    let mut stack = Vec::new();
    for start in 0..mask.len() {
        if !mask[start] {
            continue;
        }
        mask[start] = false;
        stack.push(start);
        let (mut sum, mut count) = (0.0f32, 0.0f32);
        let mut rows: std::collections::BTreeMap<usize, (usize, usize)> = Default::default();
        while let Some(index) = stack.pop() {
            let (x, y) = (index % width, index / width);
            sum += map[index];
            count += 1.0;
            let row = rows.entry(y).or_insert((x, x));
            *row = (row.0.min(x), row.1.max(x));
            for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = ny * width + nx;
                    if mask[next] {
                        mask[next] = false;
                        stack.push(next);
                    }
                }
            }
        }
        if count < 9.0 || sum / count < REGION {
            continue;
        }
        let ends: Vec<[f32; 2]> = rows
            .iter()
            .flat_map(|(&y, &(first, last))| [[first as f32, y as f32], [last as f32, y as f32]])
            .collect();
        let most = TALLEST * width.min(height) as f32;
        boxes.extend(hull(&ends).and_then(|outline| grow(&outline, most)));
    }
    boxes
}

fn grow(outline: &[[f32; 2]], most: f32) -> Option<Quad> {
    let mut rectangle = smallest_rectangle(outline);
    let thickness = rectangle.along.min(rectangle.across) * 2.0;
    if thickness < 3.0 || thickness > most {
        return None;
    }
    let (width, height) = (rectangle.along * 2.0, rectangle.across * 2.0);
    let by = width * height * UNCLIP / (2.0 * (width + height));
    rectangle.along += by;
    rectangle.across += by;
    Some(rectangle.corners())
}
