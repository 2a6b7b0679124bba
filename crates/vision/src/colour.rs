//! Colour spaces the measures are taken in.

use std::sync::OnceLock;

/// sRGB to CIE Lab (D65): lightness 0–100, `a` and `b` around 0. Equal distances look equal, which RGB's
/// do not.
pub(crate) fn lab([red, green, blue]: [u8; 3]) -> [f32; 3] {
    static LINEAR: OnceLock<[f32; 256]> = OnceLock::new();
    let linear = LINEAR.get_or_init(|| {
        std::array::from_fn(|value| {
            let value = value as f32 / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    });
    let (r, g, b) =
        (linear[usize::from(red)], linear[usize::from(green)], linear[usize::from(blue)]);
    let x = (0.412_453 * r + 0.357_580 * g + 0.180_423 * b) / 0.950_456;
    let y = 0.212_671 * r + 0.715_160 * g + 0.072_169 * b;
    let z = (0.019_334 * r + 0.119_193 * g + 0.950_227 * b) / 1.088_754;
    let f = |value: f32| {
        if value > 0.008_856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 }
    };
    let (fx, fy, fz) = (f(x), f(y), f(z));
    [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
}

#[cfg(test)]
mod tests {
    use super::lab;

    #[test]
    fn white_grey_and_red_have_their_known_lab_values() {
        let near = |found: [f32; 3], wanted: [f32; 3]| {
            found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.5)
        };
        assert!(near(lab([255, 255, 255]), [100.0, 0.0, 0.0]));
        assert!(near(lab([119, 119, 119]), [50.0, 0.0, 0.0]));
        assert!(near(lab([255, 0, 0]), [53.2, 80.1, 67.2]), "{:?}", lab([255, 0, 0]));
    }
}
