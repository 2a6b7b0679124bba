//! What lies before the camera.

use filing::verification::{Picture, Step};
use image::{Rgb, RgbImage};
use samples::{Fonts, Organisation, Person, Prompt, SheetText, Shot};
use std::sync::atomic::{AtomicU8, Ordering};

pub enum Papers {
    /// Valid pictures of nothing, no two alike: enough where nobody reads them.
    Blank,
    /// Photographs of made-up documents.
    Real { fonts: Box<Fonts>, organisation: Box<Organisation>, officer: Box<Person> },
}

impl Papers {
    pub fn photograph(&self, step: Step, picture: Picture) -> Vec<u8> {
        let Self::Real { fonts, organisation, officer } = self else { return blank() };
        let flat = match (step, picture) {
            (Step::SponsorDocument, _) => samples::licence(fonts, organisation),
            (Step::Sheet, _) => {
                let text = SheetText::of_organisation(organisation, officer);
                samples::verification_sheet(fonts, &text)
            }
            (_, Picture::Back) => samples::id_back(fonts, officer),
            _ => samples::id_front(fonts, officer),
        };
        let taken = samples::photograph(&flat, &Shot::compliant(), officer.seed);
        taken.jpeg().expect("a photograph is a JPEG")
    }

    /// Three stills of a face that answers a prompt.
    pub fn face(&self, prompt: &str) -> Vec<Vec<u8>> {
        let Self::Real { officer, .. } = self else { return (0..3).map(|_| blank()).collect() };
        let kind = match prompt {
            "turn_left" => Prompt::TurnLeft,
            "turn_right" => Prompt::TurnRight,
            "open_mouth" => Prompt::OpenMouth,
            _ => Prompt::LookStraight,
        };
        let frames = samples::portrait_frames(officer.seed, kind);
        frames.iter().step_by(4).take(3).map(|frame| jpeg(&grained(frame))).collect()
    }
}

/// A sensor sees no two frames alike.
fn grained(frame: &RgbImage) -> RgbImage {
    let n = u32::from(next());
    RgbImage::from_fn(frame.width(), frame.height(), |x, y| {
        let mut pixel = *frame.get_pixel(x, y);
        let noise = (x.wrapping_mul(31) ^ y.wrapping_mul(17) ^ n.wrapping_mul(101)) % 7;
        pixel.0.iter_mut().for_each(|c| *c = c.saturating_sub(noise as u8));
        pixel
    })
}

fn blank() -> Vec<u8> {
    let n = next();
    jpeg(&RgbImage::from_fn(96, 64, |x, y| {
        Rgb([n, (x * 2) as u8, (y * 3) as u8 ^ n.rotate_left(3)])
    }))
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    samples::encode_jpeg(picture, 85, None, false).expect("a picture is written as JPEG")
}

fn next() -> u8 {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
